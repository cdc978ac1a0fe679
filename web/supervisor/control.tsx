// What is open on the supervisor's page, and how everything she does is sent and told: each deed ends in one sentence,
// spoken once and standing beside the button that was pressed until the next deed.
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { Part, type Result, type Snapshot, type Store } from "../client";
import { announcer, language, useLanguage, useSnapshot, useTexts, type Language } from "../ui-shared";
import { controlTexts, type ControlWords } from "./control_texts";
import { focusRow } from "./hooks";
import { refusalWords, type Deed, type Doing, type SettablePresence } from "./model";

export type DialogName =
  | { name: "take" | "giveBack" | "resolve"; chat: string; who: string; agent: string }
  | { name: "handAgent" | "handQueue"; chat: string; who: string; queue: number }
  | { name: "queue"; queue: number; close: boolean }
  | { name: "presence"; agent: number; who: string; load: number; presence: SettablePresence }
  | { name: "broadcast" };

export interface Outcome {
  /** Beside what it is shown: "chat 17", "queue 11", "agent 3", "words". */
  readonly place: string;
  readonly failed: boolean;
  readonly text: string;
}

/** A chat as its row or its panel knows it. */
export interface ChatRef {
  readonly id: string;
  readonly who: string;
  readonly agent: string;
  readonly queue: number;
}

export interface Control {
  readonly store: Store;
  readonly queue: number | undefined;
  readonly chat: string | undefined;
  readonly dialog: DialogName | undefined;
  readonly outcome: Outcome | undefined;
  showQueue(queue: number | undefined): void;
  showChat(chat: string | undefined): void;
  showDialog(dialog: DialogName | undefined): void;
  /** Sends, tells what came of it, and resolves to whether it was done. */
  perform(place: string, doing: Doing, sending: Promise<Result>, done: string): Promise<boolean>;
  /** A deed with a chat; those that need a second thought or a choice open their dialog. */
  act(chat: ChatRef, deed: Deed): Promise<boolean>;
  /** Rises with each deed that was done, for lists that may show something new now. */
  readonly deeds: number;
}

const ControlContext = createContext<Control | undefined>(undefined);

export function useControl(): Control {
  const control = useContext(ControlContext);
  if (!control) throw new Error("useControl outside of a ControlProvider");
  return control;
}

export function useControlSnapshot(): Snapshot {
  return useSnapshot(useControl().store);
}

export function useWords(): { t: ControlWords; language: Language } {
  return { t: useTexts(controlTexts), language: useLanguage() };
}

const words = () => controlTexts[language()];

/** Sends a deed that is done at once; undefined for one that asks first. */
function sendDeed(store: Store, { id, who }: ChatRef, deed: Deed, seconds: number): [Promise<Result>, string] | undefined {
  const t = words();
  switch (deed) {
    case "watch": return [store.supervise(id, Part.WATCH), t.doneWatch(who)];
    case "join": return [store.supervise(id, Part.JOIN), t.doneJoin];
    case "onlyWatch": return [store.supervise(id, Part.WATCH), t.doneOnlyWatch];
    case "leave": return [store.supervise(id, Part.NONE), t.doneLeave];
    case "raise": return [store.raise(id, seconds), t.doneRaise];
    case "lower": return [store.raise(id, -seconds), t.doneLower];
    case "hold": return [store.hold(id, true), t.doneHold];
    case "unhold": return [store.hold(id, false), t.doneUnhold];
    case "handBack": return [store.handOn(id, { back: true }, ""), t.doneHandBack];
    default: return undefined;
  }
}

export function ControlProvider({ store, raiseSeconds, children }: { store: Store; raiseSeconds: number; children: ReactNode }) {
  const [queue, showQueue] = useState<number>();
  const [chat, showChat] = useState<string>();
  const [dialog, showDialog] = useState<DialogName>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [deeds, setDeeds] = useState(0);

  const perform = useCallback(async (place: string, doing: Doing, sending: Promise<Result>, done: string) => {
    setOutcome(undefined);
    const result = await sending;
    const text = result.ok ? done : refusalWords(doing, result.error, language(), words());
    setOutcome({ place, failed: !result.ok, text });
    if (result.ok) announcer.polite(text);
    else announcer.assertive(text);
    setDeeds((count) => count + 1); // a refusal, too, says that the list is old
    return result.ok;
  }, []);

  const act = useCallback(async (one: ChatRef, deed: Deed) => {
    const sent = sendDeed(store, one, deed, raiseSeconds);
    if (!sent) {
      const { id, who, agent, queue: from } = one;
      if (deed === "take" || deed === "giveBack" || deed === "resolve") showDialog({ name: deed, chat: id, who, agent });
      if (deed === "handAgent" || deed === "handQueue") showDialog({ name: deed, chat: id, who, queue: from });
      return false;
    }
    if (deed === "watch") showChat(one.id);
    const done = await perform(`chat ${one.id}`, deed, ...sent);
    if (deed === "watch" && !done) {
      showChat((open) => (open === one.id ? undefined : open));
      focusRow(one.id);
    }
    return done;
  }, [store, raiseSeconds, perform]);

  const control = useMemo<Control>(
    () => ({ store, queue, chat, dialog, outcome, deeds, showQueue, showChat, showDialog, perform, act }),
    [store, queue, chat, dialog, outcome, deeds, perform, act],
  );
  return <ControlContext value={control}>{children}</ControlContext>;
}

/** What came of the last deed, where it was done. */
export function OutcomeLine({ place }: { place: string }) {
  const { outcome } = useControl();
  if (outcome?.place !== place) return null;
  return (
    <p className={outcome.failed ? "y-error" : "done"}>
      <span aria-hidden="true">{outcome.failed ? "⚠ " : "✓ "}</span>{outcome.text}
    </p>
  );
}
