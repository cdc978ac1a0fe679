// One line, opened: how it was reckoned, by which version of which rule, from which facts, and
// what was said of it.
import { useLanguage, useTexts } from "../ui-shared";
import { dateWords, yuan, yuanWords } from "../money/format";
import { Shown, useLoaded } from "../money/loading";
import { Panel } from "../money/panel";
import { LineAppeals } from "./appeals";
import { periodWords } from "./lines";
import { titleOf, type Appeal, type OpenLine } from "./model";
import { texts, type Words } from "./texts";

function ruleWords({ rule, rule_version }: OpenLine, t: Words, day: (day: string) => string): string {
  if (rule_version === 0) return t.ruleNone;
  if (!rule) return t.ruleMissing(rule_version);
  return t.ruleWords(rule.version, rule.key) + t.ruleFrom(day(rule.from)) + (rule.until ? t.ruleUntil(day(rule.until)) : t.ruleOpen);
}

function FactList({ line }: { line: OpenLine }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const zh = language === "zh-CN";
  return (
    <details className="money-details">
      <summary>{t.facts(line.facts.length + line.facts_left_out)}</summary>
      <p className="soft">{t.factsHint}</p>
      <ol className="money-plain facts">
        {line.facts.map((fact) => (
          <li key={fact.id}>
            <span>{zh ? fact.text_zh : fact.text_en}</span>
            <strong>{fact.amount_fen >= 0 ? "+" : ""}{yuanWords(fact.amount_fen, language)}</strong>
            <small className="soft">{t.factNumber} {fact.id}</small>
          </li>
        ))}
      </ol>
      {line.facts_left_out > 0 && <p>{t.leftOut(line.facts_left_out)}</p>}
    </details>
  );
}

interface LinePanelProps {
  id: string;
  offset: number;
  appeals: readonly Appeal[];
  onAppeal: () => Promise<unknown>;
  onClose: () => void;
}

/** How it was reckoned, by which rule, from what; also shown to whoever answers an appeal. */
export function LineFacts({ line }: { line: OpenLine }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const rate = line.rule?.rate_fen;
  return (
    <>
      <h4>{t.arithmetic}</h4>
      <p>{language === "zh-CN" ? line.arithmetic_zh : line.arithmetic_en}</p>
      <h4>{t.rule}</h4>
      <p>
        {ruleWords(line, t, (day) => dateWords(day, language))} · {line.merchant_name ?? t.platform}
        {rate !== null && rate !== undefined && ` · ${yuan(rate)} ${line.unit === "ms" ? t.perHour : t.each}`}
      </p>
      <FactList line={line} />
    </>
  );
}

export function LinePanel({ id, offset, appeals, onAppeal, onClose }: LinePanelProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const loaded = useLoaded<OpenLine>(`/api/earnings/lines/${encodeURIComponent(id)}`);
  const line = loaded.body;
  const title = line ? t.lineTitle(titleOf(line, language), periodWords(line, offset, language, t)) : t.openingLine;
  return (
    <Panel id="line-title" title={title} from={id} onClose={onClose}>
      <Shown loaded={loaded}>
        {(open) => (
          <>
            <LineFacts line={open} />
            <LineAppeals line={id} ended={open.ended} appeals={appeals} offset={offset} onSent={onAppeal} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
