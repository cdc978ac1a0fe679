// What was opened from a row of a table, below it: focus comes to its heading and goes back to the row's button.
import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { useTexts } from "../ui-shared";
import { shared } from "./texts";

interface PanelProps {
  id: string;
  title: string;
  /** Of the button that opened it: its data-opens. */
  from: string;
  onClose: () => void;
  children: ReactNode;
}

export function Panel({ id, title, from, onClose, children }: PanelProps) {
  const t = useTexts(shared);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest("section")?.scrollIntoView({ block: "start" });
  }, []);
  const close = () => {
    onClose();
    document.querySelector<HTMLElement>(`[data-opens="${CSS.escape(from)}"]`)?.focus();
  };
  return (
    <section className="money-panel" aria-labelledby={id}>
      <div className="tools panel-head">
        <h3 id={id} tabIndex={-1} ref={heading}>{title}</h3>
        <span className="y-push" />
        <Button className="y-button" onPress={close}>{t.close}</Button>
      </div>
      {children}
    </section>
  );
}

interface OpenerProps {
  id: string;
  isOpen: boolean;
  label?: string;
  onToggle: (open: boolean) => void;
  children: ReactNode;
}

/** The button of a row that opens a panel. */
export function Opener({ id, isOpen, label, onToggle, children }: OpenerProps) {
  return (
    <Button
      className={`y-button y-quiet opens ${isOpen ? "open" : ""}`} data-opens={id} aria-expanded={isOpen} aria-label={label}
      onPress={() => onToggle(!isOpen)}
    >
      {children}
    </Button>
  );
}

/** How long a dialog takes to give its focus back and a list to be drawn anew. */
const SETTLED_MS = 100;

/** After a deed: what had focus may be gone with it; then focus goes to this heading, never nowhere. */
export function keepFocusAt(id: string): void {
  setTimeout(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) document.getElementById(id)?.focus();
  }, SETTLED_MS);
}
