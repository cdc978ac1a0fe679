// The packages that were bought, and the warnings that were given.
import { useLanguage, useTexts } from "../ui-shared";
import { DiscountNote } from "../money/discount";
import { dateWords, dayOf, hm, instantWords, yuan } from "../money/format";
import { DataTable, type Column } from "../money/table";
import type { Balance, Package } from "./model";
import { texts } from "./texts";

const stateKeys = { open: "stateOpen", used_up: "stateUsedUp", expired: "stateExpired" } as const;

export function PackagesSection({ balance: { packages, alerts, utc_offset_minutes: offset } }: { balance: Balance }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const date = (ms: number) => dateWords(dayOf(ms, offset), language);
  const columns: Column<Package>[] = [
    {
      key: "package", head: t.package, cell: (one) => (
        <>{one.plan_name ?? t.ownTerms}<span className="soft">{t.number(one.id)}{one.by_invoice && ` · ${t.byInvoice}`}</span></>
      ),
    },
    { key: "state", head: t.state, cell: (one) => t[stateKeys[one.state]] },
    { key: "sold", head: t.sold, cell: (one) => date(one.sold_ms) },
    { key: "expires", head: t.expires, cell: (one) => date(one.expires_ms) },
    { key: "price", head: t.price, figures: true, cell: (one) => <>{yuan(one.price_fen)}<DiscountNote of={one.discount} /></> },
    { key: "issued", head: t.issued, figures: true, cell: (one) => hm(one.issued_ms) },
    { key: "consumed", head: t.consumed, figures: true, cell: (one) => hm(one.consumed_ms) },
    { key: "gone", head: t.gone, figures: true, cell: (one) => hm(one.expired_ms + one.refunded_ms) },
    { key: "remaining", head: t.remaining, figures: true, cell: (one) => hm(one.available_ms + one.held_ms) },
  ];
  return (
    <section aria-labelledby="packages">
      <h2 id="packages">{t.packages}</h2>
      <DataTable caption={t.packages} captionHidden columns={columns} rows={packages} rowKey={(one) => one.id} empty={t.nothingBought} />
      {alerts.length > 0 && (
        <details className="money-details">
          <summary>{t.alerts}</summary>
          <DataTable
            caption={t.alerts} captionHidden rows={alerts} rowKey={(one) => `${one.at_ms}-${one.percent}`}
            columns={[
              { key: "at", head: t.alertAt, cell: (one) => instantWords(one.at_ms, offset, language) },
              { key: "percent", head: t.alertPercent, figures: true, cell: (one) => `${one.percent} %` },
              { key: "left", head: t.alertLeft, figures: true, cell: (one) => hm(one.left_ms) },
            ]}
          />
        </details>
      )}
    </section>
  );
}
