#include "dispatcher/ledger/pay.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <ranges>

namespace yunke::ledger {
namespace {

bool is_handling(const v1::WorkInterval::Unit& unit) {
    return unit.kind() == v1::WorkInterval::HANDLING || unit.kind() == v1::WorkInterval::HOLD ||
           unit.kind() == v1::WorkInterval::HELP;
}

bool is_required_online(const v1::WorkInterval& work) {
    const bool ready = work.presence() == v1::AVAILABLE || work.presence() == v1::ON_DEMAND;
    return (ready && !work.held()) || work.line_lost() || !work.units().empty();
}

Fen due(const Line& line) {
    return line.key.term == LineTerm::conversation ? line.rate * line.quantity : pay_of(line.quantity, line.rate);
}

// What one term of a period earns, by the card that counts.
struct Earning {
    PeriodKey period;
    LineTerm term{};
    const RateCard* card = nullptr;  // nullptr: none says anything about it
    Fen rate = 0;
    std::int64_t quantity = 0;
};

LineKey key_of(const Earning& earning) {
    return {.agent = earning.period.agent,
            .period_ms = earning.period.period_ms,
            .shift = earning.period.shift,
            .term = earning.term,
            .merchant = earning.card == nullptr ? platform : earning.card->merchant,
            .card = earning.card == nullptr ? CardVersion{} : earning.card->version};
}

void post(Memory& memory, Line& line, Step& step) {
    const Fen owed = due(line);
    const Fen more = owed - line.posted;
    line.posted = owed;
    memory.period({line.key.agent, line.key.period_ms, line.key.shift}).earned_fen += more;
    step.move(Ledger::cny, account(AccountKind::agent_pay, line.key.agent),
              account(AccountKind::accrued, line.key.agent), more, text_of(line.key), raw(line.key.card));
}

void earn(Memory& memory, const Earning& earning, Step& step) {
    if (earning.quantity == 0) return;
    Line& line = memory.line(key_of(earning));
    line.rate = earning.rate;
    line.quantity += earning.quantity;
    post(memory, line, step);
}

// An interval's online time or rest, at the platform's online rate; no card, no pay.
void earn_online(Memory& memory, const PeriodKey& period, LineTerm term, Ms from_ms, Ms ms, Step& step) {
    const Setup& setup = memory.setup();
    const RateCard* card = setup.card(Term::online, platform, QueueId{}, period.agent, setup.day_at(from_ms));
    if (card != nullptr) earn(memory, {period, term, card, *card->amount(Term::online), ms}, step);
}

void earn_handled(Memory& memory, const PeriodKey& period, const v1::WorkInterval& work, Step& step) {
    std::vector<const v1::WorkInterval::Unit*> units;
    std::vector<Ms> shares;
    for (const v1::WorkInterval::Unit& unit : work.units()) {
        if (!is_handling(unit)) continue;
        units.push_back(&unit);
        shares.push_back(unit.share_ms());
    }
    if (units.empty()) return;
    const Setup& setup = memory.setup();
    const Day day = setup.day_at(work.from_ms());
    const std::vector<Ms> parts = divide(work.to_ms() - work.from_ms(), std::move(shares));
    std::map<CardVersion, Earning> by_card;  // one posting for each line
    for (std::size_t i = 0; i < units.size(); ++i) {
        const bool help = units[i]->kind() == v1::WorkInterval::HELP;
        const MerchantId merchant = help ? platform : setup.merchant_of(ShopId{units[i]->shop()});
        const RateCard* card = setup.card(Term::handled, merchant, QueueId{units[i]->queue()}, period.agent, day);
        if (card == nullptr) continue;
        const Earning nothing{period, LineTerm::handled, card, *card->amount(Term::handled), 0};
        by_card.try_emplace(card->version, nothing).first->second.quantity += parts[i];
    }
    for (const auto& [version, earning] : by_card)
        earn(memory, earning, step);
}

// Follows the rest that runs, and says how much of this interval is paid.
Ms paid_rest_of(Memory& memory, const PeriodKey& key, const v1::WorkInterval& work) {
    Period& period = memory.period(key);
    if (work.presence() != v1::RESTING) {
        period.rest_run_ms = period.rest_until_ms = 0;
        return 0;
    }
    if (period.rest_until_ms != work.from_ms()) period.rest_run_ms = 0;
    period.rest_until_ms = work.to_ms();
    if (is_required_online(work)) return 0;
    const Setup& setup = memory.setup();
    const RateCard* card =
        setup.card(Term::rest_allowance, platform, QueueId{}, key.agent, setup.day_at(work.from_ms()));
    const Ms allowance_ms = card == nullptr ? 0 : *card->amount(Term::rest_allowance);
    const Ms rest_ms = work.to_ms() - work.from_ms();
    const Ms paid_ms =
        std::max<Ms>(0, std::min({rest_ms, paid_rest_ms - period.rest_run_ms, allowance_ms - period.rest_paid_ms}));
    period.rest_run_ms += rest_ms;
    period.rest_paid_ms += paid_ms;
    return paid_ms;
}

// How much of so much training the month's cap leaves to be paid, and counts it. Counting begins anew with a month
// later than the one counted last.
Ms within_cap(const RateCard* capping, AgentRow& agent, Month month, Ms ms) {
    const std::int32_t number = month.year * 100 + static_cast<std::int32_t>(month.month);
    if (number > agent.training_month) {
        agent.training_month = number;
        agent.training_ms = 0;
    }
    const Ms cap_ms = capping == nullptr ? agent.training_ms + ms : *capping->amount(Term::training_cap);
    const Ms paid_ms = std::clamp<Ms>(cap_ms - agent.training_ms, 0, ms);
    agent.training_ms += paid_ms;
    return paid_ms;
}

// Gives how much of it is paid.
Ms earn_training(Memory& memory, const PeriodKey& key, AgentRow& agent, const v1::WorkInterval& work, Step& step) {
    if (work.presence() != v1::TRAINING || is_required_online(work)) return 0;
    const Setup& setup = memory.setup();
    const auto card_for = [&](Term term) {
        return setup.card(term, platform, QueueId{}, key.agent, setup.day_at(work.from_ms()));
    };
    const Ms ms = work.to_ms() - work.from_ms();
    const RateCard* card = card_for(Term::training);
    if (card == nullptr) {
        earn(memory, {key, LineTerm::training_unpaid, nullptr, 0, ms}, step);
        return 0;
    }
    const RateCard* capping = card_for(Term::training_cap);
    const Ms paid_ms = within_cap(capping, agent, month_of(key.period_ms, setup.utc_offset_minutes), ms);
    earn(memory, {key, LineTerm::training, card, *card->amount(Term::training), paid_ms}, step);
    earn(memory, {key, LineTerm::training_unpaid, capping, 0, ms - paid_ms}, step);
    return paid_ms;
}

// Conversations that waited for this period.
void take_waiting(Memory& memory, AgentRow& agent, const PeriodKey& period, Step& step) {
    if (agent.waiting == 0) return;
    for (const Line& waiting : memory.lines_of(waiting_period(agent.agent))) {
        if (waiting.quantity == 0) continue;
        LineKey key = waiting.key;
        key.period_ms = period.period_ms;
        key.shift = period.shift;
        Line& line = memory.line(key);
        line.rate = waiting.rate;
        line.quantity += waiting.quantity;
        post(memory, line, step);
        memory.line(waiting.key).quantity = 0;
    }
    agent.waiting = 0;
}

}  // namespace

PeriodKey waiting_period(AgentId agent) {
    return {.agent = agent};
}

std::vector<Ms> divide(Ms total, std::vector<Ms> weights) {
    Ms sum = std::reduce(weights.begin(), weights.end());
    if (sum == 0) {
        std::ranges::fill(weights, 1);
        sum = static_cast<Ms>(weights.size());
    }
    std::vector<Ms> parts;
    std::vector<std::pair<Ms, std::size_t>> remainders;  // and whose
    Ms left = total;
    for (const Ms weight : weights) {
        const Wide product = static_cast<Wide>(total) * weight;
        remainders.emplace_back(static_cast<Ms>(product % sum), parts.size());
        parts.push_back(static_cast<Ms>(product / sum));
        left -= parts.back();
    }
    std::ranges::sort(remainders, {}, [](const auto& one) { return std::pair(-one.first, one.second); });
    for (const auto& [remainder, whose] : remainders | std::views::take(left))
        ++parts[whose];
    return parts;
}

void pay_work(Memory& memory, const v1::WorkInterval& work, Step& step) {
    const PeriodKey key{AgentId{work.agent()}, work.period_ms(), ShiftId{work.shift()}};
    const Ms length_ms = work.to_ms() - work.from_ms();
    AgentRow& agent = memory.agent(key.agent);
    agent.period_ms = key.period_ms;
    agent.shift = key.shift;
    agent.at_work = true;
    agent.until_ms = work.to_ms();
    take_waiting(memory, agent, key, step);

    const Ms rest_ms = paid_rest_of(memory, key, work);
    const Ms online_ms = is_required_online(work) ? length_ms : 0;
    const Ms training_ms = earn_training(memory, key, agent, work, step);
    memory.period(key).paid_ms += online_ms + rest_ms + training_ms;
    earn_online(memory, key, LineTerm::online, work.from_ms(), online_ms, step);
    earn_online(memory, key, LineTerm::rest, work.from_ms(), rest_ms, step);
    earn_handled(memory, key, work, step);
}

void pay_floor(Memory& memory, const v1::PeriodEnded& ended, Step& step) {
    const PeriodKey key{AgentId{ended.agent()}, ended.period_ms(), ShiftId{ended.shift()}};
    AgentRow& agent = memory.agent(key.agent);
    const bool hers_now = agent.period_ms <= key.period_ms;
    if (hers_now) {
        agent.period_ms = key.period_ms;
        agent.shift = key.shift;
        agent.at_work = false;
        take_waiting(memory, agent, key, step);
    }
    Period& period = memory.period(key);
    period.ended_ms = ended.at_ms();
    const Setup& setup = memory.setup();
    const RateCard* card = setup.card(Term::floor, platform, QueueId{}, key.agent, setup.day_at(key.period_ms));
    if (card == nullptr || period.paid_ms == 0) return;
    const Fen rate = *card->amount(Term::floor);
    Line& line = memory.line(key_of({key, LineTerm::floor, card}));
    line.rate = rate;
    line.quantity = period.paid_ms;
    const Fen more = std::max<Fen>(0, pay_of(line.quantity, rate) - period.earned_fen - line.posted);
    line.posted += more;
    step.move(Ledger::cny, account(AccountKind::floor_top_up, key.agent), account(AccountKind::accrued, key.agent),
              more, text_of(line.key), raw(line.key.card));
}

void pay_resolved(Memory& memory, const v1::ConversationEnded& ended, Step& step) {
    const Setup& setup = memory.setup();
    AgentRow& agent = memory.agent(AgentId{ended.agent()});
    const RateCard* card = setup.card(Term::conversation, setup.merchant_of(ShopId{ended.shop()}),
                                      QueueId{ended.queue()}, agent.agent, setup.day_at(ended.at_ms()));
    if (card == nullptr) return;
    const Fen rate = *card->amount(Term::conversation);
    if (agent.at_work) {
        earn(memory, {{agent.agent, agent.period_ms, agent.shift}, LineTerm::conversation, card, rate, 1}, step);
        return;
    }
    Line& line = memory.line(key_of({waiting_period(agent.agent), LineTerm::conversation, card}));
    line.rate = rate;
    ++line.quantity;
    ++agent.waiting;
}

}  // namespace yunke::ledger
