// The one place from which a page speaks to screen readers. Nothing else on a page is a live region, so that nothing
// is read twice. Render <AnnouncerRegions/> once, near the start of the page; call announcer.polite("…") anywhere.
// Texts of one turn are joined into one utterance; two equal texts after each other are both spoken.
import { useSyncExternalStore } from "react";
import { VisuallyHidden } from "react-aria-components";

type Urgency = "polite" | "assertive";
interface Spoken {
  readonly id: number;
  readonly text: string;
  readonly lang: string;
}

/** Utterances that stay readable in a region; older ones are taken away. */
const KEPT = 6;
const KEPT_MS = 7_000;

export class Announcer {
  private readonly regions: Record<Urgency, readonly Spoken[]> = { polite: [], assertive: [] };
  private readonly subscribers = new Set<() => void>();
  private next = 1;

  /** Spoken when the reader is done with what it says now. `lang` when the text is not in the page's language. */
  polite(text: string, lang = ""): void {
    this.say("polite", text, lang);
  }

  /** Interrupts. Only for what cannot wait: an offer, an error that stops the person. */
  assertive(text: string, lang = ""): void {
    this.say("assertive", text, lang);
  }

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  };

  spoken(urgency: Urgency): readonly Spoken[] {
    return this.regions[urgency];
  }

  private say(urgency: Urgency, text: string, lang: string): void {
    if (!text) return;
    const spoken: Spoken = { id: this.next++, text, lang };
    this.set(urgency, [...this.regions[urgency], spoken].slice(-KEPT));
    setTimeout(() => this.set(urgency, this.regions[urgency].filter((one) => one !== spoken)), KEPT_MS);
  }

  private set(urgency: Urgency, spoken: readonly Spoken[]): void {
    this.regions[urgency] = spoken;
    for (const subscriber of [...this.subscribers]) subscriber();
  }
}

/** The page's announcer. */
export const announcer = new Announcer();

/** An open dialog hides the rest of the page from screen readers; React Aria leaves out what bears the live mark. */
function Region({ urgency, source }: { urgency: Urgency; source: Announcer }) {
  const spoken = useSyncExternalStore(source.subscribe, () => source.spoken(urgency));
  return (
    <div
      aria-live={urgency} aria-atomic="false" aria-relevant="additions" data-announcer={urgency} data-live-announcer="true"
    >
      {spoken.map((one) => <p key={one.id} lang={one.lang || undefined}>{one.text}</p>)}
    </div>
  );
}

export function AnnouncerRegions({ source = announcer }: { source?: Announcer }) {
  return (
    <VisuallyHidden>
      <Region urgency="polite" source={source} />
      <Region urgency="assertive" source={source} />
    </VisuallyHidden>
  );
}
