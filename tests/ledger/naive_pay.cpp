#include "tests/ledger/naive_pay.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace yunke::ledger::testing {
namespace {

using Work = v1::WorkInterval;
using PeriodId = std::tuple<std::uint32_t, Ms, std::uint32_t>;  // agent, begin, shift

struct NaivePeriod {
    std::vector<Work> intervals;  // in order
    std::vector<v1::ConversationEnded> resolved;
    bool ended = false;
};

bool online(const Work& work) {
    if (work.units_size() > 0 || work.line_lost()) return true;
    if (work.held()) return false;
    return work.presence() == v1::AVAILABLE || work.presence() == v1::ON_DEMAND;
}

Ms length(const Work& work) {
    return work.to_ms() - work.from_ms();
}

// (2 a + b) / (2 b) of rate × sum / unit.
Fen rounded(Fen rate, std::int64_t sum, std::int64_t unit) {
    return static_cast<Fen>((static_cast<Wide>(rate) * sum * 2 + unit) / (2 * static_cast<Wide>(unit)));
}

// The handled part of an interval by version of card. Whole parts first, then one millisecond at a time to whoever is
// furthest below her exact part.
void add_handled(const Work& work, const Setup& setup, std::map<std::uint32_t, Ms>& by_version) {
    std::vector<Work::Unit> units;
    Wide weight = 0;
    for (const Work::Unit& unit : work.units()) {
        if (unit.kind() == Work::WRAP_UP || unit.kind() == Work::WRAP_UP_OVER) continue;
        units.push_back(unit);
        weight += unit.share_ms();
    }
    if (units.empty()) return;
    if (weight == 0) {
        for (Work::Unit& unit : units)
            unit.set_share_ms(1);
        weight = static_cast<Wide>(units.size());
    }
    std::vector<Wide> missing;  // exact part less given, in parts of 1 / weight
    std::vector<Ms> given(units.size(), 0);
    for (const Work::Unit& unit : units)
        missing.push_back(static_cast<Wide>(length(work)) * unit.share_ms());
    for (std::size_t i = 0; i < units.size(); ++i) {
        given[i] = static_cast<Ms>(missing[i] / weight);
        missing[i] -= given[i] * weight;
    }
    for (Ms all = 0; true;) {
        all = 0;
        for (const Ms ms : given)
            all += ms;
        if (all == length(work)) break;
        const auto most = std::max_element(missing.begin(), missing.end());
        ++given[static_cast<std::size_t>(most - missing.begin())];
        *most -= weight;
    }
    for (std::size_t i = 0; i < units.size(); ++i) {
        const MerchantId merchant =
            units[i].kind() == Work::HELP ? platform : setup.merchant_of(ShopId{units[i].shop()});
        const RateCard* card = setup.card(Term::handled, merchant, QueueId{units[i].queue()}, AgentId{work.agent()},
                                          setup.day_at(work.from_ms()));
        if (card != nullptr) by_version[raw(card->version)] += given[i];
    }
}

// Paid rest of each interval: rests are found first, then cut to twenty minutes, then to the allowance.
std::vector<Ms> paid_rests(const NaivePeriod& period, const Setup& setup) {
    std::vector<Ms> paid(period.intervals.size(), 0);
    Ms rested = 0, paid_so_far = 0;
    for (std::size_t i = 0; i < period.intervals.size(); ++i) {
        const Work& work = period.intervals[i];
        const bool goes_on = i > 0 && period.intervals[i - 1].presence() == v1::RESTING &&
                             period.intervals[i - 1].to_ms() == work.from_ms();
        if (work.presence() != v1::RESTING) continue;
        if (!goes_on) rested = 0;
        if (online(work)) continue;
        const RateCard* card =
            setup.card(Term::rest_allowance, platform, QueueId{}, AgentId{work.agent()}, setup.day_at(work.from_ms()));
        const Ms allowance = card == nullptr ? 0 : *card->amount(Term::rest_allowance);
        const Ms within = std::clamp<Ms>(1'200'000 - rested, 0, length(work));
        paid[i] = std::clamp<Ms>(allowance - paid_so_far, 0, within);
        rested += length(work);
        paid_so_far += paid[i];
    }
    return paid;
}

// Paid training by agent and begin of the interval: everybody's in order, as far as her month goes.
using Trainings = std::map<std::pair<std::uint32_t, Ms>, Ms>;

Trainings paid_trainings(const std::map<std::uint32_t, std::vector<Work>>& of_agent, const Setup& setup,
                         NaivePay& result) {
    Trainings found;
    for (const auto& [agent, intervals] : of_agent) {
        std::map<Month, Ms> paid;
        for (const Work& work : intervals) {
            if (work.presence() != v1::TRAINING || online(work)) continue;
            const Day day = setup.day_at(work.from_ms());
            const RateCard* card = setup.card(Term::training, platform, QueueId{}, AgentId{agent}, day);
            const RateCard* cap = setup.card(Term::training_cap, platform, QueueId{}, AgentId{agent}, day);
            Ms& so_far = paid[month_of(work.period_ms(), setup.utc_offset_minutes)];
            Ms ms = card == nullptr ? 0 : length(work);
            if (cap != nullptr) ms = std::min(ms, std::max<Ms>(0, *cap->amount(Term::training_cap) - so_far));
            so_far += ms;
            found[{agent, work.from_ms()}] = ms;
            result.training_ms[agent] += ms;
            result.training_unpaid_ms[agent] += length(work) - ms;
        }
    }
    return found;
}

Fen pay_of_period(const PeriodId& id, const NaivePeriod& period, const Setup& setup, const Trainings& trainings,
                  NaivePay& result) {
    const std::uint32_t agent = std::get<0>(id);
    std::map<std::uint32_t, Ms> online_by, rest_by, training_by, handled_by, resolved_by;
    const std::vector<Ms> rests = paid_rests(period, setup);
    Ms paid_ms = 0;
    for (std::size_t i = 0; i < period.intervals.size(); ++i) {
        const Work& work = period.intervals[i];
        const RateCard* card =
            setup.card(Term::online, platform, QueueId{}, AgentId{agent}, setup.day_at(work.from_ms()));
        const Ms online_ms = online(work) ? length(work) : 0;
        if (card != nullptr) online_by[raw(card->version)] += online_ms;
        if (card != nullptr) rest_by[raw(card->version)] += rests[i];
        paid_ms += online_ms + rests[i];
        if (const auto training = trainings.find({agent, work.from_ms()}); training != trainings.end()) {
            const RateCard* pays =
                setup.card(Term::training, platform, QueueId{}, AgentId{agent}, setup.day_at(work.from_ms()));
            if (pays != nullptr) training_by[raw(pays->version)] += training->second;
            paid_ms += training->second;
        }
        result.online_ms[agent] += card == nullptr ? 0 : online_ms;
        result.rest_ms[agent] += card == nullptr ? 0 : rests[i];
        add_handled(work, setup, handled_by);
    }
    for (const v1::ConversationEnded& one : period.resolved) {
        const RateCard* card = setup.card(Term::conversation, setup.merchant_of(ShopId{one.shop()}),
                                          QueueId{one.queue()}, AgentId{agent}, setup.day_at(one.at_ms()));
        if (card == nullptr) continue;
        ++resolved_by[raw(card->version)];
    }
    const auto sum = [&](const std::map<std::uint32_t, std::int64_t>& by, Term term, std::int64_t unit) {
        Fen fen = 0;
        for (const auto& [version, quantity] : by)
            fen += rounded(*setup.cards.find(CardVersion{version})->amount(term), quantity, unit);
        return fen;
    };
    const Fen earned = sum(online_by, Term::online, 3'600'000) + sum(rest_by, Term::online, 3'600'000) +
                       sum(training_by, Term::training, 3'600'000) + sum(handled_by, Term::handled, 3'600'000) +
                       sum(resolved_by, Term::conversation, 1);
    const RateCard* floor = setup.card(Term::floor, platform, QueueId{}, AgentId{agent}, setup.day_at(std::get<1>(id)));
    if (!period.ended || floor == nullptr) return earned;
    return std::max(earned, rounded(*floor->amount(Term::floor), paid_ms, 3'600'000));
}

}  // namespace

