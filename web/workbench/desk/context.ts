// What every component of a signed-in workbench can reach: the desk (long-lived objects), and the bench (the state of
// the page itself: open chat, open dialog, notices, actions).
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Snapshot } from "../../client";
import { useLanguage, useSnapshot } from "../../ui-shared";
import type { Actions } from "../hooks/useActions";
import type { DialogState } from "../hooks/useDialogs";
import type { NoticeList } from "../hooks/useNotices";
import type { Selection } from "../hooks/useSelection";
import { bindingsFrom, type Action } from "../model/keymap";
import type { Places } from "../model/places";
import type { Settings } from "../model/settings";
import { textsFor, type Texts } from "../texts";
import type { Desk } from "./createDesk";

export interface Bench {
  readonly selection: Selection;
  readonly dialogs: DialogState;
  readonly notices: NoticeList;
  readonly actions: Actions;
  readonly places: Places;
}

export const DeskContext = createContext<Desk | undefined>(undefined);
export const BenchContext = createContext<Bench | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("useDesk outside of a DeskContext");
  return desk;
}

export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (!bench) throw new Error("useBench outside of a BenchContext");
  return bench;
}

export function useT(): Texts {
  return textsFor(useLanguage());
}

export function useDeskSnapshot(): Snapshot {
  return useSnapshot(useDesk().store);
}

export function useSettings(): Settings {
  const { settings } = useDesk();
  return useSyncExternalStore(settings.subscribe, settings.get);
}

/** The keys of an action as they work now; null while they are switched off. */
export function useKeys(): (action: Action) => string | null {
  const settings = useSettings();
  if (!settings.shortcutsOn) return () => null;
  const bindings = bindingsFrom(settings.shortcuts);
  return (action) => bindings[action];
}

/** The pool's time, read every `everyMs`. */
export function useServerNow(now: number): number {
  return now + useDeskSnapshot().serverOffsetMs;
}
