// What is spoken of each thing that happens, in which words and how urgently. Pure: hooks/useSpeech.ts hands in the
// store's events and gives the utterances to the one announcer. Rules:
//   - a message is told once: sender, text, then shop; many at once are summed up (bursts.ts);
//   - an offer, held arrivals and a message that could not be sent interrupt; all else waits for its turn;
//   - history and the agent's own messages are never told.
import {
  EndReason, EntryKind, OfferEnd, Role, type AgentSelf, type Conversation, type Entry, type Queue, type StoreEvent,
} from "../../client";
import type { Texts } from "../texts";
import type { Action } from "./keymap";
import { shopperName, timeLeft, timeLeftWords, topicTitle } from "./offers";
import { endsWork, limitNotice, presenceWords } from "./presence";
import type { SpeechLevel } from "./settings";
import { helpDeclined, helpOf, watchNews } from "./team";
import { endWords, eventWords, hasEnded, isWhisper } from "./transcript";

/** Longer messages are cut when spoken; the transcript has them whole. */
export const SPOKEN_TEXT_MAX = 600;

export interface Utterance {
  readonly urgency: "polite" | "assertive";
  readonly text: string;
  /** Of the words, where it is not the page's. */
  readonly language: string;
}

/** A message on its way to the burst gate. */
export interface Arrival {
  readonly conversation: string;
  readonly sender: string;
  readonly text: string;
  readonly shop: string;
  readonly language: string;
  /** The shopper whom a colleague's whisper is about; empty for messages. */
  readonly whisperAbout: string;
}

export interface SpeechContext {
  readonly texts: Texts;
  readonly language: string;
  readonly level: SpeechLevel;
  readonly queues: readonly Queue[];
  readonly nowMs: number;
  readonly myName: string;
  readonly selected: string | undefined;
  /** Chats that the agent herself accepted, resolved, transferred or finished just now: she knows. */
  readonly byMyself: ReadonlySet<string>;
  /** Entries of a chat up to this number existed before it came here. */
  readonly baseline: (conversation: string) => number;
  readonly key: (action: Action) => string | null;
}

export type Reaction = { kind: "say"; utterance: Utterance } | { kind: "arrival"; arrival: Arrival } | undefined;

export function reactionTo(event: StoreEvent, context: SpeechContext): Reaction {
  switch (event.type) {
    case "entry": return entryReaction(event.conversation, event.entry, context);
    case "offer": return offerReaction(event, context);
    case "offer-gone": return offerGoneReaction(event, context);
    case "conversation-new": return newChatReaction(event.conversation, context);
    case "conversation-changed": return changeReaction(event.before, event.conversation, context);
    case "conversation-gone": return goneReaction(event.conversation, context);
    case "self": return selfReaction(event, context);
    case "message-failed": return undefined; // told with the shopper's name by useSpeech, which knows the chat
    default: return undefined;
  }
}

function say(urgency: Utterance["urgency"], text: string, language = ""): Reaction {
  return { kind: "say", utterance: { urgency, text, language } };
}

function entryReaction(chat: Conversation, entry: Entry, context: SpeechContext): Reaction {
  const who = shopperName(chat.shopperName, context.texts.chats);
  if (entry.kind === EntryKind.ENDED && entry.endReason !== EndReason.RESOLVED) {
    return say("polite", context.texts.spoken.ended(who, endWords(entry.endReason, context.texts)));
  }
  if (entry.n <= context.baseline(chat.id)) return undefined;
  if (teamKinds.has(entry.kind)) {
    const own = entry.name !== "" && entry.name === context.myName;
    return own ? undefined : say("polite", context.texts.team.inChat(who, eventWords(entry, chat, context.texts)));
  }
  const whisper = isWhisper(entry);
  if ((entry.kind !== EntryKind.MESSAGE && !whisper) || context.level === "off") return undefined;
  const sender = entry.author === Role.SHOPPER ? entry.name || who : entry.name;
  return {
    kind: "arrival",
    arrival: {
      conversation: chat.id, sender, text: entry.text, shop: chat.shopName, language: entry.language || chat.language,
      whisperAbout: whisper ? who : "",
    },
  };
}

/** What others do in her chat, told at every level: it concerns with whom she works. */
const teamKinds: ReadonlySet<EntryKind> = new Set([
  EntryKind.HELPER_JOINED, EntryKind.HELPER_LEFT, EntryKind.SUPERVISOR_JOINED, EntryKind.SUPERVISOR_LEFT, EntryKind.REOPENED,
]);

function offerReaction({ offer }: Extract<StoreEvent, { type: "offer" }>, context: SpeechContext): Reaction {
  if (context.level === "off") return undefined;
  const { texts } = context;
  const left = timeLeftWords(timeLeft(offer.expiresMs, context.nowMs), texts.offers);
  const topic = topicTitle(offer, context.queues, context.language);
  const opening = context.level === "full" ? clipped(offer.opening, texts) : "";
  const told = [shopperName(offer.shopperName, texts.chats), topic, offer.shopName, opening, left] as const;
  const words = offer.help ? texts.team.spokenHelp(offer.fromName, ...told)
    : offer.fromName ? texts.team.spokenInPerson(offer.fromName, ...told)
    : texts.offers.spoken(...told);
  return say("assertive", tidy(words));
}

function offerGoneReaction(event: Extract<StoreEvent, { type: "offer-gone" }>, context: SpeechContext): Reaction {
  const words = offerGoneWords(event.why, shopperName(event.offer.shopperName, context.texts.chats), context.texts);
  if (!words || context.byMyself.has(event.offer.conversation) || context.level === "off") return undefined;
  return say("polite", words);
}

