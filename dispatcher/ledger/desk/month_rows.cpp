#include "dispatcher/ledger/desk/month_rows.hpp"

#include <algorithm>
#include <map>

#include "dispatcher/ledger/desk/booking.hpp"
#include "runtime/encoding.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ledger {
namespace {

// An Epoch fact says no time; before so many of them in a row Redis is beyond help.
constexpr int facts_looked_at = 50;

// When what a fact says was over; 0: it says no time.
Ms time_of(const v1::Fact& fact) {
    switch (fact.what_case()) {
        case v1::Fact::kEnded:
            return fact.ended().at_ms();
        case v1::Fact::kRated:
            return fact.rated().at_ms();
        case v1::Fact::kReopened:
            return fact.reopened().at_ms();
        case v1::Fact::kAct:
            return fact.act().at_ms();
        case v1::Fact::kWork:
            return fact.work().to_ms();
        case v1::Fact::kAccepted:
            return fact.accepted().at_ms();
        case v1::Fact::kHandedOn:
            return fact.handed_on().at_ms();
        case v1::Fact::kPeriodEnded:
            return fact.period_ended().at_ms();
        case v1::Fact::kSupervised:
            return fact.supervised().to_ms();
        default:
            return 0;
    }
}

Result<Ms> last_fact_ms(soci::session& session, const std::string& pool) {
    Ms latest_ms = 0;
    bool good = true;
    for_each<0, 1>(session,
                   "SELECT body FROM ledger_fact WHERE pool = " + literal(pool) +
                       " ORDER BY epoch DESC, number DESC LIMIT " + literal(facts_looked_at),
                   [&](const auto&, const auto& words) {
                       const auto body = runtime::base64url_decode(words[0]);
                       v1::Fact fact;
                       good = good && body && fact.ParseFromString(*body);
                       latest_ms = std::max(latest_ms, time_of(fact));
                   });
    if (!good) return std::unexpected(Error{Errc::damaged, "A fact of pool " + pool + " cannot be read."});
    return latest_ms;
}

// Every pool of the registry, and every other one that has facts.
Result<std::vector<PoolMark>> pool_marks(soci::session& session, const DeskSetup& setup) {
    std::map<std::string, Ms> marks;
    for (const std::string& pool : setup.pools)
        marks[pool] = 0;
    for_each<0, 1>(session, "SELECT pool FROM ledger_cursor",
                   [&](const auto&, const auto& words) { marks[words[0]] = 0; });
    for (auto& [pool, posted_to_ms] : marks) {
        const auto fact_ms = last_fact_ms(session, pool);
        if (!fact_ms) return std::unexpected(fact_ms.error());
        posted_to_ms = *fact_ms;
    }
    for_each<1, 1>(session, "SELECT level_ms, pool FROM ledger_level", [&](const auto& n, const auto& words) {
        if (const auto at = marks.find(words[0]); at != marks.end()) at->second = std::max<Ms>(at->second, n[0]);
    });
    std::vector<PoolMark> found;
    found.reserve(marks.size());
    for (const auto& [pool, posted_to_ms] : marks)
        found.push_back({pool, posted_to_ms});
    return found;
}

std::vector<PeriodKey> running_periods(soci::session& session) {
    std::vector<PeriodKey> found;
    for (const AgentRow& row : select<AgentRow>(session, "at_work <> 0"))
        found.push_back({row.agent, row.period_ms, row.shift});
    return found;
}

class MonthReading {
public:
    MonthReading(soci::session& session, const DeskSetup& setup, Month month)
        : session_(session), setup_(setup), month_(month) {}

    std::map<AgentId, MonthRow> rows() {
        add_work();
        add_accrued();
        add_approvals();
        for (const PeriodKey& key : running_periods(session_)) {
            if (month_of(key.period_ms, offset()) == month_) ++of(raw(key.agent)).work.running;
        }
        // What is left of facts that were taken back is no work; nor is a rating alone.
        std::erase_if(rows_, [](const auto& one) {
            const MonthWork& work = one.second.work;
            return work == MonthWork{.agent = work.agent, .month = work.month};
        });
        add_ratings();
        for (auto& [agent, row] : rows_) {
            row.pay = ledger::preview(setup_.setup, row.work);
            row.pending = row.pay.payable_fen != 0 || row.pay.borne_fen != 0;
        }
        return std::move(rows_);
    }

private:
    std::int32_t offset() const { return setup_.setup.utc_offset_minutes; }
    Ms begin() const { return begin_ms(first_day(month_), offset()); }
    Ms end() const { return begin_ms(first_day(next(month_)), offset()); }
    std::string begun_in_it() const {
        return " WHERE period_ms >= " + literal(begin()) + " AND period_ms < " + literal(end()) + " GROUP BY agent";
    }

    MonthRow& of(long long agent) {
        const auto id = as<AgentId>(agent);
        const auto [at, is_new] = rows_.try_emplace(id);
        if (is_new) at->second.work = {.agent = id, .month = month_};
        return at->second;
    }

