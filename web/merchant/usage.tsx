// What was used in a span of days, summed up by shop, queue, skill or day.
import { useEffect, useState, type FormEvent } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { announcer, useLanguage, useTexts } from "../ui-shared";
import { dateWords, dayWords, hm } from "../money/format";
import { Shown, type Loaded } from "../money/loading";
import { DataTable, type Column } from "../money/table";
import { Choice } from "../workbench/components/Choice";
import { groupings, sumsBy, usageAddress, type Grouping, type Usage, type UsageSum } from "./model";
import { texts } from "./texts";

const byKeys = { shop: "byShop", queue: "byQueue", skill: "bySkill", day: "byDay" } as const;
const written = /^\d{4}-\d{2}-\d{2}$/;

/** Days are text fields of the browser's kind for days; nothing is asked before the button is pressed. */
function Days({ usage, onDays }: { usage: Usage | undefined; onDays: (days: { from: string; to: string }) => void }) {
  const t = useTexts(texts);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    if (usage && !from && !to) {
      setFrom(usage.from);
      setTo(usage.to);
    }
  }, [usage, from, to]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = !written.test(from) || !written.test(to) ? t.daysMissing : from > to ? t.daysWrong : "";
    setWrong(found);
    if (found) announcer.assertive(found);
    else onDays({ from, to });
  };
  const described = wrong ? { "aria-describedby": "days-wrong" } : {};
  return (
    <form className="tools money-row" onSubmit={submit} noValidate>
      <TextField className="y-field" type="date" value={from} onChange={setFrom} isInvalid={wrong !== ""} {...described}>
        <Label>{t.from}</Label><Input />
      </TextField>
      <TextField className="y-field" type="date" value={to} onChange={setTo} isInvalid={wrong !== ""} {...described}>
        <Label>{t.to}</Label><Input />
      </TextField>
      <Button className="y-button" type="submit">{t.show}</Button>
      {wrong && <p id="days-wrong" className="y-error"><span aria-hidden="true">⚠ </span>{wrong}</p>}
    </form>
  );
}

function Sums({ usage, by }: { usage: Usage; by: Grouping }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const time = (key: "handling_ms" | "hold_ms" | "wrap_up_ms" | "billed_ms", head: string): Column<UsageSum> => (
    { key, head, figures: true, cell: (row) => hm(row[key]) }
  );
  const columns: Column<UsageSum>[] = [
    { key: "label", head: t[byKeys[by]], cell: (row) => (by === "day" ? dayWords(row.label, language) : row.label) },
    time("handling_ms", t.handling), time("hold_ms", t.hold), time("wrap_up_ms", t.wrapUp), time("billed_ms", t.billed),
    { key: "resolved", head: t.resolved, figures: true, cell: (row) => row.resolved },
  ];
  return (
    <DataTable
      caption={t.period(dateWords(usage.from, language), dateWords(usage.to, language))} columns={columns}
      rows={sumsBy(usage.rows, by, language, t.noSkill)} rowKey={(row) => row.key} empty={t.noUse}
      foot={{ label: t.sum, billed_ms: hm(usage.billed_ms), resolved: usage.resolved }}
    />
  );
}

export function UsageSection({ usage, onDays }: { usage: Loaded<Usage>; onDays: (days: { from: string; to: string }) => void }) {
  const t = useTexts(texts);
  const [by, setBy] = useState<Grouping>("shop");
  return (
    <section aria-labelledby="usage">
      <h2 id="usage">{t.usage}</h2>
      <p className="soft">{t.usageHint}</p>
      <Days usage={usage.body} onDays={onDays} />
      <div className="money-choice">
        <Choice<Grouping> label={t.by} value={by} choices={groupings.map((one): [Grouping, string] => [one, t[byKeys[one]]])} onChange={setBy} />
      </div>
      <Shown loaded={usage}>
        {(body) => (
          <>
            <Sums usage={body} by={by} />
            <div className="tools"><a className="y-button" href={usageAddress(body.from, body.to, true)} download>{t.csvEachDay}</a></div>
          </>
        )}
      </Shown>
    </section>
  );
}
