// One person's line to the pool: a WebSocket that is opened again whenever it is lost, with the numbering, answering
// and resuming that make every command count exactly once. All pages use this one class, as Session or with a codec of
// their own; what comes in is handed to `onFrame` (Store folds it into what pages show), what goes out goes through
// `command` and `notify`. Socket, clock, chance, timers and storage are injected: tests drive all of it in memory.
import type { Attached, ErrorCode, Fresh_Reason } from "../gen/yunke/v1/client_pb";
import { backoffMs } from "./backoff";
import type {
  ConnectionState, LineOptions, SessionListener, SignedOutReason, SocketLike, TicketReply,
} from "./connection";
import type { CommandBody, NoticeBody, OutFrame } from "./frames";
import {
  ATTACH_TIMEOUT_MS, HEARTBEAT_MS, HINTED_SILENCE_MS, POSITIONS_MAX, PROTOCOL_CLOSES_MAX, SILENCE_MS, STABLE_MS,
} from "./limits";
import { StoredValue, pageStorage } from "./memory";
import { Outbox, type Outcome } from "./outbox";

const PROTOCOL_CODES = new Set([1002, 1003, 1007, 1009, 4004, 4006]);
// The enums themselves stay out of the shop widget, which shares this file and must stay small.
const MALFORMED: ErrorCode.MALFORMED = 20;
const TOO_LARGE: ErrorCode.TOO_LARGE = 23;
const LOGGED_OUT: Fresh_Reason.LOGGED_OUT = 2;
/** Problems that refuse one frame for good; all others concern the line or the moment. */
const refusesFrame = (code: ErrorCode) => code <= MALFORMED || code === TOO_LARGE;

function randomId(): bigint {
  const words = crypto.getRandomValues(new BigUint64Array(1));
  return words[0]! | 1n;
}

export class Line {
  /** Set by the store before `start`. */
  listener: SessionListener | undefined;

  private readonly options: Required<Omit<LineOptions, "storage" | "storageKey">>;
  private readonly token: StoredValue;
  private readonly outbox = new Outbox((body, answer) => this.listener?.onAnsweredAgain(body, answer));
  private state: ConnectionState = { phase: "idle" };
  private socket: SocketLike | undefined;
  private attached = false;
  private generation = 0; // of connection tries; a late ticket of an old one is ignored
  private instance: bigint;
  private epoch = 0n;
  private sessionId = 0n;
  private attempt = 0;
  private protocolCloses = 0;
  private busyUntil = 0;
  private rewound = { from: 0, at: 0 };
  private fresh: SignedOutReason | undefined;
  private readonly timers = new Map<"retry" | "beat" | "silence" | "attach" | "stable" | "busy", unknown>();

  constructor(options: LineOptions) {
    this.options = {
      connect: (url, subprotocol) => new WebSocket(url, [subprotocol]) as unknown as SocketLike,
      now: Date.now,
      random: Math.random,
      randomId,
      setTimer: (run, ms) => setTimeout(run, ms),
      clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
      ...options,
    };
    this.token = new StoredValue(options.storage ?? pageStorage(), options.storageKey ?? "yunke.resume");
    this.instance = this.options.randomId();
  }

  get connection(): ConnectionState {
    return this.state;
  }
  /** Commands without an answer: `out` are on their way, `queued` wait for a place or for the line. */
  get sending(): { out: number; queued: number } {
    return { out: this.outbox.unanswered, queued: this.outbox.queued };
  }
  /** True while the pool asked for patience. */
  get busy(): boolean {
    return this.timers.has("busy");
  }
  /** True when a session of an earlier page load can be taken up without a new ticket. */
  get canResume(): boolean {
    return this.token.get() !== "";
  }

  /** Opens the line, and keeps it open from now on. Also after signing in again, and after "stopped". */
  start(): void {
    const { phase } = this.state;
    if (phase === "connecting" || phase === "online" || phase === "replaced") return;
    this.attempt = 0;
    this.protocolCloses = 0;
    this.connect();
  }

  /** Takes a session back that another page took over. */
  takeBack(): void {
    if (this.state.phase !== "replaced") return;
    // The other page had numbers of its own: ours mean nothing any more.
    this.renewInstance();
    this.enter({ phase: "idle" });
    this.start();
  }

  /** Closes the line and keeps the session, e.g. when a page goes away. */
  stop(): void {
    this.drop(1000);
    this.enter({ phase: "idle" });
  }

  /** Ends the session at once: says so to the pool, forgets the token. */
  async logout(): Promise<void> {
    if (this.attached) {
      const outcome = this.command({ case: "logout", value: {} });
      const patience = new Promise((resolve) => this.options.setTimer(() => resolve(undefined), 2_000));
      await Promise.race([outcome, patience]);
    }
    this.signedOut("logged-out");
  }

  /** Sends a numbered command, now or as soon as the line allows. Never rejects. */
  command(body: CommandBody): Promise<Outcome> {
    const outcome = this.outbox.add(body);
    this.pump();
    this.listener?.onConnection();
    return outcome;
  }

