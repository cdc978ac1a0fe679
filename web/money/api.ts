// The gateway's addresses of hours and pay (docs/openapi.yaml). Apart from Api, which the shop widget carries as well.
import { call, reply, type Fetch, type Reply } from "../client/http";

const plainFetch: Fetch = (input, init) => fetch(input, init);

/** What the gateway says at an address; the shape is the caller's to know. */
export async function readAt<T>(path: string, fetcher = plainFetch): Promise<Reply<{ body: T }>> {
  return reply(await call(fetcher, "GET", path), (body) => ({ body: body as T }));
}

/** Asks the gateway to do something. After "unavailable" it may have been done or not. */
export async function writeAt<T>(
  path: string, content: unknown, method: "POST" | "PUT" = "POST", fetcher = plainFetch,
): Promise<Reply<{ body: T }>> {
  return reply(await call(fetcher, method, path, content), (body) => ({ body: body as T }));
}
