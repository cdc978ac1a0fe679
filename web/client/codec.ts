// Frames to bytes or text and back by the protobuf runtime, for both subprotocols. Session is given one; it knows no
// other way to the runtime, so that a page with its own codec (the shop widget) does without it.
import { create, fromBinary, fromJsonString, toBinary, toJsonString } from "@bufbuild/protobuf";
import { ClientFrameSchema, ServerFrameSchema, type ServerFrame } from "../gen/yunke/v1/client_pb";
import type { Codec } from "./frames";

function attempt(parse: () => ServerFrame): ServerFrame | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

export const protobufCodec: Codec = {
  subprotocol: "yunke.v1.protobuf",
  encode: (frame) => new Uint8Array(toBinary(ClientFrameSchema, create(ClientFrameSchema, frame))),
  decode(data) {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data instanceof Uint8Array ? data : undefined;
    return bytes && attempt(() => fromBinary(ServerFrameSchema, bytes));
  },
};

export const jsonCodec: Codec = {
  subprotocol: "yunke.v1.json",
  encode: (frame) => toJsonString(ClientFrameSchema, create(ClientFrameSchema, frame)),
  decode(data) {
    if (typeof data !== "string") return undefined;
    return attempt(() => fromJsonString(ServerFrameSchema, data, { ignoreUnknownFields: true }));
  },
};