/** What became of an offer that the agent did not end herself; empty when she did. */
export function offerGoneWords(why: OfferEnd, who: string, texts: Texts): string {
  switch (why) {
    case OfferEnd.MISSED: return texts.notices.missed(who);
    case OfferEnd.TAKEN: return texts.notices.taken(who);
    case OfferEnd.WITHDRAWN: return texts.notices.withdrawn(who);
    default: return "";
  }
}

function newChatReaction(chat: Conversation, context: SpeechContext): Reaction {
  if (context.byMyself.has(chat.id) || context.level === "off") return undefined;
  return say("polite", context.texts.chats.newChat(shopperName(chat.shopperName, context.texts.chats), chat.shopName));
}

/** Supervisors who come and go are told in every chat: whoever is watched knows it. */
function changeReaction(before: Conversation, chat: Conversation, context: SpeechContext): Reaction {
  const who = shopperName(chat.shopperName, context.texts.chats);
  const news = watchNews(before, chat, who, context.texts);
  const declined = context.byMyself.has(helpOf(chat.id)) ? "" : helpDeclined(before, chat);
  if (declined !== "") news.push(context.texts.team.cannotHelp(declined));
  return news.length > 0 ? say("polite", news.join(context.texts.sentenceSeparator)) : lineReaction(before, chat, context);
}

/** A line that flaps in a chat in the background would only disturb; the list of chats shows it. */
function lineReaction(before: Conversation, chat: Conversation, context: SpeechContext): Reaction {
  const watched = chat.id === context.selected && chat.state === before.state && !chat.messageLeft;
  if (!watched || before.peerOnline === chat.peerOnline || context.level === "off") return undefined;
  const who = shopperName(chat.shopperName, context.texts.chats);
  return say("polite", chat.peerOnline ? context.texts.spoken.lineBack(who) : context.texts.spoken.lineLost(who));
}

function goneReaction(chat: Conversation, context: SpeechContext): Reaction {
  if (context.byMyself.has(chat.id) || hasEnded(chat)) return undefined;
  const who = shopperName(chat.shopperName, context.texts.chats);
  return say("polite", chat.helping ? context.texts.team.helpOver(who) : context.texts.notices.gone(who));
}

function selfReaction(event: Extract<StoreEvent, { type: "self" }>, context: SpeechContext): Reaction {
  const { before, self } = event;
  if (!before) return undefined;
  if (self.arrivalsHeld && !before.arrivalsHeld) {
    return say("assertive", context.texts.held.spoken(context.key("resumeArrivals")));
  }
  const news = [presenceNews(before, self, context.texts), limitNews(before, self, context)].filter((one) => one !== "");
  return news.length > 0 ? say("polite", news.join(context.texts.sentenceSeparator)) : undefined;
}

function presenceNews(before: AgentSelf, self: AgentSelf, texts: Texts): string {
  if (self.presence !== before.presence) return texts.presence.now(presenceWords(self.presence, texts.presence));
  return before.arrivalsHeld && !self.arrivalsHeld ? texts.held.resumed : "";
}

/** A limit that ends work is told when it begins, when its end becomes known, and when it is over. One that only spaces
 * new chats comes with every chat: it is shown, not told. */
function limitNews(before: AgentSelf, self: AgentSelf, context: SpeechContext): string {
  if (!endsWork(self.limit)) return endsWork(before.limit) ? context.texts.limits.over : "";
  const endKnown = before.limitUntilMs > 0 || self.limitUntilMs === 0;
  return self.limit === before.limit && endKnown ? "" : limitNotice(self, context);
}

/** One utterance for everything that arrived together. `textsOf` gives the sentences of a message's own language. */
export function arrivalsUtterance(
  items: readonly Arrival[], more: number, level: SpeechLevel, texts: Texts, textsOf: (language: string) => Texts,
): Utterance {
  const [first] = items;
  if (first && items.length === 1 && more === 0) {
    if (level === "short" && first.whisperAbout !== "") return polite(`${senderWords(first, texts)}${texts.stop}`);
    if (level === "short") return polite(texts.spoken.messageShort(first.sender, first.shop));
    const own = textsOf(first.language);
    return polite(tidy(own.spoken.message(senderWords(first, own), clipped(first.text, own), first.shop)), first.language);
  }
  const senders = new Map<string, { item: Arrival; count: number }>();
  for (const item of items) {
    const kind = item.whisperAbout === "" ? item.conversation : `${item.conversation} ${item.sender}`;
    const sender = senders.get(kind);
    if (sender) sender.count += 1;
    else senders.set(kind, { item, count: 1 });
  }
  const parts = [...senders.values()].map(({ item, count }) => texts.spoken.burstPart(senderWords(item, texts), item.shop, count));
  if (more > 0) parts.push(texts.spoken.burstMore(more));
  return polite(texts.spoken.burst(items.length + more, parts.join(texts.partSeparator)));
}

function senderWords({ sender, whisperAbout }: Arrival, texts: Texts): string {
  return whisperAbout === "" ? sender : texts.team.whisperSpoken(sender, whisperAbout);
}

function polite(text: string, language = ""): Utterance {
  return { urgency: "polite", text, language };
}

function clipped(text: string, texts: Texts): string {
  const points = Array.from(text);
  if (points.length <= SPOKEN_TEXT_MAX) return text;
  return `${points.slice(0, SPOKEN_TEXT_MAX).join("")}… ${texts.spoken.longText}`;
}

/** No doubled spaces and no space before a full stop where a part was empty. */
function tidy(text: string): string {
  return text.replace(/\s+/g, " ").replace(/ ([.。])/g, "$1").replace(/([.。!?！？…])[.。]/g, "$1").trim();
}
