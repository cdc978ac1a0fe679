// What the React pages share.
export * from "./announcer";
export * from "./connection-banner";
export * from "./error-words";
export * from "./format";
export * from "./hooks";
export * from "./language";
export * from "./language-switch";
export * from "./page";
export * from "./sign-in";
export * from "./why";
