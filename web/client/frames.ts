// The types of frames as the client handles them, without the protobuf runtime behind them.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Answer, ClientFrameSchema, ErrorCode, ServerFrame } from "../gen/yunke/v1/client_pb";

type Body = NonNullable<MessageInitShape<typeof ClientFrameSchema>["body"]>;
type NotNumbered = "hello" | "heartbeat" | "typing";

/** The body of a numbered command, e.g. `{ case: "accept", value: { conversation } }`. */
export type CommandBody = Exclude<Body, { case: undefined } | { case: NotNumbered }>;
/** The body of a frame without a number. */
export type NoticeBody = Extract<Body, { case: NotNumbered }>;
/** The fields of one kind of frame. */
export type ValueOf<C extends Body["case"]> = Extract<Body, { case: C }>["value"];

export interface OutFrame {
  number: number;
  answered: number;
  body: CommandBody | NoticeBody;
}

/** Turns frames into what a WebSocket carries, and back. */
export interface Codec {
  readonly subprotocol: string;
  encode(frame: OutFrame): Uint8Array<ArrayBuffer> | string;
  /** Undefined when the data is no frame that this client knows. */
  decode(data: unknown): ServerFrame | undefined;
}

/** An answer that this client gives itself. */
export function ownAnswer(number: number, error: ErrorCode, detail = ""): Answer {
  return { $typeName: "yunke.v1.Answer", number, error, detail, conversation: 0n, entry: 0, atMs: 0n };
}
