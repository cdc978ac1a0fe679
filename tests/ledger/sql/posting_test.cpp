// What the books in SQL hold after facts were posted, delivered in any way.
#include <algorithm>
#include <random>

#include "tests/ledger/bench.hpp"
#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {
namespace {

using PostingBooks = BooksTest;

TEST_F(PostingBooks, AreWholeAndComeOutTheSameAnew) {
    auto store = open();
    sell_packages(store, setup);
    const auto facts = script(1, 600);
    const auto outcome = post(store, facts, 50);
    EXPECT_EQ(outcome.facts, facts.size());
    EXPECT_GT(outcome.transfers, 500U);
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
    EXPECT_THAT(differences(store), ::testing::IsEmpty());
    const auto report = good(verify(store));
    EXPECT_EQ(report.facts, facts.size());
    EXPECT_EQ(report.transfers, outcome.transfers + static_cast<std::size_t>(database->number(
                                                        "SELECT COUNT(*) FROM ledger_transfer WHERE chain = 0")));
    EXPECT_GT(report.lines, 0U);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_package WHERE consumed_ms > 0"), 3);
}

TEST_F(PostingBooks, SequencesHaveNoGaps) {
    auto store = open();
    sell_packages(store, setup);
    post(store, script(2, 300));
    for (const char* chain :
         {"pool = 'main' AND chain = 1", "pool = 'main' AND chain = 2", "pool = '' AND chain = 0"}) {
        const std::string where = std::string(" FROM ledger_transfer WHERE ") + chain;
        EXPECT_GT(database->number("SELECT COUNT(*)" + where), 0) << chain;
        EXPECT_EQ(database->number("SELECT MAX(sequence) - COUNT(*)" + where), 0) << chain;
        EXPECT_EQ(database->number("SELECT MIN(sequence)" + where), 1) << chain;
    }
    EXPECT_EQ(database->number("SELECT MAX(number) - COUNT(*) FROM ledger_fact"), 0);
}

TEST_F(PostingBooks, AnyCutOfTheStreamGivesTheSameHeads) {
    const auto facts = script(3, 240);
    std::string expected;
    for (const std::size_t batch : {1UL, 7UL, 240UL}) {
        const auto own = TestDatabase::create();
        auto store = good(Store::open(own->url()));
        sell_packages(store, setup);
        post(store, facts, batch);
        // Everything once more, as a reader that lost its place brings it: posted already.
        const auto again = post(store, facts, batch);
        EXPECT_EQ(again.facts, 0U);
        if (expected.empty()) expected = heads(store);
        EXPECT_EQ(heads(store), expected) << batch;
        EXPECT_THAT(good(verify(store)).faults, ::testing::IsEmpty());
    }
}

TEST_F(PostingBooks, ShuffledAndDoubledDeliveryGivesTheSameHeads) {
    const auto facts = script(4, 200);
    auto plain = open();
    sell_packages(plain, setup);
    post(plain, facts);
    std::mt19937_64 random(4);
    for (int round = 0; round < 3; ++round) {
        const auto own = TestDatabase::create();
        auto store = good(Store::open(own->url()));
        sell_packages(store, setup);
        SharedMerchants shared;
        Posting posting(store, setup, shared, "main");
        FactOrder order({});
        auto delivered = facts;
        delivered.insert(delivered.end(), facts.begin(), facts.end());
        std::ranges::shuffle(delivered, random);
        std::vector<OrderedFact> ready;
        PostingOutcome outcome;
        for (const OrderedFact& fact : delivered) {
            ASSERT_TRUE(order.take(fact.id, fact.body));
            while (auto next = order.next())
                ready.push_back(std::move(*next));
            if (random() % 20 != 0) continue;
            good(posting.post(ready, outcome));
            ready.clear();
        }
        good(posting.post(ready, outcome));
        EXPECT_EQ(outcome.facts, facts.size());
        EXPECT_EQ(heads(store), heads(plain)) << "round " << round;
    }
}

TEST_F(PostingBooks, WhatDoesNotFollowIsRefusedAndNothingIsWritten) {
    auto store = open();
    const auto facts = script(5, 20);
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    const auto gap = posting.post(std::span(facts).subspan(1), outcome);
    ASSERT_FALSE(gap);
    EXPECT_EQ(gap.error().code, Errc::refused);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_fact"), 0);
    good(posting.post(facts, outcome));
    EXPECT_EQ(outcome.facts, 20U);
}

TEST_F(PostingBooks, AFactThatTheCoreNeverWritesStopsThePoolBeforeIt) {
    auto store = open();
    auto facts = script(6, 10);
    facts.push_back(as_fact({first_epoch, 11}, work(1, monday_ms, clock_ms(9), clock_ms(8))));  // ends before it begins
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    const auto stopped = posting.post(facts, outcome);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, Errc::malformed);
    EXPECT_THAT(stopped.error().what, ::testing::HasSubstr("-11"));
    EXPECT_EQ(outcome.facts, 10U) << "what stands before it is posted";
    EXPECT_EQ(good(posting.posted()).fact.number, 10U);
}

