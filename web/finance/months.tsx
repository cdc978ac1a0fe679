// The months: how far each is, what approval would book person by person, approving all or some, closing.
import { useState } from "react";
import { useLanguage, useTexts } from "../ui-shared";
import { ConfirmButton } from "../money/confirm";
import { OutcomeLine, useDeed } from "../money/deed";
import { useVisit } from "../money/door";
import { hm, monthWords, yuan, yuanWords } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { Opener, Panel, keepFocusAt } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import { Box, useChosen, type Chosen } from "./chosen";
import { approval, starsWords, type Bonus, type MonthHead, type MonthPreview, type MonthRow, type PartProps } from "./model";
import { texts, type Words } from "./texts";

const stateKeys = { running: "monthRunning", open: "monthOpen", closable: "monthClosable", closed: "monthClosed" } as const;

function Blockers({ of }: { of: MonthHead["blockers"] }) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (of.length === 0) return null;
  return (
    <div className="y-notice">
      <p><span aria-hidden="true">⚠ </span>{t.blockers}</p>
      <ul>{of.map((one) => <li key={one.text_en}>{language === "zh-CN" ? one.text_zh : one.text_en}</li>)}</ul>
    </div>
  );
}

function bonusWords({ card, fen, earned }: Bonus, t: Words): string {
  return card === 0 ? "—" : earned ? yuan(fen) : t.notEarned(yuan(fen));
}

function People({ preview, chosen }: { preview: MonthPreview; chosen: Chosen }) {
  const t = useTexts(texts);
  const money = (key: "earned_fen" | "floor_fen" | "borne_fen" | "approved_fen" | "payable_fen", head: string): Column<MonthRow> => (
    { key, head, figures: true, cell: (row) => yuan(row[key]) }
  );
  const columns: Column<MonthRow>[] = [
    {
      key: "agent", head: t.agent, cell: (row) => (
        row.pending && preview.blockers.length === 0
          ? <Box of={row.agent} chosen={chosen}>{t.agentNumber(row.agent)}</Box>
          : t.agentNumber(row.agent)
      ),
    },
    { key: "paid", head: t.paidTime, figures: true, cell: (row) => hm(row.paid_ms) },
    money("earned_fen", t.earned), money("floor_fen", t.floor),
    { key: "tier", head: t.tierBonus, figures: true, cell: (row) => bonusWords(row.tier_bonus, t) },
    { key: "quality", head: t.qualityBonus, figures: true, cell: (row) => bonusWords(row.quality_bonus, t) },
    { key: "stars", head: t.stars, figures: true, cell: (row) => starsWords(row) },
    { key: "running", head: t.runningPeriods, figures: true, cell: (row) => row.running },
    money("borne_fen", t.borne), money("approved_fen", t.approved), money("payable_fen", t.payable),
  ];
  return (
    <DataTable
      caption={t.people} columns={columns} rows={preview.rows} rowKey={(row) => String(row.agent)} empty={t.nobody}
      foot={{ agent: t.sum, approved_fen: yuan(preview.approved_fen), payable_fen: yuan(preview.total_fen) }}
    />
  );
}

function MonthDeeds({ preview, chosen, onDone }: { preview: MonthPreview; chosen: Chosen; onDone: () => Promise<unknown> }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { write } = useVisit();
  const deed = useDeed();
  const { month } = preview;
  const name = monthWords(month, language);
  const wanted = approval(preview, chosen.keys);
  const count = wanted.agents?.length ?? preview.pending;
  const after = async (done: unknown) => {
    if (done) chosen.clear();
    await onDone();
    keepFocusAt("month-title");
  };
  const approve = async () => after(await deed.book(
    (key) => write<{ agents: number; total_fen: number }>(`/api/finance/months/${month}/approve`, wanted, "POST", key),
    (body) => t.approvedDone(body.agents, yuanWords(body.total_fen, language)),
  ));
  const close = async () => after(await deed.book(
    (key) => write(`/api/finance/months/${month}/close`, {}, "POST", key), () => t.closedDone(name),
  ));
  return (
    <>
      <div className="tools">
        {preview.pending > 0 && preview.blockers.length === 0 && (
          <ConfirmButton
            deed={deed} primary title={t.approveTitle(name)} confirm={t.approve} onConfirm={() => void approve()}
            body={<p>{t.approveBody(count, yuanWords(wanted.seen_fen, language))}</p>}
          >
            {wanted.agents ? t.approveChosen(count, yuanWords(wanted.seen_fen, language)) : t.approveAll(count, yuanWords(wanted.seen_fen, language))}
          </ConfirmButton>
        )}
        {preview.state === "closable" && (
          <ConfirmButton
            deed={deed} primary title={t.closeTitle(name)} confirm={t.closeMonth} onConfirm={() => void close()} body={<p>{t.closeBody}</p>}
          >
            {t.closeMonth}
          </ConfirmButton>
        )}
      </div>
      <OutcomeLine of={deed} />
    </>
  );
}

function MonthPanel({ month, onDone, onClose }: { month: string; onDone: () => Promise<unknown>; onClose: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const loaded = useLoaded<MonthPreview>(`/api/finance/months/${month}`);
  const chosen = useChosen();
  return (
    <Panel id="month-title" title={monthWords(month, language)} from={month} onClose={onClose}>
      <Shown loaded={loaded}>
        {(preview) => (
          <>
            <p>{t[stateKeys[preview.state]]}</p>
            <Blockers of={preview.blockers} />
            <MonthDeeds preview={preview} chosen={chosen} onDone={() => Promise.all([loaded.again(), onDone()])} />
            <People preview={preview} chosen={chosen} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

export function MonthsPart({ months: loaded }: PartProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [open, setOpen] = useState<string>();
  const columns: Column<MonthHead>[] = [
    {
      key: "month", head: t.month, cell: ({ month }) => (
        <Opener id={month} isOpen={open === month} onToggle={(wanted) => setOpen(wanted ? month : undefined)}>{monthWords(month, language)}</Opener>
      ),
    },
    { key: "state", head: t.state, cell: (one) => t[stateKeys[one.state]] },
    { key: "agents", head: t.agents, figures: true, cell: (one) => one.agents },
    { key: "pending", head: t.pending, figures: true, cell: (one) => one.pending },
    { key: "total", head: t.toApprove, figures: true, cell: (one) => yuan(one.total_fen) },
    { key: "approved", head: t.approved, figures: true, cell: (one) => yuan(one.approved_fen) },
  ];
  return (
    <>
      <p className="soft">{t.monthsHint}</p>
      <div className="tools"><Refresh of={[loaded]} /></div>
      <Shown loaded={loaded}>
        {({ months }) => <DataTable caption={t.months} captionHidden columns={columns} rows={months} rowKey={(one) => one.month} empty={t.noMonths} />}
      </Shown>
      {open && <MonthPanel key={open} month={open} onDone={loaded.again} onClose={() => setOpen(undefined)} />}
    </>
  );
}
