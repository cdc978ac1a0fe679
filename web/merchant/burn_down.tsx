// How fast the time is used, and how long it will last: two rows of bars, each with its words and its table.
import { useLanguage, useTexts } from "../ui-shared";
import { BarChart } from "../money/chart";
import { dayWords, hm, hoursWords } from "../money/format";
import { runsOutWords } from "./balance";
import type { BurnDown } from "./model";
import { texts } from "./texts";

export function BurnDownSection({ burnDown }: { burnDown: BurnDown }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { used, ahead, mean_day_ms } = burnDown;
  return (
    <section aria-labelledby="burn-down">
      <h2 id="burn-down">{t.burnDown}</h2>
      <div className="money-charts">
        <BarChart
          title={t.usedTitle} summary={mean_day_ms > 0 ? t.usedSummary(hoursWords(mean_day_ms, language)) : ""} format={hm} heads={[t.day, t.used]}
          bars={used.map(({ day, used_ms }) => ({ key: day, label: dayWords(day, language), value: used_ms }))}
        />
        {ahead.length > 0 && (
          <BarChart
            title={t.aheadTitle} summary={`${t.runsOut}${language === "zh-CN" ? "：" : ": "}${runsOutWords(burnDown, language, t)}`}
            format={hm} heads={[t.day, t.leftThen]}
            bars={ahead.map(({ day, left_ms }) => ({ key: day, label: dayWords(day, language), value: left_ms }))}
          />
        )}
      </div>
    </section>
  );
}
