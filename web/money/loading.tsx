// What is read from the server: once at first, and again when asked. While it is read anew the old figures stay, so that
// nothing jumps and nobody loses her place.
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import type { Failure } from "../client/http";
import { announcer, useLanguage, useTexts } from "../ui-shared";
import { useVisit } from "./door";
import { failureWords } from "./failures";
import { shared } from "./texts";

export interface Loaded<T> {
  readonly path: string;
  /** What the server said last for this path. */
  readonly body: T | undefined;
  readonly failure: Failure | undefined;
  readonly busy: boolean;
  /** Reads again; resolves to whether that worked. */
  again(): Promise<boolean>;
}

/** `path` undefined: nothing is read. */
export function useLoaded<T>(path: string | undefined): Loaded<T> {
  const visit = useVisit();
  const [state, setState] = useState<{ path: string; body?: T; failure?: Failure; busy: boolean }>({ path: "", busy: false });
  const newest = useRef(0);
  const again = useCallback(async () => {
    if (path === undefined) return false;
    const number = ++newest.current;
    setState((before) => (before.path === path ? { ...before, busy: true } : { path, busy: true }));
    const reply = await visit.read<T>(path);
    // An answer that a later question has overtaken is dropped.
    if (number !== newest.current) return reply.ok;
    setState((before) => (
      reply.ok ? { path, body: reply.body, busy: false } : { ...before, path, failure: reply, busy: false }
    ));
    return reply.ok;
  }, [path, visit]);
  useEffect(() => void again(), [again]);
  const current = state.path === path;
  return {
    path: path ?? "", body: current ? state.body : undefined, failure: current ? state.failure : undefined,
    busy: !current || state.busy, again,
  };
}

/** Shows what was read, or in words why there is nothing, with a way to try again. */
export function Shown<T>({ loaded, children }: { loaded: Loaded<T>; children: (body: T) => ReactNode }) {
  const t = useTexts(shared);
  const language = useLanguage();
  const { body, failure } = loaded;
  const words = failure && failureWords(failure, language, false);
  useEffect(() => {
    if (words) announcer.polite(words);
  }, [words]);
  return (
    <>
      {words && (
        <div className="y-error tools">
          <p><span aria-hidden="true">⚠ </span>{words}</p>
          <Button className="y-button" onPress={() => void loaded.again()}>{t.tryAgain}</Button>
        </div>
      )}
      {body === undefined ? !words && <p>{t.loading}</p> : children(body)}
    </>
  );
}

/** Reads everything given anew, and says when that is done. */
export function Refresh({ of }: { of: readonly Loaded<any>[] }) {
  const t = useTexts(shared);
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (busy) return;
    setBusy(true);
    const done = await Promise.all(of.map((one) => one.again()));
    setBusy(false);
    if (done.every(Boolean)) announcer.polite(t.refreshed);
  };
  return <Button className="y-button" aria-disabled={busy} onPress={() => void press()}>{busy ? t.busy : t.refresh}</Button>;
}
