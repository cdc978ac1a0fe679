// Speaks a supervisor's words, each once. When one has set the agent's presence, that is said instead of the plain
// change, which follows in the same commit.
import { useCallback, useEffect, useRef } from "react";
import { NoticeKind } from "../../client";
import { useDesk, useT } from "../desk/context";
import { presenceSetWords } from "../model/team";

/** One commit's frames come within this time of each other. */
const TOGETHER_MS = 250;

/** Returns whether a change of presence has just been told as a supervisor's doing. */
export function useNoticeSpeech(): () => boolean {
  const { store, speaker } = useDesk();
  const t = useT();
  const texts = useRef(t);
  useEffect(() => {
    texts.current = t;
  });
  const setAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => store.onEvent((event) => {
    if (event.type !== "notice") return;
    const { notice } = event;
    if (notice.kind !== NoticeKind.PRESENCE_SET) {
      return speaker.polite(texts.current.team.noticeSpoken(notice.fromName, notice.text));
    }
    setAt.current = performance.now();
    // By then it is known what she was set to.
    setTimeout(() => {
      const { self } = store.getSnapshot();
      speaker.assertive(presenceSetWords(notice, self, "", texts.current));
    }, TOGETHER_MS);
  }), [store, speaker]);

  return useCallback(() => performance.now() - setAt.current < 2 * TOGETHER_MS, []);
}
