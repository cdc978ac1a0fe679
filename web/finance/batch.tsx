// One payout batch: its file for the bank, and the bank's answers row by row.
import { useState } from "react";
import { Button } from "react-aria-components";
import { announcer, useLanguage, useTexts } from "../ui-shared";
import { ConfirmButton } from "../money/confirm";
import { OutcomeLine, useDeed, type Deed } from "../money/deed";
import { useVisit } from "../money/door";
import { yuan, yuanWords } from "../money/format";
import { Shown, useLoaded } from "../money/loading";
import { Panel, keepFocusAt } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import { answersOf, type BatchItem, type OpenBatch } from "./model";
import { texts } from "./texts";

type Answers = ReadonlyMap<number, boolean>;
const stateKeys = { sent: "rowSent", confirmed: "rowConfirmed", failed: "rowFailed" } as const;

function AnswerChoice({ item, answers, onChange }: { item: BatchItem; answers: Answers; onChange: (row: number, paid: boolean | undefined) => void }) {
  const t = useTexts(texts);
  const chosen = answers.get(item.row);
  return (
    <select
      className="money-select" aria-label={t.answerOf(item.row, item.agent)} value={chosen === undefined ? "" : String(chosen)}
      onChange={({ target: { value } }) => onChange(item.row, value === "" ? undefined : value === "true")}
    >
      <option value="">{t.rowSent}</option>
      <option value="true">{t.rowConfirmed}</option>
      <option value="false">{t.rowFailed}</option>
    </select>
  );
}

interface AnswerToolsProps {
  batch: OpenBatch;
  deed: Deed;
  answers: Answers;
  onAll: () => void;
  onBook: () => void;
}

function AnswerTools({ batch, deed, answers, onAll, onBook }: AnswerToolsProps) {
  const t = useTexts(texts);
  const paid = [...answers.values()].filter(Boolean).length;
  if (batch.sent === 0) return <OutcomeLine of={deed} />;
  return (
    <>
      <p className="soft">{t.answersHint}</p>
      <div className="tools">
        <Button className="y-button" onPress={onAll}>{t.allPaid}</Button>
        <ConfirmButton
          deed={deed} primary title={t.bookTitle(batch.name)} confirm={t.book} onConfirm={onBook}
          check={() => (answers.size === 0 ? t.noAnswers : "")} body={<p>{t.bookBody(paid, answers.size - paid)}</p>}
        >
          {t.bookCount(answers.size)}
        </ConfirmButton>
      </div>
      <OutcomeLine of={deed} />
    </>
  );
}

function Rows({ batch, answers, onChange }: { batch: OpenBatch; answers: Answers; onChange: (row: number, paid: boolean | undefined) => void }) {
  const t = useTexts(texts);
  const columns: Column<BatchItem>[] = [
    { key: "row", head: t.row, cell: (item) => t.rowNumber(item.row, item.agent) },
    { key: "gross", head: t.gross, figures: true, cell: (item) => yuan(item.gross_fen) },
    { key: "tax", head: t.taxWithheld, figures: true, cell: (item) => yuan(item.tax_fen) },
    { key: "net", head: t.net, figures: true, cell: (item) => yuan(item.net_fen) },
    {
      key: "state", head: t.answer, cell: (item) => (
        item.state === "sent" ? <AnswerChoice item={item} answers={answers} onChange={onChange} /> : t[stateKeys[item.state]]
      ),
    },
  ];
  return (
    <DataTable
      caption={t.rowsOf} columns={columns} rows={batch.items} rowKey={(item) => String(item.row)}
      foot={{ row: t.sum, net: yuan(batch.total_fen) }}
    />
  );
}

export function BatchPanel({ batch, onDone, onClose }: { batch: number; onDone: () => Promise<unknown>; onClose: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { write } = useVisit();
  const deed = useDeed();
  const loaded = useLoaded<OpenBatch>(`/api/finance/payouts/${batch}`);
  const [answers, setAnswers] = useState<Answers>(new Map());
  const change = (row: number, paid: boolean | undefined) => setAnswers((before) => {
    const after = new Map(before);
    if (paid === undefined) after.delete(row);
    else after.set(row, paid);
    return after;
  });
  const markAll = (items: readonly BatchItem[]) => {
    const unanswered = items.filter((item) => item.state === "sent" && !answers.has(item.row));
    setAnswers(new Map([...answers, ...unanswered.map(({ row }): [number, boolean] => [row, true])]));
    announcer.polite(t.allPaidDone(unanswered.length));
  };
  const book = async () => {
    const rows = answersOf(answers);
    const booked = await deed.book(
      (key) => write<OpenBatch>(`/api/finance/payouts/${batch}/answers`, { rows }, "POST", key),
      (body) => t.bookedDone(body.confirmed, body.failed, body.sent),
    );
    if (booked) setAnswers(new Map());
    await Promise.all([loaded.again(), onDone()]);
    keepFocusAt("batch-title");
  };
  return (
    <Panel id="batch-title" title={t.batchTitle(loaded.body?.name ?? String(batch))} from={`batch-${batch}`} onClose={onClose}>
      <Shown loaded={loaded}>
        {(body) => (
          <>
            <p>{t.batchMade(body.made_by, body.entry, yuanWords(body.total_fen, language))}</p>
            <div className="tools">
              {body.templates.map((one) => (
                <a key={one} className="y-button" href={`/api/finance/payouts/${batch}/file?template=${encodeURIComponent(one)}`} download>
                  {t.file(one)}
                </a>
              ))}
            </div>
            <p className="soft">{t.fileHint}</p>
            <AnswerTools batch={body} deed={deed} answers={answers} onAll={() => markAll(body.items)} onBook={() => void book()} />
            <Rows batch={body} answers={answers} onChange={change} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
