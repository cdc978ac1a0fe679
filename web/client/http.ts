// The few HTTP calls around a session: signing in, tickets, signing out. Every failure is a value with a reason.

export type AccountRole = "agent" | "supervisor" | "merchant" | "finance" | "officer" | "administrator";
export interface Account {
  id: number;
  login: string;
  name: string;
  role: AccountRole;
}

export type Failure =
  /** Login or password is wrong, or there is no valid login. */
  | { ok: false; kind: "unauthorised" }
  /** Too many tries; how long to wait. */
  | { ok: false; kind: "delayed"; retryAfterMs: number }
  /** The gateway refuses for another reason; both sentences are its own and may be empty. */
  | { ok: false; kind: "refused"; status: number; code: string; messageZh: string; messageEn: string }
  /** The gateway or its storage is not there now. */
  | { ok: false; kind: "unavailable"; retryAfterMs: number };

export type Reply<T> = ({ ok: true } & T) | Failure;

export interface Topic {
  topic: string;
  title_zh: string;
  title_en: string;
}

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

const TIMEOUT_MS = 15_000;

/** One call; undefined if there was no answer. For what Api below has no name for. */
export async function call(
  fetcher: Fetch, method: string, url: string, body?: unknown, timeoutMs = TIMEOUT_MS, headers?: Record<string, string>,
): Promise<Response | undefined> {
  try {
    const init: RequestInit = { method, credentials: "same-origin", cache: "no-store" };
    if (body !== undefined) {
      init.headers = { "Content-Type": "application/json", ...headers };
      init.body = JSON.stringify(body);
    }
    return await fetcher(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  } catch {
    return undefined;
  }
}

function retryAfterMs(response: Response | undefined, otherwise: number): number {
  const seconds = Number(response?.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : otherwise;
}

async function failure(response: Response | undefined): Promise<Failure> {
  if (!response || response.status >= 500) {
    return { ok: false, kind: "unavailable", retryAfterMs: retryAfterMs(response, 0) };
  }
  if (response.status === 401) return { ok: false, kind: "unauthorised" };
  if (response.status === 429) return { ok: false, kind: "delayed", retryAfterMs: retryAfterMs(response, 5_000) };
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const text = (key: string) => (typeof body[key] === "string" ? (body[key] as string) : "");
  return {
    ok: false, kind: "refused", status: response.status,
    code: text("error"), messageZh: text("message_zh"), messageEn: text("message_en"),
  };
}

/** The answer as a value, or why there is none. */
export async function reply<T>(response: Response | undefined, read: (body: any) => T): Promise<Reply<T>> {
  if (!response?.ok) return failure(response);
  try {
    return { ok: true, ...read(await response.json()) };
  } catch {
    return { ok: false, kind: "unavailable", retryAfterMs: 0 };
  }
}

/** The gateway's HTTP interface. `base` is empty for pages that the gateway itself serves. */
export class Api {
  constructor(
    private readonly base = "",
    private readonly fetcher: Fetch = (input, init) => fetch(input, init),
  ) {}

  async login(login: string, password: string): Promise<Reply<{ account: Account }>> {
    const response = await call(this.fetcher, "POST", `${this.base}/api/login`, { login, password });
    return reply(response, (body) => ({ account: body.account as Account }));
  }

  async me(): Promise<Reply<{ account: Account }>> {
    const response = await call(this.fetcher, "GET", `${this.base}/api/me`);
    return reply(response, (body) => ({ account: (body.account ?? body) as Account }));
  }

  async ticket(): Promise<Reply<{ ticket: string; pool: string; role: string; name: string; ws: string }>> {
    return reply(await call(this.fetcher, "POST", `${this.base}/api/ticket`, {}), (body) => body);
  }

  async shopperTicket(
    shopKey: string, name = "",
  ): Promise<Reply<{ ticket: string; pool: string; shop: { id: number; name: string }; topics: Topic[]; ws: string }>> {
    const response = await call(this.fetcher, "POST", `${this.base}/api/shopper/ticket`, { shop_key: shopKey, name });
    return reply(response, (body) => body);
  }

  /** Ends the login and all of its sessions. */
  async logout(): Promise<boolean> {
    return (await call(this.fetcher, "POST", `${this.base}/api/logout`, {}))?.ok ?? false;
  }
}