  /** Sends something that need not arrive; nothing happens while the line is down. */
  notify(body: NoticeBody): void {
    if (this.attached) this.writeNotice(body);
  }

  /**
   * The browser hints that the line may have come back or died (visibilitychange, online). Waiting ends, and an open
   * line has to prove itself.
   */
  hint(): void {
    if (this.state.phase === "waiting") {
      const left = this.state.retryAtMs - this.options.now();
      if (this.state.reason === "lost" && left > 1_000) this.schedule(this.options.random() * 1_000, "lost");
    } else if (this.attached && !this.timers.has("silence")) {
      this.beat(HINTED_SILENCE_MS);
    }
  }

  // ---- opening ------------------------------------------------------------------------------------------------------

  private connect(): void {
    this.drop(1000);
    this.clear("retry");
    this.attempt += 1;
    this.enter({ phase: "connecting", attempt: this.attempt });
    const token = this.token.get();
    if (token) this.open({ resumeToken: token });
    else void this.withTicket();
  }

  private async withTicket(): Promise<void> {
    const generation = ++this.generation;
    const reply = await this.options.ticket().catch((): TicketReply => ({ kind: "later", retryAfterMs: 0 }));
    if (generation !== this.generation || this.state.phase !== "connecting") return;
    if (reply.kind === "ticket") this.open({ ticket: reply.ticket });
    else if (reply.kind === "sign-in") this.restSignedOut();
    else this.schedule(Math.max(reply.retryAfterMs, this.wait(1013)), "unavailable");
  }

  private open(proof: { ticket: string } | { resumeToken: string }): void {
    this.generation += 1;
    let socket: SocketLike;
    try {
      socket = this.options.connect(this.options.url, this.options.codec.subprotocol);
    } catch {
      this.schedule(this.wait(1006), "lost");
      return;
    }
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    const mine = () => socket === this.socket;
    socket.onopen = () => mine() && this.hello(proof);
    socket.onmessage = (event) => mine() && this.received(event.data);
    socket.onclose = (event) => mine() && this.closed(event.code, event.reason);
    socket.onerror = () => undefined; // a close always follows
    this.set("attach", ATTACH_TIMEOUT_MS, () => this.lineDead());
  }

  private hello(proof: { ticket: string } | { resumeToken: string }): void {
    const value = {
      ...proof,
      instance: this.instance,
      logEpoch: this.epoch,
      positions: (this.listener?.positions() ?? []).slice(0, POSITIONS_MAX),
      lastAnswer: this.outbox.lastAnswer,
      client: this.options.client,
    };
    this.writeNotice({ case: "hello", value });
  }

  private onAttached(attached: Attached): void {
    const sameSession = this.sessionId === attached.session;
    if (this.sessionId !== 0n && !sameSession) this.outbox.newInstance();
    const epochChanged = this.epoch !== 0n && this.epoch !== attached.logEpoch;
    this.sessionId = attached.session;
    this.epoch = attached.logEpoch;
    this.fresh = undefined;
    if (attached.resumeToken) this.token.set(attached.resumeToken);
    this.clear("attach");
    this.attached = true;
    this.busyUntil = 0;
    this.rewound = { from: 0, at: 0 };
    for (const answer of attached.answers) this.outbox.answer(answer);
    this.outbox.attached(attached.lastNumber, epochChanged);
    this.listener?.onAttached(attached, { epochChanged, sameSession });
    this.enter({ phase: "online" });
    this.set("stable", STABLE_MS, () => (this.attempt = 0));
    this.set("beat", this.options.random() * HEARTBEAT_MS, () => this.beat(SILENCE_MS));
    this.pump();
  }

  // ---- while open ---------------------------------------------------------------------------------------------------

  private received(data: unknown): void {
    const frame = this.options.codec.decode(data);
    this.clear("silence");
    if (!frame) return; // a newer server may say what this client does not know
    const body = frame.body;
    switch (body.case) {
      case "attached": return this.onAttached(body.value);
      case "fresh": return this.onFresh(body.value.reason);
      case "answer":
        this.protocolCloses = 0;
        this.outbox.answer(body.value);
        break;
      case "busy": return this.onBusy(body.value.number, body.value.retryAfterMs);
      case "resend": return this.onResend(body.value.from);
      case "problem":
        if (body.value.number > 0 && refusesFrame(body.value.code)) {
          this.outbox.refused(body.value.number, body.value.code, body.value.detail);
        }
        break;
      case "heartbeat": return;
    }
    this.listener?.onFrame(frame);
    this.pump();
    if (body.case === "answer") this.listener?.onConnection();
  }

  private onFresh(reason: Fresh_Reason): void {
    this.fresh = reason === LOGGED_OUT ? "logged-out" : "expired";
    this.token.set("");
  }

  private onBusy(number: number, retryAfterMs: number): void {
    this.outbox.busy(number);
    const wait = retryAfterMs * (1 + this.options.random() / 4);
    this.busyUntil = Math.max(this.busyUntil, this.options.now() + wait);
    this.set("busy", this.busyUntil - this.options.now(), () => {
      this.busyUntil = 0;
      this.pump();
      this.listener?.onConnection();
    });
    this.listener?.onConnection();
  }