    void add_work() {
        for_each<2, 0>(session_, "SELECT agent, CAST(SUM(paid_ms) AS BIGINT) FROM ledger_period" + begun_in_it(),
                       [&](const auto& n) { of(n[0]).work.paid_ms = n[1]; });
        const std::string floor = "term = " + literal(LineTerm::floor);
        for_each<3, 0>(session_,
                       "SELECT agent, CAST(SUM(CASE WHEN " + floor +
                           " THEN 0 ELSE posted END) AS BIGINT), CAST(SUM(CASE WHEN " + floor +
                           " THEN posted ELSE 0 END) AS BIGINT) FROM ledger_line" + begun_in_it(),
                       [&](const auto& n) {
                           of(n[0]).work.earned_fen = n[1];
                           of(n[0]).work.floor_fen = n[2];
                       });
    }

    void add_accrued() {
        const auto side = [&](const std::string& which, Fen sign) {
            for_each<2, 0>(session_,
                           "SELECT " + which +
                               "_owner, CAST(SUM(amount) AS BIGINT) FROM ledger_transfer WHERE month = " +
                               literal(month_number(month_)) + " AND chain <> 2 AND " + which +
                               "_kind = " + literal(AccountKind::accrued) + " GROUP BY " + which + "_owner",
                           [&](const auto& n) { of(n[0]).work.accrued_fen += sign * n[1]; });
        };
        side("credit", 1);
        side("debit", -1);
    }

    void add_ratings() {
        for_each<3, 0>(session_,
                       "SELECT r.agent, COUNT(*), CAST(SUM(r.stars) AS BIGINT) FROM ledger_rating r WHERE r.at_ms >= " +
                           literal(begin()) + " AND r.at_ms < " + literal(end()) +
                           " AND NOT EXISTS (SELECT 1 FROM ledger_reversed x WHERE x.pool = r.pool AND x.epoch = "
                           "r.epoch AND x.number = r.number) GROUP BY r.agent",
                       [&](const auto& n) {
                           const auto at = rows_.find(as<AgentId>(n[0]));
                           if (at == rows_.end()) return;
                           at->second.work.ratings = as<std::uint32_t>(n[1]);
                           at->second.work.stars = as<std::uint64_t>(n[2]);
                       });
    }

    void add_approvals() {
        for_each<2, 0>(session_,
                       "SELECT agent, CAST(SUM(payable_fen) AS BIGINT) FROM ledger_approval WHERE month = " +
                           literal(month_number(month_)) + " GROUP BY agent",
                       [&](const auto& n) {
                           of(n[0]).work.approved = true;
                           of(n[0]).approved_fen = n[1];
                       });
    }

    soci::session& session_;
    const DeskSetup& setup_;
    Month month_;
    std::map<AgentId, MonthRow> rows_;
};

// Before the first month is closed, nothing says that an earlier one had nothing in it.
std::optional<Month> earlier_month(soci::session& session, Month month) {
    const auto first = number_of(session,
                                 "SELECT COALESCE(MIN(month), 0) FROM ledger_transfer WHERE chain <> 2 AND "
                                 "month < " +
                                     literal(month_number(month)));
    if (first == 0) return std::nullopt;
    return month_of_number(first);
}

Result<std::vector<std::string>> blockers_of(soci::session& session, const DeskSetup& setup, Month month,
                                             std::optional<Month> closed, Ms now_ms) {
    std::vector<std::string> found;
    const auto offset = setup.setup.utc_offset_minutes;
    if (now_ms < begin_ms(first_day(next(month)), offset)) {
        found.push_back(text_of(month) + " is not over; come back on " + text_of(first_day(next(month))));
    }
    if (const auto earlier = closed ? std::nullopt : earlier_month(session, month))
        found.push_back(text_of(month) + " cannot be closed before " + text_of(*earlier) + "; close that first");
    const auto marks = pool_marks(session, setup);
    if (!marks) return std::unexpected(marks.error());
    // One rule at a time, so that all that is in the way is told at once.
    const auto running = running_periods(session);
    const auto add = [&](const Result<void>& may) {
        if (!may && std::ranges::find(found, may.error().what) == found.end()) found.push_back(may.error().what);
    };
    for (const PeriodKey& key : running)
        add(may_close(month, closed, std::span(&key, 1), {}, offset));
    for (const PoolMark& mark : *marks)
        add(may_close(month, closed, {}, std::span(&mark, 1), offset));
    add(may_close(month, closed, {}, {}, offset));
    return found;
}

}  // namespace

Result<MonthPreview> read_month(soci::session& session, const DeskSetup& setup, Month month, Ms now_ms) {
    const auto closed = read_closed_month(session);
    MonthPreview preview{.month = month, .closed = closed && month <= *closed};
    for (auto& [agent, row] : MonthReading(session, setup, month).rows()) {
        preview.total_fen += row.pay.payable_fen;
        preview.pending += row.pending ? 1 : 0;
        preview.agents.push_back(std::move(row));
    }
    if (preview.closed) return preview;
    auto blockers = blockers_of(session, setup, month, closed, now_ms);
    if (!blockers) return std::unexpected(blockers.error());
    preview.blockers = std::move(*blockers);
    return preview;
}

}  // namespace yunke::ledger
