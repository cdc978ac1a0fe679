// The finance side: months, payouts, payees, merchants, tax, appeals.
import { useTexts } from "../ui-shared";
import { Door } from "../money/door";
import { useLoaded } from "../money/loading";
import { Parts } from "../money/parts";
import { AppealsPart } from "./appeals";
import { MerchantsPart } from "./merchants";
import { MonthsPart } from "./months";
import type { Months } from "./model";
import { PayeesPart } from "./payees";
import { PayoutsPart } from "./payouts";
import { TaxPart } from "./tax";
import { texts } from "./texts";

const titles = { "zh-CN": "云客 · 财务", en: "Yunke · Finance" };
const shown = { months: MonthsPart, payouts: PayoutsPart, payees: PayeesPart, merchants: MerchantsPart, tax: TaxPart, appeals: AppealsPart };

function FinanceParts() {
  const t = useTexts(texts);
  const months = useLoaded<Months>("/api/finance/months");
  return (
    <Parts label={t.parts} parts={["months", "payouts", "payees", "merchants", "tax", "appeals"]} titles={t}>
      {(part) => {
        const Part = shown[part];
        return <Part months={months} />;
      }}
    </Parts>
  );
}

export function FinancePage() {
  const t = useTexts(texts);
  return <Door roles={["finance"]} titles={titles} heading={t.page} signInHeading={t.signIn}><FinanceParts /></Door>;
}