  /** Every command behind a hole is answered with the same Resend; one of them is enough. */
  private onResend(from: number): void {
    const now = this.options.now();
    if (this.rewound.from === from && now - this.rewound.at < 2_000) return;
    this.rewound = { from, at: now };
    this.outbox.resend(from);
    this.pump();
  }

  private pump(): void {
    if (!this.attached || this.busyUntil > this.options.now()) return;
    for (let frame = this.outbox.take(); frame; frame = this.outbox.take()) this.write(frame);
  }

  private beat(silenceMs: number): void {
    this.writeNotice({ case: "heartbeat", value: { sentMs: BigInt(Math.round(this.options.now())) } });
    this.set("silence", silenceMs, () => this.lineDead());
    this.set("beat", HEARTBEAT_MS, () => this.beat(SILENCE_MS));
  }

  private writeNotice(body: NoticeBody): void {
    this.write({ number: 0, answered: this.outbox.lastAnswer, body });
  }

  private write(frame: OutFrame): void {
    try {
      this.socket?.send(this.options.codec.encode(frame));
    } catch {
      // A socket that is closing says so by its close event; what was not answered goes out again after that.
    }
  }

  // ---- closing ------------------------------------------------------------------------------------------------------

  private lineDead(): void {
    this.drop(4000);
    this.closed(1006, "");
  }

  private closed(code: number, reason: string): void {
    this.drop();
    if (this.state.phase !== "connecting" && this.state.phase !== "online") return;
    switch (code) {
      case 4001: return this.enter({ phase: "replaced" });
      case 4003:
        this.token.set("");
        this.fresh ??= "expired";
        return this.endSession();
      case 4007: return this.endSession();
      case 4010: return this.signedOut("logged-out");
      case 4008: return this.enter({ phase: "stopped", code, detail: reason });
    }
    if (PROTOCOL_CODES.has(code)) {
      this.protocolCloses += 1;
      if (code === 4006) this.renewInstance();
      if (this.protocolCloses >= PROTOCOL_CLOSES_MAX) return this.enter({ phase: "stopped", code, detail: reason });
    }
    this.schedule(this.wait(code), code === 1012 || code === 1001 ? "restart" : code === 1013 ? "unavailable" : "lost");
  }

  /** The session is no more: a new ticket, at once the first time, by the back-off when that fails as well. */
  private endSession(): void {
    this.token.set("");
    this.outbox.reset();
    this.renewInstance();
    this.epoch = 0n;
    this.sessionId = 0n;
    if (this.attempt > 1) this.schedule(this.wait(1006), "lost");
    else this.connect();
  }

  /** What waited to be sent must not go out under whoever signs in next. */
  private restSignedOut(): void {
    this.outbox.reset();
    this.enter({ phase: "signed-out", reason: this.fresh ?? "no-login" });
  }

  private signedOut(reason: SignedOutReason): void {
    this.drop(1000);
    this.token.set("");
    this.outbox.reset();
    this.renewInstance();
    this.epoch = 0n;
    this.sessionId = 0n;
    this.enter({ phase: "signed-out", reason });
  }

  private renewInstance(): void {
    this.instance = this.options.randomId();
    this.outbox.newInstance();
  }

  private drop(code?: number): void {
    const socket = this.socket;
    this.socket = undefined;
    this.attached = false;
    this.generation += 1;
    for (const name of ["attach", "beat", "silence", "stable", "busy", "retry"] as const) this.clear(name);
    if (!socket || code === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close(code);
    } catch {
      // It was closed already.
    }
  }

  private wait(code: number): number {
    return backoffMs(Math.max(1, this.attempt), code, this.options.random());
  }

  private schedule(ms: number, reason: "lost" | "restart" | "unavailable"): void {
    this.set("retry", ms, () => this.connect());
    this.enter({ phase: "waiting", attempt: this.attempt, retryAtMs: this.options.now() + ms, reason });
  }

  private enter(state: ConnectionState): void {
    this.state = state;
    this.listener?.onConnection();
  }

  private set(name: Parameters<typeof this.timers.set>[0], ms: number, run: () => void): void {
    this.clear(name);
    const timer = this.options.setTimer(() => {
      this.timers.delete(name);
      run();
    }, ms);
    this.timers.set(name, timer);
  }

  private clear(name: Parameters<typeof this.timers.set>[0]): void {
    if (this.timers.has(name)) this.options.clearTimer(this.timers.get(name));
    this.timers.delete(name);
  }
}

/** Tells the session of the browser's hints; returns what takes the listeners away again. */
export function listenToBrowser(session: Line): () => void {
  const visible = () => document.visibilityState === "visible" && session.hint();
  const online = () => session.hint();
  document.addEventListener("visibilitychange", visible);
  window.addEventListener("online", online);
  return () => {
    document.removeEventListener("visibilitychange", visible);
    window.removeEventListener("online", online);
  };
}

/** The gateway's WebSocket address for the page that asks. */
export function socketUrl(path = "/ws", base: string = location.href): string {
  const url = new URL(path, base);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
