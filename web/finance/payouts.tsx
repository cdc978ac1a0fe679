// What is payable, making a batch of it, and the batches so far.
import { useState } from "react";
import { useLanguage, useTexts } from "../ui-shared";
import { ConfirmButton } from "../money/confirm";
import { OutcomeLine, useDeed } from "../money/deed";
import { useVisit } from "../money/door";
import { instantWords, monthWords, yuan, yuanWords } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { Opener, keepFocusAt } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import { BatchPanel } from "./batch";
import { Box, useChosen, type Chosen } from "./chosen";
import { payoutOf, type Batch, type PartProps, type Payable, type Payouts } from "./model";
import { texts } from "./texts";

function PayableTable({ payouts, chosen }: { payouts: Payouts; chosen: Chosen }) {
  const t = useTexts(texts);
  const columns: Column<Payable>[] = [
    {
      key: "agent", head: t.agent, cell: (one) => (
        one.has_payee ? <Box of={one.agent} chosen={chosen}>{t.agentNumber(one.agent)}</Box> : t.agentNumber(one.agent)
      ),
    },
    {
      key: "payee", head: t.payee,
      cell: (one) => (one.has_payee ? t.payeeKnown : <a className="y-button y-quiet" href="#payees">{t.payeeMissing}</a>),
    },
    { key: "fen", head: t.beforeTax, figures: true, cell: (one) => yuan(one.fen) },
  ];
  return (
    <DataTable
      caption={t.payableNow} columns={columns} rows={payouts.payable} rowKey={(one) => String(one.agent)} empty={t.nothingPayable}
      foot={{ agent: t.sum, fen: yuan(payouts.payable_fen) }}
    />
  );
}

function Make({ payouts, chosen, onMade }: { payouts: Payouts; chosen: Chosen; onMade: () => Promise<unknown> }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { write } = useVisit();
  const deed = useDeed();
  const { content, count, fen, isChoice } = payoutOf(payouts, chosen.keys);
  if (count === 0) return <OutcomeLine of={deed} />;
  const make = async () => {
    const made = await deed.book(
      (key) => write<Batch & { left_out: number }>("/api/finance/payouts", content, "POST", key),
      (body) => t.madeDone(body.name, body.rows, yuanWords(body.total_fen, language), body.left_out),
    );
    if (made) chosen.clear();
    await onMade();
    keepFocusAt("part");
  };
  return (
    <>
      <div className="tools">
        <ConfirmButton
          deed={deed} primary title={t.makeTitle(payouts.next_batch)} confirm={t.make} onConfirm={() => void make()}
          body={<p>{t.makeBody(count, yuanWords(fen, language))}</p>}
        >
          {isChoice ? t.makeChosen(count, yuanWords(fen, language)) : t.makeAll(count, yuanWords(fen, language))}
        </ConfirmButton>
      </div>
      <OutcomeLine of={deed} />
    </>
  );
}

export function PayoutsPart({ months }: PartProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const loaded = useLoaded<Payouts>("/api/finance/payouts");
  const offset = months.body?.utc_offset_minutes ?? 0;
  const chosen = useChosen();
  const [open, setOpen] = useState<number>();
  const columns: Column<Batch>[] = [
    {
      key: "name", head: t.batch, cell: ({ batch, name }) => (
        <Opener id={`batch-${batch}`} isOpen={open === batch} onToggle={(wanted) => setOpen(wanted ? batch : undefined)}>{name}</Opener>
      ),
    },
    { key: "month", head: t.paidIn, cell: (one) => monthWords(one.month, language) },
    { key: "made", head: t.made, cell: (one) => instantWords(one.made_ms, offset, language) },
    { key: "rows", head: t.rows, figures: true, cell: (one) => one.rows },
    { key: "sent", head: t.unanswered, figures: true, cell: (one) => one.sent },
    { key: "failed", head: t.failedRows, figures: true, cell: (one) => one.failed },
    { key: "open", head: t.unansweredSum, figures: true, cell: (one) => yuan(one.open_fen) },
    { key: "total", head: t.netSum, figures: true, cell: (one) => yuan(one.total_fen) },
  ];
  return (
    <>
      <p className="soft">{t.payoutsHint}</p>
      <div className="tools"><Refresh of={[loaded]} /></div>
      <Shown loaded={loaded}>
        {(payouts) => (
          <>
            <PayableTable payouts={payouts} chosen={chosen} />
            <Make payouts={payouts} chosen={chosen} onMade={loaded.again} />
            <DataTable caption={t.batches} columns={columns} rows={payouts.batches} rowKey={(one) => String(one.batch)} empty={t.noBatches} />
          </>
        )}
      </Shown>
      {open !== undefined && <BatchPanel key={open} batch={open} onDone={loaded.again} onClose={() => setOpen(undefined)} />}
    </>
  );
}
