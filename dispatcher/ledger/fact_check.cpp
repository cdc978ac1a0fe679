#include "dispatcher/ledger/fact_check.hpp"

namespace yunke::ledger {
namespace {

Result<void> malformed(std::string what) {
    return std::unexpected(Error{Errc::malformed, std::move(what)});
}

Result<void> check_units(const v1::WorkInterval& work) {
    if (work.units_size() > units_max) return malformed("a work interval with more than 20 conversations");
    Ms shares_ms = 0;
    std::uint64_t last = 0;
    for (const v1::WorkInterval::Unit& unit : work.units()) {
        if (unit.conversation() <= last) return malformed("a work interval whose conversations do not rise");
        if (unit.kind() < v1::WorkInterval::HANDLING || unit.kind() > v1::WorkInterval::WRAP_UP_OVER)
            return malformed("a work interval with a kind of work that is not known here");
        if (unit.share_ms() < 0) return malformed("a work interval with a negative share");
        last = unit.conversation();
        shares_ms += unit.share_ms();
    }
    if (!work.units().empty() && shares_ms != work.to_ms() - work.from_ms())
        return malformed("a work interval whose shares do not sum to it");
    return {};
}

Result<void> check_work(const v1::WorkInterval& work) {
    if (work.agent() == 0) return malformed("a work interval of nobody");
    if (work.from_ms() <= 0 || work.from_ms() >= work.to_ms()) return malformed("a work interval without length");
    if (work.period_ms() <= 0 || work.period_ms() > work.from_ms())
        return malformed("a work interval that does not lie in its work period");
    return check_units(work);
}

Result<void> check_period_ended(const v1::PeriodEnded& ended) {
    if (ended.agent() == 0 || ended.period_ms() <= 0 || ended.at_ms() <= ended.period_ms())
        return malformed("the end of a work period that never was");
    return {};
}

}  // namespace

Result<void> check(const v1::Fact& fact) {
    if (fact.has_work()) return check_work(fact.work());
    if (fact.has_period_ended()) return check_period_ended(fact.period_ended());
    return {};
}

Result<void> check_follows(const v1::WorkInterval& work, const AgentRow& agent) {
    if (work.from_ms() < agent.until_ms) return malformed("a work interval that overlaps one before it");
    return {};
}

}  // namespace yunke::ledger
