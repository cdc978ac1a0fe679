#include "dispatcher/ledger/reading/earnings.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "runtime/numbers.hpp"

namespace yunke::ledger {
namespace {

Fen due(const Line& line) {
    return line.key.term == LineTerm::conversation ? line.rate * line.quantity : pay_of(line.quantity, line.rate);
}

bool waits(const Line& line) {
    return line.key.period_ms == 0;
}

// What the floor would add if the period ended now.
Fen floor_now(const Period& period, const Setup& setup) {
    const RateCard* card =
        setup.card(Term::floor, platform, QueueId{}, period.key.agent, setup.day_at(period.key.period_ms));
    if (card == nullptr) return 0;
    return std::max<Fen>(0, pay_of(period.paid_ms, *card->amount(Term::floor)) - period.earned_fen);
}

void add_time(Hours& hours, std::int64_t& conversations, const Line& line) {
    switch (line.key.term) {
        case LineTerm::online:
            hours.online_ms += line.quantity;
            break;
        case LineTerm::handled:
            hours.handled_ms += line.quantity;
            break;
        case LineTerm::rest:
            hours.rest_ms += line.quantity;
            break;
        case LineTerm::conversation:
            conversations += line.quantity;
            break;
        case LineTerm::floor:
            break;
    }
}

class Sums {
public:
    Sums(const AgentMonth& book, const Setup& setup) : book_(book), setup_(setup) {
        for (const Period& period : book.periods)
            if (period.ended_ms != 0) ended_.emplace_back(period.key.period_ms, period.key.shift);
        std::ranges::sort(ended_);
    }

    // `counts(period_ms)`: whether a work period that began then belongs to it.
    template <class Counts>
    Earned sum(const Counts& counts) const {
        Earned earned;
        for (const Line& line : book_.lines) {
            if (!waits(line) && !counts(line.key.period_ms)) continue;
            add_time(earned.hours, earned.conversations, line);
            earned.estimate_fen += waits(line) ? due(line) : line.posted;
            if (ended(line.key)) earned.confirmed_fen += line.posted;
        }
        for (const Period& period : book_.periods) {
            if (!counts(period.key.period_ms)) continue;
            earned.hours.paid_ms += period.paid_ms;
            if (period.ended_ms == 0) earned.estimate_fen += floor_now(period, setup_);
        }
        return earned;
    }

