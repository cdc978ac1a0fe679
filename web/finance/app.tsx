// The finance side: months, payouts, payees, merchants, tax, appeals. Each has its own address (#payouts), so that the
// browser's back works and a part can be kept as a bookmark.
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTexts } from "../ui-shared";
import { Door } from "../money/door";
import { useLoaded } from "../money/loading";
import { AppealsPart } from "./appeals";
import { MerchantsPart } from "./merchants";
import { MonthsPart } from "./months";
import type { Months } from "./model";
import { PayeesPart } from "./payees";
import { PayoutsPart } from "./payouts";
import { TaxPart } from "./tax";
import { texts } from "./texts";

const titles = { "zh-CN": "云客 · 财务", en: "Yunke · Finance" };
const parts = ["months", "payouts", "payees", "merchants", "tax", "appeals"] as const;
type PartName = (typeof parts)[number];
const shown = { months: MonthsPart, payouts: PayoutsPart, payees: PayeesPart, merchants: MerchantsPart, tax: TaxPart, appeals: AppealsPart };

function subscribeHash(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

function usePart(): PartName {
  const hash = useSyncExternalStore(subscribeHash, () => location.hash.slice(1));
  return parts.find((one) => one === hash) ?? "months";
}

function Parts() {
  const t = useTexts(texts);
  const part = usePart();
  const Part = shown[part];
  const months = useLoaded<Months>("/api/finance/months");
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(part);
  useEffect(() => {
    if (before.current !== part) heading.current?.focus();
    before.current = part;
  }, [part]);
  return (
    <>
      <nav className="money-nav no-print" aria-label={t.parts}>
        <ul role="list">
          {parts.map((one) => (
            <li key={one}><a className="y-button" href={`#${one}`} aria-current={one === part ? "page" : undefined}>{t[one]}</a></li>
          ))}
        </ul>
      </nav>
      <section aria-labelledby="part" className="printed">
        <h2 id="part" tabIndex={-1} ref={heading}>{t[part]}</h2>
        <Part months={months} />
      </section>
    </>
  );
}

export function FinancePage() {
  const t = useTexts(texts);
  return <Door role="finance" titles={titles} heading={t.page} signInHeading={t.signIn}><Parts /></Door>;
}
