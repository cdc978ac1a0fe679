// Merchants with what they have left; one of them opened: its packages, selling one that is on offer, giving time back.
import { useState } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { useLanguage, useTexts } from "../ui-shared";
import { ConfirmButton } from "../money/confirm";
import { OutcomeLine, useDeed } from "../money/deed";
import { DiscountNote, discountWords } from "../money/discount";
import { useVisit } from "../money/door";
import { dateWords, dayOf, hm, hoursWords, yuan, yuanWords } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { Opener, Panel, keepFocusAt } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import type { Package } from "../merchant/model";
import type { MerchantMoney, Merchants, Plan } from "./model";
import { texts } from "./texts";

const stateKeys = { none: "balanceNone", ok: "balanceOk", low: "balanceLow", used_up: "balanceUsedUp" } as const;
const packageKeys = { open: "packageOpen", used_up: "packageUsedUp", expired: "packageExpired" } as const;

interface OfMerchant {
  merchant: MerchantMoney;
  onDone: () => Promise<unknown>;
}

function Sell({ merchant, onDone }: OfMerchant) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { write } = useVisit();
  const deed = useDeed();
  const loaded = useLoaded<{ day: string; plans: Plan[] }>(`/api/finance/plans?merchant=${merchant.merchant}`);
  const [key, setKey] = useState("");
  const why = ({ discount, note }: Plan) => (discount ? discountWords(discount, language) : note);
  const words = (plan: Plan) => t.planWords(plan.name, hoursWords(plan.time_ms, language), yuanWords(plan.price_fen, language), plan.days, why(plan));
  const sell = async (plan: Plan) => {
    const content = { plan: plan.key, seen_packages: merchant.packages_sold };
    await deed.book(
      (bookingKey) => write<{ entry: number; package: Package }>(`/api/finance/merchants/${merchant.merchant}/packages`, content, "POST", bookingKey),
      (body) => t.sellDone(plan.name, body.package.id, body.entry),
    );
    await onDone();
  };
  return (
    <>
      <h4>{t.sell}</h4>
      <Shown loaded={loaded}>
        {({ plans }) => {
          const plan = plans.find((one) => one.key === key) ?? plans[0];
          if (!plan) return <p>{t.noPlans}</p>;
          return (
            <>
              <label className="y-field">
                {t.plan}
                <select className="money-select" value={plan.key} onChange={(event) => setKey(event.target.value)}>
                  {plans.map((one) => <option key={one.key} value={one.key}>{words(one)}</option>)}
                </select>
              </label>
              <div className="tools">
                <ConfirmButton
                  deed={deed} primary title={t.sellTitle(merchant.merchant_name)} body={<p>{words(plan)}</p>} confirm={t.sellConfirm}
                  onConfirm={() => void sell(plan)}
                >
                  {t.sellButton}
                </ConfirmButton>
              </div>
              <OutcomeLine of={deed} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

function Refund({ merchant, onDone }: OfMerchant) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { write } = useVisit();
  const deed = useDeed();
  const open = merchant.packages.filter((one) => one.available_ms >= 60_000);
  const [id, setId] = useState("");
  const [minutes, setMinutes] = useState("");
  const one = open.find((each) => each.id === id) ?? open[0];
  if (!one) return <OutcomeLine of={deed} />;
  const most = Math.floor(one.available_ms / 60_000);
  const check = () => (/^\d{1,9}$/.test(minutes.trim()) && Number(minutes) >= 1 && Number(minutes) <= most ? "" : t.minutesWrong(most));
  const refund = async () => {
    const path = `/api/finance/merchants/${merchant.merchant}/packages/${encodeURIComponent(one.id)}/refund`;
    const content = { minutes: Number(minutes), seen_available_ms: one.available_ms };
    const done = await deed.book(
      (key) => write<{ entry: number; refunded_fen: number; refunded_ms: number }>(path, content, "POST", key),
      (body) => t.refundDone(hm(body.refunded_ms), yuanWords(body.refunded_fen, language), body.entry),
    );
    if (done) setMinutes("");
    await onDone();
    keepFocusAt("merchant-title");
  };
  return (
    <>
      <h4>{t.refund}</h4>
      <p className="soft">{t.refundHint}</p>
      <div className="tools money-row">
        <label className="y-field">
          {t.package}
          <select className="money-select" value={one.id} onChange={(event) => setId(event.target.value)}>
            {open.map((each) => <option key={each.id} value={each.id}>{t.packageLeft(each.plan_name ?? t.ownTerms, each.id, hm(each.available_ms))}</option>)}
          </select>
        </label>
        <TextField className="y-field money-figure-field" value={minutes} onChange={setMinutes} inputMode="numeric" autoComplete="off">
          <Label>{t.minutes(most)}</Label><Input />
        </TextField>
        <ConfirmButton
          deed={deed} title={t.refundTitle(merchant.merchant_name)} confirm={t.refundConfirm} check={check} onConfirm={() => void refund()}
          body={<p>{t.refundBody(hm(Number(minutes) * 60_000), one.id)}</p>}
        >
          {t.refundButton}
        </ConfirmButton>
      </div>
      <OutcomeLine of={deed} />
    </>
  );
}

function MerchantPanel({ merchant, offset, onDone, onClose }: OfMerchant & { offset: number; onClose: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const columns: Column<Package>[] = [
    { key: "package", head: t.package, cell: (one) => <>{one.plan_name ?? t.ownTerms}<span className="soft">{t.number(one.id)}</span></> },
    { key: "state", head: t.state, cell: (one) => t[packageKeys[one.state]] },
    { key: "expires", head: t.expires, cell: (one) => dateWords(dayOf(one.expires_ms, offset), language) },
    { key: "price", head: t.price, figures: true, cell: (one) => <>{yuan(one.price_fen)}<DiscountNote of={one.discount} /></> },
    { key: "issued", head: t.issued, figures: true, cell: (one) => hm(one.issued_ms) },
    { key: "available", head: t.available, figures: true, cell: (one) => hm(one.available_ms) },
  ];
  return (
    <Panel id="merchant-title" title={merchant.merchant_name} from={`merchant-${merchant.merchant}`} onClose={onClose}>
      <DataTable caption={t.packages} columns={columns} rows={merchant.packages} rowKey={(one) => one.id} empty={t.noPackages} />
      <Sell merchant={merchant} onDone={onDone} />
      <Refund merchant={merchant} onDone={onDone} />
    </Panel>
  );
}

export function MerchantsPart() {
  const t = useTexts(texts);
  const loaded = useLoaded<Merchants>("/api/finance/merchants");
  const [open, setOpen] = useState<number>();
  const columns: Column<MerchantMoney>[] = [
    {
      key: "name", head: t.merchant, cell: ({ merchant, merchant_name }) => (
        <Opener id={`merchant-${merchant}`} isOpen={open === merchant} onToggle={(wanted) => setOpen(wanted ? merchant : undefined)}>{merchant_name}</Opener>
      ),
    },
    { key: "state", head: t.state, cell: (one) => t[stateKeys[one.state]] },
    { key: "sold", head: t.packagesSold, figures: true, cell: (one) => one.packages_sold },
    { key: "left", head: t.left, figures: true, cell: (one) => hm(one.left_ms) },
    { key: "over", head: t.overage, figures: true, cell: (one) => yuan(one.overage_fen) },
  ];
  const merchant = loaded.body?.merchants.find((one) => one.merchant === open);
  return (
    <>
      <div className="tools"><Refresh of={[loaded]} /></div>
      <Shown loaded={loaded}>
        {({ merchants }) => (
          <DataTable caption={t.merchants} captionHidden columns={columns} rows={merchants} rowKey={(one) => String(one.merchant)} empty={t.noMerchants} />
        )}
      </Shown>
      {merchant && (
        <MerchantPanel
          key={merchant.merchant} merchant={merchant} offset={loaded.body?.utc_offset_minutes ?? 0}
          onDone={loaded.again} onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