NaivePay naive_pay(const std::vector<v1::Fact>& facts, const Setup& setup) {
    NaivePay result;
    std::map<PeriodId, NaivePeriod> periods;
    std::map<std::uint32_t, std::vector<Work>> of_agent;
    for (const v1::Fact& fact : facts) {
        if (fact.has_work()) {
            const Work& work = fact.work();
            periods[{work.agent(), work.period_ms(), work.shift()}].intervals.push_back(work);
            of_agent[work.agent()].push_back(work);
            if (work.units_size() > 0) result.union_ms[work.agent()] += length(work);
            for (const Work::Unit& unit : work.units()) {
                result.shared_ms[work.agent()] += unit.share_ms();
                const bool merchants =
                    unit.kind() == Work::HANDLING || unit.kind() == Work::HOLD || unit.kind() == Work::WRAP_UP;
                if (merchants && !work.line_lost())
                    result.billed_ms[setup.merchant_of(ShopId{unit.shop()})] += unit.share_ms();
            }
        }
        if (fact.has_period_ended()) {
            const v1::PeriodEnded& ended = fact.period_ended();
            periods[{ended.agent(), ended.period_ms(), ended.shift()}].ended = true;
        }
    }
    std::set<std::uint64_t> counted;
    for (const v1::Fact& fact : facts) {
        const v1::ConversationEnded& ended = fact.ended();
        const bool counts = ended.reason() == v1::RESOLVED || ended.reason() == v1::SHOPPER_CLOSED;
        if (!counts || ended.agent() == 0 || !counted.insert(ended.conversation()).second) continue;
        ++result.resolved_for[setup.merchant_of(ShopId{ended.shop()})];
        // She was in the period of the interval that ran until then, or past it.
        const std::vector<Work>& hers = of_agent[ended.agent()];
        const auto at = std::ranges::find_if(hers, [&](const Work& work) { return work.to_ms() >= ended.at_ms(); });
        if (at != hers.end()) periods[{at->agent(), at->period_ms(), at->shift()}].resolved.push_back(ended);
    }
    const Trainings trainings = paid_trainings(of_agent, setup, result);
    for (const auto& [id, period] : periods)
        result.pay[std::get<0>(id)] += pay_of_period(id, period, setup, trainings, result);
    return result;
}

}  // namespace yunke::ledger::testing
