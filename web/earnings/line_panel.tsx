// One line, opened: how it was reckoned, by which version of which rule, from which facts. Focus comes to its heading and
// goes back to its row.
import { useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { useLanguage, useTexts } from "../ui-shared";
import { dateWords, yuan, yuanWords } from "../money/format";
import { Shown, useLoaded } from "../money/loading";
import { shared } from "../money/texts";
import { LineAppeals } from "./appeals";
import { periodWords } from "./lines";
import { titleOf, type Appeal, type OpenLine } from "./model";
import { texts, type Words } from "./texts";

function ruleWords({ rule, rule_version }: OpenLine, t: Words, day: (day: string) => string): string {
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

export function LinePanel({ id, offset, appeals, onAppeal, onClose }: LinePanelProps) {
  const t = useTexts(texts);
  const words = useTexts(shared);
  const language = useLanguage();
  const loaded = useLoaded<OpenLine>(`/api/earnings/lines/${encodeURIComponent(id)}`);
  const line = loaded.body;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest("section")?.scrollIntoView({ block: "nearest" });
  }, [line !== undefined]);
  const close = () => {
    onClose();
    document.querySelector<HTMLElement>(`[data-line="${CSS.escape(id)}"]`)?.focus();
  };
  return (
    <section className="money-panel" aria-labelledby="line-title">
      <div className="tools">
        <h3 id="line-title" tabIndex={-1} ref={heading}>
          {line ? t.lineTitle(titleOf(line, language), periodWords(line, offset, language, t)) : t.openingLine}
        </h3>
        <span className="y-push" />
        <Button className="y-button" onPress={close}>{words.close}</Button>
      </div>
      <Shown loaded={loaded}>
        {(open) => (
          <>
            <h4>{t.arithmetic}</h4>
            <p>{language === "zh-CN" ? open.arithmetic_zh : open.arithmetic_en}</p>
            <h4>{t.rule}</h4>
            <p>
              {ruleWords(open, t, (day) => dateWords(day, language))}
              {open.merchant_name ? ` · ${open.merchant_name}` : ` · ${t.platform}`}
              {open.rule?.rate_fen != null && ` · ${yuan(open.rule.rate_fen)} ${open.unit === "ms" ? t.perHour : t.each}`}
            </p>
            <FactList line={open} />
            <LineAppeals line={id} ended={open.ended} appeals={appeals} offset={offset} onSent={onAppeal} />
          </>
        )}
      </Shown>
    </section>
  );
}
