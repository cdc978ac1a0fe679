// The line as signed-in pages use it: with protobuf frames unless told otherwise.
import { protobufCodec } from "./codec";
import type { LineOptions } from "./connection";
import { Line } from "./line";

export type * from "./connection";
export type { CommandBody } from "./frames";
export { Line, listenToBrowser, socketUrl } from "./line";
export type { Outcome } from "./outbox";

export type SessionOptions = Omit<LineOptions, "codec"> & Partial<Pick<LineOptions, "codec">>;

export class Session extends Line {
  constructor(options: SessionOptions) {
    super({ codec: protobufCodec, ...options });
  }
}
