#include "dispatcher/ledger/cards.hpp"

#include <algorithm>
#include <tuple>

namespace yunke::ledger {
namespace {

constexpr std::array<std::string_view, term_count> names = {
    "", "online", "handled", "conversation", "floor", "rest_allowance", "tier_bonus", "quality_bonus", "gift", "vat"};

constexpr std::array all_terms = {Term::online,        Term::handled,        Term::conversation,
                                  Term::floor,         Term::rest_allowance, Term::tier_bonus,
                                  Term::quality_bonus, Term::gift,           Term::vat};

// What work on a card's own day, or of a card's own skill, cannot be told for: these are of a whole period or month.
constexpr std::array of_no_skill = {Term::online, Term::floor, Term::rest_allowance, Term::tier_bonus,
                                    Term::quality_bonus};

bool among(Term term, std::span<const Term> some) {
    return std::ranges::find(some, term) != some.end();
}

bool is_for(const RateCard& card, const CardCase& work) {
    if (card.merchant != platform && card.merchant != work.merchant) return false;
    if (card.skill && std::ranges::find(work.skills, *card.skill) == work.skills.end()) return false;
    if (card.tier && *card.tier != work.tier) return false;
    return (!card.holiday || work.holiday) && card.covers(work.day);
}

// The greater one counts.
auto rank(const RateCard& card, Term term) {
    const auto skill = card.skill ? raw(*card.skill) : 0;
    return std::tuple(card.merchant != platform, card.skill.has_value(), card.tier.has_value(), card.holiday,
                      *card.amount(term), ~skill, card.from, raw(card.version));
}

// Cards with the same of it may not overlap in time.
auto place(const RateCard& card) {
    return std::tuple(card.merchant, card.skill, card.tier, card.holiday);
}

class Check {
public:
    Check(const std::vector<RateCard>& cards, const KnownNames& known) : cards_(cards), known_(known) {}

    std::vector<CardProblem> run() {
        for (at_ = 0; at_ < cards_.size(); ++at_) {
            check_whom(cards_[at_]);
            check_time(cards_[at_]);
            check_amounts(cards_[at_]);
            check_owner(cards_[at_]);
        }
        check_overlaps();
        check_versions();
        std::ranges::sort(found_, {},
                          [](const CardProblem& one) { return std::tie(one.card, one.field, one.sentence); });
        return std::move(found_);
    }

private:
    void add(std::string field, std::string sentence) {
        found_.push_back({at_, std::move(field), std::move(sentence)});
    }

    void check_whom(const RateCard& card) {
        if (card.merchant != platform && known_.merchant && !known_.merchant(card.merchant)) {
            add("merchant", "is " + std::to_string(raw(card.merchant)) +
                                ", which is no merchant of this platform; name one that `yunkectl merchant list` "
                                "shows, or leave the key out for everybody.");
        }
        if (card.skill && known_.skill && !known_.skill(*card.skill)) {
            add("skill", "is " + std::to_string(raw(*card.skill)) +
                             ", which is no skill; name one that `yunkectl skill list` shows, or leave the key out for "
                             "every skill.");
        }
        if (card.tier && *card.tier == 0) add("tier", "is 0; tiers count from 1, and no key means everybody.");
    }

    void check_time(const RateCard& card) {
        if (!card.until || card.from < *card.until) return;
        add("until", "is " + text_of(*card.until) + ", not after from = " + text_of(card.from) +
                         "; it is the first day on which the card does not count any more.");
    }

    void check_amounts(const RateCard& card) {
        bool says_something = false;
        for (const auto term : all_terms) {
            const auto amount = card.amount(term);
            says_something = says_something || amount;
            if (!amount) continue;
            const auto most = term_max(term);
            if (*amount < 0) {
                add(std::string(term_name(term)), "is negative; write 0 for nothing, or leave it out.");
            } else if (*amount > most) {
                add(std::string(term_name(term)), "is larger than any that can be meant (" + std::to_string(most) +
                                                      " " + std::string(term_unit(term)) + "); check the unit.");
            }
        }
        if (!says_something) add("", "says nothing that pays; write at least one term, such as handled = \"24.00\".");
        if (card.quality_rule.stars_hundredths_min > 500) {
            add("quality_bonus", "asks for more than 5 stars; stars go from 1 to 5.");
        }
    }

