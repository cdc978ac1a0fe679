// Who else is in a chat, and what that means to the agent, in words. Pure.
import { EntryKind, NoticeKind, type AgentSelf, type Conversation, type Notice } from "../../client";
import type { Texts } from "../texts";
import { clockWords } from "./duration";
import { presenceWords } from "./presence";

/** Her presence changed together with the notice of it; both come from one commit. */
const TOGETHER_MS = 5_000;

/** Supervisors who only read along, and those who write to the shopper as well, as the transcript tells. */
export function supervisorsOf(
  chat: Pick<Conversation, "supervisors" | "entries">,
): { watching: readonly string[]; writing: readonly string[] } {
  const isWriting = (name: string) => {
    const last = chat.entries.findLast((entry) => entry.name === name
      && (entry.kind === EntryKind.SUPERVISOR_JOINED || entry.kind === EntryKind.SUPERVISOR_LEFT));
    return last?.kind === EntryKind.SUPERVISOR_JOINED;
  };
  return {
    watching: chat.supervisors.filter((name) => !isWriting(name)),
    writing: chat.supervisors.filter(isWriting),
  };
}

/** Who is there besides, each group in one phrase; empty when she is alone with the shopper. */
export function companyWords(chat: Conversation, texts: Texts): string[] {
  const t = texts.team;
  const { watching, writing } = supervisorsOf(chat);
  const words: string[] = [];
  if (chat.helping) words.push(t.youHelp(chat.agentName));
  else if (chat.helperName) words.push(t.helperIs(chat.helperName));
  if (chat.helpAsked) words.push(t.waitsForHelp(chat.helpAsked));
  if (writing.length > 0) words.push(t.writing(writing.join(t.nameSeparator)));
  if (watching.length > 0) words.push(t.watching(watching.join(t.nameSeparator)));
  return words;
}

/** Who has come to watch and who has left, in words; for both, nothing else tells it to somebody who only listens. */
export function watchNews(before: Conversation, chat: Conversation, who: string, texts: Texts): string[] {
  const t = texts.team;
  const came = chat.supervisors.filter((name) => !before.supervisors.includes(name));
  const left = before.supervisors.filter((name) => !chat.supervisors.includes(name));
  const news: string[] = [];
  if (came.length > 0) news.push(t.watchBegins(came.join(t.nameSeparator), who));
  if (left.length > 0) news.push(t.watchEnds(left.join(t.nameSeparator), who));
  return news;
}

/** How an agent's own ending of help stands among what she just did; accepting a chat a moment ago is no such thing. */
export function helpOf(chat: string): string {
  return `help ${chat}`;
}

/** Whoever was asked for help did not come; empty when she did, or was not asked. */
export function helpDeclined(before: Conversation, chat: Conversation): string {
  const isOver = before.helpAsked !== "" && chat.helpAsked === "";
  return isOver && chat.helperName === "" && chat.state === before.state ? before.helpAsked : "";
}

export interface NoticeWords {
  readonly head: string;
  readonly text: string;
}

/** A supervisor's word as it stands on the page. */
export function noticeWords(
  notice: Notice, self: AgentSelf | undefined, around: { nowMs: number; language: string; texts: Texts },
): NoticeWords {
  const t = around.texts.team;
  const time = clockWords(notice.atMs, around.nowMs, around.language);
  if (notice.kind !== NoticeKind.PRESENCE_SET) return { head: t.noticeFrom(notice.fromName, time), text: notice.text };
  return { head: presenceSetWords(notice, self, time, around.texts), text: t.presenceSetHint };
}

/** What she was set to is named as long as it is so. */
export function presenceSetWords(notice: Notice, self: AgentSelf | undefined, time: string, texts: Texts): string {
  const stillSo = self && Math.abs(self.presenceSinceMs - notice.atMs) < TOGETHER_MS;
  if (!stillSo) return texts.team.presenceWasSet(notice.fromName, time);
  return texts.team.presenceSet(notice.fromName, presenceWords(self.presence, texts.presence));
}

/** Those that are not over yet. */
export function currentNotices(notices: readonly Notice[], nowMs: number): readonly Notice[] {
  return notices.filter((notice) => notice.untilMs > nowMs);
}
