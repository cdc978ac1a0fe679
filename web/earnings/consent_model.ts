// What an agent agreed that the programme officer of her region may see, and who looked (docs/openapi.yaml).
import type { Language } from "../ui-shared/language-choice";

export interface ConsentChange {
  what: "progress" | "income";
  given: boolean;
  cause: "herself" | "moved";
  region: string;
  at_ms: number;
}

export interface Look {
  at_ms: number;
  name: string;
  as_file: boolean;
  income: boolean;
}

type Topic = "progress" | "income" | "never" | "withdraw";

export interface Consent {
  utc_offset_minutes: number;
  region: string | null;
  officers: string[];
  progress_since_ms: number | null;
  income_since_ms: number | null;
  words: Record<`${Topic}_zh` | `${Topic}_en`, string>;
  history: ConsentChange[];
  looks: Look[];
  looks_left_out: number;
}

export interface ConsentWish {
  progress: boolean;
  income: boolean;
}

export function consentWords(consent: Consent, topic: Topic, language: Language): string {
  return consent.words[`${topic}_${language === "zh-CN" ? "zh" : "en"}`];
}

/** What to send when one of the two is ticked or not: income stands and falls with progress. */
export function wishAfter(consent: Consent, what: keyof ConsentWish, given: boolean): ConsentWish {
  const before = { progress: consent.progress_since_ms !== null, income: consent.income_since_ms !== null };
  const wish = { ...before, [what]: given };
  return what === "progress" && !given ? { progress: false, income: false } : wish;
}
