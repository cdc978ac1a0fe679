// Everything that is done by a button goes through here: it is sent once however often the button is pressed, and ends in
// one sentence that is spoken and stays beside the button until the next deed. What is booked has a key: when no answer
// comes the same is asked for again under the same key, which books nothing twice.
import { useCallback, useRef, useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import type { Reply } from "../client/http";
import { announcer, language, useTexts } from "../ui-shared";
import { newKey } from "./api";
import { failureWords } from "./failures";
import { shared } from "./texts";

export interface Outcome {
  readonly failed: boolean;
  readonly text: string;
}

export interface Deed {
  readonly busy: boolean;
  readonly outcome: Outcome | undefined;
  /** Resolves to the answer, or undefined if it was refused, failed, or something is being done already. */
  run<T>(sending: () => Promise<Reply<{ body: T }>>, done: (body: T) => string): Promise<T | undefined>;
  /** The same for a booking: `sending` sends the key that it is given. */
  book<T>(sending: (key: string) => Promise<Reply<{ body: T }>>, done: (body: T) => string): Promise<T | undefined>;
  /** Says what keeps it from being sent. */
  refuse(text: string): void;
  forget(): void;
}

const TRIES = 3;
const PAUSE_MS = 1_500;

/** Asks until there is an answer, a few times at most. */
export async function insist<T>(sending: () => Promise<Reply<T>>, pauseMs = PAUSE_MS): Promise<Reply<T>> {
  for (let tries = 1; ; tries += 1) {
    const reply = await sending();
    if (reply.ok || reply.kind !== "unavailable" || tries === TRIES) return reply;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const running = useRef(false);
  const tell = useCallback((failed: boolean, text: string) => {
    setOutcome({ failed, text });
    if (failed) announcer.assertive(text);
    else announcer.polite(text);
  }, []);
  const run = useCallback(async <T,>(sending: () => Promise<Reply<{ body: T }>>, done: (body: T) => string) => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    setOutcome(undefined);
    const reply = await sending();
    running.current = false;
    setBusy(false);
    tell(!reply.ok, reply.ok ? done(reply.body) : failureWords(reply, language(), true));
    return reply.ok ? reply.body : undefined;
  }, [tell]);
  // One for the form as it is opened, and a new one once it is known what became of it.
  const key = useRef("");
  const book = useCallback(<T,>(sending: (key: string) => Promise<Reply<{ body: T }>>, done: (body: T) => string) => (
    run(async () => {
      key.current ||= newKey();
      const reply = await insist(() => sending(key.current));
      if (reply.ok || reply.kind === "refused") key.current = "";
      return reply;
    }, done)
  ), [run]);
  const refuse = useCallback((text: string) => tell(true, text), [tell]);
  const forget = useCallback(() => setOutcome(undefined), []);
  return { busy, outcome, run, book, refuse, forget };
}

export function OutcomeLine({ of }: { of: Deed }) {
  const { outcome } = of;
  if (!outcome) return null;
  return (
    <p className={outcome.failed ? "y-error" : "money-done"}>
      <span aria-hidden="true">{outcome.failed ? "⚠ " : "✓ "}</span>{outcome.text}
    </p>
  );
}

interface DeedButtonProps {
  deed: Deed;
  onPress: () => void;
  children: ReactNode;
  label?: string;
  primary?: boolean;
}

/** The same for a form, which is sent by Enter as well. */
export function DeedSubmit({ deed, children }: { deed: Deed; children: ReactNode }) {
  const t = useTexts(shared);
  return <Button className="y-button y-primary" type="submit" aria-disabled={deed.busy}>{deed.busy ? t.busy : children}</Button>;
}

/** Keeps focus while it works: it is called disabled, not made so. */
export function DeedButton({ deed, onPress, children, label, primary = false }: DeedButtonProps) {
  const t = useTexts(shared);
  return (
    <Button
      className={primary ? "y-button y-primary" : "y-button"} aria-label={label} aria-disabled={deed.busy}
      onPress={() => deed.busy || onPress()}
    >
      {deed.busy ? t.busy : children}
    </Button>
  );
}
