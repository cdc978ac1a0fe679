// The client that all signed-in pages share. See Session (the line) and Store (what is shown).
export { jsonCodec, protobufCodec } from "./codec";
export { Api, type Account, type AccountRole, type Failure, type Reply, type Topic } from "./http";
export * from "./model";
export { DraftBox, StoredValue, browserStorage, pageStorage, type KeyValueStorage } from "./memory";
export * from "./session";
export type { Result, Target } from "./commands";
export { Store, draftName, takesMessages, type StoreOptions } from "./store";
export { BROADCAST_MAX, TEXT_MAX } from "./limits";
