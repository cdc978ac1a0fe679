// Payouts (payout.hpp): finance makes a batch of what is payable, gives its file to the bank, and books for each row
// what the bank answered; and pays the tax office what was withheld.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/payout.hpp"

namespace yunke::ledger {

struct PayoutAsk {
    std::uint64_t batch = 0;  // 0: the next number. Given by whoever may ask twice: a number is used once
    // Empty: everybody who has something payable, at most payout_rows_max of them by number; the others are left for
    // the next batch. Named ones must have something.
    std::vector<AgentId> agents{};
};

// A batch with how far it is.
struct PayoutProgress {
    Payout payout{};
    std::uint64_t entry = 0;    // that made it
    std::uint64_t account = 0;  // who made it
    Ms at_ms = 0;
    std::uint32_t sent = 0;  // rows that nothing was answered for yet
    std::uint32_t confirmed = 0;
    std::uint32_t failed = 0;
    Fen open_fen = 0;  // = the batch's Clearing
};

struct MadePayout {
    PayoutProgress batch{};
    std::uint32_t left_out = 0;  // who have something payable and were left for the next batch
};

struct PayoutFile {
    std::string name{};  // "202612-000003.csv"
    std::string text{};
};

struct RowAnswer {
    std::uint32_t number = 0;  // the row's
    bool paid = false;         // false: failed
};

struct Payable {
    AgentId agent{};
    Fen fen = 0;
    bool has_payee = false;
};

struct Remitted {
    std::uint64_t entry = 0;
    std::uint32_t agents = 0;
    Fen fen = 0;
};

class PayoutDesk {
public:
    explicit PayoutDesk(Desk& desk) : desk_(desk) {}

    // Who has something payable, by number.
    Result<std::vector<Payable>> payable();

    // refused: no payee, a number that was used, nothing payable, no tax table; nothing was made.
    Result<MadePayout> make(const Booker& by, const PayoutAsk& ask);

    // Latest first, without rows.
    Result<std::vector<PayoutProgress>> list();
    // unknown: there is no such batch.
    Result<PayoutProgress> show(std::uint64_t batch);
    // As it was when the batch was made, whatever was answered since. Names and accounts of people stand in it.
    Result<PayoutFile> file(std::uint64_t batch, std::string_view template_name = "batch-payment");

    // What the bank answered, all of it or none, as one entry; its number. unknown: no such batch; refused: no such
    // row, or one that was answered before.
    Result<std::uint64_t> answer(const Booker& by, std::uint64_t batch, const std::vector<RowAnswer>& answers);

    // All that is owed to the tax office. refused: nothing is.
    Result<Remitted> remit(const Booker& by);

private:
    Desk& desk_;
};

// A bank's answer file: CSV whose first line names the columns, among them `row` (or 序号) and `answer` (or 结果),
// which is paid or failed (成功 or 失败). Lines without a number in `row` are passed over if they say nothing of an
// answer. The error names the line.
Result<std::vector<RowAnswer>> parse_answers(std::string_view text);

}  // namespace yunke::ledger
