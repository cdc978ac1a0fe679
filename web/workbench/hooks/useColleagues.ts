// Who could take a chat now: asked when a dialog opens, and again on request. The list is a moment's; nobody is kept free.
import { useEffect, useRef, useState } from "react";
import type { AgentChoice, Result } from "../../client";
import { useDesk, useDeskSnapshot, useT } from "../desk/context";

export interface Colleagues {
  /** Undefined while the answer is on its way. */
  readonly list: readonly AgentChoice[] | undefined;
  readonly failed: boolean;
  lookAgain(): void;
}

export function useColleagues(chat: string): Colleagues {
  const { store, speaker } = useDesk();
  const { choices } = useDeskSnapshot();
  const t = useT();
  const [failed, setFailed] = useState(false);
  const list = choices?.conversation === chat ? choices.choices : undefined;

  const ask = () => {
    setFailed(false);
    void store.findAgents(chat).then((result: Result) => setFailed(!result.ok));
  };
  const first = useRef(true);
  useEffect(() => {
    if (first.current) ask();
    first.current = false;
    // Once for each dialog.
  }, []);

  const count = list?.length;
  useEffect(() => {
    if (count !== undefined) speaker.polite(count > 0 ? t.team.found(count) : t.team.nobody);
    else if (failed) speaker.assertive(t.team.lookFailed);
  }, [count, failed, speaker, t]);

  return { list, failed, lookAgain: ask };
}
