// What is left, in figures, and the notice when it is little.
import { useEffect } from "react";
import { announcer, useLanguage, useTexts, type Language } from "../ui-shared";
import { dateWords, hm, hoursWords, yuan, yuanWords } from "../money/format";
import { Facts } from "../money/table";
import { warningOf, type Balance } from "./model";
import { texts, type Words } from "./texts";

function afterwards({ when_used_up, overage_rate_fen }: Balance, language: Language, t: Words): string {
  switch (when_used_up) {
    case "overage": return t.upOverage(yuanWords(overage_rate_fen, language));
    case "block": return t.upBlock;
    case "top_up": return t.upTopUp;
  }
}

/** Stands at the top of the page, and is spoken once when the page is read. */
export function WarningNotice({ balance }: { balance: Balance }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const warning = warningOf(balance);
  const words = warning && (warning.kind === "used_up" ? t.warnUsedUp : t.warnLeft(warning.percent, hoursWords(balance.left_ms, language)));
  useEffect(() => {
    if (words) announcer.polite(words);
  }, [words]);
  if (!words) return null;
  return (
    <div className={warning.kind === "used_up" || warning.percent <= 5 ? "y-error" : "y-notice"}>
      <p><span aria-hidden="true">⚠ </span><strong>{words}</strong> {afterwards(balance, language, t)}</p>
    </div>
  );
}

export function runsOutWords({ runs_out, why }: Balance["burn_down"], language: Language, t: Words): string {
  const day = runs_out ? dateWords(runs_out, language) : "";
  switch (why) {
    case "used": return t.whyUsed(day);
    case "expired": return t.whyExpired(day);
    case "later": return t.whyLater;
    case "no_use": return t.whyNoUse;
    case "nothing_left": return t.whyNothingLeft;
  }
}

export function BalanceSection({ balance }: { balance: Balance }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { left_ms, available_ms, held_ms, burn_down, overage_ms, overage_fen, overage_rate_fen, set_aside_fen, state } = balance;
  if (state === "none" && overage_ms === 0) return <section aria-labelledby="balance"><h2 id="balance">{t.balance}</h2><p>{t.nothingBought}</p></section>;
  return (
    <section aria-labelledby="balance">
      <h2 id="balance">{t.balance}</h2>
      <Facts of={[
        [t.left, hm(left_ms), t.leftNote(hm(available_ms), hm(held_ms))],
        [t.runsOut, burn_down.runs_out ? dateWords(burn_down.runs_out, language) : "—", runsOutWords(burn_down, language, t)],
        [t.mean, hm(burn_down.mean_day_ms), burn_down.by_weekday ? t.byWeekday : t.byMean],
        ...(overage_ms > 0 ? [[t.overage, yuan(overage_fen), t.overageNote(hm(overage_ms), yuanWords(overage_rate_fen, language))] as const] : []),
        ...(set_aside_fen > 0 ? [[t.setAside, yuan(set_aside_fen)] as const] : []),
      ]} />
      <p className="soft">{afterwards(balance, language, t)}</p>
    </section>
  );
}
