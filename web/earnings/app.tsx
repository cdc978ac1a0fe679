// An agent's earnings: today and this month, all lines of a month, one of them opened, the monthly statement.
import { useState } from "react";
import { Button } from "react-aria-components";
import { useLanguage, useTexts } from "../ui-shared";
import { Door } from "../money/door";
import { dayWords, hm, instantWords, monthWords, timeOfDay, yuan, yuanWords } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { MonthSteps } from "../money/month";
import { Facts } from "../money/table";
import { AppealItem } from "./appeals";
import { ConsentSection } from "./consent";
import type { Consent } from "./consent_model";
import { LinePanel } from "./line_panel";
import { LineTable } from "./lines";
import { statementAddress, type Appeal, type Earnings, type Hours, type Lines } from "./model";
import { texts, type Words } from "./texts";

const titles = { "zh-CN": "云客 · 我的收入", en: "Yunke · My earnings" };

function hoursNote(hours: Hours, t: Words): string {
  const all = t.ofIt(hm(hours.online_ms), hm(hours.handled_ms), hm(hours.rest_ms));
  const training = hours.training_ms > 0 ? t.trainingPaid(hm(hours.training_ms)) : "";
  const unpaid = hours.training_unpaid_ms > 0 ? t.trainingUnpaid(hm(hours.training_unpaid_ms)) : "";
  return all + training + unpaid;
}

function Overview({ earnings: { as_of_ms, utc_offset_minutes: offset, worked_until_ms, period, today, month } }: { earnings: Earnings }) {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <>
      <p className="soft">
        {t.asOf(instantWords(as_of_ms, offset, language))}{" "}
        {worked_until_ms === null ? t.neverWorked : t.workedUntil(timeOfDay(worked_until_ms, offset, language))}{" "}
        {t.explained}
      </p>
      <section aria-labelledby="today">
        <h2 id="today">{t.today(dayWords(today.day, language))}</h2>
        <Facts of={[
          [t.estimate, yuan(today.estimate_fen)],
          [t.confirmed, yuan(today.confirmed_fen)],
          [t.paidTime, hm(today.hours.paid_ms), hoursNote(today.hours, t)],
          [t.chats, today.conversations],
        ]} />
        {period && (
          <p>
            <strong>{t.running}</strong>{" "}
            {t.runningSince(timeOfDay(period.begin_ms, offset, language), hm(period.paid_ms), yuanWords(period.earned_fen, language))}{" "}
            {period.floor_fen > 0 && t.runningFloor(yuanWords(period.floor_fen, language))}
          </p>
        )}
      </section>
      <section aria-labelledby="month">
        <h2 id="month">{t.thisMonth(monthWords(month.month, language))}</h2>
        <Facts of={[
          [t.estimate, yuan(month.estimate_fen)],
          [t.confirmed, yuan(month.confirmed_fen)],
          [t.approved, yuan(month.approved_fen), t.approvedNote],
          [t.paidTime, hm(month.hours.paid_ms), hoursNote(month.hours, t)],
          [t.chats, month.conversations],
        ]} />
      </section>
    </>
  );
}

function Statement({ lines: { month, total_fen, approved_fen, paid } }: { lines: Lines }) {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <section aria-labelledby="statement">
      <h2 id="statement">{t.statement}</h2>
      <p className="soft">{t.statementHint}</p>
      <Facts of={[
        [t.earned, yuan(total_fen)],
        [t.approved, yuan(approved_fen)],
        [t.gross, yuan(paid.gross_fen), t.paidNote],
        [t.tax, yuan(paid.tax_fen)],
        [t.net, yuan(paid.net_fen)],
      ]} />
      <div className="tools">
        <a className="y-button" href={statementAddress(month, "html", language)} target="_blank" rel="noopener">{t.html}</a>
        <a className="y-button" href={statementAddress(month, "csv", language)} download>{t.csv}</a>
      </div>
    </section>
  );
}

/** All of her appeals, whichever month they are of. */
function Appeals({ appeals, offset, onOpen }: { appeals: readonly Appeal[]; offset: number; onOpen: (appeal: Appeal) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (appeals.length === 0) return null;
  return (
    <section aria-labelledby="appeals">
      <h2 id="appeals">{t.appeals}</h2>
      <ul className="money-plain" role="list">
        {appeals.map((one) => (
          <li key={one.id} className="money-panel">
            <div className="tools">
              <h3>{t.appealLine(monthWords(one.month, language))}</h3>
              <Button className="y-button y-quiet" onPress={() => onOpen(one)}>{t.appealShow}</Button>
            </div>
            <AppealItem appeal={one} offset={offset} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EarningsOf() {
  const t = useTexts(texts);
  const language = useLanguage();
  const now = useLoaded<Earnings>("/api/earnings");
  const [chosen, setChosen] = useState<string>();
  const [line, setLine] = useState<string>();
  const current = now.body?.month.month;
  const month = chosen ?? current;
  const lines = useLoaded<Lines>(month && `/api/earnings/lines?month=${month}`);
  const appealed = useLoaded<{ appeals: Appeal[] }>("/api/earnings/appeals");
  const consent = useLoaded<Consent>("/api/program/consent");
  const appeals = appealed.body?.appeals ?? [];
  const offset = now.body?.utc_offset_minutes ?? 0;
  const choose = (next: string) => {
    setChosen(next);
    setLine(undefined);
  };
  const openAppealed = (appeal: Appeal) => {
    setChosen(appeal.month);
    setLine(appeal.line);
  };
  return (
    <>
      <div className="tools"><Refresh of={[now, lines, appealed, consent]} /></div>
      <Shown loaded={now}>{(earnings) => <Overview earnings={earnings} />}</Shown>
      {month && current && (
        <>
          <section aria-labelledby="lines">
            <h2 id="lines" tabIndex={-1}>{t.linesOf(monthWords(month, language))}</h2>
            <MonthSteps month={month} latest={current} onChange={choose} />
            <Shown loaded={lines}>
              {(body) => <LineTable lines={body} offset={offset} open={line} onOpen={setLine} />}
            </Shown>
            {line && (
              <LinePanel
                key={line} id={line} offset={offset} appeals={appeals} onAppeal={appealed.again} onClose={() => setLine(undefined)}
              />
            )}
          </section>
          {lines.body && <Statement lines={lines.body} />}
          <Shown loaded={appealed}>{(body) => <Appeals appeals={body.appeals} offset={offset} onOpen={openAppealed} />}</Shown>
        </>
      )}
      <ConsentSection loaded={consent} />
    </>
  );
}

export function EarningsPage() {
  const t = useTexts(texts);
  return (
    <Door
      roles={["agent"]} titles={titles} heading={t.page} signInHeading={t.signIn}
      links={<a className="y-button y-quiet" href="/agent/">{t.workbench}</a>}
    >
      <EarningsOf />
    </Door>
  );
}
