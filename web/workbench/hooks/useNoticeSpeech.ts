// Speaks a supervisor's words, each once. When one has set the agent's presence, that is said instead of the plain
// change: the notice and the change come together, in either order, so both wait a moment for the other.
import { useEffect, useRef } from "react";
import { NoticeKind } from "../../client";
import { useDesk, useT } from "../desk/context";
import { presenceSetWords } from "../model/team";

/** One commit's frames come within this time of each other. */
const TOGETHER_MS = 250;

/** Returns what says a change of presence, unless a notice of it comes. */
export function useNoticeSpeech(): (say: () => void) => void {
  const { store, speaker } = useDesk();
  const t = useT();
  const texts = useRef(t);
  useEffect(() => {
    texts.current = t;
  });
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const setAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => store.onEvent((event) => {
    if (event.type !== "notice") return;
    const { notice } = event;
    if (notice.kind !== NoticeKind.PRESENCE_SET) {
      return speaker.polite(texts.current.team.noticeSpoken(notice.fromName, notice.text));
    }
    clearTimeout(waiting.current);
    setAt.current = performance.now();
    setTimeout(() => {
      const { self } = store.getSnapshot();
      speaker.assertive(presenceSetWords(notice, self, "", texts.current));
    }, TOGETHER_MS);
  }), [store, speaker]);
  useEffect(() => () => clearTimeout(waiting.current), []);

  return useRef((say: () => void) => {
    if (performance.now() - setAt.current < 2 * TOGETHER_MS) return;
    clearTimeout(waiting.current);
    waiting.current = setTimeout(say, TOGETHER_MS);
  }).current;
}
