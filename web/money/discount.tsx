// A discount, shown as one wherever a package or a sale is shown: what it would cost without, by how much it is less, why,
// and from when to when.
import { useLanguage, type Language } from "../ui-shared";
import type { Discount } from "../merchant/model";
import { dateWords, dayBefore, percent, yuanWords } from "./format";
import { shared } from "./texts";

/** "1 June 2026 to 31 May 2027", both days included. */
export function discountDates({ from, until }: Discount, language: Language): string {
  const t = shared[language];
  const first = dateWords(from, language);
  return until === null ? t.fromDay(first) : t.fromTo(first, dateWords(dayBefore(until), language));
}

export function discountWords(discount: Discount, language: Language): string {
  const { list_price_fen: list, percent_bp: bp, reason } = discount;
  return shared[language].discount(yuanWords(list, language), percent(bp), reason, discountDates(discount, language));
}

/** Below a price; nothing where there is no discount. */
export function DiscountNote({ of }: { of: Discount | null }) {
  const language = useLanguage();
  return of && <span className="soft money-discount">{discountWords(of, language)}</span>;
}
