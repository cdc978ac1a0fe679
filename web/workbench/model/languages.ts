// Names of languages for people.

/** "English", "中文" … in the words of the page's language, without the country; the tag where it has no name. */
export function languageName(tag: string, pageLanguage: string): string {
  if (tag === "") return "–";
  try {
    const { language, script } = new Intl.Locale(tag);
    const spoken = script ? `${language}-${script}` : language;
    return new Intl.DisplayNames([pageLanguage], { type: "language", fallback: "code" }).of(spoken) ?? tag;
  } catch {
    return tag; // not a well-formed tag
  }
}
