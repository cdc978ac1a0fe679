// Random months: the books against a naive computation from the same facts, to the fen and to the millisecond; what
// must always hold, after every fact; and facts taken back, as if they had never been. A failure names its seed:
//     ledger_test --gtest_filter='*Months*/SEED'
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/ledger/bench.hpp"
#include "tests/ledger/naive_pay.hpp"
#include "tests/ledger/random_month.hpp"

namespace yunke::ledger::testing {
namespace {

class Months : public ::testing::TestWithParam<std::uint64_t> {
protected:
    void SetUp() override { RecordProperty("seed", std::to_string(GetParam())); }

    // Each merchant has two packages at first; one gives gifts.
    static void open(Bench& bench, std::uint64_t seed) {
        Dice dice(seed);
        for (const MerchantId merchant : {merchant_a, merchant_b, merchant_c}) {
            for (int i = 0; i < 2; ++i)
                bench.top_up(merchant, dice.between(1, 20 * hour_ms), dice.between(0, 99'999),
                             monday_ms + dice.between(1, 60 * 24) * hour_ms);
        }
        bench.office(merchant_c, monday_ms,
                     [](Merchant& merchant, Step& step) { EXPECT_TRUE(set_aside(merchant, 101, step)); });
    }

    static void expect_sums(const Bench& bench) {
        // Each line is its arithmetic, and the sum of its transfers.
        std::map<std::string, Fen> posted;
        std::int64_t zero = 0;
        for (const auto& [account, balance] : bench.balances)
            zero += balance;
        EXPECT_EQ(zero, 0);
        for (const ChainedTransfer& chained : bench.transfers) {
            const Transfer& transfer = chained.transfer;
            if (transfer.credit.kind == AccountKind::accrued) posted[transfer.line] += transfer.amount;
            if (transfer.debit.kind == AccountKind::accrued) posted[transfer.line] -= transfer.amount;
        }
        for (const auto& [key, line] : bench.rows.lines) {
            if (key.period_ms == 0) continue;
            EXPECT_EQ(posted[text_of(key)], line.posted) << text_of(key);
            if (key.term == LineTerm::conversation) {
                EXPECT_EQ(line.posted, line.rate * line.quantity);
            } else if (key.term != LineTerm::floor) {
                EXPECT_EQ(line.posted, pay_of(line.quantity, line.rate));
            }
        }
        for (const auto& [key, over] : bench.rows.overage)
            EXPECT_EQ(over.posted_fen, pay_of(over.ms, over.rate));
        for (const auto& [id, p] : bench.rows.packages) {
            if (blank(p) || p.refunded_ms > 0) continue;
            EXPECT_EQ(p.recognised_fen, floor_mul_div(p.price_fen, p.consumed_ms + p.expired_ms, p.issued_ms));
            EXPECT_EQ(p.vat_fen, half_up_mul_div(p.recognised_fen, p.vat_bp, 10'000 + p.vat_bp));
        }
    }

    static Ms ms_of(const std::map<std::uint32_t, Ms>& by_agent, std::uint32_t agent) {
        const auto at = by_agent.find(agent);
        return at == by_agent.end() ? 0 : at->second;
    }

    static void expect_agreement(const Bench& bench, const NaivePay& naive) {
        for (const auto& [agent, pay] : naive.pay) {
            EXPECT_EQ(bench.accrued(agent), pay) << "agent " << agent;
            EXPECT_EQ(bench.quantity(agent, LineTerm::online), naive.online_ms.at(agent)) << "agent " << agent;
            EXPECT_EQ(bench.quantity(agent, LineTerm::rest), naive.rest_ms.at(agent)) << "agent " << agent;
            EXPECT_EQ(bench.quantity(agent, LineTerm::training), ms_of(naive.training_ms, agent)) << "agent " << agent;
            EXPECT_EQ(bench.quantity(agent, LineTerm::training_unpaid), ms_of(naive.training_unpaid_ms, agent))
                << "agent " << agent;
        }
        std::map<std::uint32_t, Ms> shared_ms;
        for (const auto& [key, row] : bench.rows.usage)
            for (const Ms ms : row.ms)
                shared_ms[raw(key.agent)] += ms;
        EXPECT_EQ(shared_ms, naive.union_ms);
        EXPECT_EQ(naive.shared_ms, naive.union_ms);
        std::map<MerchantId, std::int64_t> resolved;
        for (const auto& [key, row] : bench.rows.usage)
            if (row.resolved > 0) resolved[bench.setup.merchant_of(key.shop)] += row.resolved;
        EXPECT_EQ(resolved, naive.resolved_for);
        for (const auto& [merchant, ms] : naive.billed_ms) {
            Ms billed_ms = bench.balance(AccountKind::over_used, raw(merchant));
            for (const auto& [id, package] : bench.rows.packages)
                if (package.merchant == merchant) billed_ms += package.consumed_ms;
            EXPECT_EQ(billed_ms, ms) << "merchant " << raw(merchant);
            EXPECT_EQ(bench.used(merchant, UseKind::handling) + bench.used(merchant, UseKind::hold) +
                          bench.used(merchant, UseKind::wrap_up),
                      ms);
        }
    }
};

TEST_P(Months, AgreeWithANaiveComputationFromTheSameFacts) {
    const std::uint64_t seed = GetParam();
    const std::vector<v1::Fact> facts = random_month(seed);
    ASSERT_GT(facts.size(), 1'000U);
    Bench bench(random_setup(seed));
    bench.forget_every = seed % 3 == 0 ? 0 : seed % 3 * 10;
    open(bench, seed);
    bench.apply_all(facts);
    expect_sums(bench);
    const NaivePay naive = naive_pay(facts, bench.setup);
    expect_agreement(bench, naive);
}

TEST_P(Months, FactsTakenBackAreAsIfTheyHadNeverBeen) {
    const std::uint64_t seed = GetParam();
    Dice dice(seed + 1);
    const std::vector<v1::Fact> facts = random_month(seed, {.facts_max = 1'500});
    Bench bench(random_setup(seed)), undisturbed(random_setup(seed));
    open(bench, seed);
    open(undisturbed, seed);
    for (std::size_t done = 0; done < facts.size();) {
        const std::size_t kept = std::min(facts.size() - done, static_cast<std::size_t>(dice.between(1, 60)));
        for (std::size_t i = 0; i < kept; ++i) {
            bench.apply(facts[done + i]);
            undisturbed.apply(facts[done + i]);
        }
        done += kept;
        const std::size_t lost = std::min(facts.size() - done, static_cast<std::size_t>(dice.between(0, 40)));
        for (std::size_t i = 0; i < lost; ++i)
            bench.apply(facts[done + i]);
        if (dice.one_in(2)) bench.books.forget();
        bench.take_back(lost);
        ASSERT_EQ(bench.rows.without_blanks(), undisturbed.rows.without_blanks());
        ASSERT_EQ(bench.balances, undisturbed.balances);
    }
    expect_sums(bench);
    expect_agreement(bench, naive_pay(facts, bench.setup));
}

// Office entries after facts that are then taken back. What a merchant is told of is found anew from what is left, so
// that only here it may differ from books that never saw the facts.
TEST_P(Months, OfficeEntriesStayWhereFactsAreTakenBack) {
    const std::uint64_t seed = GetParam();
    Dice dice(seed + 2);
    const std::vector<v1::Fact> facts = random_month(seed, {.facts_max = 1'500});
    Bench bench(random_setup(seed)), undisturbed(random_setup(seed));
    const auto same_but_for_marks = [&] {
        Rows rows = bench.rows.without_blanks(), expected = undisturbed.rows.without_blanks();
        for (Rows* each : {&rows, &expected})
            for (auto& [id, row] : each->merchants) {
                row.alert_base_ms = row.alerts_told = 0;
                row.used_up = false;
            }
        return rows == expected && bench.balances == undisturbed.balances;
    };
    open(bench, seed);
    open(undisturbed, seed);
    for (std::size_t done = 0; done < facts.size();) {
        const std::size_t lost = std::min(facts.size() - done, static_cast<std::size_t>(dice.between(0, 30)));
        for (std::size_t i = 0; i < lost; ++i)
            bench.apply(facts[done + i]);
        // Merchant b's shortages are sales: a sale of the office's would number them otherwise.
        const MerchantId merchant = dice.one_in(2) ? merchant_a : merchant_c;
        const Ms ms = dice.between(1, hour_ms);
        const Fen fen = dice.between(0, 999);
        for (Bench* each : {&bench, &undisturbed}) {
            each->top_up(merchant, ms, fen);
            each->office(merchant_b, monday_ms,
                         [&](Merchant& row, Step& step) { EXPECT_TRUE(set_aside(row, fen, step)); });
        }
        bench.take_back(lost);
        ASSERT_TRUE(same_but_for_marks());
        const std::size_t kept = std::min(facts.size() - done, static_cast<std::size_t>(dice.between(1, 200)));
        for (std::size_t i = 0; i < kept; ++i) {
            bench.apply(facts[done + i]);
            undisturbed.apply(facts[done + i]);
        }
        ASSERT_TRUE(same_but_for_marks());
        done += kept;
    }
    expect_sums(bench);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Months, ::testing::Range<std::uint64_t>(1, 13),
                         [](const auto& info) { return std::to_string(info.param); });

TEST(AWholeMonth, AgreesToTheFen) {
    const std::vector<v1::Fact> facts = random_month(2026, {.agents = 3, .facts_max = 1'000'000});
    Bench bench(random_setup(2026));
    bench.forget_every = 10'000;
    bench.apply_all(facts);
    const NaivePay naive = naive_pay(facts, bench.setup);
    for (const auto& [agent, pay] : naive.pay)
        EXPECT_EQ(bench.accrued(agent), pay);
    const auto to_ms = [](const v1::Fact& fact) { return fact.work().to_ms(); };
    EXPECT_GT(to_ms(*std::ranges::max_element(facts, {}, to_ms)), monday_ms + 29 * 24 * hour_ms);
    // The month had what it is to test.
    const auto count = [&](auto which) { return std::ranges::count_if(facts, which); };
    EXPECT_GT(facts.size(), 10'000U);
    EXPECT_EQ(naive.billed_ms.size(), 3U);
    EXPECT_GT(count([](const v1::Fact& f) { return f.has_period_ended(); }), 50);
    EXPECT_GT(count([](const v1::Fact& f) { return f.work().units_size() > 2; }), 1'000);
    EXPECT_GT(count([](const v1::Fact& f) { return f.work().units_size() > 0 && f.work().line_lost(); }), 100);
    EXPECT_GT(std::ranges::count_if(naive.rest_ms, [](const auto& one) { return one.second > 0; }), 0);
    EXPECT_GT(std::ranges::count_if(naive.training_ms, [](const auto& one) { return one.second > 0; }), 0);
    EXPECT_GT(std::ranges::count_if(naive.training_unpaid_ms, [](const auto& one) { return one.second > 0; }), 0);
}

}  // namespace
}  // namespace yunke::ledger::testing
