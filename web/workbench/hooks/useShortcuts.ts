// Listens for the keys of the keymap on the whole page and runs their actions. Listens before everything else (capture),
// because lists and fields keep the keys that they use from going further.
import { useEffect, useRef } from "react";
import { useSettings } from "../desk/context";
import { actionFor, actionsInDialogs, bindingsFrom, type Action } from "../model/keymap";
import { overlayClass } from "./regionFocus";

export function useShortcuts(run: (action: Action) => void): void {
  const settings = useSettings();
  const latest = useRef({ run, settings });
  useEffect(() => {
    latest.current = { run, settings };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { run, settings } = latest.current;
      if (!settings.shortcutsOn) return;
      const action = actionFor(bindingsFrom(settings.shortcuts), event);
      if (!action) return;
      const covered = document.querySelector(`.${overlayClass}`) !== null;
      if (covered && !actionsInDialogs.has(action)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) run(action);
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}
