// The client that all signed-in pages share. See Session (the line) and Store (what is shown).
export { jsonCodec, protobufCodec } from "./codec";
export * from "./http";
export * from "./model";
export { DraftBox, browserStorage, pageStorage, type KeyValueStorage } from "./memory";
export * from "./session";
export { Store, takesMessages, type Result, type StoreOptions } from "./store";
export { TEXT_MAX } from "./limits";
