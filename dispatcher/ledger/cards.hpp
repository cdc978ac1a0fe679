// Rate cards: what an hour, a conversation or a month pays, for whom and from which day on; and which of them counts.
// They are read from a file (card_file.hpp), kept in SQL by version and never edited: a new rate is a new version with
// a start date. Pricing asks for one term at a time, with the local date of the fact.
//
// Which card counts for a term, most specific first:
//   1. a card of the merchant before one of the platform,
//   2. then one that names a skill of the work before one that names none,
//   3. then one that names the person's tier before one that names none,
//   4. then on holidays one for holidays before one for any day,
//   5. among cards for several of the skills: the one that pays the most of this term, then the lowest skill.
// A card that says nothing about the term is passed over, so that a merchant's card with a higher handling rate takes
// nothing else away; a term of 0 is said, and counts. A card for a skill, tier or holidays is only for those; a card
// that names none is for all. Cards alike in 1 to 4 and the skill may not overlap in time (problems()), so that the
// choice is never a matter of their order.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatcher/ledger/calendar.hpp"
#include "dispatcher/ledger/ids.hpp"

namespace yunke::ledger {

// What a card may say a number for. The numbers stand in stored lines: they never change.
enum class Term : std::uint8_t {
    online = 1,          // fen per hour of required-online time
    handled = 2,         // fen per hour of the union of handling
    conversation = 3,    // fen for each conversation resolved
    floor = 4,           // fen per hour of paid time that a work period pays at least
    rest_allowance = 5,  // ms of paid rest in one work period, each rest giving its first 20 minutes at most
    tier_bonus = 6,      // fen for a month
    quality_bonus = 7,   // fen for a month
    gift = 8,            // fen for each conversation resolved, from the merchant to a fund
    vat = 9,             // basis points of value-added tax contained in revenue
    training = 10,       // fen per hour of training
    training_cap = 11,   // ms of training that one month pays at most
};
constexpr std::size_t term_count = 12;  // above every number

// The first part of each rest that is paid, within the allowance.
constexpr std::int64_t paid_rest_ms = 20 * 60 * 1000;

// What a month must have had for a bonus; 0 asks for nothing.
struct BonusRule {
    std::int64_t paid_ms_min = 0;
    std::uint32_t ratings_min = 0;
    std::uint32_t stars_hundredths_min = 0;  // of the mean: 450 = four and a half stars

    bool operator==(const BonusRule&) const = default;
};

struct RateCard {
    CardVersion version{};
    std::string key{};  // what people call it; the versions of one card share it
    MerchantId merchant = platform;
    std::optional<SkillId> skill{};
    std::optional<std::uint32_t> tier{};
    bool holiday = false;  // for holidays only

    Day from{};                  // the first local day
    std::optional<Day> until{};  // the first day that it does not count for any more; absent = open

    std::array<std::optional<std::int64_t>, term_count> amounts{};  // by Term, in the term's unit
    BonusRule tier_rule{};
    BonusRule quality_rule{};
    FundId fund{};            // of the gift
    std::string fund_name{};  // as the card's author calls it

    std::optional<std::int64_t> amount(Term term) const { return amounts.at(static_cast<std::size_t>(term)); }
    void set(Term term, std::int64_t value) { amounts.at(static_cast<std::size_t>(term)) = value; }
    bool covers(Day day) const { return from <= day && (!until || day < *until); }

    bool operator==(const RateCard&) const = default;
};

// The work that is to be priced.
struct CardCase {
    MerchantId merchant = platform;     // platform: only the platform's own cards are asked
    std::span<const SkillId> skills{};  // that the work asked for
    std::uint32_t tier = 0;             // the person's; 0 = none
    bool holiday = false;
    Day day{};
};

// A rate of a card that counts.
struct Rate {
    CardVersion version{};
    std::int64_t amount = 0;  // in the term's unit
};

struct CardProblem {
    std::size_t card = 0;    // which of cards()
    std::string field{};     // the key of card_file.hpp that is to blame
    std::string sentence{};  // continues "KEY …" and says what to do
};

// Whom a card may name. Absent: taken as it is.
struct KnownNames {
    std::function<bool(MerchantId)> merchant{};
    std::function<bool(SkillId)> skill{};
};

class Cards {
public:
    Cards() = default;
    explicit Cards(std::vector<RateCard> cards) : cards_(std::move(cards)) {}

    void add(RateCard card) { cards_.push_back(std::move(card)); }
    const std::vector<RateCard>& cards() const { return cards_; }
    const RateCard* find(CardVersion version) const;

    // The card that counts for a term, nullptr if none says anything about it. Asks for cards without problems().
    const RateCard* choose(Term term, const CardCase& work) const;
    // Its amount; nullopt as above.
    std::optional<Rate> rate(Term term, const CardCase& work) const;

    // Everything that is wrong with them, in the order of the cards; empty: they may be used.
    std::vector<CardProblem> problems(const KnownNames& known = {}) const;

private:
    std::vector<RateCard> cards_;
};

// "handled", as files and statements call it.
std::string_view term_name(Term term);
std::string_view term_unit(Term term);  // "fen", "ms", …
// What a term is at most. A guard against a slipped decimal point, and what keeps sums far from 64 bits' end: a
// million yuan an hour, or for a month; a day of rest; a month of training; all of the revenue.
constexpr std::int64_t term_fen_max = 100'000'000;
std::int64_t term_max(Term term);

}  // namespace yunke::ledger
