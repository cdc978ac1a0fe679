// The workbench's sentences in the language of the page.
import { en, type Texts } from "./en";
import { zh } from "./zh";

export type { Texts } from "./en";

export function textsFor(language: string): Texts {
  return language.startsWith("zh") ? zh : en;
}
