// The dated configuration that pricing goes by, besides the facts: rate cards, whose shop it is, what a queue asks for,
// a person's tier, and what a merchant wants when its packages are used up. Read from the card files and the registry
// by whoever runs the ledger (card_file.hpp); pricing finds in it what counted on the local day of a fact, so that the
// same facts priced again give the same rows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/ledger/account.hpp"
#include "dispatcher/ledger/calendar.hpp"
#include "dispatcher/ledger/cards.hpp"
#include "dispatcher/ledger/money.hpp"

namespace yunke::ledger {

// Values with the day from which each counts.
template <class T>
class Dated {
public:
    // Replaces what began on the same day.
    void put(Day from, T value) { values_.insert_or_assign(from, std::move(value)); }
    // nullptr before the first.
    const T* at(Day day) const {
        auto after = values_.upper_bound(day);
        return after == values_.begin() ? nullptr : &std::prev(after)->second;
    }
    const std::map<Day, T>& values() const { return values_; }

private:
    std::map<Day, T> values_;
};

// What happens to a merchant whose time is used up. Live chats go on in any case, as overage or from a new package.
enum class OverageMode : std::uint8_t {
    block = 1,   // its shops take no new chats
    rate = 2,    // they do, as overage
    top_up = 3,  // a new package is sold to it, to be paid by invoice
};

struct MerchantTerms {
    std::uint32_t version = 0;  // of all merchants' terms and plans together, never reused; from 1
    OverageMode mode = OverageMode::rate;
    Fen overage_rate = 0;  // per hour, with tax
    // Mode top_up. Without time, or less than a slice of it, the mode is as good as `rate`.
    Ms top_up_ms = 0;
    Fen top_up_price_fen = 0;  // with tax
    std::uint32_t top_up_days = 365;
    Fen top_up_list_price_fen = 0;  // as Plan::list_price_fen
    std::string note{};             // why it costs less than that

    bool operator==(const MerchantTerms&) const = default;
};

// What a merchant may buy. A plan at a discount is the same plan with another price for some time, which has the price
// without it beside its own, and a note that says why.
struct Plan {
    std::uint32_t version = 0;  // as MerchantTerms::version
    std::string name{};
    Ms ms = 0;
    Fen price_fen = 0;  // with tax
    std::uint32_t days = 365;
    std::string note{};
    Fen list_price_fen = 0;               // without the discount; 0: there is none
    Day from{};                           // the first day on which it is offered so
    std::optional<Day> until{};           // the first day on which it is not any more; absent = open
    std::vector<MerchantId> merchants{};  // who may buy it so; none named: everybody

    bool is_offered(Day day, MerchantId merchant) const;
    bool operator==(const Plan&) const = default;
};

// What something was sold for less than, as it is shown wherever it is shown.
struct Discount {
    Fen list_price_fen = 0;
    std::uint32_t percent_bp = 0;  // hundredths of a percent of the list price, rounded half up
    std::string reason{};
    Day from{};
    std::optional<Day> until{};

    bool operator==(const Discount&) const = default;
};
std::optional<Discount> discount_of(const Plan& plan);

struct Setup {
    std::int32_t utc_offset_minutes = default_utc_offset_minutes;
    Cards cards;
    Holidays holidays;
    std::map<ShopId, MerchantId> merchants;  // a shop that is not here is the platform's own
    // Offsets in minutes of merchants' clocks, from a day of the platform's on; who is not here goes by the platform's.
    std::map<MerchantId, Dated<std::int32_t>> clocks;
    std::map<QueueId, Dated<std::vector<SkillId>>> skills;
    std::map<AgentId, Dated<std::uint32_t>> tiers;
    std::map<MerchantId, Dated<MerchantTerms>> terms;       // none: never blocked, overage at 0
    std::map<std::string, Dated<Plan>, std::less<>> plans;  // by key

    Day day_at(Ms at_ms) const { return day_of(at_ms, utc_offset_minutes); }
    MerchantId merchant_of(ShopId shop) const;
    // By the merchant's own clock: its use is told by its days. Everything else, months too, goes by the platform's.
    std::int32_t offset_of(MerchantId merchant, Ms at_ms) const;
    Day day_for(MerchantId merchant, Ms at_ms) const { return day_of(at_ms, offset_of(merchant, at_ms)); }
    const MerchantTerms* terms_at(MerchantId merchant, Day day) const;
    // The latest one of the plan that is offered to the merchant; `platform`: to everybody.
    const Plan* plan_at(std::string_view key, Day day, MerchantId merchant = platform) const;
    // Of a package by its version of plans and terms; nullopt: it was sold at its price.
    std::optional<Discount> discount_at(std::uint32_t version) const;
    // The card that counts for a term of this person's work; queue 0 = the work of no queue. nullptr: none.
    const RateCard* card(Term term, MerchantId merchant, QueueId queue, AgentId agent, Day day) const;
    std::uint32_t vat_bp(MerchantId merchant, Day day) const;  // 0 if no card says
};

}  // namespace yunke::ledger
