// "Why here?" and "Why me?": a button that opens, below its row, why a chat went to whom it went. Asked anew each time it
// is opened, and when the page's language changes. What opens takes nothing away from where it is, and is spoken once.
// Used by the supervisor's chat panel and the workbench's chat details.
import { useEffect, useId, useState } from "react";
import { Button } from "react-aria-components";
import type { Reply } from "../client/http";
import { fetchWhy, type Why, type WhyDecision } from "../client/why";
import { announcer } from "./announcer";
import { clockTime, isoTime } from "./format";
import { useLanguage, useTexts } from "./language";
import { failureWords, spokenWhy, whyTexts } from "./why-words";

export interface WhyState {
  readonly id: string;
  readonly open: boolean;
  /** Undefined while it is asked. */
  readonly answer: Reply<{ why: Why }> | undefined;
  toggle(): void;
}

export function useWhy(conversation: string): WhyState {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [answer, setAnswer] = useState<Reply<{ why: Why }>>();
  const language = useLanguage();
  useEffect(() => setOpen(false), [conversation]);
  useEffect(() => {
    if (!open) return;
    let wanted = true;
    setAnswer(undefined);
    announcer.polite(whyTexts[language].asking);
    void fetchWhy(conversation, language).then((reply) => {
      if (!wanted) return;
      setAnswer(reply);
      announcer.polite(spokenWhy(reply, language));
    });
    return () => {
      wanted = false;
    };
  }, [conversation, language, open]);
  return { id, open, answer, toggle: () => setOpen(!open) };
}

export function WhyButton({ why, children }: { why: WhyState; children: string }) {
  return (
    <Button className="y-button" aria-expanded={why.open} aria-controls={why.open ? why.id : undefined} onPress={why.toggle}>
      {children}
    </Button>
  );
}

/** What the button opens; `label` names it. */
export function WhyAnswer({ why, label }: { why: WhyState; label: string }) {
  const language = useLanguage();
  const t = useTexts(whyTexts);
  if (!why.open) return null;
  const { answer } = why;
  return (
    <div id={why.id} className="y-why" role="group" aria-label={label} tabIndex={0}>
      {!answer && <p>{t.asking}</p>}
      {answer && !answer.ok && <p>{failureWords(answer.kind, language)}</p>}
      {answer?.ok && <Decisions why={answer.why} />}
    </div>
  );
}

function Decisions({ why }: { why: Why }) {
  const t = useTexts(whyTexts);
  return (
    <>
      {why.decisions.length === 0 && !why.note && <p>{t.nothing}</p>}
      {why.decisions.length > 0 && (
        <ol role="list">{[...why.decisions].reverse().map((one, n) => <Decision key={why.decisions.length - n} one={one} />)}</ol>
      )}
      {why.note && <p>{why.note}</p>}
    </>
  );
}

function Decision({ one }: { one: WhyDecision }) {
  const t = useTexts(whyTexts);
  const language = useLanguage();
  return (
    <li>
      <p><time dateTime={isoTime(one.atMs)}>{clockTime(one.atMs, language)}</time> <b>{one.headline}</b></p>
      {one.own && <p>{one.own}</p>}
      {one.counts && <p>{one.counts}</p>}
      {one.people.length > 0 && (
        <ul>
          {one.people.map((person) => (
            <li key={person.agent}>
              {person.chosen && <span aria-hidden="true">✓ </span>}{person.name || person.agent}{t.colon}{person.why}
            </li>
          ))}
        </ul>
      )}
      {one.leftOut > 0 && <p>{t.leftOut(one.leftOut)}</p>}
    </li>
  );
}