TEST_F(PostingBooks, OfTwoLedgersAtOnceOneWritesNothing) {
    const auto facts = script(7, 100);
    auto store = open();
    auto other_store = open();
    SharedMerchants shared, other_shared;
    Posting posting(store, setup, shared, "main");
    Posting other(other_store, setup, other_shared, "main");
    PostingOutcome outcome, other_outcome;
    good(posting.post(std::span(facts).first(50), outcome));
    good(other.post(std::span(facts).first(60), other_outcome));
    EXPECT_EQ(other_outcome.facts, 10U);
    const auto beaten = posting.post(std::span(facts).subspan(50), outcome);
    ASSERT_FALSE(beaten);
    EXPECT_EQ(beaten.error().code, Errc::refused);
    good(posting.post(std::span(facts).subspan(50), outcome));
    EXPECT_EQ(outcome.facts, 90U) << "it went on behind the other's";
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
}

TEST_F(PostingBooks, AnOfficeEntryInBetweenIsPricedFrom) {
    const auto facts = script(8, 300);
    auto store = open();
    auto office = open();
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    good(posting.post(std::span(facts).first(150), outcome));
    sell_packages(office, setup);  // the posting has the merchants in memory, without packages
    good(posting.post(std::span(facts).subspan(150), outcome));
    EXPECT_EQ(outcome.facts, 300U);
    EXPECT_GT(database->number("SELECT COUNT(*) FROM ledger_package WHERE consumed_ms > 0"), 0);
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
    EXPECT_THAT(differences(store), ::testing::IsEmpty());
}

TEST_F(PostingBooks, AClosedMonthTakesNothingMoreAndAnewItComesOutTheSame) {
    const auto facts = script(12, 200);
    auto store = open();
    auto office = open();
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    good(posting.post(std::span(facts).first(100), outcome));
    const Month march{2026, 3};
    OfficeWrite entry{.kind = "close", .account = 9, .at_ms = monday_ms};
    entry.closes = march;
    ASSERT_TRUE(good(office.write_office(entry)));
    good(posting.post(std::span(facts).subspan(100), outcome));
    EXPECT_EQ(outcome.facts, 200U);
    const std::string later = " FROM ledger_transfer WHERE fact_number > 100 AND month = ";
    EXPECT_EQ(database->number("SELECT COUNT(*)" + later + "202603"), 0);
    EXPECT_GT(database->number("SELECT COUNT(*)" + later + "202604"), 0);
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
    EXPECT_THAT(differences(store), ::testing::IsEmpty());
}

TEST_F(PostingBooks, TwoPoolsShareAMerchantsPackage) {
    auto store = open();
    sell_packages(store, setup);
    // The second pool's people are others; conversations bear the same numbers in each pool.
    auto first = script(9, 200);
    auto second = script(9, 200);
    for (OrderedFact& fact : second) {
        if (fact.fact.has_work()) fact.fact.mutable_work()->set_agent(fact.fact.work().agent() + 100);
        if (fact.fact.has_period_ended())
            fact.fact.mutable_period_ended()->set_agent(fact.fact.period_ended().agent() + 100);
        if (fact.fact.has_ended() && fact.fact.ended().agent() > 0)
            fact.fact.mutable_ended()->set_agent(fact.fact.ended().agent() + 100);
        fact.body = fact.fact.SerializeAsString();
    }
    SharedMerchants shared;
    Posting main(store, setup, shared, "main");
    Posting night(store, setup, shared, "night");
    PostingOutcome outcome;
    for (std::size_t at = 0; at < 200; at += 20) {
        good(main.post(std::span(first).subspan(at, 20), outcome));
        good(night.post(std::span(second).subspan(at, 20), outcome));
    }
    EXPECT_EQ(outcome.facts, 400U);
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
    EXPECT_THAT(differences(store), ::testing::IsEmpty());
}

TEST_F(PostingBooks, WithoutCardsFactsAreStoredAndPricedAtNothing) {
    auto store = open();
    setup = {};
    const auto facts = script(10, 100);
    EXPECT_EQ(post(store, facts).facts, 100U);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_fact"), 100);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_transfer"), 0);
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
}

}  // namespace
}  // namespace yunke::ledger::testing
