// The gateway's addresses of hours and pay (docs/openapi.yaml). Apart from Api, which the shop widget carries as well.
import { call, reply, type Fetch, type Reply } from "../client/http";

const plainFetch: Fetch = (input, init) => fetch(input, init);

/** What the gateway says at an address; the shape is the caller's to know. */
export async function readAt<T>(path: string, fetcher = plainFetch): Promise<Reply<{ body: T }>> {
  return reply(await call(fetcher, "GET", path), (body) => ({ body: body as T }));
}

export type Method = "POST" | "PUT";

/**
 * Asks the gateway to do something. After "unavailable" it may have been done or not; what was asked for under a key may
 * be asked for again with it, and is not done twice.
 */
export async function writeAt<T>(
  path: string, content: unknown, method: Method = "POST", key?: string, fetcher = plainFetch,
): Promise<Reply<{ body: T }>> {
  const headers = key === undefined ? undefined : { "Idempotency-Key": key };
  return reply(await call(fetcher, method, path, content, undefined, headers), (body) => ({ body: body as T }));
}

/** A key for one booking: 128 bits of chance, in hex. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
