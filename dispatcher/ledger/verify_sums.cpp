#include "dispatcher/ledger/verify_sums.hpp"

#include <algorithm>
#include <array>

namespace yunke::ledger {
namespace {

constexpr std::array not_below_nothing{AccountKind::prepaid, AccountKind::payable,  AccountKind::available,
                                       AccountKind::held,    AccountKind::consumed, AccountKind::expired,
                                       AccountKind::refunded};

bool is_expense(AccountKind kind) {
    return kind == AccountKind::agent_pay || kind == AccountKind::bonus || kind == AccountKind::floor_top_up;
}
bool is_income(AccountKind kind) {
    return kind == AccountKind::revenue || kind == AccountKind::output_vat;
}

std::string name_of(Ledger ledger, const Account& account) {
    return std::string(account_name(account.kind)) + " " + std::to_string(account.owner) +
           (ledger == Ledger::cny ? " (fen)" : " (ms)");
}

std::string is_but(const std::string& what, const std::string& column, std::int64_t is, std::int64_t should) {
    return what + ": " + column + " is " + std::to_string(is) + ", its transfers come to " + std::to_string(should) +
           ".";
}

}  // namespace

void Sums::add(const PostedTransfer& posted) {
    const Transfer& moved = posted.transfer;
    balances_[{moved.ledger, moved.credit}] += moved.amount;
    balances_[{moved.ledger, moved.debit}] -= moved.amount;
    if (moved.ledger != Ledger::cny || moved.line.empty()) return;
    // What the office corrects of a line of pay stands beside the line: its row is what facts made it.
    if (posted.chain == office_chain() && moved.line.starts_with("pay/")) return;
    // Of an account that was charged, and of one that answered for it: taken back, the same leg comes swapped.
    if (is_expense(moved.debit.kind) || is_income(moved.credit.kind)) lines_[moved.line] += moved.amount;
    if (is_expense(moved.credit.kind) || is_income(moved.debit.kind)) lines_[moved.line] -= moved.amount;
}

std::int64_t Sums::balance(Ledger ledger, AccountKind kind, std::uint64_t owner) const {
    const auto found = balances_.find({ledger, {kind, owner}});
    return found == balances_.end() ? 0 : found->second;
}

std::int64_t Sums::line(const std::string& text) const {
    const auto found = lines_.find(text);
    return found == lines_.end() ? 0 : found->second;
}

std::optional<std::string> Sums::unbalanced() const {
    std::map<Ledger, std::int64_t> totals;
    for (const auto& [place, balance] : balances_)
        totals[place.first] += balance;
    for (const auto& [ledger, total] : totals) {
        if (total != 0)
            return std::string(ledger == Ledger::cny ? "CNY" : "TIME") + ": debits and credits differ by " +
                   std::to_string(total) + ".";
    }
    return std::nullopt;
}

std::optional<std::string> Sums::negative() const {
    for (const auto& [place, balance] : balances_) {
        if (balance < 0 && std::ranges::find(not_below_nothing, place.second.kind) != not_below_nothing.end())
            return name_of(place.first, place.second) + " is " + std::to_string(balance) + ", below nothing.";
    }
    return std::nullopt;
}

std::optional<std::string> wrong_line(const Sums& sums, const std::vector<Line>& lines) {
    for (const Line& line : lines) {
        const std::string text = text_of(line.key);
        if (const auto moved = sums.line(text); moved != line.posted)
            return is_but("Line " + text, "posted", line.posted, moved);
        const bool each = line.key.term == LineTerm::conversation;
        const Fen due = each ? line.rate * line.quantity : pay_of(line.quantity, line.rate);
        if (line.key.term != LineTerm::floor && due != line.posted)
            return "Line " + text + ": posted is " + std::to_string(line.posted) + ", rate and quantity give " +
                   std::to_string(due) + ".";
    }
    return std::nullopt;
}

std::optional<std::string> wrong_package(const Sums& sums, const std::vector<Package>& packages) {
    for (const Package& package : packages) {
        const std::string text = text_of(package.id);
        const auto owner = raw(package.id);
        const auto has = [&](AccountKind kind) { return sums.balance(Ledger::time, kind, owner); };
        const std::array<std::tuple<const char*, Ms, Ms>, 6> columns{{
            {"issued_ms", package.issued_ms, -has(AccountKind::issued)},
            {"available_ms", package.available_ms, has(AccountKind::available)},
            {"held_ms", package.held_ms, has(AccountKind::held)},
            {"consumed_ms", package.consumed_ms, has(AccountKind::consumed)},
            {"expired_ms", package.expired_ms, has(AccountKind::expired)},
            {"refunded_ms", package.refunded_ms, has(AccountKind::refunded)},
        }};
        for (const auto& [column, is, should] : columns) {
            if (is != should) return is_but(text, column, is, should);
        }
        const Ms parts =
            package.available_ms + package.held_ms + package.consumed_ms + package.expired_ms + package.refunded_ms;
        if (parts != package.issued_ms)
            return text + ": issued_ms is " + std::to_string(package.issued_ms) + ", its parts come to " +
                   std::to_string(parts) + ".";
        if (const auto moved = sums.line(text); moved != package.recognised_fen)
            return is_but(text, "recognised_fen", package.recognised_fen, moved);
    }
    return std::nullopt;
}

std::optional<std::string> wrong_overage(const Sums& sums, const std::vector<Overage>& overage) {
    for (const Overage& row : overage) {
        const std::string text = text_of(row.key);
        if (const auto moved = sums.line(text); moved != row.posted_fen)
            return is_but(text, "posted_fen", row.posted_fen, moved);
    }
    return std::nullopt;
}

}  // namespace yunke::ledger
