// All lines of a month, latest work period first, and what was booked besides them.
import { useLanguage, useTexts, type Language } from "../ui-shared";
import { dayWords, hm, instantWords, timeOfDay, yuan, yuanWords } from "../money/format";
import { Opener } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import { titleOf, type Adjustment, type Line, type Lines } from "./model";
import { texts, type Words } from "./texts";

/** "11月30日周一 19:26" */
export function periodWords({ day, begin_ms }: Pick<Line, "day" | "begin_ms">, offset: number, language: Language, t: Words): string {
  return day === null ? t.between : `${dayWords(day, language)} ${timeOfDay(begin_ms, offset, language)}`;
}

interface LineTableProps {
  lines: Lines;
  offset: number;
  open: string | undefined;
  onOpen: (id: string | undefined) => void;
}

export function LineTable({ lines: { lines, adjustments, total_fen, closed }, offset, open, onOpen }: LineTableProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const columns: Column<Line>[] = [
    {
      key: "what", head: t.what, cell: (line) => {
        const when = periodWords(line, offset, language, t);
        const title = titleOf(line, language);
        return (
          <>
            <Opener
              id={line.id} isOpen={open === line.id} label={t.openLine(title, when, yuanWords(line.amount_fen, language))}
              onToggle={(wanted) => onOpen(wanted ? line.id : undefined)}
            >
              {title}
            </Opener>
            {line.merchant_name && <span className="soft">{line.merchant_name}</span>}
          </>
        );
      },
    },
    {
      key: "when", head: t.when, cell: (line) => (
        `${periodWords(line, offset, language, t)}${line.shift ? (language === "zh-CN" ? `（${t.shift}）` : ` (${t.shift})`) : ""}`
      ),
    },
    { key: "quantity", head: t.quantity, figures: true, cell: (line) => (line.unit === "ms" ? hm(line.quantity) : line.quantity) },
    {
      key: "rate", head: t.rate, figures: true,
      cell: (line) => `${yuan(line.rate_fen)} ${line.unit === "ms" ? t.perHour : t.each}`,
    },
    { key: "state", head: t.state, cell: (line) => (line.ended ? t.ended : t.runs) },
    { key: "amount", head: t.amount, figures: true, cell: (line) => yuan(line.amount_fen) },
  ];
  return (
    <>
      <p className="soft">{closed ? t.closed : t.notClosed} {lines.length > 0 && t.linesHint}</p>
      <DataTable
        caption={t.lines} captionHidden columns={columns} rows={lines} rowKey={(line) => line.id} empty={t.noLines}
        foot={{ what: t.sum, amount: yuan(total_fen) }}
      />
      {adjustments.length > 0 && <Adjustments of={adjustments} offset={offset} />}
    </>
  );
}

function Adjustments({ of, offset }: { of: readonly Adjustment[]; offset: number }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const columns: Column<Adjustment>[] = [
    { key: "what", head: t.what, cell: (one) => titleOf(one, language) },
    { key: "at", head: t.at, cell: (one) => instantWords(one.at_ms, offset, language) },
    { key: "entry", head: t.entry, cell: (one) => one.entry },
    { key: "amount", head: t.amount, figures: true, cell: (one) => yuan(one.amount_fen) },
  ];
  return <DataTable caption={t.adjustments} columns={columns} rows={of} rowKey={(one) => one.entry} />;
}