    // Terms of a card that would never be asked there would be a promise that nobody keeps.
    void check_owner(const RateCard& card) {
        for (const auto term : all_terms) {
            if (!card.amount(term)) continue;
            const std::string name(term_name(term));
            if (among(term, of_no_skill) && card.merchant != platform) {
                add(name,
                    "belongs to a whole work period or month, with whatever merchants in it; write it on a card "
                    "without merchant.");
            }
            if (among(term, of_no_skill) && card.skill) {
                add(name,
                    "belongs to a whole work period or month, with whatever skills in it; write it on a card "
                    "without skill.");
            }
            const bool monthly = term == Term::tier_bonus || term == Term::quality_bonus || term == Term::vat;
            if (monthly && card.holiday) add(name, "is not told apart by days; write it on a card without holiday.");
        }
        if (!card.amount(Term::gift)) return;
        if (card.merchant == platform) add("gift", "is a merchant's to give; write it on a card with merchant.");
        if (card.fund == FundId{}) add("gift", "names no fund; say which one it goes to.");
    }

    void check_overlaps() {
        std::vector<std::size_t> order(cards_.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::ranges::sort(order, {}, [&](std::size_t i) { return std::tuple(place(cards_[i]), cards_[i].from, i); });
        std::size_t longest = 0;  // which of those before, at the same place, counts longest
        for (std::size_t i = 1; i < order.size(); ++i) {
            const auto& earlier = cards_[order[longest]];
            const auto& later = cards_[order[i]];
            const bool same = place(earlier) == place(later);
            if (same && earlier.covers(later.from)) {
                at_ = order[i];
                add("from", "is " + text_of(later.from) + ", but the card \"" + earlier.key +
                                "\" for the same merchant, skill, tier and days counts then as well; give that one "
                                "until = " +
                                text_of(later.from) + ", or begin later.");
            }
            if (!same || (earlier.until && (!later.until || *later.until > *earlier.until))) longest = i;
        }
    }

    void check_versions() {
        std::vector<std::pair<CardVersion, std::size_t>> versions;
        versions.reserve(cards_.size());
        for (std::size_t i = 0; i < cards_.size(); ++i)
            versions.emplace_back(cards_[i].version, i);
        std::ranges::sort(versions);
        for (std::size_t i = 1; i < versions.size(); ++i) {
            if (versions[i].first == CardVersion{} || versions[i].first != versions[i - 1].first) continue;
            at_ = versions[i].second;
            add("", "has the version number " + std::to_string(raw(versions[i].first)) +
                        " of another card; every version has a number of its own.");
        }
    }

    const std::vector<RateCard>& cards_;
    const KnownNames& known_;
    std::size_t at_ = 0;
    std::vector<CardProblem> found_;
};

}  // namespace

std::string_view term_name(Term term) {
    return names.at(static_cast<std::size_t>(term));
}

std::string_view term_unit(Term term) {
    switch (term) {
        case Term::rest_allowance:
            return "ms";
        case Term::vat:
            return "hundredths of a percent";
        default:
            return "fen";
    }
}

std::int64_t term_max(Term term) {
    switch (term) {
        case Term::rest_allowance:
            return std::int64_t{24} * 60 * 60 * 1000;
        case Term::vat:
            return 10'000;
        default:
            return term_fen_max;
    }
}

const RateCard* Cards::find(CardVersion version) const {
    const auto found = std::ranges::find(cards_, version, &RateCard::version);
    return found == cards_.end() ? nullptr : &*found;
}

const RateCard* Cards::choose(Term term, const CardCase& work) const {
    const RateCard* best = nullptr;
    for (const auto& card : cards_) {
        if (!card.amount(term) || !is_for(card, work)) continue;
        if (best == nullptr || rank(*best, term) < rank(card, term)) best = &card;
    }
    return best;
}

std::optional<Rate> Cards::rate(Term term, const CardCase& work) const {
    const auto* card = choose(term, work);
    if (card == nullptr) return std::nullopt;
    return Rate{card->version, *card->amount(term)};
}

std::vector<CardProblem> Cards::problems(const KnownNames& known) const {
    return Check(cards_, known).run();
}

}  // namespace yunke::ledger
