// What the widget's chat consists of.

/** Messages as proto3 JSON brings them: fields with their default value are absent. See client.proto. */
export interface Entry {
  n: number;
  atMs: string;
  /** Absent for what is only for others: its number is taken, there is nothing to show. */
  kind?: string;
  author?: string;
  name?: string;
  text?: string;
  language?: string;
  endReason?: string;
}
export interface View {
  id: string;
  state: string;
  shopName?: string;
  agentName?: string;
  onHold?: boolean;
  ahead?: number;
  serving?: number;
  messageLeft?: boolean;
  peerOnline?: boolean;
  peerRead?: number;
  ownRead?: number;
  endReason?: string;
  topic?: string;
  stars?: number;
  entries?: number;
  reopenUntilMs?: string;
}
export interface Topic {
  topic: string;
  titleZh: string;
  titleEn: string;
}
export interface Pending {
  key: number;
  text: string;
  /** Empty while it is being sent. */
  error: string;
  /** The highest entry when it was handed over. */
  after: number;
}
export interface Opening {
  topic: string;
  name: string;
  language: string;
  text: string;
}
