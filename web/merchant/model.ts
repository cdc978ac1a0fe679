// What the gateway says of a merchant's packages, use and invoices (docs/openapi.yaml has the meaning of each field), and
// how the pages put it in order: which warning counts now, and sums of use by shop, queue, skill or day.
import type { Language } from "../ui-shared/language-choice";

/** What something is sold for less than. `until`: the first day on which it is not any more. */
export interface Discount {
  list_price_fen: number;
  percent_bp: number;
  reason: string;
  from: string;
  until: string | null;
}

export interface Package {
  id: string;
  plan: number;
  plan_name: string | null;
  state: "open" | "used_up" | "expired";
  by_invoice: boolean;
  sold_ms: number;
  expires_ms: number;
  price_fen: number;
  discount: Discount | null;
  vat_bp: number;
  issued_ms: number;
  available_ms: number;
  held_ms: number;
  consumed_ms: number;
  expired_ms: number;
  refunded_ms: number;
}

export interface BurnDown {
  used: { day: string; used_ms: number }[];
  mean_day_ms: number;
  by_weekday: boolean;
  runs_out: string | null;
  why: "used" | "expired" | "later" | "no_use" | "nothing_left";
  ahead: { day: string; left_ms: number }[];
}

export interface Balance {
  as_of_ms: number;
  utc_offset_minutes: number;
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
  packages: Package[];
  alerts: { percent: number; left_ms: number; at_ms: number }[];
  burn_down: BurnDown;
}

export interface UsageRow {
  day: string;
  shop: number;
  shop_name: string;
  queue: number;
  topic: string;
  title_zh: string;
  title_en: string;
  skills: string[];
  handling_ms: number;
  hold_ms: number;
  wrap_up_ms: number;
  billed_ms: number;
  resolved: number;
}

export interface Usage {
  from: string;
  to: string;
  billed_ms: number;
  resolved: number;
  rows: UsageRow[];
}

export interface InvoiceItem {
  kind: "package" | "overage" | "refund";
  package: string | null;
  name: string | null;
  time_ms: number;
  gross_fen: number;
  discount: Discount | null;
  vat_bp: number;
  vat_fen: number;
  net_fen: number;
  to_pay_fen: number;
}

export interface Invoice {
  month: string;
  closed: boolean;
  merchant: number;
  merchant_name: string;
  items: InvoiceItem[];
  gross_fen: number;
  vat_fen: number;
  net_fen: number;
  to_pay_fen: number;
  supplied: { gross_fen: number; vat_fen: number; net_fen: number };
}

export type Warning = { kind: "used_up" } | { kind: "left"; percent: number };

/** What must be told of the balance at once. An alert from before the latest package counts no more. */
export function warningOf({ state, alerts, packages }: Pick<Balance, "state" | "alerts" | "packages">): Warning | undefined {
  if (state === "used_up") return { kind: "used_up" };
  const sold = Math.max(0, ...packages.map((one) => one.sold_ms));
  const percents = alerts.filter((one) => one.at_ms >= sold).map((one) => one.percent);
  if (state === "low") return { kind: "left", percent: Math.min(20, ...percents) };
  return state === "ok" && percents.includes(50) ? { kind: "left", percent: 50 } : undefined;
}

export const groupings = ["shop", "queue", "skill", "day"] as const;
export type Grouping = (typeof groupings)[number];

export interface UsageSum {
  key: string;
  label: string;
  handling_ms: number;
  hold_ms: number;
  wrap_up_ms: number;
  billed_ms: number;
  resolved: number;
}

function groupOf(row: UsageRow, by: Grouping, language: Language, noSkill: string): [string, string] {
  switch (by) {
    case "shop": return [String(row.shop), row.shop_name];
    case "queue": {
      const title = (language === "zh-CN" ? row.title_zh : row.title_en) || row.topic;
      return [String(row.queue), `${row.shop_name} · ${title}`];
    }
    // A queue that asks for several skills counts once, under all of them together.
    case "skill": return [row.skills.join("+"), row.skills.join(" + ") || noSkill];
    case "day": return [row.day, row.day];
  }
}

/** Sums by group: days latest first, others by what was billed. */
export function sumsBy(rows: readonly UsageRow[], by: Grouping, language: Language, noSkill: string): UsageSum[] {
  const sums = new Map<string, UsageSum>();
  for (const row of rows) {
    const [key, label] = groupOf(row, by, language, noSkill);
    const sum = sums.get(key) ?? { key, label, handling_ms: 0, hold_ms: 0, wrap_up_ms: 0, billed_ms: 0, resolved: 0 };
    sum.handling_ms += row.handling_ms;
    sum.hold_ms += row.hold_ms;
    sum.wrap_up_ms += row.wrap_up_ms;
    sum.billed_ms += row.billed_ms;
    sum.resolved += row.resolved;
    sums.set(key, sum);
  }
  const all = [...sums.values()];
  if (by === "day") return all.sort((a, b) => (a.key < b.key ? 1 : -1));
  return all.sort((a, b) => b.billed_ms - a.billed_ms || (a.key < b.key ? -1 : 1));
}

export function usageAddress(from: string, to: string, csv = false): string {
  const days = from && to ? `from=${from}&to=${to}` : "";
  const parts = [days, csv ? "format=csv" : ""].filter(Boolean).join("&");
  return `/api/merchant/usage${parts && `?${parts}`}`;
}
