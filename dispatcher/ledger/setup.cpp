#include "dispatcher/ledger/setup.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace yunke::ledger {

namespace {

constexpr std::int64_t bp_whole = 10'000;

struct Prices {
    Fen list = 0;
    Fen paid = 0;
};

std::optional<Discount> discount(const Prices& prices, std::string reason) {
    if (prices.list <= prices.paid) return std::nullopt;
    const auto bp = half_up_mul_div(prices.list - prices.paid, bp_whole, prices.list);
    return Discount{
        .list_price_fen = prices.list, .percent_bp = static_cast<std::uint32_t>(bp), .reason = std::move(reason)};
}

}  // namespace

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

const Plan* Setup::plan_at(std::string_view key, Day day, MerchantId merchant) const {
    const auto at = plans.find(key);
    if (at == plans.end()) return nullptr;
    const auto& versions = at->second.values();
    for (auto version = versions.upper_bound(day); version != versions.begin();) {
        const Plan& plan = (--version)->second;
        if (plan.is_offered(day, merchant)) return &plan;
    }
    return nullptr;
}

bool Plan::is_offered(Day day, MerchantId merchant) const {
    if (until && day >= *until) return false;
    return merchants.empty() || std::ranges::find(merchants, merchant) != merchants.end();
}

std::optional<Discount> discount_of(const Plan& plan) {
    auto found = discount({plan.list_price_fen, plan.price_fen}, plan.note);
    if (!found) return found;
    found->from = plan.from;
    found->until = plan.until;
    return found;
}

std::optional<Discount> Setup::discount_at(std::uint32_t version) const {
    for (const auto& [key, dated] : plans) {
        for (const auto& [from, plan] : dated.values())
            if (plan.version == version) return discount_of(plan);
    }
    for (const auto& [merchant, dated] : terms) {
        for (auto at = dated.values().begin(); at != dated.values().end(); ++at) {
            if (at->second.version != version) continue;
            auto found = discount({at->second.top_up_list_price_fen, at->second.top_up_price_fen}, at->second.note);
            if (!found) return found;
            found->from = at->first;
            if (const auto later = std::next(at); later != dated.values().end()) found->until = later->first;
            return found;
        }
    }
    return std::nullopt;
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
