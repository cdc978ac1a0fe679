// The subprotocol `yunke.v1.json` without the protobuf runtime, which alone would be larger than the whole widget.
// In proto3 JSON 64-bit numbers are strings, enums are names, and fields with their default value are left out. Frames
// that the shared Line acts upon get what it looks at in its own types; the others reach Chat as they came.
import type { Codec, OutFrame } from "../client/frames";
import type { ServerFrame } from "../gen/yunke/v1/client_pb";

/** Numbers of the error codes that concern the line and not a command; see ErrorCode in client.proto. */
const lineErrors: Record<string, number> = {
  MALFORMED: 20, UNAUTHORISED: 21, RATE_LIMITED: 22, TOO_LARGE: 23, HELLO_EXPECTED: 24, TOO_MANY_UNANSWERED: 25,
  UNAVAILABLE: 26,
};
const invalid = 1;
const loggedOut = 2;

function shared(name: string, value: any): object {
  switch (name) {
    case "attached":
      return {
        lastNumber: 0, answers: [], ...value, session: BigInt(value.session), logEpoch: BigInt(value.logEpoch ?? 0),
      };
    case "fresh": return { reason: value.reason === "LOGGED_OUT" ? loggedOut : 0 };
    case "problem": return { number: 0, ...value, code: lineErrors[value.code] ?? invalid };
    case "busy": return { retryAfterMs: 0, ...value };
  }
  return value;
}

export const lightJsonCodec: Codec = {
  subprotocol: "yunke.v1.json",

  encode({ number, answered, body }: OutFrame): string {
    return JSON.stringify({ number, answered, [body.case]: body.value }, (name, value: unknown) => {
      if (name === "$typeName") return undefined;
      return typeof value === "bigint" ? String(value) : value;
    });
  },

  decode(data): ServerFrame | undefined {
    try {
      const [found] = Object.entries(JSON.parse(data as string) as object);
      return found && ({ body: { case: found[0], value: shared(found[0], found[1]) } } as unknown as ServerFrame);
    } catch {
      return undefined;
    }
  },
};
