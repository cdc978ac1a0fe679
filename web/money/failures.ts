// A refused or failed call in a sentence that says what to do.
import type { Failure } from "../client/http";
import { duration } from "../ui-shared/format";
import type { Language } from "../ui-shared/language-choice";
import { shared } from "./texts";

function refusal(failure: Extract<Failure, { kind: "refused" }>, language: Language): string {
  const own = language === "zh-CN" ? failure.messageZh : failure.messageEn;
  return own || (failure.status === 403 ? shared[language].forbidden : shared[language].refused);
}

/** `writing`: whether something was to be done, which may have happened when the line was lost. */
export function failureWords(failure: Failure, language: Language, writing: boolean): string {
  const t = shared[language];
  switch (failure.kind) {
    case "unauthorised": return t.signedOut;
    case "delayed": return t.later(duration(failure.retryAfterMs + 999, language));
    case "unavailable": return writing ? t.unknownWhetherDone : t.notRead;
    case "refused": return refusal(failure, language);
  }
}
