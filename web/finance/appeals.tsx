// Agents' appeals: the list, one of them with its line opened, and the answer.
import { useState, type FormEvent } from "react";
import { Button, Input, Label, Text, TextArea, TextField } from "react-aria-components";
import { useLanguage, useTexts } from "../ui-shared";
import { AppealItem } from "../earnings/appeals";
import { LineFacts } from "../earnings/line_panel";
import { APPEAL_BYTES_MAX, bytesOf, titleOf } from "../earnings/model";
import { DeedSubmit, OutcomeLine, useDeed } from "../money/deed";
import { useVisit } from "../money/door";
import { fenOf, instantWords, monthWords, yuan, yuanWords } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { Opener, Panel, keepFocusAt } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import { Choice } from "../workbench/components/Choice";
import { appealsAddress, mayNot, type Appeal, type AppealFilter, type OpenAppeal, type PartProps } from "./model";
import { texts } from "./texts";

const stateKeys = { open: "appealOpen", upheld: "appealUpheld", declined: "appealDeclined" } as const;
const filters: readonly (readonly [AppealFilter, "appealOpen" | "appealUpheld" | "appealDeclined" | "all"])[] = [
  ["open", "appealOpen"], ["upheld", "appealUpheld"], ["declined", "appealDeclined"], ["all", "all"],
];

function Decision({ appeal, onDone }: { appeal: OpenAppeal; onDone: () => Promise<unknown> }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { write } = useVisit();
  const deed = useDeed();
  const [uphold, setUphold] = useState<"" | "yes" | "no">("");
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const fen = fenOf(amount);
    const words = reason.trim();
    if (!uphold) return deed.refuse(t.decideFirst);
    if (uphold === "yes" && fen === undefined) return deed.refuse(t.amountWrong);
    if (!words) return deed.refuse(t.reasonMissing);
    if (bytesOf(words) > APPEAL_BYTES_MAX) return deed.refuse(t.reasonTooLong);
    const content = uphold === "yes" ? { uphold: true, amount_fen: fen, reason: words } : { uphold: false, reason: words };
    const path = `/api/finance/appeals/${appeal.id}/decision`;
    await deed.book((key) => write<Appeal>(path, content, "POST", key), () => t.decidedDone);
    await onDone();
    keepFocusAt("appeal-title");
  };
  return (
    <form className="money-form" onSubmit={(event) => void submit(event)} noValidate>
      <Choice<"" | "yes" | "no"> label={t.decide} value={uphold} choices={[["yes", t.uphold], ["no", t.decline]]} onChange={setUphold} />
      {uphold === "yes" && (
        <TextField className="y-field money-figure-field" value={amount} onChange={setAmount} inputMode="decimal" autoComplete="off">
          <Label>{t.amountWanted}</Label><Input />
          <Text slot="description" className="soft">{t.amountHint(yuanWords(appeal.line_fen, language))}</Text>
        </TextField>
      )}
      <TextField className="y-field" value={reason} onChange={setReason}>
        <Label>{t.reason}</Label><TextArea rows={4} /><Text slot="description" className="soft">{t.reasonHint}</Text>
      </TextField>
      <div className="tools"><DeedSubmit deed={deed}>{t.decideSend}</DeedSubmit></div>
      <OutcomeLine of={deed} />
    </form>
  );
}

function AppealPanel({ id, offset, onDone, onClose }: { id: number; offset: number; onDone: () => Promise<unknown>; onClose: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const loaded = useLoaded<OpenAppeal>(`/api/finance/appeals/${id}`);
  const one = loaded.body;
  const title = one ? t.appealTitle(one.id, one.agent, titleOf(one.opened, language)) : t.opening;
  return (
    <Panel id="appeal-title" title={title} from={`appeal-${id}`} onClose={onClose}>
      <Shown loaded={loaded}>
        {(appeal) => (
          <>
            <AppealItem appeal={appeal} offset={offset} />
            {appeal.earlier.length > 0 && <h4>{t.earlierAppeals}</h4>}
            {appeal.earlier.map((earlier) => <AppealItem key={earlier.id} appeal={earlier} offset={offset} />)}
            <LineFacts line={appeal.opened} />
            {appeal.state === "open" && (
              <>
                <h4>{t.decision}</h4>
                {appeal.may_decide
                  ? <Decision appeal={appeal} onDone={() => Promise.all([loaded.again(), onDone()])} />
                  : <p className="y-notice"><span aria-hidden="true">⚠ </span>{mayNot(appeal, language)}</p>}
              </>
            )}
          </>
        )}
      </Shown>
    </Panel>
  );
}

export function AppealsPart({ months }: PartProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [filter, setFilter] = useState<AppealFilter>("open");
  const offset = months.body?.utc_offset_minutes ?? 0;
  const [after, setAfter] = useState(0);
  const [open, setOpen] = useState<number>();
  const loaded = useLoaded<{ appeals: Appeal[]; more: boolean }>(appealsAddress(filter, after));
  const choose = (next: AppealFilter) => {
    setFilter(next);
    setAfter(0);
    setOpen(undefined);
  };
  const columns: Column<Appeal>[] = [
    {
      key: "id", head: t.appeal, cell: ({ id }) => (
        <Opener id={`appeal-${id}`} isOpen={open === id} onToggle={(wanted) => setOpen(wanted ? id : undefined)}>{t.number(String(id))}</Opener>
      ),
    },
    { key: "agent", head: t.agent, cell: (one) => t.agentNumber(one.agent) },
    { key: "month", head: t.month, cell: (one) => monthWords(one.month, language) },
    { key: "at", head: t.sentAt, cell: (one) => instantWords(one.at_ms, offset, language) },
    { key: "state", head: t.state, cell: (one) => t[stateKeys[one.state]] },
    { key: "fen", head: t.lineThen, figures: true, cell: (one) => yuan(one.line_fen) },
  ];
  return (
    <>
      <p className="soft">{t.appealsHint}</p>
      <div className="tools money-choice">
        <Choice<AppealFilter> label={t.show} value={filter} choices={filters.map(([name, key]): [AppealFilter, string] => [name, t[key]])} onChange={choose} />
        <Refresh of={[loaded]} />
      </div>
      <Shown loaded={loaded}>
        {({ appeals, more }) => (
          <>
            <DataTable caption={t.appeals} captionHidden columns={columns} rows={appeals} rowKey={(one) => String(one.id)} empty={t.noAppeals} />
            <div className="tools">
              {after > 0 && <Button className="y-button" onPress={() => setAfter(0)}>{t.firstPage}</Button>}
              {more && <Button className="y-button" onPress={() => setAfter(appeals.at(-1)?.id ?? 0)}>{t.nextPage}</Button>}
            </div>
          </>
        )}
      </Shown>
      {open !== undefined && <AppealPanel key={open} id={open} offset={offset} onDone={loaded.again} onClose={() => setOpen(undefined)} />}
    </>
  );
}
