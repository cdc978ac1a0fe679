// A year of pay from what accrues to the bank, by chance: whatever is approved, paid, confirmed, failed and remitted,
// the accounts stay what they have to be.
#include <gtest/gtest.h>

#include <random>

#include "dispatcher/ledger/office.hpp"
#include "dispatcher/ledger/payout.hpp"
#include "dispatcher/ledger/tax_due.hpp"
#include "tests/ledger/balances.hpp"

namespace yunke::ledger {
namespace {

constexpr std::uint32_t people = 3;

class PayYear {
public:
    explicit PayYear(std::uint64_t seed) : random_(seed) {
        for (std::uint32_t i = 1; i <= people; ++i)
            payees_[AgentId{i}] = {"某人", "6222"};
        rules_ = {.tables = tables_, .reliefs = reliefs_, .payees = &payees_};
    }

    void run() {
        for (Month month{2026, 1}; month.year == 2026; month = next(month)) {
            for (std::uint32_t i = 1; i <= people; ++i)
                approve_month(AgentId{i}, month);
            for (auto batches = below(3); batches > 0; --batches)
                pay(month);
            if (below(2) == 0) remit_all(month);
            if (::testing::Test::HasFatalFailure()) return;
        }
        check_taxes();
    }

private:
    std::int64_t below(std::int64_t most) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most));
    }
    static Step step_in(Month month) { return {.at_ms = 1, .month = month, .transfers = {}, .alerts = {}}; }
    Balances book(const Step& step) {
        for (const auto& one : step.transfers) {
            chain_.push_back({static_cast<std::int64_t>(chain_.size()) + 1, one});
            all_.push_back(one);
        }
        return balances_of(all_);
    }
    Fen payable(AgentId agent) const { return balances_of(all_).credit(AccountKind::payable, agent); }

    void approve_month(AgentId agent, Month month) {
        auto step = step_in(month);
        const MonthWork work{.agent = agent, .month = month, .accrued_fen = below(2'000'000) - 100'000};
        correct(agent, work.accrued_fen, false, "pay/x", step);
        ASSERT_TRUE(approve(work, preview({}, work), step));
        ASSERT_EQ(book(step).credit(AccountKind::accrued, agent), 0);
    }

    void pay(Month month) {
        std::vector<PayoutOrder> orders;
        for (std::uint32_t i = 1; i <= people; ++i) {
            const auto left = payable(AgentId{i});
            if (left == 0 || below(4) == 0) continue;
            const auto gross = below(2) == 0 ? left : 1 + below(left);
            orders.push_back({AgentId{i}, gross, left, entries_[AgentId{i}], i == 1 ? "half" : ""});
        }
        if (orders.empty()) return;
        auto step = step_in(month);
        auto payout = make_payout(rules_.last_batch + 1, month, orders, rules_, step);
        ASSERT_TRUE(payout) << payout.error().what;
        rules_.last_batch = payout->batch;
        const auto balances = book(step);
        ASSERT_EQ((balances.credit({AccountKind::clearing, payout->batch})), payout->total_fen);
        for (const auto& row : payout->rows) {
            ASSERT_GE(balances.credit(AccountKind::payable, row.agent), 0);
            entries_[row.agent].push_back(row.tax);
        }
        answer(*payout, month);
    }

    void answer(Payout& payout, Month month) {
        Fen open = payout.total_fen;
        for (auto& row : payout.rows) {
            if (row.state != PayoutState::sent) continue;
            auto step = step_in(month);
            if (below(4) == 0) {
                const auto entry = fail(payout, row.number, chain_, step);
                ASSERT_TRUE(entry) << entry.error().what;
                entries_[row.agent].push_back(*entry);
            } else {
                ASSERT_TRUE(confirm(payout, row.number, step));
            }
            open -= row.net_fen;
            ASSERT_EQ((book(step).credit({AccountKind::clearing, payout.batch})), open);
        }
        ASSERT_EQ(open, 0);
    }

    TaxDue due_now() const {
        std::vector<TaxAccount> accounts;
        for (std::uint32_t i = 1; i <= people; ++i) {
            TaxAccount account{.agent = AgentId{i}};
            if (const auto at = entries_.find(AgentId{i}); at != entries_.end())
                for (const TaxEntry& one : at->second)
                    account.withheld[one.month] += one.withheld_fen;
            for (const Transfer& moved : all_)
                if (moved.debit == ledger::account(AccountKind::iit, AgentId{i}) &&
                    moved.credit.kind == AccountKind::bank)
                    account.remitted_fen += moved.amount;
            accounts.push_back(std::move(account));
        }
        return tax_due(accounts);
    }

    void remit_all(Month month) {
        const auto before = balances_of(all_);
        Fen owed = 0;
        Fen ahead = 0;
        for (std::uint32_t i = 1; i <= people; ++i) {
            const Fen balance = before.credit(AccountKind::iit, AgentId{i});
            (balance > 0 ? owed : ahead) += balance;
        }
        const auto due = due_now();
        ASSERT_EQ(due.owed_fen, owed) << "by months it is what the accounts have";
        ASSERT_EQ(due.ahead_fen, -ahead);
        auto step = step_in(month);
        const auto done = remit(due, {}, step);
        ASSERT_EQ(done.has_value(), owed > 0);
        remitted_ += owed;
        const auto after = book(step);
        for (std::uint32_t i = 1; i <= people; ++i)
            ASSERT_LE(after.credit(AccountKind::iit, AgentId{i}), 0);
    }

    // What the tax entries say was withheld is what the accounts have.
    void check_taxes() {
        const auto balances = balances_of(all_);
        Fen owed = remitted_;
        Fen withheld = 0;
        Fen income = 0;
        for (std::uint32_t i = 1; i <= people; ++i) {
            owed += balances.credit(AccountKind::iit, AgentId{i});
            for (const auto& one : entries_[AgentId{i}]) {
                withheld += one.withheld_fen;
                income += one.income_fen;
            }
        }
        ASSERT_EQ(owed, withheld);
        ASSERT_EQ((balances.credit({AccountKind::bank, 0})), income - withheld + remitted_);
        ASSERT_EQ(balances.sum(), 0);
    }

    std::mt19937_64 random_;
    std::vector<TaxTable> tables_ = statutory_tables();
    std::vector<TaxRelief> reliefs_ = {
        {.key = "half", .from = day_of(2026, 1, 1), .percent_bp = 5'000, .cap_fen = 40'000}};
    std::map<AgentId, Payee> payees_;
    PayoutRules rules_;
    std::vector<Transfer> all_;
    std::vector<ChainedTransfer> chain_;
    std::map<AgentId, std::vector<TaxEntry>> entries_;
    Fen remitted_ = 0;
};

TEST(PayYears, KeepTheirAccountsWhateverHappens) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        PayYear(seed).run();
        ASSERT_FALSE(HasFatalFailure()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace yunke::ledger
