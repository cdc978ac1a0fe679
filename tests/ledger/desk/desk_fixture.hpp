// A desk over books in a real database: three merchants and three agents of the registry, a card file, two people of
// finance, and a month of work. March 2026 is worked in; everything is booked in April.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/ledger/desk/appeal_desk.hpp"
#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/desk/merchant_desk.hpp"
#include "dispatcher/ledger/desk/month_desk.hpp"
#include "dispatcher/ledger/desk/payee_desk.hpp"
#include "dispatcher/ledger/desk/payout_desk.hpp"
#include "dispatcher/ledger/desk/tax_desk.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {

constexpr Month march{2026, 3};
constexpr Month april{2026, 4};
constexpr Ms april_ms = 1'774'972'800'000;  // 2026-04-01 00:00 at +08:00
constexpr Ms may_ms = april_ms + 30 * 24 * hour_ms;
constexpr AgentId ada{1}, bea{2}, cho{3};

MATCHER_P2(IsRefused, code, words, "is refused and says: " + std::string(words)) {
    if (arg) {
        *result_listener << "but it succeeded";
        return false;
    }
    *result_listener << arg.error().what;
    return arg.error().code == code && arg.error().what.find(words) != std::string::npos;
}

// Registry, card file and whose shops they are, in an empty database.
void set_the_desk(TestDatabase& database, Desk& desk);

class DeskTest : public BooksTest {
protected:
    DeskTest();

    Booker books(std::uint64_t account = 1) const { return {.account = account, .at_ms = now_ms}; }
    // Posts facts behind those that are there, priced by the desk's own setup.
    void post_more(const std::vector<v1::Fact>& facts);
    // Two hours of ada, one of bea: each in one work period of March 2nd; and what is needed to close the month.
    void post_march();

    Fen balance(AccountKind kind, std::uint64_t owner);
    void expect_whole();
    std::uint64_t office_entries();
    // What `work` does must change nothing.
    template <class Work>
    void expect_nothing_booked(const Work& work) {
        const auto before = heads(desk.store());
        const auto entries = office_entries();
        work();
        EXPECT_EQ(heads(desk.store()), before);
        EXPECT_EQ(office_entries(), entries);
        expect_whole();
    }

    void approve_march(std::uint64_t account = 1);
    void enter_payees();

    Desk desk;
    MerchantDesk merchants{desk};
    MonthDesk months{desk};
    PayeeDesk payees{desk};
    PayoutDesk payouts{desk};
    TaxDesk taxes{desk};
    AppealDesk appeals{desk};
    Ms now_ms = april_ms + 2 * hour_ms;
};

// The facts of post_march().
std::vector<v1::Fact> march_facts();
v1::Fact rated(std::uint32_t agent, std::uint32_t stars, Ms at_ms);
std::vector<OrderedFact> numbered(const std::vector<v1::Fact>& facts, std::uint64_t first);

}  // namespace yunke::ledger::testing
