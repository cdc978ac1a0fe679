// Appeals: what she said of a line, what was answered, and the form to say that a line is not right. What she writes is
// kept until it is sent, also when her sign-in runs out or the page is loaded anew.
import { useEffect, useState, type FormEvent } from "react";
import { Label, Text, TextArea, TextField } from "react-aria-components";
import { StoredValue, browserStorage } from "../client/memory";
import { useLanguage, useTexts } from "../ui-shared";
import { DeedSubmit, OutcomeLine, useDeed } from "../money/deed";
import { useVisit } from "../money/door";
import { instantWords, yuanWords } from "../money/format";
import { APPEAL_BYTES_MAX, bytesOf, type Appeal } from "./model";
import { texts } from "./texts";

const stateKeys = { open: "appealOpen", upheld: "appealUpheld", declined: "appealDeclined" } as const;

/** One appeal with its state and answer. */
export function AppealItem({ appeal, offset }: { appeal: Appeal; offset: number }) {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <div className="appeal" data-state={appeal.state}>
      <p>
        <strong>{t[stateKeys[appeal.state]]}</strong>{" "}
        <span className="soft">{t.appealSent(instantWords(appeal.at_ms, offset, language), yuanWords(appeal.line_fen, language))}</span>
      </p>
      <p className="kept">{appeal.words}</p>
      {appeal.reason !== null && (
        <div className="answer">
          <p className="soft">{t.appealAnswered(appeal.decided_ms === null ? "" : instantWords(appeal.decided_ms, offset, language))}</p>
          <p className="kept">{appeal.reason}</p>
          {appeal.amount_fen !== null && <p>{t.appealAmount(yuanWords(appeal.amount_fen, language))}</p>}
        </div>
      )}
    </div>
  );
}

/** The text, kept in the browser until it is sent. */
function useDraft(account: number, line: string): [string, (text: string) => void] {
  const [kept] = useState(() => new StoredValue(browserStorage("sessionStorage"), `yunke.appeal.${account}.${line}`));
  const [text, setText] = useState(() => kept.get() ?? "");
  useEffect(() => kept.set(text), [kept, text]);
  return [text, setText];
}

export function AppealForm({ line, onSent }: { line: string; onSent: () => Promise<unknown> }) {
  const t = useTexts(texts);
  const { account, write } = useVisit();
  const [text, setText] = useDraft(account.id, line);
  const deed = useDeed();
  const over = bytesOf(text.trim()) > APPEAL_BYTES_MAX;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const words = text.trim();
    if (!words) return deed.refuse(t.appealMissing);
    if (over) return deed.refuse(t.appealTooLong);
    const path = `/api/earnings/lines/${encodeURIComponent(line)}/appeal`;
    if (!await deed.run(() => write<Appeal>(path, { words }), () => t.appealDone)) return;
    setText("");
    await onSent();
  };
  return (
    <form className="money-form" onSubmit={(event) => void submit(event)} noValidate>
      <TextField className="y-field" value={text} onChange={setText} isInvalid={over}>
        <Label>{t.appealText}</Label>
        <TextArea rows={4} />
        <Text slot="description" className={over ? "alarm" : "soft"}>{over ? `⚠ ${t.appealTooLong}` : t.appealHint}</Text>
      </TextField>
      <div className="tools"><DeedSubmit deed={deed}>{t.appealSend}</DeedSubmit></div>
      <OutcomeLine of={deed} />
    </form>
  );
}

/** Beside the arithmetic of an open line. */
export function LineAppeals({ line, ended, appeals, offset, onSent }: {
  line: string; ended: boolean; appeals: readonly Appeal[]; offset: number; onSent: () => Promise<unknown>;
}) {
  const t = useTexts(texts);
  const own = appeals.filter((one) => one.line === line);
  const isOpen = own.some((one) => one.state === "open");
  return (
    <>
      <h4>{t.appeal}</h4>
      {own.map((one) => <AppealItem key={one.id} appeal={one} offset={offset} />)}
      {!ended && <p className="soft">{t.appealNotEnded}</p>}
      {isOpen && <p className="soft">{t.appealWaits}</p>}
      {ended && !isOpen && <AppealForm line={line} onSent={onSent} />}
    </>
  );
}
