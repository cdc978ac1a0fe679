// The frame of a React page: language for React Aria's own words, the announcer, and the mounting.
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { I18nProvider } from "react-aria-components";
import { AnnouncerRegions } from "./announcer";
import { useLanguage } from "./language";

export function Page({ children }: { children: ReactNode }) {
  return (
    <I18nProvider locale={useLanguage()}>
      <AnnouncerRegions />
      {children}
    </I18nProvider>
  );
}

/**
 * React Aria adds a style element for [data-react-aria-pressable], which the pages' content policy refuses. It looks
 * for this id first; the rule itself stands in tokens.css.
 */
function claimPressableStyle(): void {
  const claimed = document.createElement("meta");
  claimed.id = "react-aria-pressable-style";
  document.head.append(claimed);
}

/** Renders a page into #root. */
export function mount(page: ReactNode): void {
  claimPressableStyle();
  createRoot(document.getElementById("root")!).render(<StrictMode><Page>{page}</Page></StrictMode>);
}
