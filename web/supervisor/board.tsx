// The queues as a table and the agents as a list of numbers. Both are plain values: nothing here is a live region, a
// reader looks when she wants to. Roles are written out because narrow windows lay the table out as blocks, which
// would take its meaning away in some browsers.
import { Button } from "react-aria-components";
import { duration, useLanguage, useTexts, type Language } from "../ui-shared";
import type { Board, BoardRow } from "../client";
import { useControl, useWords } from "./control";
import { queueTitle } from "./model";
import { texts } from "./texts";

type Words = (typeof texts)["en"];

function oldestWait(row: BoardRow, nowMs: number, language: Language, t: Words): string {
  return row.oldestArrivalMs === 0 ? t.none : duration(nowMs - row.oldestArrivalMs, language);
}

function Row({ row, nowMs }: { row: BoardRow; nowMs: number }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { queue, showQueue } = useControl();
  const { t: words } = useWords();
  const cells: [string, string | number, boolean][] = [
    [t.waiting, row.waiting, false],
    [t.offered, row.offered, false],
    [t.oldest, oldestWait(row, nowMs, language, t), false],
    [t.overdue, row.overdue, row.overdue > 0],
    [t.active, row.active, false],
    [t.unanswered, row.unanswered, row.unanswered > 0],
    [t.serving, row.serving, row.serving === 0 && row.waiting > 0],
  ];
  const title = (language === "en" ? row.titleEn : row.titleZh) || row.topic;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <Button
          className="y-button y-quiet queue" data-queue={row.queue} aria-expanded={queue === row.queue}
          aria-label={words.openQueueChats(queueTitle(row, language))}
          onPress={() => showQueue(queue === row.queue ? undefined : row.queue)}
        >
          {row.shopName}<span>{title}</span>
        </Button>
        {(row.closed || !row.open) && <span>{row.closed ? t.closedByHand : t.closed}</span>}
      </th>
      {cells.map(([label, value, alarm]) => (
        <td role="cell" key={label} className={alarm ? "alarm" : undefined}>
          <span className="label" aria-hidden="true">{label}</span>
          <span>{alarm && <span aria-hidden="true">⚠ </span>}{value}</span>
        </td>
      ))}
    </tr>
  );
}

export function QueueTable({ board, nowMs }: { board: Board; nowMs: number }) {
  const t = useTexts(texts);
  if (board.rows.length === 0) return <p>{t.noQueues}</p>;
  const heads = [t.queue, t.waiting, t.offered, t.oldest, t.overdue, t.active, t.unanswered, t.serving];
  return (
    <table className="board" role="table">
      <caption>{t.queues}</caption>
      <thead role="rowgroup">
        <tr role="row">{heads.map((head) => <th key={head} scope="col" role="columnheader">{head}</th>)}</tr>
      </thead>
      <tbody role="rowgroup">
        {board.rows.map((row) => <Row key={row.queue} row={row} nowMs={nowMs} />)}
      </tbody>
    </table>
  );
}

export function AgentCounts({ board }: { board: Board }) {
  const t = useTexts(texts);
  const counts: [string, number][] = [
    [t.available, board.agentsAvailable],
    [t.full, board.agentsFull],
    [t.finishing, board.agentsFinishing],
    [t.resting, board.agentsResting],
    [t.training, board.agentsTraining],
    [t.held, board.agentsHeld],
    [t.lineLost, board.agentsLineLost],
  ];
  return (
    <section aria-labelledby="agents">
      <h2 id="agents">{t.agents}</h2>
      <dl className="agents">
        {counts.map(([name, count]) => <div key={name}><dt>{name}</dt><dd>{count}</dd></div>)}
      </dl>
    </section>
  );
}
