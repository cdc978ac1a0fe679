// Which of the two languages the pages are shown in: kept in the browser, set as the document's lang. And the
// form of small dictionaries in both, see language.ts. No React in here.
import { StoredValue, browserStorage } from "../client/memory";

export type Language = "zh-CN" | "en";
export const languages: readonly Language[] = ["zh-CN", "en"];

type Text = string | ((...values: any[]) => string);
export type Twin<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };
export type Catalogue<T> = Readonly<Record<Language, Twin<T>>>;

export function catalogue<T extends Record<string, Text>>(zh: T, en: Twin<T>): Catalogue<T> {
  return { "zh-CN": zh as unknown as Twin<T>, en };
}

const stored = new StoredValue(browserStorage("localStorage"), "yunke.language");
const subscribers = new Set<() => void>();
let current: Language = first();

function first(): Language {
  const kept = stored.get();
  if (kept === "zh-CN" || kept === "en") return kept;
  const wanted = typeof navigator === "undefined" ? [] : navigator.languages;
  const known = wanted.find((tag) => /^(zh|en)\b/i.test(tag));
  return known && /^en\b/i.test(known) ? "en" : "zh-CN";
}

function showLanguage(): void {
  if (typeof document !== "undefined") document.documentElement.lang = current;
}
showLanguage();

export function language(): Language {
  return current;
}

export function setLanguage(next: Language): void {
  current = next;
  stored.set(next);
  showLanguage();
  for (const subscriber of [...subscribers]) subscriber();
}

export function subscribeLanguage(subscriber: () => void): () => void {
  subscribers.add(subscriber);
  return () => void subscribers.delete(subscriber);
}

/** The page's title follows the language. */
export function pageTitle(titles: Record<Language, string>): () => void {
  const show = () => void (document.title = titles[current]);
  show();
  return subscribeLanguage(show);
}
