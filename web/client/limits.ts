// Every bound of the client in one place, each with its reason. Server limits stand in docs/protocol.md.

/** The gateway closes with 4005 above this many unanswered commands. */
export const UNANSWERED_MAX = 32;
/** Commands waiting behind the unanswered ones; more than any person makes while a line is down. */
export const QUEUED_MAX = 256;
/** Answered commands kept to be sent again when the pool's storage went back (a new log epoch). */
export const RETAINED_MAX = 200;
/** Positions in one Hello. */
export const POSITIONS_MAX = 200;

/** One heartbeat; the first comes after a random part of it so that clients of one gateway do not beat together. */
export const HEARTBEAT_MS = 25_000;
/** A heartbeat is answered by the gateway itself; a line that stays silent this long after one is dead. */
export const SILENCE_MS = 15_000;
/** As above when the browser hinted that the line may have changed. */
export const HINTED_SILENCE_MS = 5_000;
/** From opening the socket to Attached; beyond it the try is given up. */
export const ATTACH_TIMEOUT_MS = 15_000;

export const BACKOFF_MIN_MS = 500;
export const BACKOFF_MAX_MS = 30_000;
/** After 1001 and 1012: the gateway goes away with all of its sockets, which must not come back at once. */
export const RESTART_MIN_MS = 5_000;
/** A line counts as good again, and the back-off starts anew, after standing this long. */
export const STABLE_MS = 10_000;
/** Closes that blame our own frames, in a row without one answer between them, before the client stops trying. */
export const PROTOCOL_CLOSES_MAX = 3;

/** At most one typing notice per conversation in this time. */
export const TYPING_EVERY_MS = 3_000;
/** How long "is typing" stays after the last notice. */
export const TYPING_SHOWN_MS = 6_000;
/** Read receipts are gathered for this long. */
export const READ_EVERY_MS = 800;
/** A hole in a transcript is asked for when nothing has filled it for this long. */
export const GAP_WAIT_MS = 2_000;
/** Entries in one History. */
export const HISTORY_MAX = 200;

/** Code points in one message. */
export const TEXT_MAX = 4_000;
/** Code points in one word to all agents. */
export const BROADCAST_MAX = 500;
/** Agents on one page of the list: enough to look through, few enough for a frame. */
export const AGENTS_PAGE = 50;
/** Supervisors' words held, and ids of noted ones kept; nobody reads a longer list. */
export const NOTICES_MAX = 50;
/** Unsent texts kept in the browser, and for how long. */
export const DRAFTS_MAX = 50;
export const DRAFT_KEPT_MS = 7 * 24 * 3_600_000;
/** Conversations whose entries came before themselves, and frames held for each; a commit brings them together. */
export const EARLY_MAX = 16;
