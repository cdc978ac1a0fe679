// What a merchant's invoice of a month is made of: packages sold in it, overage, refunds of time; and the value of the
// time that was used in it. Pure: sums of transfers and rows in, items out. Called by Reader for the merchants' pages.
//
// A package is invoiced when it is sold, whenever it is used; so the sum of the items is what the merchant pays for the
// month, and `supplied` is what the platform's revenue of the month was. Tax is contained in every gross amount: of a
// sale or refund it is reckoned half-up from that amount alone, of overage and supply it is what was posted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/rows.hpp"
#include "dispatcher/ledger/setup.hpp"

namespace yunke::ledger {

// All transfers of one line between two kinds of account that count in one month.
struct LineSum {
    std::string line;
    AccountKind debit{};
    AccountKind credit{};
    std::int64_t amount = 0;

    bool operator==(const LineSum&) const = default;
};

struct Amounts {
    Fen gross_fen = 0;
    Fen vat_fen = 0;

    Fen net_fen() const { return gross_fen - vat_fen; }
    Amounts& operator+=(const Amounts& other) {
        gross_fen += other.gross_fen;
        vat_fen += other.vat_fen;
        return *this;
    }
    bool operator==(const Amounts&) const = default;
};

struct InvoiceItem {
    enum class Kind : std::uint8_t { package, overage, refund };
    Kind kind{};
    std::optional<PackageId> package;
    std::uint32_t plan = 0;  // version of the plan or terms
    Ms time_ms = 0;          // negative in refunds, like the amounts
    Amounts amounts;
    std::uint32_t vat_bp = 0;
    Fen to_pay_fen = 0;  // of gross, what was not paid in advance

    bool operator==(const InvoiceItem&) const = default;
};
std::string_view item_name(InvoiceItem::Kind kind);

struct Invoice {
    Month month;
    bool closed = false;
    std::vector<InvoiceItem> items;
    Amounts sum;
    Fen to_pay_fen = 0;
    Amounts supplied;
};

Invoice invoice_of(const Merchant& rows, const std::vector<LineSum>& sums, Month month, bool closed);

}  // namespace yunke::ledger
