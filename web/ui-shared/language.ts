// The two languages of all pages, and the small typed dictionaries that pages write their texts in:
//   const texts = catalogue({ hello: "你好", left: (n: number) => `还有 ${n} 位` },
//                           { hello: "Hello", left: (n: number) => `${n} to go` });
//   const t = useTexts(texts);   t.hello, t.left(3)
// A key missing in one language is a type error.
import { useSyncExternalStore } from "react";
import { language, subscribeLanguage, type Language } from "./language-choice";

export { language, languages, pageTitle, setLanguage, type Language } from "./language-choice";

type Text = string | ((...values: any[]) => string);
type Twin<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };
export type Catalogue<T> = Readonly<Record<Language, Twin<T>>>;

export function catalogue<T extends Record<string, Text>>(zh: T, en: Twin<T>): Catalogue<T> {
  return { "zh-CN": zh as unknown as Twin<T>, en };
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribeLanguage, language);
}

export function useTexts<T>(texts: Catalogue<T>): Twin<T> {
  return texts[useLanguage()];
}
