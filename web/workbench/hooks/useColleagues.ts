// Who could take a chat now: asked when the list is shown, and again on request. It is a moment's; nobody is kept free.
import { useEffect, useState } from "react";
import type { AgentChoice, Result } from "../../client";
import { useDesk, useDeskSnapshot, useT } from "../desk/context";

export interface Colleagues {
  /** Undefined while the answer is on its way. */
  readonly list: readonly AgentChoice[] | undefined;
  readonly failed: boolean;
  lookAgain(): void;
}

export function useColleagues(chat: string, shown: boolean): Colleagues {
  const { store, speaker } = useDesk();
  const { choices } = useDeskSnapshot();
  const t = useT();
  const [failed, setFailed] = useState(false);
  const [asked, setAsked] = useState(false);
  const list = asked && choices?.conversation === chat ? choices.choices : undefined;

  const ask = () => {
    setFailed(false);
    setAsked(true);
    void store.findAgents(chat).then((result: Result) => setFailed(!result.ok));
  };
  useEffect(() => {
    if (shown) ask();
    // Whenever the list comes into view.
  }, [shown]);

  const count = shown ? list?.length : undefined;
  useEffect(() => {
    if (count !== undefined) speaker.polite(count > 0 ? t.team.found(count) : t.team.nobody);
    else if (failed) speaker.assertive(t.team.lookFailed);
  }, [count, failed, speaker, t]);

  return { list, failed, lookAgain: ask };
}
