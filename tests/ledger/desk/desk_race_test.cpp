// Two people of finance and the ledger's process at once: nobody's change is lost, and nothing is booked twice.
#include <thread>

#include "tests/ledger/desk/desk_fixture.hpp"

namespace yunke::ledger::testing {
namespace {

using DeskRace = DeskTest;

constexpr int sales = 15;
const Booker early{.account = 1, .at_ms = monday_ms};

// Posts all facts in small transactions, as often as it takes.
void post_all(Store& store, const Setup& setup, const std::vector<OrderedFact>& facts) {
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    posting.set_batch_max(3);
    PostingOutcome outcome;
    for (int tries = 0; tries < 1'000; ++tries) {
        const auto done = posting.post(facts, outcome);
        if (done) return;
        if (done.error().code != Errc::away) throw std::runtime_error(done.error().what);
    }
    throw std::runtime_error("the facts were never posted");
}

TEST_F(DeskRace, SalesAndRefundsWhileFactsArePosted) {
    const auto facts = script(71, 600);
    Store store = open();
    Desk second = good(Desk::open(database->url(), database->url()));
    {
        const std::jthread poster([&] { post_all(store, setup, facts); });
        const std::jthread colleague([&] {
            for (int i = 0; i < sales; ++i)
                good(MerchantDesk(second).top_up({.account = 2, .at_ms = monday_ms}, merchant_a, "hundred"));
        });
        for (int i = 0; i < sales; ++i) {
            const auto sold = good(merchants.top_up(early, merchant_a, "hundred")).package;
            good(merchants.refund(early, sold.id, 30 * hour_ms));
            good(merchants.set_aside(early, merchant_b, 100));
        }
    }
    EXPECT_EQ(good(merchants.packages(merchant_a)).size(), 2U * sales);
    EXPECT_EQ(office_entries(), 4U * sales);
    EXPECT_EQ(good(store.cursor("main")).fact.number, 600U);
    Ms consumed_ms = 0;
    for (const Package& package : good(merchants.packages(merchant_a)))
        consumed_ms += package.consumed_ms;
    EXPECT_GT(consumed_ms, 0) << "facts met packages";
    expect_whole();
}

TEST_F(DeskRace, OfTwoWhoApproveAtOnceOneIsRefused) {
    post_march();
    const auto seen = good(months.preview(march, now_ms));
    Desk second = good(Desk::open(database->url(), database->url()));
    const Approval approval{.month = march, .total_fen = seen.total_fen};
    Result<Approved> other;
    {
        const std::jthread colleague([&] { other = MonthDesk(second).approve(books(2), approval); });
        const auto mine = months.approve(books(1), approval);
        if (mine) EXPECT_EQ(mine->total_fen, seen.total_fen);
    }
    EXPECT_EQ(office_entries(), 1U) << (other ? "" : other.error().what);
    EXPECT_EQ(balance(AccountKind::payable, raw(ada)) + balance(AccountKind::payable, raw(bea)), seen.total_fen);
    expect_whole();
}

}  // namespace
}  // namespace yunke::ledger::testing
