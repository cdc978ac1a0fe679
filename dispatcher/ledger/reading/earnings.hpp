// What an agent earned, as she may see it: today and this month, the lines of a month, and one line opened to its
// facts. Pure: made of rows that agent_rows.hpp read, of the dated configuration and of the time that the caller names.
// Called by Reader; shown by the gateway (docs/openapi.yaml describes the same in JSON) and by statement.hpp.
//
// Estimate and confirmed: confirmed are work periods that are over, whose floor is paid; the estimate adds the one that
// runs, with the floor as if it ended now, and conversations that wait for her next period.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/rows.hpp"
#include "dispatcher/ledger/setup.hpp"
#include "dispatcher/ledger/transfer.hpp"

namespace yunke::ledger {

// Posted by an office entry to or from her accounts.
struct OfficeMove {
    std::uint64_t sequence = 0;  // in the office's chain
    std::uint64_t entry = 0;
    Transfer transfer;
};

struct Hours {
    Ms paid_ms = 0;  // the union of those below that are paid and wrap-up
    Ms online_ms = 0;
    Ms handled_ms = 0;
    Ms rest_ms = 0;
    Ms training_ms = 0;         // paid
    Ms training_unpaid_ms = 0;  // by no card, or beyond its cap; not in paid_ms

    bool operator==(const Hours&) const = default;
};

struct Earned {
    Fen estimate_fen = 0;
    Fen confirmed_fen = 0;
    Hours hours;
    std::int64_t conversations = 0;

    bool operator==(const Earned&) const = default;
};

struct RunningPeriod {
    PeriodKey key;
    Ms paid_ms = 0;
    Fen earned_fen = 0;
    Fen floor_fen = 0;  // that the floor would add now
};

struct Earnings {
    Ms worked_until_ms = 0;  // 0: she never worked
    std::optional<RunningPeriod> period;
    Day day{};
    Earned today;
    Month month;
    Earned this_month;
    Fen approved_fen = 0;
    bool closed = false;
};

// Her rows of the month in which the caller's today lies; lines of period 0 are among them.
struct AgentMonth {
    AgentRow agent;
    std::vector<Period> periods;
    std::vector<Line> lines;
    std::vector<OfficeMove> moves;  // of all months
    std::optional<Month> closed;    // the latest closed one
};

Earnings earnings_of(const AgentMonth& book, const Setup& setup, Day today);

enum class AdjustmentKind : std::uint8_t { tier_bonus, quality_bonus, correction };

// Booked for her by the office.
struct Adjustment {
    AdjustmentKind kind{};
    std::optional<LineKey> line;  // that it corrects
    Fen amount_fen = 0;
    Ms at_ms = 0;
    std::uint64_t entry = 0;
    std::uint64_t sequence = 0;
};

struct MonthLine {
    Line line;
    Fen amount_fen = 0;  // of it, what counts in the month: all of it, unless a closed month moved some on
    bool ended = false;  // its work period is over
};

// Paid out in one month, with what was withheld of it. A payout that failed is not in it.
struct Paid {
    Month month;
    Fen gross_fen = 0;
    Fen tax_fen = 0;
    Fen net_fen = 0;

    bool operator==(const Paid&) const = default;
};

struct MonthLines {
    Month month;
    bool closed = false;
    std::vector<MonthLine> lines;  // latest period first
    std::vector<Adjustment> adjustments;
    Fen total_fen = 0;     // of both
    Fen approved_fen = 0;  // for payment
    Paid paid;             // in this month, for whichever months
};

// `accrued`: what facts moved into her account in the month, by line. The sum of all is the change of the
// account in the ledger.
MonthLines month_lines(Month month, const AgentMonth& book, const std::map<std::string, Fen>& accrued,
                       std::int32_t utc_offset_minutes);

// What moved into her Accrued account in the month by office entries, other than what left it for payment.
std::vector<Adjustment> adjustments_of(const std::vector<OfficeMove>& moves, AgentId agent, Month month);
Fen approved_of(const std::vector<OfficeMove>& moves, AgentId agent, Month month);
// `month` is that of the payment, by the platform's clock.
Paid paid_in(const std::vector<OfficeMove>& moves, AgentId agent, Month month, std::int32_t utc_offset_minutes);

// "1795990000000-0-handled-3-7": period, shift, term, merchant, card. An agent's lines have no other agent in it.
std::string line_id(const LineKey& key);
std::optional<LineKey> parse_line_id(AgentId agent, std::string_view id);
// The same from a transfer's "pay/AGENT/…"; nullopt: not a line of hers.
std::optional<LineKey> parse_line_text(AgentId agent, std::string_view text);

// A transfer of a line with the fact that it came from.
struct PostedFact {
    std::string pool;
    FactId id;
    Fen amount_fen = 0;  // into her account; negative: out of it
    Ms at_ms = 0;
    bool takes_back = false;
    std::string body;  // a serialized v1::Fact
};

struct OpenLine {
    MonthLine line;
    std::optional<Period> period;
    std::optional<RateCard> card;
    std::vector<PostedFact> facts;
    std::int64_t facts_left_out = 0;
};

}  // namespace yunke::ledger
