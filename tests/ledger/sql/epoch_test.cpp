// Redis fell back behind what was posted: the new epoch takes it back.
#include "dispatcher/ledger/verify_sums.hpp"
#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {
namespace {

constexpr std::uint64_t second_epoch = first_epoch + 1'000'000;

// The facts after `kept`, once more, under a new epoch that begins behind it.
std::vector<OrderedFact> again_in(std::uint64_t epoch, std::uint64_t old, const std::vector<OrderedFact>& facts,
                                  std::size_t kept) {
    std::vector<OrderedFact> all{as_fact({epoch, kept + 1}, epoch_fact(old, kept))};
    for (std::size_t i = kept; i < facts.size(); ++i)
        all.push_back(as_fact({epoch, kept + 2 + (i - kept)}, facts[i].fact));
    return all;
}

class EpochBooks : public BooksTest {
protected:
    // What stands in the rows, blank ones left out, and what every account has.
    std::string rows(Store& store) {
        std::string text;
        for (const Line& row : good(store.lines())) {
            if (!blank(row))
                text += text_of(row.key) + " " + std::to_string(row.quantity) + " " + std::to_string(row.posted) + "\n";
        }
        for (const Period& row : good(store.periods())) {
            if (!blank(row))
                text += "period " + std::to_string(row.paid_ms) + " " + std::to_string(row.ended_ms) + "\n";
        }
        for (const Package& row : good(store.packages()))
            text += text_of(row.id) + " " + std::to_string(row.available_ms) + " " + std::to_string(row.held_ms) + " " +
                    std::to_string(row.consumed_ms) + " " + std::to_string(row.recognised_fen) + "\n";
        for (const Chat& row : good(store.chats("main"))) {
            if (!blank(row))
                text += "chat " + std::to_string(raw(row.conversation)) + " " + std::to_string(row.resolved) + "\n";
        }
        return text;
    }
};

TEST_F(EpochBooks, WhatDidNotSurviveIsTakenBackAndListed) {
    const auto facts = script(21, 200);
    auto store = open();
    sell_packages(store, setup);
    post(store, facts);
    const auto outcome = post(store, again_in(second_epoch, first_epoch, facts, 150));
    EXPECT_TRUE(outcome.epoch_began);
    ASSERT_EQ(outcome.reversed.size(), 50U);
    EXPECT_EQ(outcome.reversed.front(), (FactId{first_epoch, 200})) << "latest first";
    EXPECT_EQ(outcome.reversed.back(), (FactId{first_epoch, 151}));
    EXPECT_THAT(good(store.reversed("main")), ::testing::SizeIs(50));
    EXPECT_GT(database->number("SELECT COUNT(*) FROM ledger_transfer WHERE reverses > 0"), 0);

    // The same rows as books that never saw what was lost.
    const auto other = TestDatabase::create();
    auto never = good(Store::open(other->url()));
    sell_packages(never, setup);
    post(never, facts);
    EXPECT_EQ(rows(store), rows(never));
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
    EXPECT_THAT(differences(store), ::testing::IsEmpty());
}

TEST_F(EpochBooks, AnEpochThatKeptEverythingTakesNothingBack) {
    const auto facts = script(22, 100);
    auto store = open();
    post(store, facts);
    const auto outcome = post(store, {{as_fact({second_epoch, 101}, epoch_fact(first_epoch, 100))}});
    EXPECT_TRUE(outcome.reversed.empty());
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
}

TEST_F(EpochBooks, ASecondFallBehindTheFirstTakesBackWhatStandsAndNothingTwice) {
    const auto facts = script(23, 200);
    auto store = open();
    sell_packages(store, setup);
    post(store, facts);
    post(store, again_in(second_epoch, first_epoch, facts, 150));
    const auto third = again_in(second_epoch + 5, first_epoch, facts, 120);
    const auto outcome = post(store, third);
    // 201 - 150 of the second epoch with its beginning, and 121 to 150 of the first.
    EXPECT_EQ(outcome.reversed.size(), 51U + 30U);
    const auto other = TestDatabase::create();
    auto never = good(Store::open(other->url()));
    sell_packages(never, setup);
    post(never, facts);
    EXPECT_EQ(rows(store), rows(never));
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
    EXPECT_THAT(differences(store), ::testing::IsEmpty());
}

TEST_F(EpochBooks, WhatIsNotKeptAnyMoreIsALoudError) {
    const auto facts = script(24, 100);
    auto store = open();
    post(store, facts);
    good(store.forget_undos("main", 90));
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    const auto far = posting.post(again_in(second_epoch, first_epoch, facts, 80), outcome);
    ASSERT_FALSE(far);
    EXPECT_EQ(far.error().code, Errc::damaged);
    EXPECT_EQ(good(posting.posted()).fact, (FactId{first_epoch, 100})) << "nothing of it was written";
    good(posting.post(again_in(second_epoch, first_epoch, facts, 95), outcome));
    EXPECT_EQ(outcome.reversed.size(), 5U);
}

}  // namespace
}  // namespace yunke::ledger::testing
