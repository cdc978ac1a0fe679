// One month back or forth, never beyond the current one.
import { Button } from "react-aria-components";
import { announcer, useLanguage, useTexts } from "../ui-shared";
import { monthAfter, monthWords } from "./format";
import { shared } from "./texts";

interface MonthStepsProps {
  month: string;
  /** The platform's current month. */
  latest: string;
  onChange: (month: string) => void;
}

export function MonthSteps({ month, latest, onChange }: MonthStepsProps) {
  const t = useTexts(shared);
  const language = useLanguage();
  const go = (by: number) => {
    const next = monthAfter(month, by);
    if (next > latest) return;
    onChange(next);
    announcer.polite(monthWords(next, language));
  };
  return (
    <div className="tools" role="group" aria-label={t.month}>
      <Button className="y-button" onPress={() => go(-1)}><span aria-hidden="true">◀ </span>{t.earlierMonth}</Button>
      <strong className="money-month">{monthWords(month, language)}</strong>
      <Button className="y-button" aria-disabled={month >= latest} onPress={() => go(1)}>
        {t.laterMonth}<span aria-hidden="true"> ▶</span>
      </Button>
    </div>
  );
}