    bool ended(const LineKey& key) const {
        return std::ranges::binary_search(ended_, std::pair(key.period_ms, key.shift));
    }

private:
    const AgentMonth& book_;
    const Setup& setup_;
    std::vector<std::pair<Ms, ShiftId>> ended_;
};

std::optional<RunningPeriod> running(const AgentMonth& book, const Setup& setup) {
    if (!book.agent.at_work) return std::nullopt;
    for (const Period& period : book.periods) {
        if (period.key.period_ms == book.agent.period_ms && period.key.shift == book.agent.shift)
            return RunningPeriod{period.key, period.paid_ms, period.earned_fen, floor_now(period, setup)};
    }
    return std::nullopt;
}

// What a transfer moves into an account, negative if out of it.
Fen into(const Transfer& transfer, const Account& account) {
    return (transfer.credit == account ? transfer.amount : 0) - (transfer.debit == account ? transfer.amount : 0);
}

// The account on the other side of one of hers.
AccountKind other_side(const Transfer& transfer, const Account& hers) {
    return transfer.credit == hers ? transfer.debit.kind : transfer.credit.kind;
}

bool touches(const Transfer& transfer, const Account& account) {
    return transfer.debit == account || transfer.credit == account;
}

AdjustmentKind kind_of(const Transfer& transfer, AccountKind other) {
    if (other != AccountKind::bonus) return AdjustmentKind::correction;
    return transfer.line.ends_with("/quality") ? AdjustmentKind::quality_bonus : AdjustmentKind::tier_bonus;
}

constexpr std::array line_terms{LineTerm::online, LineTerm::handled, LineTerm::conversation, LineTerm::floor,
                                LineTerm::rest};

// PERIOD_MS, SHIFT, TERM, MERCHANT, CARD
std::optional<LineKey> parse_key(AgentId agent, std::string_view text, char between) {
    std::array<std::string_view, 5> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto end = i + 1 < parts.size() ? text.find(between) : text.size();
        if (end == std::string_view::npos) return std::nullopt;
        parts.at(i) = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    const auto term = std::ranges::find(line_terms, parts[2], [](LineTerm known) { return term_name(known); });
    const auto period_ms = runtime::parse_number<std::int64_t>(parts[0]);
    const auto shift = runtime::parse_number<std::uint32_t>(parts[1]);
    const auto merchant = runtime::parse_number<std::uint32_t>(parts[3]);
    const auto card = runtime::parse_number<std::uint32_t>(parts[4]);
    if (term == line_terms.end() || !period_ms || *period_ms < 0 || !shift || !merchant || !card) return std::nullopt;
    return LineKey{.agent = agent,
                   .period_ms = *period_ms,
                   .shift = ShiftId{*shift},
                   .term = *term,
                   .merchant = MerchantId{*merchant},
                   .card = CardVersion{*card}};
}

}  // namespace

Earnings earnings_of(const AgentMonth& book, const Setup& setup, Day today) {
    const Sums sums(book, setup);
    const Month month = month_of(today);
    Earnings earnings{.worked_until_ms = book.agent.until_ms,
                      .period = running(book, setup),
                      .day = today,
                      .today = sums.sum([&](Ms begin_ms) { return setup.day_at(begin_ms) == today; }),
                      .month = month,
                      .this_month = sums.sum([&](Ms begin_ms) { return month_of(setup.day_at(begin_ms)) == month; }),
                      .approved_fen = approved_of(book.moves, book.agent.agent, month),
                      .closed = book.closed && month <= *book.closed};
    for (const Adjustment& adjustment : adjustments_of(book.moves, book.agent.agent, month)) {
        earnings.this_month.estimate_fen += adjustment.amount_fen;
        earnings.this_month.confirmed_fen += adjustment.amount_fen;
    }
    return earnings;
}

std::vector<Adjustment> adjustments_of(const std::vector<OfficeMove>& moves, AgentId agent, Month month) {
    const Account accrued = account(AccountKind::accrued, agent);
    std::vector<Adjustment> found;
    for (const OfficeMove& move : moves) {
        if (move.transfer.month != month || !touches(move.transfer, accrued)) continue;
        const AccountKind other = other_side(move.transfer, accrued);
        if (other == AccountKind::payable) continue;  // approved for payment, or that taken back
        found.push_back({.kind = kind_of(move.transfer, other),
                         .line = parse_line_text(agent, move.transfer.line),
                         .amount_fen = into(move.transfer, accrued),
                         .at_ms = move.transfer.at_ms,
                         .entry = move.entry,
                         .sequence = move.sequence});
    }
    return found;
}

Fen approved_of(const std::vector<OfficeMove>& moves, AgentId agent, Month month) {
    const Account payable = account(AccountKind::payable, agent);
    Fen approved = 0;
    for (const OfficeMove& move : moves) {
        if (move.transfer.month != month || !touches(move.transfer, payable)) continue;
        if (other_side(move.transfer, payable) == AccountKind::accrued) approved += into(move.transfer, payable);
    }
    return approved;
}

Paid paid_in(const std::vector<OfficeMove>& moves, AgentId agent, Month month, std::int32_t utc_offset_minutes) {
    const Account payable = account(AccountKind::payable, agent);
    std::set<std::int64_t> taken_back;
    for (const OfficeMove& move : moves)
        if (move.transfer.reverses != 0) taken_back.insert(move.transfer.reverses);
    Paid paid{.month = month};
    for (const OfficeMove& move : moves) {
        if (month_of(move.transfer.at_ms, utc_offset_minutes) != month || !touches(move.transfer, payable)) continue;
        if (move.transfer.reverses != 0 || taken_back.contains(static_cast<std::int64_t>(move.sequence))) continue;
        const Fen out = -into(move.transfer, payable);
        const AccountKind other = other_side(move.transfer, payable);
        if (other == AccountKind::iit) paid.tax_fen += out;
        if (other == AccountKind::clearing) paid.net_fen += out;
    }
    paid.gross_fen = paid.tax_fen + paid.net_fen;
    return paid;
}

MonthLines month_lines(Month month, const AgentMonth& book, const std::map<std::string, Fen>& accrued,
                       std::int32_t utc_offset_minutes) {
    MonthLines lines;
    lines.month = month;
    lines.closed = book.closed && month <= *book.closed;
    lines.adjustments = adjustments_of(book.moves, book.agent.agent, month);
    lines.approved_fen = approved_of(book.moves, book.agent.agent, month);
    lines.paid = paid_in(book.moves, book.agent.agent, month, utc_offset_minutes);
    const Setup no_setup;
    const Sums sums(book, no_setup);
    for (const Line& line : book.lines) {
        const auto at = accrued.find(text_of(line.key));
        const Fen amount_fen = at == accrued.end() ? 0 : at->second;
        if (blank(line) && amount_fen == 0) continue;
        lines.lines.push_back({line, amount_fen, sums.ended(line.key)});
        lines.total_fen += amount_fen;
    }
    std::ranges::sort(lines.lines, [](const MonthLine& a, const MonthLine& b) {
        const LineKey& one = a.line.key;
        const LineKey& other = b.line.key;
        return one.period_ms != other.period_ms ? one.period_ms > other.period_ms : one < other;
    });
    for (const Adjustment& adjustment : lines.adjustments)
        lines.total_fen += adjustment.amount_fen;
    return lines;
}

std::string line_id(const LineKey& key) {
    return std::to_string(key.period_ms) + "-" + std::to_string(raw(key.shift)) + "-" +
           std::string(term_name(key.term)) + "-" + std::to_string(raw(key.merchant)) + "-" +
           std::to_string(raw(key.card));
}

std::optional<LineKey> parse_line_id(AgentId agent, std::string_view id) {
    return parse_key(agent, id, '-');
}

std::optional<LineKey> parse_line_text(AgentId agent, std::string_view text) {
    const std::string hers = "pay/" + std::to_string(raw(agent)) + "/";
    if (!text.starts_with(hers)) return std::nullopt;
    return parse_key(agent, text.substr(hers.size()), '/');
}

}  // namespace yunke::ledger
