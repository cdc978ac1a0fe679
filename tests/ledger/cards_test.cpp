#include "dispatcher/ledger/cards.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace yunke::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Day begin = day_of(2026, 1, 1);
constexpr MerchantId shop_owner{7};
constexpr SkillId delivery{1};
constexpr SkillId returns{2};

RateCard card(std::uint32_t version, Term term, std::int64_t amount) {
    RateCard made{.version = CardVersion{version}, .key = "card " + std::to_string(version), .from = begin};
    made.set(term, amount);
    return made;
}

RateCard handled(std::uint32_t version) {
    return card(version, Term::handled, 2'000 + version);
}

std::uint32_t chosen(const Cards& cards, const CardCase& work, Term term = Term::handled) {
    const auto* found = cards.choose(term, work);
    return found == nullptr ? 0 : raw(found->version);
}

// Every mix of what a card may name: versions 1 to 16.
Cards every_kind() {
    Cards cards;
    for (std::uint32_t bits = 0; bits < 16; ++bits) {
        auto one = handled(bits + 1);
        if ((bits & 8) != 0) one.merchant = shop_owner;
        if ((bits & 4) != 0) one.skill = delivery;
        if ((bits & 2) != 0) one.tier = 3;
        one.holiday = (bits & 1) != 0;
        cards.add(one);
    }
    return cards;
}

TEST(Cards, TheMostSpecificOneCounts) {
    const auto cards = every_kind();
    EXPECT_THAT(cards.problems(), IsEmpty());
    const std::vector<SkillId> skills = {delivery};
    for (std::uint32_t bits = 0; bits < 16; ++bits) {
        CardCase work{.day = begin};
        if ((bits & 8) != 0) work.merchant = shop_owner;
        if ((bits & 4) != 0) work.skills = skills;
        if ((bits & 2) != 0) work.tier = 3;
        work.holiday = (bits & 1) != 0;
        EXPECT_EQ(chosen(cards, work), bits + 1);
        work.merchant = (bits & 8) != 0 ? MerchantId{8} : work.merchant;
        EXPECT_EQ(chosen(cards, work), (bits & 7) + 1) << "another merchant has the platform's cards";
    }
}

TEST(Cards, TheirOrderDoesNotMatter) {
    auto list = every_kind().cards();
    const std::vector<SkillId> skills = {returns, delivery};
    const CardCase work{.merchant = shop_owner, .skills = skills, .tier = 2, .holiday = true, .day = begin};
    const auto expected = chosen(Cards(list), work);
    std::mt19937 random(1);
    for (int i = 0; i < 50; ++i) {
        std::ranges::shuffle(list, random);
        EXPECT_EQ(chosen(Cards(list), work), expected);
    }
}

TEST(Cards, OneThatSaysNothingOfTheTermIsPassedOver) {
    auto special = card(2, Term::handled, 3'000);
    special.merchant = shop_owner;
    auto general = card(1, Term::handled, 2'400);
    general.set(Term::conversation, 50);
    const Cards cards({special, general});
    const CardCase work{.merchant = shop_owner, .day = begin};
    EXPECT_EQ(chosen(cards, work), 2U);
    EXPECT_EQ(chosen(cards, work, Term::conversation), 1U);
    EXPECT_EQ(cards.rate(Term::conversation, work)->amount, 50);
    EXPECT_EQ(cards.choose(Term::gift, work), nullptr);
    EXPECT_FALSE(cards.rate(Term::gift, work));
}

TEST(Cards, ATermOfZeroCounts) {
    auto special = card(2, Term::conversation, 0);
    special.merchant = shop_owner;
    const Cards cards({special, card(1, Term::conversation, 50)});
    EXPECT_EQ(cards.rate(Term::conversation, {.merchant = shop_owner, .day = begin})->amount, 0);
}

TEST(Cards, AmongSeveralSkillsTheBetterPaidOneCounts) {
    auto first = card(1, Term::handled, 2'400);
    first.skill = delivery;
    auto second = card(2, Term::handled, 2'600);
    second.skill = returns;
    const std::vector<SkillId> skills = {delivery, returns};
    EXPECT_EQ(chosen(Cards({first, second}), {.skills = skills, .day = begin}), 2U);
    second.set(Term::handled, 2'400);
    EXPECT_EQ(chosen(Cards({first, second}), {.skills = skills, .day = begin}), 1U) << "alike: the lower skill";
    EXPECT_EQ(chosen(Cards({second, first}), {.skills = skills, .day = begin}), 1U);
}

TEST(Cards, CountFromTheirFirstDayUpToTheDayUntil) {
    auto old = handled(1);
    old.until = day_of(2026, 7, 1);
    auto fresh = handled(2);
    fresh.from = day_of(2026, 7, 1);
    const Cards cards({fresh, old});
    EXPECT_THAT(cards.problems(), IsEmpty());
    EXPECT_EQ(chosen(cards, {.day = day_of(2025, 12, 31)}), 0U);
    EXPECT_EQ(chosen(cards, {.day = begin}), 1U);
    EXPECT_EQ(chosen(cards, {.day = day_of(2026, 6, 30)}), 1U);
    EXPECT_EQ(chosen(cards, {.day = day_of(2026, 7, 1)}), 2U);
    EXPECT_EQ(chosen(cards, {.day = day_of(2099, 1, 1)}), 2U);
    EXPECT_EQ(cards.find(CardVersion{2})->key, "card 2");
    EXPECT_EQ(cards.find(CardVersion{3}), nullptr);
}

std::vector<std::string> told(const Cards& cards, const KnownNames& known = {}) {
    std::vector<std::string> lines;
    for (const auto& one : cards.problems(known)) {
        lines.push_back(std::to_string(one.card) + " " + one.field + " " + one.sentence);
    }
    return lines;
}

TEST(CardProblems, CardsAlikeMayNotOverlap) {
    auto closed = handled(1);
    closed.until = day_of(2026, 7, 1);
    auto later = handled(2);
    later.from = day_of(2026, 6, 30);
    EXPECT_THAT(told(Cards({later, closed})),
                ElementsAre(HasSubstr("0 from is 2026-06-30, but the card \"card 1\" for the same")));
    later.holiday = true;
    EXPECT_THAT(told(Cards({later, closed})), IsEmpty());
    // A short one inside a long one that a third follows: the long one overlaps both.
    auto inside = handled(3);
    inside.from = day_of(2026, 2, 1);
    inside.until = day_of(2026, 3, 1);
    auto third = handled(4);
    third.from = day_of(2026, 4, 1);
    EXPECT_THAT(told(Cards({closed, inside, third})), ElementsAre(HasSubstr("1 from"), HasSubstr("2 from")));
}

TEST(CardProblems, NameTheCardTheKeyAndWhatToDo) {
    const auto expect = [](RateCard one, const char* part) {
        EXPECT_THAT(told(Cards({one})), ElementsAre(HasSubstr(part)));
    };
    auto one = handled(1);
    one.until = begin;
    expect(one, "until is 2026-01-01, not after from = 2026-01-01");
    expect(card(1, Term::handled, -1), "handled is negative");
    expect(card(1, Term::handled, term_fen_max + 1), "handled is larger than any that can be meant");
    expect(card(1, Term::vat, 10'001), "vat is larger");
    one = handled(1);
    one.amounts = {};
    expect(one, "says nothing that pays");
    one = handled(1);
    one.tier = 0;
    expect(one, "tier is 0");
    one = card(1, Term::online, 1);
    one.merchant = shop_owner;
    expect(one, "write it on a card without merchant");
    one = card(1, Term::floor, 1);
    one.skill = delivery;
    expect(one, "write it on a card without skill");
    one = card(1, Term::quality_bonus, 1);
    one.holiday = true;
    expect(one, "without holiday");
    expect(card(1, Term::training_cap, 31LL * 24 * 3'600'000 + 1), "training_cap is larger than any");
    one = card(1, Term::training_cap, 1);
    one.holiday = true;
    expect(one, "without holiday");
    one = card(1, Term::training, 1);
    one.merchant = shop_owner;
    expect(one, "write it on a card without merchant");
    one = card(1, Term::gift, 1);
    one.fund = FundId{1};
    expect(one, "gift is a merchant's to give");
    one = card(1, Term::gift, 1);
    one.merchant = shop_owner;
    expect(one, "gift names no fund");
    one = card(1, Term::quality_bonus, 1);
    one.quality_rule.stars_hundredths_min = 501;
    expect(one, "quality_bonus asks for more than 5 stars");
}

TEST(CardProblems, NamesAreAskedForWhenSomebodyKnowsThem) {
    auto one = handled(1);
    one.merchant = shop_owner;
    one.skill = delivery;
    EXPECT_THAT(told(Cards({one})), IsEmpty());
    const KnownNames nobody{.merchant = [](MerchantId) { return false; }, .skill = [](SkillId) { return false; }};
    EXPECT_THAT(told(Cards({one}), nobody), ElementsAre(HasSubstr("0 merchant is 7, which is no merchant"),
                                                        HasSubstr("0 skill is 1, which is no skill")));
}

TEST(CardProblems, EveryVersionHasANumberOfItsOwn) {
    auto other = handled(1);
    other.holiday = true;
    EXPECT_THAT(told(Cards({handled(1), other})), ElementsAre(HasSubstr("1  has the version number 1 of another")));
}

}  // namespace
}  // namespace yunke::ledger
