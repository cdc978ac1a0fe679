// Reading out of a real database, after a random month was posted into it: everything that people see is compared with
// sums over all stored transfers and rows, made here in another way; and nobody sees what is another's.
#include <set>

#include "dispatcher/ledger/reading/line_words.hpp"
#include "dispatcher/ledger/reading/program_report.hpp"
#include "dispatcher/ledger/reading/reader.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {
namespace {

const Month march{2026, 3};
constexpr std::array merchants{merchant_a, merchant_b, merchant_c};

class ReadingTest : public BooksTest {
protected:
    ReadingTest() : store(open()), reader(*Reader::open(database->url(), database->url())) {
        RegistryView view;
        for (const MerchantId merchant : merchants)
            view.shops[ShopId{shop_of(merchant)}] = {"main", merchant};
        good(keep(store, view, Day{0}));
        sell_packages(store, setup);
        post(store, script(11, 1'500));
        for (const auto& heads = good(store.heads()); const auto& [chain, head] : heads) {
            for (PostedTransfer& one : good(store.transfers_after(chain, 0, 1'000'000)))
                transfers.push_back(std::move(one));
        }
    }

    // Everything that moved into an account in a month.
    std::int64_t moved(const Account& account, Month month) const {
        std::int64_t sum = 0;
        for (const PostedTransfer& one : transfers) {
            if (one.transfer.month != month) continue;
            if (one.transfer.credit == account) sum += one.transfer.amount;
            if (one.transfer.debit == account) sum -= one.transfer.amount;
        }
        return sum;
    }

    Store store;
    Reader reader;
    std::vector<PostedTransfer> transfers;
};

template <class T>
T seen(sql::Result<T> result) {
    if (!result) throw std::runtime_error("unexpected error: " + result.error().message);
    return std::move(*result);
}

TEST_F(ReadingTest, AnAgentsMonthIsWhatTheLedgerMovedIntoHerAccount) {
    std::size_t lines = 0;
    for (const AgentRow& agent : good(store.agents())) {
        const MonthLines month = seen(reader.month(agent.agent, march));
        EXPECT_EQ(month.total_fen, moved(account(AccountKind::accrued, agent.agent), march));
        EXPECT_EQ(seen(reader.month(agent.agent, next(march))).total_fen,
                  moved(account(AccountKind::accrued, agent.agent), next(march)));
        lines += month.lines.size();
        const Earnings earnings = seen(reader.earnings(agent.agent, agent.until_ms));
        EXPECT_GE(earnings.this_month.estimate_fen, earnings.this_month.confirmed_fen);
        EXPECT_EQ(earnings.worked_until_ms, agent.until_ms);
    }
    EXPECT_GT(lines, 20U);
}

TEST_F(ReadingTest, ALineOpensToTheFactsThatMadeItsAmount) {
    std::size_t facts = 0;
    for (const AgentRow& agent : good(store.agents())) {
        for (const MonthLine& line : seen(reader.month(agent.agent, march)).lines) {
            const OpenLine open = seen(reader.line(agent.agent, line_id(line.line.key)));
            EXPECT_EQ(open.line.line, line.line);
            EXPECT_EQ(open.line.amount_fen, line.amount_fen);
            EXPECT_EQ(open.line.ended, line.ended);
            Fen sum = 0;
            for (const PostedFact& fact : open.facts) {
                sum += fact.amount_fen;
                EXPECT_NE(view_of(fact, default_utc_offset_minutes).kind, "other") << text_of(fact.id);
            }
            EXPECT_EQ(open.facts_left_out, 0);
            EXPECT_EQ(sum, line.line.posted) << line_id(line.line.key);
            facts += open.facts.size();
        }
    }
    EXPECT_GT(facts, 100U);
}

TEST_F(ReadingTest, NobodyOpensALineOfAnother) {
    const std::vector<AgentRow> agents = good(store.agents());
    ASSERT_GE(agents.size(), 2U);
    const MonthLines hers = seen(reader.month(agents[0].agent, march));
    ASSERT_FALSE(hers.lines.empty());
    std::size_t refused = 0;
    for (const MonthLine& line : hers.lines) {
        const auto open = reader.line(agents[1].agent, line_id(line.line.key));
        if (open) {
            // The two began at the same moment; then it is the other's own.
            EXPECT_EQ(open->line.line.key.agent, agents[1].agent);
        } else {
            EXPECT_EQ(open.error().code, sql::Errc::not_found);
            ++refused;
        }
    }
    EXPECT_GT(refused, 0U);
    EXPECT_EQ(reader.line(agents[0].agent, "1-0-online-0-1' OR 1=1").error().code, sql::Errc::not_found);
    const MonthLines nobody = seen(reader.month(AgentId{99'999}, march));
    EXPECT_TRUE(nobody.lines.empty());
    EXPECT_EQ(nobody.total_fen, 0);
}

TEST_F(ReadingTest, WhatTheOfficeBookedForHerIsInHerMonthAndInNobodyElses) {
    const std::vector<AgentRow> agents = good(store.agents());
    ASSERT_GE(agents.size(), 2U);
    const AgentId agent = agents[0].agent;
    const MonthLines before = seen(reader.month(agent, march));
    ASSERT_FALSE(before.lines.empty());
    const LineKey corrected = before.lines.front().line.key;
    Step step{.at_ms = clock_ms(24 * 35), .month = march};
    step.move(Ledger::cny, account(AccountKind::bonus, agent), account(AccountKind::accrued, agent), 700,
              "bonus/1/2026-03/tier", 1);
    step.move(Ledger::cny, account(AccountKind::agent_pay, agent), account(AccountKind::accrued, agent), 30,
              text_of(corrected), 0);
    step.move(Ledger::cny, account(AccountKind::accrued, agent), account(AccountKind::payable, agent), 500,
              "approved/1/2026-03", 0);
    OfficeWrite entry{.kind = "approve", .account = 9, .at_ms = step.at_ms, .body = "x"};
    entry.transfers = step.transfers;
    entry.changes.at_ms = step.at_ms;
    ASSERT_TRUE(good(store.write_office(entry)));

    const MonthLines month = seen(reader.month(agent, march));
    EXPECT_EQ(month.total_fen, before.total_fen + 730);
    EXPECT_EQ(month.approved_fen, 500);
    ASSERT_EQ(month.adjustments.size(), 2U);
    EXPECT_EQ(month.adjustments[0].kind, AdjustmentKind::tier_bonus);
    EXPECT_EQ(month.adjustments[1].line, corrected);
    const OpenLine open = seen(reader.line(agent, line_id(corrected)));
    EXPECT_EQ(open.line.amount_fen, before.lines.front().amount_fen) << "a correction is told beside the line";
    EXPECT_EQ(seen(reader.earnings(agent, clock_ms(24 * 25))).approved_fen, 500);
    EXPECT_TRUE(seen(reader.month(agents[1].agent, march)).adjustments.empty());
    EXPECT_EQ(seen(reader.month(agents[1].agent, march)).approved_fen, 0);
}

TEST_F(ReadingTest, SomebodysProgressAddsUpToHerPeriodsAndLinesAndIsHersAlone) {
    std::vector<InProgram> people;
    for (const AgentRow& agent : good(store.agents()))
        people.push_back({.agent = agent.agent, .income = people.size() % 2 == 0});
    people.push_back({.agent = AgentId{99'999}, .income = true});
    const auto progress = seen(reader.progress(people, clock_ms(24 * 40)));  // in April
    ASSERT_EQ(progress.size(), people.size());
    const auto sums = seen(reader.worked_in(march));
    const auto ever = seen(reader.ever_worked(march));
    std::size_t with_income = 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const WorkMonth& month = progress[i].months.at(1);
        ASSERT_EQ(month.month, march);
        const auto sum = sums.find(people[i].agent);
        EXPECT_EQ(month.paid_ms, sum == sums.end() ? 0 : sum->second.paid_ms);
        EXPECT_EQ(month.days > 0, month.paid_ms > 0);
        EXPECT_EQ(progress[i].first_duty.has_value(), ever.contains(people[i].agent));
        EXPECT_EQ(month.income.has_value(), people[i].income && month.paid_ms > 0);
        if (!month.income) continue;
        EXPECT_EQ(*month.income, income_band(sum->second.earned_fen));
        ++with_income;
    }
    EXPECT_GT(with_income, 0U);
    EXPECT_FALSE(progress.back().first_duty);
    EXPECT_TRUE(seen(reader.progress({}, clock_ms(1))).empty());
}

TEST_F(ReadingTest, AMerchantsUseIsWhatItsTimeLedgerConsumed) {
    Ms all_ms = 0;
    for (const MerchantId merchant : merchants) {
        Ms billed_ms = 0;
        for (const UsageSum& row : seen(reader.usage(merchant, first_day(march), first_day(next(march))))) {
            EXPECT_EQ(row.shop, ShopId{shop_of(merchant)}) << "of its own shops only";
            billed_ms += row.billed_ms();
        }
        const Balance balance = seen(reader.balance(merchant, clock_ms(24 * 30)));
        Ms consumed_ms = balance.overage_ms;
        for (const Package& package : balance.rows.packages) {
            EXPECT_EQ(package.merchant, merchant);
            consumed_ms += package.consumed_ms;
        }
        EXPECT_EQ(billed_ms, consumed_ms);
        all_ms += billed_ms;
    }
    EXPECT_GT(all_ms, hour_ms);
    EXPECT_TRUE(seen(reader.usage(MerchantId{77}, first_day(march), first_day(next(march)))).empty());
    EXPECT_EQ(seen(reader.balance(MerchantId{77}, clock_ms(1))).state, BalanceState::none);
}

TEST_F(ReadingTest, TheForecastLooksBackOnTheSameDaysOfUse) {
    const Day last = day_of(clock_ms(24 * 20), default_utc_offset_minutes);
    const Balance balance = seen(reader.balance(merchant_a, clock_ms(24 * 20, 30)));
    const auto rows = seen(reader.usage(merchant_a, Day{static_cast<std::int32_t>(last) - use_days}, last));
    Ms sum_ms = 0;
    for (const DayMs& day : balance.burn_down.used) {
        Ms of_day_ms = 0;
        for (const UsageSum& row : rows)
            if (row.day == day.day) of_day_ms += row.billed_ms();
        EXPECT_EQ(day.ms, of_day_ms) << text_of(day.day);
        sum_ms += day.ms;
    }
    EXPECT_GT(sum_ms, 0);
}

// A clock that is said later counts from the day after, one of a merchant without shops so far for all time.
TEST_F(ReadingTest, AMerchantsClockIsKeptWithTheDayFromWhichItCounts) {
    const Day monday = day_of(2026, 3, 2);
    RegistryView view;
    for (const MerchantId merchant : merchants)
        view.shops[ShopId{shop_of(merchant)}] = {"main", merchant};
    constexpr MerchantId newcomer{7};
    view.shops[ShopId{70}] = {"main", newcomer};
    view.clocks = {{merchant_a, 540}, {newcomer, 0}};
    good(keep(store, view, monday));
    good(keep(store, view, next(monday)));
    view.clocks[merchant_a] = -300;
    good(keep(store, view, next(monday)));
    const ledger::Setup kept = good(load_setup(store, {})).setup;
    using Days = std::map<Day, std::int32_t>;
    EXPECT_EQ(kept.clocks.at(merchant_a).values(), (Days{{next(monday), 540}, {next(next(monday)), -300}}));
    EXPECT_EQ(kept.clocks.at(newcomer).values(), (Days{{Day{0}, 0}}));
    EXPECT_FALSE(kept.clocks.contains(merchant_b));

    // The page's today is the merchant's.
    auto fresh = seen(Reader::open(database->url(), database->url()));
    const Ms at_ms = clock_ms(24 * 20, 30);  // half an hour into a day of the platform's
    EXPECT_EQ(seen(fresh.balance(merchant_a, at_ms)).burn_down.used.back().day, day_of(2026, 3, 21));
    EXPECT_EQ(seen(fresh.balance(merchant_b, at_ms)).burn_down.used.back().day, day_of(2026, 3, 22));
}

TEST_F(ReadingTest, AnInvoicesSupplyIsTheRevenueOfTheMonth) {
    Fen all = 0;
    for (const MerchantId merchant : merchants) {
        const Invoice invoice = seen(reader.invoice(merchant, march));
        EXPECT_EQ(invoice.supplied.vat_fen, moved(account(AccountKind::output_vat, merchant), march));
        EXPECT_EQ(invoice.supplied.net_fen(), moved(account(AccountKind::revenue, merchant), march));
        for (const InvoiceItem& item : invoice.items)
            EXPECT_EQ(item.amounts.net_fen() + item.amounts.vat_fen, item.amounts.gross_fen);
        all += invoice.supplied.gross_fen;
    }
    EXPECT_GT(all, 0);
    EXPECT_TRUE(seen(reader.invoice(MerchantId{77}, march)).items.empty());
}

}  // namespace
}  // namespace yunke::ledger::testing
