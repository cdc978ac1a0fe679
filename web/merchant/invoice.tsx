// What a month's invoice is made of: to read, to print alone, and as a CSV file.
import { Button } from "react-aria-components";
import { useLanguage, useTexts, type Language } from "../ui-shared";
import { csvText, keepFile, plainYuan } from "../money/csv";
import { DiscountNote, discountDates } from "../money/discount";
import { hm, monthWords, percent, yuan, yuanWords } from "../money/format";
import { Shown, type Loaded } from "../money/loading";
import { MonthSteps } from "../money/month";
import { DataTable, type Column } from "../money/table";
import type { Discount, Invoice, InvoiceItem } from "./model";
import { texts, type Words } from "./texts";

const kindKeys = { package: "kindPackage", overage: "kindOverage", refund: "kindRefund" } as const;

function itemName({ kind, name, package: id }: InvoiceItem, t: Words): string {
  return [t[kindKeys[kind]], name ?? "", id ? t.number(id) : ""].filter(Boolean).join(" · ");
}

function discountFields(discount: Discount | null, language: Language): string[] {
  if (!discount) return ["", "", "", ""];
  return [plainYuan(discount.list_price_fen), percent(discount.percent_bp), discount.reason, discountDates(discount, language)];
}

/** The file: one row an item, then the sum. */
export function invoiceCsv(invoice: Invoice, language: Language): string {
  const t = texts[language];
  const money = (of: { net_fen: number; vat_fen: number; gross_fen: number; to_pay_fen: number }) => (
    [of.net_fen, of.vat_fen, of.gross_fen, of.to_pay_fen].map(plainYuan)
  );
  return csvText([
    [
      t.month, t.merchant, t.item, t.time, t.vatRate, t.net, t.vat, t.gross, t.toPay,
      t.listPrice, t.discount, t.discountReason, t.discountDates,
    ],
    ...invoice.items.map((one) => [
      invoice.month, invoice.merchant_name, itemName(one, t), hm(one.time_ms), percent(one.vat_bp), ...money(one),
      ...discountFields(one.discount, language),
    ]),
    [invoice.month, invoice.merchant_name, t.sum, "", "", ...money(invoice), ...discountFields(null, language)],
  ]);
}

function Items({ invoice }: { invoice: Invoice }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const columns: Column<InvoiceItem>[] = [
    { key: "item", head: t.item, cell: (one) => <>{itemName(one, t)}<DiscountNote of={one.discount} /></> },
    { key: "time", head: t.time, figures: true, cell: (one) => hm(one.time_ms) },
    { key: "net", head: t.net, figures: true, cell: (one) => yuan(one.net_fen) },
    { key: "rate", head: t.vatRate, figures: true, cell: (one) => percent(one.vat_bp) },
    { key: "vat", head: t.vat, figures: true, cell: (one) => yuan(one.vat_fen) },
    { key: "gross", head: t.gross, figures: true, cell: (one) => yuan(one.gross_fen) },
    { key: "toPay", head: t.toPay, figures: true, cell: (one) => yuan(one.to_pay_fen) },
  ];
  const { supplied } = invoice;
  const name = t.invoiceOf(invoice.merchant_name, monthWords(invoice.month, language));
  return (
    <>
      <p className="soft">{invoice.closed ? t.closed : t.notClosed}</p>
      <DataTable
        caption={name} columns={columns} rows={invoice.items}
        rowKey={(one) => `${one.kind}-${one.package}`} empty={`${name} · ${t.noItems}`}
        foot={{
          item: t.sum, net: yuan(invoice.net_fen), vat: yuan(invoice.vat_fen), gross: yuan(invoice.gross_fen), toPay: yuan(invoice.to_pay_fen),
        }}
      />
      <p>{t.supplied(yuanWords(supplied.gross_fen, language), yuanWords(supplied.net_fen, language), yuanWords(supplied.vat_fen, language))}</p>
      <div className="tools">
        <Button className="y-button" onPress={() => window.print()}>{t.print}</Button>
        <Button className="y-button" onPress={() => keepFile(`yunke-invoice-${invoice.month}.csv`, invoiceCsv(invoice, language))}>{t.csv}</Button>
      </div>
    </>
  );
}

interface InvoiceSectionProps {
  invoice: Loaded<Invoice>;
  month: string;
  latest: string;
  onMonth: (month: string) => void;
}

export function InvoiceSection({ invoice, month, latest, onMonth }: InvoiceSectionProps) {
  const t = useTexts(texts);
  return (
    <section className="printed" aria-labelledby="invoice">
      <h2 id="invoice">{t.invoice}</h2>
      <MonthSteps month={month} latest={latest} onChange={onMonth} />
      <Shown loaded={invoice}>{(body) => <Items invoice={body} />}</Shown>
    </section>
  );
}
