#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "dispatcher/ledger/fact_order.hpp"

namespace yunke::ledger::testing {
namespace {

using Taken = FactOrder::Taken;

std::string body(std::uint64_t number) {
    v1::Fact fact;
    fact.mutable_reopened()->set_at_ms(static_cast<std::int64_t>(number));
    return fact.SerializeAsString();
}

std::string epoch_body(std::uint64_t old, std::uint64_t last) {
    v1::Fact fact;
    fact.mutable_epoch()->set_old(old);
    fact.mutable_epoch()->set_last(last);
    return fact.SerializeAsString();
}

void take(FactOrder& order, FactId id, const std::string& bytes) {
    const auto taken = order.take(id, bytes);
    ASSERT_TRUE(taken) << taken.error().what;
}

std::vector<FactId> all_of(FactOrder& order) {
    std::vector<FactId> ids;
    while (const auto fact = order.next())
        ids.push_back(fact->id);
    return ids;
}

TEST(FactOrder, GivesFactsInTheirOrderAndWaitsForWhatIsMissing) {
    FactOrder order({});
    take(order, {5, 3}, body(3));
    EXPECT_FALSE(order.next());
    EXPECT_EQ(order.missing(), (FactId{0, 1}));
    take(order, {5, 1}, epoch_body(0, 0));
    EXPECT_EQ(all_of(order), (std::vector<FactId>{{5, 1}}));
    EXPECT_EQ(order.missing(), (FactId{5, 2}));
    take(order, {5, 2}, body(2));
    EXPECT_EQ(all_of(order), (std::vector<FactId>{{5, 2}, {5, 3}}));
    EXPECT_FALSE(order.missing());
    EXPECT_EQ(order.posted(), (FactId{5, 3}));
}

TEST(FactOrder, TheSameFactAgainIsNothingAndAnotherBodyIsAnError) {
    FactOrder order({5, 1});
    take(order, {5, 3}, body(3));
    EXPECT_EQ(*order.take({5, 3}, body(3)), Taken::again);
    const auto other = order.take({5, 3}, body(4));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, Errc::damaged);
    EXPECT_NE(other.error().what.find("5-3"), std::string::npos);
    EXPECT_EQ(*order.take({5, 1}, body(1)), Taken::earlier);
    EXPECT_EQ(*order.take({4, 9}, body(9)), Taken::earlier) << "of an epoch that is over";
}

TEST(FactOrder, AnEpochWaitsForAllThatItKeptAndPassesOverWhatItDidNot) {
    FactOrder order({5, 7});
    take(order, {6, 10}, epoch_body(5, 9));
    take(order, {6, 11}, body(11));
    take(order, {5, 8}, body(8));
    EXPECT_EQ(all_of(order), (std::vector<FactId>{{5, 8}}));
    take(order, {5, 10}, body(10));  // lost: number 10 is the epoch's first
    take(order, {5, 9}, body(9));
    EXPECT_EQ(all_of(order), (std::vector<FactId>{{5, 9}, {6, 10}, {6, 11}}));
    EXPECT_EQ(order.held(), 0U);
}

TEST(FactOrder, AnEpochMayBeginBelowWhatWasPostedAndBelowAnEarlierEpoch) {
    FactOrder order({5, 100});
    take(order, {6, 81}, epoch_body(5, 80));
    EXPECT_EQ(all_of(order), (std::vector<FactId>{{6, 81}}));
    take(order, {6, 82}, body(82));
    EXPECT_EQ(all_of(order), (std::vector<FactId>{{6, 82}}));
    take(order, {7, 61}, epoch_body(5, 60));
    take(order, {7, 62}, body(62));
    EXPECT_EQ(all_of(order), (std::vector<FactId>{{7, 61}, {7, 62}}));
}

TEST(FactOrder, RefusesWhatIsNoFact) {
    FactOrder order({});
    EXPECT_EQ(order.take({5, 1}, "\xff\xff").error().code, Errc::malformed);
    EXPECT_EQ(order.take({5, 1}, "").error().code, Errc::malformed);
    EXPECT_EQ(order.take({5, 3}, epoch_body(0, 0)).error().code, Errc::malformed) << "it would begin at 1";
    EXPECT_EQ(order.take({5, 3}, epoch_body(5, 2)).error().code, Errc::malformed) << "an epoch after itself";
}

TEST(FactOrder, AnyDeliveryGivesTheOneOrder) {
    std::vector<std::pair<FactId, std::string>> stream{{{5, 1}, epoch_body(0, 0)}};
    for (std::uint64_t number = 2; number <= 40; ++number)
        stream.push_back({{5, number}, body(number)});
    stream.push_back({{6, 41}, epoch_body(5, 40)});
    for (std::uint64_t number = 42; number <= 80; ++number)
        stream.push_back({{6, number}, body(number)});
    std::vector<FactId> expected;
    for (const auto& [id, bytes] : stream)
        expected.push_back(id);
    std::mt19937_64 random(1);
    for (int round = 0; round < 200; ++round) {
        auto delivered = stream;
        delivered.insert(delivered.end(), stream.begin(), stream.end());
        std::ranges::shuffle(delivered, random);
        FactOrder order({});
        std::vector<FactId> ids;
        for (const auto& [id, bytes] : delivered) {
            take(order, id, bytes);
            if (random() % 3 == 0) std::ranges::move(all_of(order), std::back_inserter(ids));
        }
        std::ranges::move(all_of(order), std::back_inserter(ids));
        EXPECT_EQ(ids, expected);
    }
}

}  // namespace
}  // namespace yunke::ledger::testing
