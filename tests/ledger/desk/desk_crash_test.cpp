// A month end to end, by a process that is killed at every step of every booking: each is booked once, whole.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "dispatcher/ledger/desk/request.hpp"
#include "dispatcher/ledger/reading/earnings.hpp"
#include "tests/ledger/desk/desk_fixture.hpp"

namespace yunke::ledger::testing {
namespace {

// One kind of work each, which looks first whether it is done, as a person would after a power cut; or asks for it
// again under the same key without looking.
struct Clerk {
    Desk& desk;
    Booker by{.account = 1, .at_ms = april_ms + 2 * hour_ms};
    Booker other{.account = 2, .at_ms = april_ms + 2 * hour_ms};

    void sell() {
        MerchantDesk merchants(desk);
        if (good(merchants.packages(merchant_a)).empty()) good(merchants.top_up(by, merchant_a, "hundred"));
    }
    void sell_by_key() {
        good(once(desk, by, {.key = "sale-2", .asked = "sell"}, [&]() -> Result<std::string> {
            return std::to_string(good(MerchantDesk(desk).top_up(by, merchant_a, "hundred")).entry);
        }));
    }
    void set_aside_by_key() {
        good(once(desk, other, {.key = "gifts", .asked = "set aside"}, [&]() -> Result<std::string> {
            return std::to_string(good(MerchantDesk(desk).set_aside(other, merchant_b, 5'000)));
        }));
    }
    void refund() {
        MerchantDesk merchants(desk);
        const auto package = good(merchants.packages(merchant_a)).front();
        if (package.refunded_ms == 0) good(merchants.refund(by, package.id, hour_ms));
    }
    void approve() {
        MonthDesk months(desk);
        const auto seen = good(months.preview(march, by.at_ms));
        if (seen.pending > 0) good(months.approve(by, {.month = march, .total_fen = seen.total_fen}));
    }
    void close() {
        MonthDesk months(desk);
        if (!good(months.preview(march, by.at_ms)).closed) good(months.close(by, march));
    }
    void name_payees() {
        PayeeDesk payees(desk);
        if (good(payees.list()).empty()) good(payees.load(by, "agent,name,account\n1,安心,6222\n2,北一,6333\n"));
    }
    void pay() {
        PayoutDesk payouts(desk);
        if (good(payouts.list()).empty()) good(payouts.make(by, {.batch = 1}));
    }
    void confirm_one_fail_one() {
        PayoutDesk payouts(desk);
        if (good(payouts.show(1)).sent > 0) good(payouts.answer(by, 1, {{1, true}, {2, false}}));
    }
    void appeal() {
        AppealDesk appeals(desk);
        const LineKey line{.agent = ada, .period_ms = clock_ms(9), .term = LineTerm::handled, .card = CardVersion{1}};
        if (good(appeals.list({})).empty()) good(appeals.open(ada, line_id(line), "少了", by.at_ms));
    }
    void decide() {
        AppealDesk appeals(desk);
        if (good(appeals.find(1)).state == AppealState::open)
            good(appeals.decide(other, {.appeal = 1, .upheld = true, .amount_fen = 2'000, .reason = "对"}));
    }
    void expire() {
        MerchantDesk merchants(desk);
        good(merchants.expire({.account = 1, .at_ms = april_ms + 40 * 24 * hour_ms}));
    }
};

constexpr std::array work_of_a_month = {&Clerk::sell,        &Clerk::sell_by_key, &Clerk::set_aside_by_key,
                                        &Clerk::refund,      &Clerk::approve,     &Clerk::close,
                                        &Clerk::name_payees, &Clerk::pay,         &Clerk::confirm_one_fail_one,
                                        &Clerk::appeal,      &Clerk::decide,      &Clerk::expire};

using CrashedDesk = DeskTest;

// In a process of its own, which ends itself with SIGKILL at its `die_at`-th step. Whether it came to the end.
bool work_in_child(const std::string& url, void (Clerk::*work)(), int die_at) {
    const pid_t child = ::fork();
    if (child == 0) {
        int steps = 0;
        auto desk = Desk::open(url, url);
        if (!desk) ::_exit(3);
        desk->store().set_steps([&](std::string_view) {
            if (++steps == die_at) ::kill(::getpid(), SIGKILL);
        });
        try {
            Clerk clerk{.desk = *desk};
            (clerk.*work)();
        } catch (const std::exception& error) {
            ::write(2, error.what(), std::string_view(error.what()).size());
            ::_exit(4);
        }
        ::_exit(0);
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

TEST_F(CrashedDesk, BooksAMonthOnceWhereverItDies) {
    post_march();
    int deaths = 0;
    for (const auto work : work_of_a_month) {
        for (int die_at = 1; die_at < 100 && !work_in_child(database->url(), work, die_at); ++die_at)
            ++deaths;
        EXPECT_THAT(faults(desk.store()), ::testing::IsEmpty()) << "after death " << deaths;
    }
    EXPECT_GT(deaths, 50) << "every step of every booking";
    expect_whole();
    EXPECT_EQ(balance(AccountKind::payable, raw(bea)), 2'000) << "failed, and payable again";
    EXPECT_EQ(balance(AccountKind::clearing, 1), 0);
    EXPECT_EQ(good(MerchantDesk(desk).packages(merchant_a)).size(), 2U);
    EXPECT_EQ(balance(AccountKind::prepaid, raw(merchant_b)), 5'000);

    const auto quiet = TestDatabase::create();
    Desk alive = good(Desk::open(quiet->url(), quiet->url()));
    set_the_desk(*quiet, alive);
    Store store = good(Store::open(quiet->url()));
    post(store, numbered(march_facts(), 1));
    Clerk clerk{.desk = alive};
    for (const auto work : work_of_a_month)
        (clerk.*work)();
    EXPECT_EQ(heads(desk.store()), heads(alive.store()));
}

}  // namespace
}  // namespace yunke::ledger::testing
