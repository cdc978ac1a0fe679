// A merchant's account: what is left and until when, packages, use, invoice data.
import { useState } from "react";
import { useLanguage, useTexts } from "../ui-shared";
import { Door } from "../money/door";
import { dayOf, instantWords } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { BalanceSection, WarningNotice } from "./balance";
import { BurnDownSection } from "./burn_down";
import { InvoiceSection } from "./invoice";
import { usageAddress, type Balance, type Invoice, type Usage } from "./model";
import { PackagesSection } from "./packages";
import { texts } from "./texts";
import { UsageSection } from "./usage";

const titles = { "zh-CN": "云客 · 商家账户", en: "Yunke · Merchant's account" };

function AccountOf() {
  const t = useTexts(texts);
  const language = useLanguage();
  const balance = useLoaded<Balance>("/api/merchant/balance");
  const [days, setDays] = useState<{ from: string; to: string }>({ from: "", to: "" });
  const usage = useLoaded<Usage>(usageAddress(days.from, days.to));
  const [chosen, setMonth] = useState<string>();
  const current = balance.body && dayOf(balance.body.as_of_ms, balance.body.utc_offset_minutes).slice(0, 7);
  const month = chosen ?? current;
  const invoice = useLoaded<Invoice>(month && `/api/merchant/invoice?month=${month}`);
  return (
    <>
      {balance.body && <WarningNotice balance={balance.body} />}
      <div className="tools">
        <p className="soft">
          {balance.body && t.asOf(balance.body.merchant_name, instantWords(balance.body.as_of_ms, balance.body.utc_offset_minutes, language))}
        </p>
        <Refresh of={[balance, usage, invoice]} />
      </div>
      <Shown loaded={balance}>
        {(body) => (
          <>
            <BalanceSection balance={body} />
            {body.state !== "none" && <BurnDownSection burnDown={body.burn_down} />}
            <PackagesSection balance={body} />
          </>
        )}
      </Shown>
      <UsageSection usage={usage} onDays={setDays} />
      {month && current && <InvoiceSection invoice={invoice} month={month} latest={current} onMonth={setMonth} />}
    </>
  );
}

export function MerchantPage() {
  const t = useTexts(texts);
  return (
    <Door
      roles={["merchant"]} titles={titles} heading={t.page} signInHeading={t.signIn}
      links={<a className="y-button y-quiet" href="/archive/">{t.archive}</a>}
    >
      <AccountOf />
    </Door>
  );
}
