// A payout: pay that was approved goes to people's bank accounts in one batch, with tax withheld by the law of the
// month of payment. Finance makes the batch, gives its file to the bank, and books for each row what the bank answered.
// Pure, as office.hpp; the batch, its rows and the tax entries are the caller's to store with the step.
//
//   made       Dr Payable / Cr IIT (withheld), Dr Payable / Cr Clearing (net)
//   confirmed  Dr Clearing / Cr Bank
//   failed     both of the first reversed: the money is payable again, the tax as if it had never been
// The batch's Clearing is always the sum of the rows that nothing was answered for yet; right after it was made, that
// is the total of the file.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "dispatcher/ledger/packages.hpp"
#include "dispatcher/ledger/tax.hpp"

namespace yunke::ledger {

// One person to be paid.
struct PayoutOrder {
    AgentId agent{};
    Fen gross_fen = 0;
    Fen payable_fen = 0;              // what her Payable has
    std::vector<TaxEntry> entries{};  // everything that she was paid this year
    std::string relief{};             // key of the relief that she is granted; empty = none
};

// Only the file speaks of them; the ledger knows people by number.
struct Payee {
    std::string name{};
    std::string account{};  // at the bank or payment service
};

// refused: what a file could not carry to the bank unchanged.
Result<void> check_payee(AgentId agent, const Payee& payee);

enum class PayoutState : std::uint8_t { sent = 0, confirmed = 1, failed = 2 };

struct PayoutRow {
    std::uint32_t number = 0;  // in the batch, from 1
    AgentId agent{};
    Fen gross_fen = 0;
    Fen withheld_fen = 0;
    Fen net_fen = 0;
    TaxEntry tax{};
    PayoutState state =
        PayoutState::sent;  // a row of which the tax takes all is confirmed at once, and not in the file
};

struct Payout {
    std::uint64_t batch = 0;  // owner of its Clearing
    Month month{};            // of payment
    std::vector<PayoutRow> rows{};
    Fen total_fen = 0;  // = sum of net_fen
};

struct PayoutRules {
    std::span<const TaxTable> tables{};
    std::span<const TaxRelief> reliefs{};
    const std::map<AgentId, Payee>* payees = nullptr;
    std::uint64_t last_batch = 0;  // numbers rise and are never used twice
};

// How many rows and what names and accounts the first template takes; others may be wider, the books are not.
constexpr std::size_t payout_rows_max = 3'000;

// All rows or, with the first thing that is wrong, none. `month` of payment is step.at_ms' in the platform's time; the
// step's month is where it is booked.
Result<Payout> make_payout(std::uint64_t batch, Month month, std::span<const PayoutOrder> orders,
                           const PayoutRules& rules, Step& step);

// "202607-000012", as the bank sees it.
std::string batch_text(const Payout& payout);

// What the bank answered for the row of this number; each row is answered once.
Result<void> confirm(Payout& payout, std::uint32_t number, Step& step);
// `posted` are the transfers that the row made, as the chain has them. The tax entry to be stored beside the row's own.
Result<TaxEntry> fail(Payout& payout, std::uint32_t number, std::span<const ChainedTransfer> posted, Step& step);
// The line of a row's transfers: "payout/12/3".
std::string payout_line(const Payout& payout, std::uint32_t row);

// A file as a bank or payment service wants it.
struct PayoutTemplate {
    std::string name{};
    std::size_t rows_max = payout_rows_max;
    std::function<std::string(const Payout&, const std::map<AgentId, Payee>&)> write{};
};
// The first is the default: UTF-8, commas, CRLF; two lines with batch number, rows and total, then a line for each row.
const std::vector<PayoutTemplate>& payout_templates();
// The file of all rows that money is sent by, as it was when the batch was made. refused: an unknown template, a payee
// that is gone.
Result<std::string> payout_file(const Payout& payout, const std::map<AgentId, Payee>& payees,
                                std::string_view template_name);

}  // namespace yunke::ledger
