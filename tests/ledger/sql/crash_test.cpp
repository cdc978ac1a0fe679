// A ledger that is killed between any two statements posts every fact once.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {
namespace {

using CrashedBooks = BooksTest;

// Posts in a process of its own, which ends itself with SIGKILL at its `die_at`-th step. Whether it came to the end.
bool post_in_child(const std::string& url, const ledger::Setup& setup, const std::vector<OrderedFact>& facts,
                   int die_at) {
    const pid_t child = ::fork();
    if (child == 0) {
        int steps = 0;
        auto store = Store::open(url);
        if (!store) ::_exit(3);
        store->set_steps([&](std::string_view) {
            if (++steps == die_at) ::kill(::getpid(), SIGKILL);
        });
        SharedMerchants shared;
        Posting posting(*store, setup, shared, "main");
        posting.set_batch_max(2);  // many transactions: each start comes some further than the one before
        PostingOutcome outcome;
        ::_exit(posting.post(facts, outcome) ? 0 : 4);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        EXPECT_EQ(WTERMSIG(status), SIGKILL);
        return false;
    }
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return true;
}

TEST_F(CrashedBooks, ArePostedExactlyOnceWhereverTheLedgerDies) {
    const auto facts = script(31, 200);
    {
        auto store = open();
        sell_packages(store, setup);
    }
    int deaths = 0;
    while (deaths < 1'000 && !post_in_child(database->url(), setup, facts, deaths + 1)) {
        ++deaths;
        if (deaths % 10 != 0) continue;
        auto store = open();
        EXPECT_THAT(faults(store), ::testing::IsEmpty()) << "after death " << deaths;
    }
    EXPECT_GT(deaths, 50) << "every step of several transactions";
    auto store = open();
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_fact"), 200);
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
    EXPECT_THAT(differences(store), ::testing::IsEmpty());

    const auto other = TestDatabase::create();
    auto alive = good(Store::open(other->url()));
    sell_packages(alive, setup);
    post(alive, facts);
    EXPECT_EQ(heads(store), heads(alive));
}

}  // namespace
}  // namespace yunke::ledger::testing
