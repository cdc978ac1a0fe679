// What the gateway says to finance (docs/openapi.yaml has the meaning of each field), and the sums and lists that a
// request is made of.
import type { Language } from "../ui-shared/language-choice";
import type { Appeal as OwnAppeal, OpenLine } from "../earnings/model";
import type { Loaded } from "../money/loading";
import type { Discount, Package } from "../merchant/model";

export interface MonthHead {
  month: string;
  state: "running" | "open" | "closable" | "closed";
  agents: number;
  pending: number;
  total_fen: number;
  approved_fen: number;
  blockers: { text_en: string; text_zh: string }[];
}

export interface Months {
  as_of_ms: number;
  utc_offset_minutes: number;
  months: MonthHead[];
}

/** Each part of the page is given the months, which tell the platform's clock as well. */
export interface PartProps {
  months: Loaded<Months>;
}

export interface Bonus {
  card: number;
  fen: number;
  earned: boolean;
}

export interface MonthRow {
  agent: number;
  paid_ms: number;
  earned_fen: number;
  floor_fen: number;
  accrued_fen: number;
  ratings: number;
  stars: number;
  running: number;
  tier_bonus: Bonus;
  quality_bonus: Bonus;
  borne_fen: number;
  payable_fen: number;
  approved_fen: number;
  pending: boolean;
}

export interface MonthPreview extends MonthHead {
  rows: MonthRow[];
}

export interface Payable {
  agent: number;
  fen: number;
  has_payee: boolean;
}

export interface Batch {
  batch: number;
  name: string;
  month: string;
  made_ms: number;
  made_by: number;
  entry: number;
  rows: number;
  total_fen: number;
  sent: number;
  confirmed: number;
  failed: number;
  open_fen: number;
}

export interface Payouts {
  payable: Payable[];
  payable_fen: number;
  next_batch: number;
  batches: Batch[];
}

export interface BatchItem {
  row: number;
  agent: number;
  gross_fen: number;
  tax_fen: number;
  net_fen: number;
  state: "sent" | "confirmed" | "failed";
}

export interface OpenBatch extends Batch {
  templates: string[];
  items: BatchItem[];
}

export interface Payee {
  agent: number;
  name: string;
  account: string;
  version: number;
  set_by: number;
  set_ms: number;
}

export interface Payees {
  payees: Payee[];
  missing: number[];
}

export interface TaxMonth {
  month: string;
  agents: number;
  withheld_fen: number;
  remitted_fen: number;
  owed_fen: number;
  owed_until_fen: number;
}

export interface TaxDue {
  withheld_fen: number;
  remitted_fen: number;
  owed_fen: number;
  ahead_fen: number;
  months: TaxMonth[];
}

export interface MerchantMoney {
  merchant: number;
  merchant_name: string;
  left_ms: number;
  available_ms: number;
  held_ms: number;
  state: "none" | "ok" | "low" | "used_up";
  when_used_up: "block" | "overage" | "top_up";
  overage_rate_fen: number;
  overage_ms: number;
  overage_fen: number;
  set_aside_fen: number;
  packages_sold: number;
  packages: Package[];
}

export interface Merchants {
  as_of_ms: number;
  utc_offset_minutes: number;
  merchants: MerchantMoney[];
}

export interface Plan {
  key: string;
  version: number;
  name: string;
  time_ms: number;
  price_fen: number;
  discount: Discount | null;
  days: number;
  note: string;
}

export interface Appeal extends OwnAppeal {
  agent: number;
  decided_by: number | null;
  entry: number | null;
}

export interface OpenAppeal extends Appeal {
  may_decide: boolean;
  may_not_en: string | null;
  may_not_zh: string | null;
  opened: OpenLine;
  earlier: Appeal[];
}

export type AppealFilter = "open" | "upheld" | "declined" | "all";

/** What approval of these is sent with: everybody who has something pending, or the chosen ones of them. */
export function approval(preview: MonthPreview, chosen: ReadonlySet<number>): { agents?: number[]; seen_fen: number } {
  if (chosen.size === 0) return { seen_fen: preview.total_fen };
  const rows = preview.rows.filter((row) => row.pending && chosen.has(row.agent));
  return { agents: rows.map((row) => row.agent), seen_fen: rows.reduce((sum, row) => sum + row.payable_fen, 0) };
}

/** What a batch is asked for with: the chosen ones, or everybody whose payee is known. */
export function payoutOf({ payable, payable_fen, next_batch }: Payouts, chosen: ReadonlySet<number>): {
  content: { batch: number; agents?: number[] }; count: number; fen: number; isChoice: boolean;
} {
  const ready = payable.filter((one) => one.has_payee);
  const some = ready.filter((one) => chosen.has(one.agent));
  const isChoice = some.length > 0;
  if (!isChoice && ready.length === payable.length) {
    return { content: { batch: next_batch }, count: ready.length, fen: payable_fen, isChoice };
  }
  const those = isChoice ? some : ready;
  const content = { batch: next_batch, agents: those.map((one) => one.agent) };
  return { content, count: those.length, fen: those.reduce((sum, one) => sum + one.fen, 0), isChoice };
}

/** That all was paid that was seen to be owed for the payments up to a month. */
export function remittance({ month, owed_until_fen }: TaxMonth): { until: string; amount_fen: number } {
  return { until: month, amount_fen: owed_until_fen };
}

/** The bank's answers as they were chosen, by row. */
export function answersOf(chosen: ReadonlyMap<number, boolean>): { row: number; paid: boolean }[] {
  return [...chosen].map(([row, paid]) => ({ row, paid })).sort((a, b) => a.row - b.row);
}

/** The mean of so many ratings. */
export function starsWords({ ratings, stars }: Pick<MonthRow, "ratings" | "stars">): string {
  return ratings === 0 ? "—" : `${(stars / ratings).toFixed(1)} (${ratings})`;
}

export function mayNot({ may_not_en, may_not_zh }: OpenAppeal, language: Language): string {
  return (language === "zh-CN" ? may_not_zh : may_not_en) ?? "";
}

export function appealsAddress(state: AppealFilter, after: number): string {
  return `/api/finance/appeals?state=${state}${after > 0 ? `&after=${after}` : ""}`;
}
