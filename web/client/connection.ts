// What a line needs from around it, and what it tells: the types that pages and tests write against.
import type { Answer, Attached, Position, ServerFrame } from "../gen/yunke/v1/client_pb";
import type { Codec, CommandBody } from "./frames";
import type { KeyValueStorage } from "./memory";

/** The part of the browser's WebSocket that is used; `ws` in Node fits. */
export interface SocketLike {
  binaryType: string;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: { data: any }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: any) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** What a page answers when a new ticket is needed. */
export type TicketReply =
  | { kind: "ticket"; ticket: string }
  /** The person must sign in first; the session rests in phase "signed-out" until `start`. */
  | { kind: "sign-in" }
  /** Not now; tried again after this, or by the usual back-off when 0. */
  | { kind: "later"; retryAfterMs: number };

export type SignedOutReason = "expired" | "logged-out" | "no-login";

/** What a page must always show of the line, in words. */
export type ConnectionState =
  | { phase: "idle" }
  | { phase: "connecting"; attempt: number }
  | { phase: "online" }
  /** Lost; the next try is at `retryAtMs` (of the page's clock). */
  | { phase: "waiting"; attempt: number; retryAtMs: number; reason: "lost" | "restart" | "unavailable" }
  /** Another page took this session over. Never tried again by itself; `takeBack` does. */
  | { phase: "replaced" }
  | { phase: "signed-out"; reason: SignedOutReason }
  /** The server will not have us; `start` tries once more. */
  | { phase: "stopped"; code: number; detail: string };

export interface LineOptions {
  url: string;
  /** Asked at the first start without a resume token, and whenever the session has ended. */
  ticket: () => Promise<TicketReply>;
  /** Program name and version, for support. */
  client: string;
  codec: Codec;
  /** Keeps the resume token: sessionStorage for people who sign in, localStorage for shoppers. */
  storage?: KeyValueStorage;
  storageKey?: string;
  connect?: (url: string, subprotocol: string) => SocketLike;
  now?: () => number;
  random?: () => number;
  randomId?: () => bigint;
  setTimer?: (run: () => void, ms: number) => unknown;
  clearTimer?: (timer: unknown) => void;
}

/** How the store sees the session: everything that happens on the line. */
export interface SessionListener {
  /** Up to where each conversation is held; asked for every Hello. */
  positions(): Position[];
  /** `epochChanged`: entries held so far may not exist any more; forget them, they come again. */
  onAttached(attached: Attached, how: { epochChanged: boolean; sameSession: boolean }): void;
  onFrame(frame: ServerFrame): void;
  /** A command that was answered before was carried out anew, since the pool had lost it. */
  onAnsweredAgain(body: CommandBody, answer: Answer): void;
  onConnection(): void;
}
