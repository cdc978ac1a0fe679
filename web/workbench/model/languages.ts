// Names of languages for people.

/** "English", "中文" … in the words of the page's language; the tag itself where it has no name. */
export function languageName(tag: string, pageLanguage: string): string {
  if (tag === "") return "–";
  try {
    return new Intl.DisplayNames([pageLanguage], { type: "language", fallback: "code" }).of(tag) ?? tag;
  } catch {
    return tag; // not a well-formed tag
  }
}
