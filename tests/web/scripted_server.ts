// A gateway and pool that tests play by hand: it takes the client's sockets, shows the frames that come, and sends
// what a test tells it to. Time stands still until a test moves it.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { vi } from "vitest";
import { protobufCodec } from "../../web/client/codec";
import { pageStorage, type KeyValueStorage } from "../../web/client/memory";
import { Session, type SessionOptions, type SocketLike, type TicketReply } from "../../web/client/session";
import { Store } from "../../web/client/store";
import {
  AttachedSchema, ClientFrameSchema, Role, ServerFrameSchema, type ClientFrame,
} from "../../web/gen/yunke/v1/client_pb";
import { fromBinary, toBinary } from "@bufbuild/protobuf";

type ServerBody = NonNullable<MessageInitShape<typeof ServerFrameSchema>["body"]>;

export class ScriptedSocket implements SocketLike {
  binaryType = "";
  onopen: ((event: any) => void) | null = null;
  onmessage: ((event: { data: any }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: any) => void) | null = null;
  closedByClient: number | undefined;
  readonly frames: ClientFrame[] = [];
  private shown = 0;

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.frames.push(fromBinary(ClientFrameSchema, data as Uint8Array));
  }
  close(code?: number): void {
    this.closedByClient = code ?? 1005;
  }

  /** Frames since the last call, without heartbeats. */
  take(): ClientFrame[] {
    const news = this.frames.slice(this.shown).filter((frame) => frame.body.case !== "heartbeat");
    this.shown = this.frames.length;
    return news;
  }
  numbers(): number[] {
    return this.take().filter((frame) => frame.number > 0).map((frame) => frame.number);
  }

  open(): void {
    this.onopen?.({});
  }
  say(body: ServerBody): void {
    const bytes = toBinary(ServerFrameSchema, create(ServerFrameSchema, { body }));
    this.onmessage?.({ data: bytes.slice().buffer });
  }
  drop(code: number, reason = ""): void {
    this.onclose?.({ code, reason });
  }
  answer(number: number, more: object = {}): void {
    this.say({ case: "answer", value: { number, ...more } });
  }
}

export interface World {
  session: Session;
  store: Store;
  sockets: ScriptedSocket[];
  storage: KeyValueStorage;
  tickets: { asked: number; reply: TicketReply };
  /** The newest socket. */
  socket(): ScriptedSocket;
  /** Waits until the client connects (again), opens that socket and answers its Hello with Attached. */
  attach(attached?: MessageInitShape<typeof AttachedSchema>): Promise<ScriptedSocket>;
}

export const epoch = 7n;

export function world(options: Partial<SessionOptions> & { random?: () => number } = {}): World {
  const sockets: ScriptedSocket[] = [];
  const tickets: World["tickets"] = { asked: 0, reply: { kind: "ticket", ticket: "t" } };
  const storage = options.storage ?? pageStorage();
  let id = 100n;
  const session = new Session({
    url: "ws://test/ws",
    client: "test",
    ticket: async () => {
      tickets.asked += 1;
      return tickets.reply;
    },
    connect: () => {
      sockets.push(new ScriptedSocket());
      return sockets.at(-1)!;
    },
    codec: protobufCodec,
    random: () => 0.5,
    randomId: () => ++id,
    storage,
    ...options,
  });
  const store = new Store({ session });
  const built: World = {
    session, store, sockets, storage, tickets,
    socket: () => sockets.at(-1)!,
    async attach(attached = {}) {
      await vi.advanceTimersByTimeAsync(0);
      const { connection } = session;
      if (connection.phase === "waiting") await vi.advanceTimersByTimeAsync(connection.retryAtMs - Date.now());
      const socket = sockets.at(-1)!;
      socket.open();
      socket.say({ case: "attached", value: {
        session: 5n, resumeToken: "r", role: Role.AGENT, name: "小林", logEpoch: epoch, nowMs: BigInt(Date.now()), ...attached,
      } });
      return socket;
    },
  };
  return built;
}

/** Starts the session and attaches it; the Hello is taken away. */
export async function online(options: Parameters<typeof world>[0] = {}, attached: Parameters<World["attach"]>[0] = {}) {
  const built = world(options);
  built.session.start();
  const socket = await built.attach(attached);
  socket.take();
  return { ...built, first: socket };
}

/** Lets promises and due timers run. */
export const settle = () => vi.advanceTimersByTimeAsync(0);
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
