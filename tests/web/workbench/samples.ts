// Plain values for the tests of the workbench's presenters.
import {
  ConversationState, EndReason, EntryKind, Limit, Part, Presence, Role, type AgentSelf, type Conversation, type Entry, type Offer,
} from "../../../web/client/model";

export const entry = (n: number, part: Partial<Entry> = {}): Entry => ({
  n, atMs: n * 1_000, kind: EntryKind.MESSAGE, author: Role.SHOPPER, name: "Li Wei", text: `text ${n}`, language: "en",
  endReason: EndReason.END_REASON_UNSPECIFIED, ...part,
});

export const chat = (part: Partial<Conversation> = {}): Conversation => ({
  id: "11", state: ConversationState.ACTIVE, shop: 1, shopName: "Silk Shop", queue: 1, topic: "returns",
  shopperName: "Li Wei", agentName: "Me", language: "en", onHold: false, entryCount: 0, arrivalMs: 0, deadlineMs: 0,
  acceptedMs: 0, wrapUpUntilMs: 0, ahead: 0, serving: 0, messageLeft: false, peerOnline: true, peerRead: 0, ownRead: 0,
  endReason: EndReason.END_REASON_UNSPECIFIED, stars: 0, contact: "", reopenUntilMs: 0, helperName: "", helping: false,
  helpAsked: "", formerName: "", supervisors: [], part: Part.NONE, entries: [], missingBelow: 0, loadingOlder: false,
  pending: [], typing: false, unread: 0, ...part,
});

export const offer = (part: Partial<Offer> = {}): Offer => ({
  conversation: "21", shop: 1, shopName: "Silk Shop", queue: 1, topic: "returns", shopperName: "Li Wei", language: "en",
  opening: "Can I return it?", arrivalMs: 0, expiresMs: 0, prolongsLeft: 10, messageLeft: false, returning: false,
  help: false, fromName: "", ...part,
});

export const self = (part: Partial<AgentSelf> = {}): AgentSelf => ({
  agent: 1, presence: Presence.AVAILABLE, presenceSinceMs: 0, arrivalsHeld: false, misses: 0, missesToHold: 3,
  capacity: 6, load: 0, limit: Limit.NONE, limitUntilMs: 0, ...part,
});
