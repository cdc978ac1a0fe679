// What the pages say around the reasons, which are the gateway's own words. No React in here.
import type { Failure, Reply } from "../client/http";
import type { Why } from "../client/why";
import { catalogue, type Language } from "./language-choice";

export const whyTexts = catalogue(
  {
    asking: "正在查看原因……",
    busy: "正在回答其他问题，请过几秒再打开。",
    notTold: "现在没有可以告诉您的原因。",
    failed: "没有取得原因，请稍后再打开。",
    nothing: "这个会话还没有派给任何人。",
    more: (n: number) => `还有 ${n} 次派单`,
    leftOut: (n: number) => `另有 ${n} 人未列出。`,
    stop: "。",
    colon: "：",
  },
  {
    asking: "Looking up why…",
    busy: "Other questions are being answered. Please open it again in a few seconds.",
    notTold: "There are no reasons to tell you at this time.",
    failed: "The reasons could not be had. Please open it again later.",
    nothing: "This chat has not been offered to anybody yet.",
    more: (n: number) => (n === 1 ? "1 more decision" : `${n} more decisions`),
    leftOut: (n: number) => (n === 1 ? "1 more person is not listed." : `${n} more people are not listed.`),
    stop: ". ",
    colon: ": ",
  },
);

/** The newest decision, and that there are more to read. */
export function spokenWhy(reply: Reply<{ why: Why }>, language: Language): string {
  const t = whyTexts[language];
  if (!reply.ok) return failureWords(reply.kind, language);
  const { decisions, note } = reply.why;
  const last = decisions.at(-1);
  if (!last) return note || t.nothing;
  return [last.headline, last.own, decisions.length > 1 ? t.more(decisions.length - 1) : "", note].filter(Boolean).join(t.stop);
}

export function failureWords(kind: Failure["kind"], language: Language): string {
  const t = whyTexts[language];
  return kind === "delayed" ? t.busy : kind === "refused" ? t.notTold : t.failed;
}
