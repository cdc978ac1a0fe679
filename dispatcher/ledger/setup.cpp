#include "dispatcher/ledger/setup.hpp"

#include <span>

namespace yunke::ledger {

MerchantId Setup::merchant_of(ShopId shop) const {
    const auto at = merchants.find(shop);
    return at == merchants.end() ? platform : at->second;
}

std::int32_t Setup::offset_of(MerchantId merchant, Ms at_ms) const {
    const auto at = clocks.find(merchant);
    const std::int32_t* minutes = at == clocks.end() ? nullptr : at->second.at(day_at(at_ms));
    return minutes == nullptr ? utc_offset_minutes : *minutes;
}

const MerchantTerms* Setup::terms_at(MerchantId merchant, Day day) const {
    const auto at = terms.find(merchant);
    return at == terms.end() ? nullptr : at->second.at(day);
}

const Plan* Setup::plan_at(std::string_view key, Day day) const {
    const auto at = plans.find(key);
    return at == plans.end() ? nullptr : at->second.at(day);
}

const RateCard* Setup::card(Term term, MerchantId merchant, QueueId queue, AgentId agent, Day day) const {
    CardCase work;
    work.merchant = merchant;
    work.holiday = holidays.contains(day);
    work.day = day;
    if (const auto asked = skills.find(queue); asked != skills.end())
        if (const std::vector<SkillId>* names = asked->second.at(day)) work.skills = *names;
    if (const auto known = tiers.find(agent); known != tiers.end())
        if (const std::uint32_t* tier = known->second.at(day)) work.tier = *tier;
    return cards.choose(term, work);
}

std::uint32_t Setup::vat_bp(MerchantId merchant, Day day) const {
    const RateCard* found = card(Term::vat, merchant, QueueId{}, AgentId{}, day);
    return found == nullptr ? 0 : static_cast<std::uint32_t>(*found->amount(Term::vat));
}

}  // namespace yunke::ledger
