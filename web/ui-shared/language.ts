// The two languages of all pages, and the small typed dictionaries that pages write their texts in:
//   const texts = catalogue({ hello: "你好", left: (n: number) => `还有 ${n} 位` },
//                           { hello: "Hello", left: (n: number) => `${n} to go` });
//   const t = useTexts(texts);   t.hello, t.left(3)
// A key missing in one language is a type error.
import { useSyncExternalStore } from "react";
import { language, subscribeLanguage, type Catalogue, type Language, type Twin } from "./language-choice";

export {
  catalogue, language, languages, pageTitle, setLanguage, type Catalogue, type Language,
} from "./language-choice";

export function useLanguage(): Language {
  return useSyncExternalStore(subscribeLanguage, language);
}

export function useTexts<T>(texts: Catalogue<T>): Twin<T> {
  return texts[useLanguage()];
}
