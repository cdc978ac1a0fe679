#include "dispatcher/ledger/reading/invoice.hpp"

#include <array>

namespace yunke::ledger {
namespace {

constexpr std::int64_t bp_whole = 10'000;

Amounts with_vat(Fen gross, std::uint32_t vat_bp) {
    const Fen size = gross < 0 ? -gross : gross;
    const Fen vat = half_up_mul_div(size, vat_bp, bp_whole + vat_bp);
    return {gross, gross < 0 ? -vat : vat};
}

// The sums of one line.
class Posted {
public:
    Posted(const std::vector<LineSum>& sums, std::string line) : sums_(sums), line_(std::move(line)) {}

    // What went from one kind of account to the other, less what came back.
    std::int64_t moved(AccountKind debit, AccountKind credit) const {
        std::int64_t sum = 0;
        for (const LineSum& one : sums_) {
            if (one.line != line_) continue;
            if (one.debit == debit && one.credit == credit) sum += one.amount;
            if (one.debit == credit && one.credit == debit) sum -= one.amount;
        }
        return sum;
    }
    Amounts income(AccountKind from) const {
        const Fen vat = moved(from, AccountKind::output_vat);
        return {moved(from, AccountKind::revenue) + vat, vat};
    }

private:
    const std::vector<LineSum>& sums_;
    std::string line_;
};

void add_package(Invoice& invoice, const Package& package, const Posted& posted) {
    const AccountKind from = package.by_invoice ? AccountKind::receivable : AccountKind::bank;
    InvoiceItem item;
    item.kind = InvoiceItem::Kind::package;
    item.package = package.id;
    item.plan = package.plan;
    item.time_ms = posted.moved(AccountKind::issued, AccountKind::available);
    item.vat_bp = package.vat_bp;
    // A sale is the only thing that issues time, and it does so for the whole price; what else moved between the two
    // accounts in the month was given back.
    const Fen moved = posted.moved(from, AccountKind::prepaid);
    const Fen sold = item.time_ms > 0 ? package.price_fen : 0;
    if (item.time_ms > 0) {
        item.amounts = with_vat(sold, package.vat_bp);
        item.to_pay_fen = package.by_invoice ? sold : 0;
        invoice.items.push_back(item);
    }
    const Ms refunded_ms = posted.moved(AccountKind::available, AccountKind::refunded);
    if (refunded_ms == 0 && moved == sold) return;
    item.kind = InvoiceItem::Kind::refund;
    item.time_ms = -refunded_ms;
    item.amounts = with_vat(moved - sold, package.vat_bp);
    item.to_pay_fen = package.by_invoice ? moved - sold : 0;
    invoice.items.push_back(item);
}

void add_overage(Invoice& invoice, const Overage& overage, const Posted& posted) {
    const Ms ms = posted.moved(AccountKind::overage, AccountKind::over_used);
    const Amounts amounts = posted.income(AccountKind::receivable);
    invoice.supplied += amounts;
    if (ms == 0 && amounts == Amounts{}) return;
    InvoiceItem& item = invoice.items.emplace_back();
    item.kind = InvoiceItem::Kind::overage;
    item.plan = overage.key.terms;
    item.time_ms = ms;
    item.amounts = amounts;
    item.vat_bp = overage.key.vat_bp;
    item.to_pay_fen = amounts.gross_fen;
}

}  // namespace

std::string_view item_name(InvoiceItem::Kind kind) {
    constexpr std::array<std::string_view, 3> names{"package", "overage", "refund"};
    return names.at(static_cast<std::size_t>(kind));
}

Invoice invoice_of(const Merchant& rows, const std::vector<LineSum>& sums, Month month, bool closed) {
    Invoice invoice;
    invoice.month = month;
    invoice.closed = closed;
    for (const Package& package : rows.packages) {
        const Posted posted(sums, text_of(package.id));
        invoice.supplied += posted.income(AccountKind::prepaid);
        add_package(invoice, package, posted);
    }
    for (const Overage& overage : rows.overage)
        add_overage(invoice, overage, Posted(sums, text_of(overage.key)));
    for (const InvoiceItem& item : invoice.items) {
        invoice.sum += item.amounts;
        invoice.to_pay_fen += item.to_pay_fen;
    }
    return invoice;
}

}  // namespace yunke::ledger
