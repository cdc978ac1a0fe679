// Tax withheld, month of payment by month: what is owed to the tax office, what was paid of it, and booking that more was.
import { useState } from "react";
import { useLanguage, useTexts } from "../ui-shared";
import { ConfirmButton } from "../money/confirm";
import { OutcomeLine, useDeed } from "../money/deed";
import { useVisit } from "../money/door";
import { monthWords, yuan, yuanWords } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { keepFocusAt } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import { remittance, type TaxDue, type TaxMonth } from "./model";
import { texts } from "./texts";

function Months({ due }: { due: TaxDue }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const columns: Column<TaxMonth>[] = [
    { key: "month", head: t.paidIn, cell: (one) => monthWords(one.month, language) },
    { key: "agents", head: t.agents, figures: true, cell: (one) => one.agents },
    { key: "withheld", head: t.withheld, figures: true, cell: (one) => yuan(one.withheld_fen) },
    { key: "remitted", head: t.remitted, figures: true, cell: (one) => yuan(one.remitted_fen) },
    { key: "owed", head: t.owed, figures: true, cell: (one) => yuan(one.owed_fen) },
  ];
  return (
    <>
      <DataTable
        caption={t.taxMonths} columns={columns} rows={due.months} rowKey={(one) => one.month} empty={t.noTax}
        foot={{ month: t.sum, withheld: yuan(due.withheld_fen), remitted: yuan(due.remitted_fen), owed: yuan(due.owed_fen) }}
      />
      {due.ahead_fen > 0 && <p>{t.taxAhead(yuanWords(due.ahead_fen, language))}</p>}
    </>
  );
}

function Remit({ due, onDone }: { due: TaxDue; onDone: () => Promise<unknown> }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { write } = useVisit();
  const deed = useDeed();
  const owed = due.months.filter((one) => one.owed_fen > 0);
  const [month, setMonth] = useState("");
  const until = owed.find((one) => one.month === month) ?? owed[0];
  if (!until) return <><p>{t.nothingOwed}</p><OutcomeLine of={deed} /></>;
  const amount = yuanWords(until.owed_until_fen, language);
  const content = remittance(until);
  const remit = async () => {
    await deed.book(
      (key) => write<{ entry: number; agents: number; total_fen: number }>("/api/finance/tax/remit", content, "POST", key),
      (body) => t.remitDone(body.agents, yuanWords(body.total_fen, language), body.entry),
    );
    await onDone();
    keepFocusAt("part");
  };
  return (
    <>
      <div className="tools money-row">
        <label className="y-field">
          {t.remitUntil}
          <select className="money-select" value={until.month} onChange={(event) => setMonth(event.target.value)}>
            {owed.map((one) => <option key={one.month} value={one.month}>{t.remitChoice(monthWords(one.month, language), yuanWords(one.owed_until_fen, language))}</option>)}
          </select>
        </label>
        <ConfirmButton
          deed={deed} primary title={t.remitTitle} confirm={t.remitConfirm} onConfirm={() => void remit()}
          body={<p>{t.remitBody(monthWords(until.month, language), amount)}</p>}
        >
          {t.remit(amount)}
        </ConfirmButton>
      </div>
      <OutcomeLine of={deed} />
    </>
  );
}

export function TaxPart() {
  const t = useTexts(texts);
  const loaded = useLoaded<TaxDue>("/api/finance/tax");
  return (
    <>
      <p className="soft">{t.taxHint}</p>
      <div className="tools"><Refresh of={[loaded]} /></div>
      <Shown loaded={loaded}>
        {(due) => (
          <>
            <Months due={due} />
            <Remit due={due} onDone={loaded.again} />
          </>
        )}
      </Shown>
    </>
  );
}
