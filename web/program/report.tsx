// Her region in numbers that tell of nobody: stages, hours and income of a month. What is hidden is said to be.
import { useState } from "react";
import { useLanguage, useTexts } from "../ui-shared";
import { hm, yuan } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { MonthSteps } from "../money/month";
import { DataTable, Facts } from "../money/table";
import { bandWords, hoursBandWords, reportAddress, type Count, type Report, type StageName } from "./model";
import { texts } from "./texts";

const stageKeys: Record<StageName, "signed_up" | "trained" | "passed" | "on_duty" | "stageStable"> = {
  signed_up: "signed_up", trained: "trained", passed: "passed", on_duty: "on_duty", stable: "stageStable",
};

function Numbers({ report }: { report: Report }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const shown = (count: Count) => (count === null ? t.hidden : count);
  const table = (caption: string, head: string, rows: readonly (readonly [string, Count])[]) => (
    <DataTable
      caption={caption} rows={rows} rowKey={([name]) => name}
      columns={[
        { key: "name", head, cell: ([name]) => name },
        { key: "count", head: t.count, figures: true, cell: ([, count]) => shown(count) },
      ]}
    />
  );
  const percentiles = (of: Report["hours_ms"], write: (value: number) => string) => (
    (["p10", "median", "p90"] as const).map((key) => [t[key], of ? write(of[key]) : t.hidden] as const)
  );
  return (
    <>
      <Facts of={[[t.everybody, shown(report.people)], [t.worked, shown(report.worked)]]} />
      {table(t.stages, t.stage, report.stages.map((one) => [t[stageKeys[one.stage]], one.people]))}
      {table(t.hoursBands, t.band, report.hours.map((one) => [hoursBandWords(one.from_ms, one.to_ms, language), one.people]))}
      <h3>{t.hoursOf}</h3>
      <Facts of={percentiles(report.hours_ms, hm)} />
      {table(t.incomeBands, t.band, report.income.map((one) => [bandWords(one, language), one.people]))}
      <h3>{t.incomeOf}</h3>
      <Facts of={percentiles(report.income_fen, yuan)} />
    </>
  );
}

export function ReportPart() {
  const t = useTexts(texts);
  const now = useLoaded<Report>(reportAddress(undefined));
  const [chosen, setChosen] = useState<string>();
  const current = now.body?.month;
  const month = chosen ?? current;
  const earlier = useLoaded<Report>(chosen && chosen !== current ? reportAddress(chosen) : undefined);
  const loaded = chosen && chosen !== current ? earlier : now;
  return (
    <>
      <p className="soft">{now.body && t.region(now.body.region)} {t.reportHint}</p>
      {month && current && <MonthSteps month={month} latest={current} onChange={setChosen} />}
      <div className="tools">
        <Refresh of={[loaded]} />
        <a className="y-button" href={reportAddress(month, true)} download>{t.reportCsv}</a>
      </div>
      <Shown loaded={loaded}>{(report) => <Numbers report={report} />}</Shown>
    </>
  );
}
