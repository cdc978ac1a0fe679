// [[card]], [[plan]] and [[terms]] of a card file.
#include <fmt/format.h>

#include <algorithm>

#include "dispatcher/ledger/card_values.hpp"

namespace yunke::ledger {
namespace {

constexpr std::int64_t package_hours_max = 1'000'000;
constexpr std::int64_t package_days_max = 3'660;
constexpr Fen package_fen_max = 100'000'000'000;  // a billion yuan

void read_bonus(Values& values, Term term, RateCard& card, BonusRule& rule) {
    const auto key = term_name(term);
    if (!values.has_table(key)) {
        if (const auto fen = values.yuan(key, term_fen_max)) card.set(term, *fen);
        return;
    }
    auto reader = values.reader().table(key, std::string(key));
    auto inner = values.within(*reader);
    if (inner.needed("amount", "write the yuan for a month.")) {
        if (const auto fen = inner.yuan("amount", term_fen_max)) card.set(term, *fen);
    }
    rule.paid_ms_min = inner.whole("paid_hours", {0, 744}).value_or(0) * ms_per_hour;
    rule.ratings_min = static_cast<std::uint32_t>(inner.whole("ratings", {0, 1'000'000}).value_or(0));
    rule.stars_hundredths_min = inner.stars("stars").value_or(0);
    inner.finish();
}

void read_gift(Values& values, const std::map<FundId, std::string>& funds, RateCard& card) {
    auto reader = values.reader().table("gift", "gift");
    if (!reader) return;
    auto inner = values.within(*reader);
    if (inner.needed("amount", "write the yuan for each conversation resolved.")) {
        if (const auto fen = inner.yuan("amount", term_fen_max)) card.set(Term::gift, *fen);
    }
    if (inner.needed("fund", "name the fund that the gift goes to.")) {
        const auto name = inner.text("fund").value_or("");
        const auto found = std::ranges::find_if(funds, [&](const auto& one) { return one.second == name; });
        if (found == funds.end()) {
            inner.refuse("fund", fmt::format("is \"{}\", for which the file has no [[fund]]; add one.", name));
        } else {
            card.fund = found->first;
            card.fund_name = name;
        }
    }
    inner.finish();
}

// What it costs without the discount: more than its price, and with a reason.
Fen read_list_price(Values& values, Fen price_fen, std::string& note) {
    if (values.has("note")) note = values.text("note").value_or("");
    const auto list_fen = values.yuan("list_price", package_fen_max);
    if (!list_fen) return 0;
    if (*list_fen <= price_fen) {
        values.refuse("list_price",
                      fmt::format("is {}, not above the price of {}; leave it out if there is no discount.",
                                  yuan_text(*list_fen), yuan_text(price_fen)));
    }
    values.needed("note", "write the reason of the discount, which merchants read.");
    return *list_fen;
}

void read_top_up(Values& values, MerchantTerms& terms) {
    if (!values.needed("top_up", "write the package, such as { hours = 100, price = \"4500.00\" }.")) return;
    auto reader = values.reader().table("top_up", "top_up");
    if (!reader) return;
    auto inner = values.within(*reader);
    if (inner.needed("hours", "write how many hours are bought at once.")) {
        terms.top_up_ms = inner.whole("hours", {1, package_hours_max}).value_or(0) * ms_per_hour;
    }
    if (inner.needed("price", "write the yuan that they cost, with tax.")) {
        terms.top_up_price_fen = inner.yuan("price", package_fen_max).value_or(0);
    }
    if (const auto days = inner.whole("days", {1, package_days_max})) {
        terms.top_up_days = static_cast<std::uint32_t>(*days);
    }
    terms.top_up_list_price_fen = read_list_price(inner, terms.top_up_price_fen, terms.note);
    inner.finish();
}

}  // namespace

RateCard read_rate_card(Values& values, const std::map<FundId, std::string>& funds) {
    RateCard card;
    if (values.needed("key", "give the card a name, such as \"standard\".")) card.key = values.text("key").value_or("");
    card.version = CardVersion{values.version()};
    card.from = values.from();
    card.until = values.day("until");
    card.merchant = values.merchant("merchant").value_or(platform);
    card.skill = values.skill("skill");
    if (const auto tier = values.whole("tier", {1, tiers_max})) card.tier = static_cast<std::uint32_t>(*tier);
    card.holiday = values.flag("holiday").value_or(false);
    for (const auto term : {Term::online, Term::handled, Term::conversation, Term::floor, Term::training}) {
        if (const auto fen = values.yuan(term_name(term), term_fen_max)) card.set(term, *fen);
    }
    for (const auto term : {Term::rest_allowance, Term::training_cap}) {
        if (const auto ms = values.duration(term_name(term))) card.set(term, *ms);
    }
    read_bonus(values, Term::tier_bonus, card, card.tier_rule);
    read_bonus(values, Term::quality_bonus, card, card.quality_rule);
    read_gift(values, funds, card);
    if (const auto bp = values.percent(term_name(Term::vat))) card.set(Term::vat, *bp);
    values.finish();
    return card;
}

PackagePlan read_package_plan(Values& values) {
    PackagePlan read;
    auto& plan = read.plan;
    if (values.needed("key", "give the package a short name, such as \"hundred\".")) {
        read.key = values.text("key").value_or("");
    }
    plan.version = values.version();
    read.from = values.from();
    if (values.needed("name", "write what merchants read.")) plan.name = values.text("name").value_or("");
    if (values.needed("hours", "write how many hours the package has.")) {
        plan.ms = values.whole("hours", {1, package_hours_max}).value_or(0) * ms_per_hour;
    }
    if (values.needed("price", "write the yuan that it costs, with tax.")) {
        plan.price_fen = values.yuan("price", package_fen_max).value_or(0);
    }
    if (const auto days = values.whole("days", {1, package_days_max})) plan.days = static_cast<std::uint32_t>(*days);
    plan.list_price_fen = read_list_price(values, plan.price_fen, plan.note);
    plan.from = read.from;
    plan.until = values.day("until");
    if (plan.until && *plan.until <= plan.from)
        values.refuse("until", fmt::format("is {}, not after from; write the first day on which it is not offered.",
                                           text_of(*plan.until)));
    plan.merchants = values.merchants("merchants");
    values.finish();
    return read;
}

TermsOfMerchant read_merchant_terms(Values& values) {
    TermsOfMerchant read;
    auto& terms = read.terms;
    if (values.needed("merchant", "name the merchant.")) read.merchant = values.merchant("merchant");
    terms.version = values.version();
    read.from = values.from();
    std::string mode;
    if (values.needed("mode", "write \"block\", \"rate\" or \"top-up\".")) mode = values.text("mode").value_or("");
    if (const auto fen = values.yuan("overage_rate", term_fen_max)) terms.overage_rate = *fen;
    if (mode == "block") {
        terms.mode = OverageMode::block;
    } else if (mode == "rate") {
        terms.mode = OverageMode::rate;
        values.needed("overage_rate", "write the yuan per hour that time beyond the packages costs.");
    } else if (mode == "top-up") {
        terms.mode = OverageMode::top_up;
        read_top_up(values, terms);
    } else if (!mode.empty()) {
        values.refuse("mode", fmt::format("is \"{}\"; allowed is block, rate or top-up.", mode));
    }
    values.finish();
    return read;
}

}  // namespace yunke::ledger
