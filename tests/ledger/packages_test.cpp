// What merchants' packages go through: slices held, consumed, paid for, used up, topped up, expired, refunded.
#include <gtest/gtest.h>

#include "tests/ledger/bench.hpp"

namespace yunke::ledger::testing {
namespace {

constexpr Ms begin_ms = clock_ms(10);
constexpr Ms year_ms = 365 * 24 * hour_ms;

MerchantTerms terms(OverageMode mode, Fen rate = 0) {
    return {.version = 7, .mode = mode, .overage_rate = rate};
}

class PackagesInUse : public ::testing::Test {
protected:
    void agree(const MerchantTerms& terms) { bench.setup.terms[merchant_a].put(day_of(2026, 1, 1), terms); }
    void vat(std::int64_t bp) { bench.setup.cards.add(card(90, platform, {{Term::vat, bp}})); }
    void accept(std::uint64_t conversation = 1) { bench.apply(accepted(conversation, merchant_a, 1, now_ms)); }
    void end(std::uint64_t conversation = 1) { bench.apply(ended(conversation, merchant_a, 1, now_ms)); }
    void go_on(Ms ms, Kind kind = v1::WorkInterval::HANDLING, std::uint64_t conversation = 1, bool line_lost = false) {
        v1::Fact fact = work(1, begin_ms, now_ms, now_ms + ms, {unit(conversation, merchant_a, kind, ms)});
        fact.mutable_work()->set_line_lost(line_lost);
        bench.apply(fact);
        now_ms += ms;
    }
    std::int64_t receivable() const { return -bench.balance(AccountKind::receivable, raw(merchant_a)); }
    std::int64_t revenue() const { return bench.balance(AccountKind::revenue, raw(merchant_a)); }
    std::int64_t output_vat() const { return bench.balance(AccountKind::output_vat, raw(merchant_a)); }
    Ms over_used() const { return bench.balance(AccountKind::over_used, raw(merchant_a)); }
    const MerchantRow& row() const { return bench.rows.merchants.at(merchant_a); }

    Bench bench;
    Ms now_ms = begin_ms;
};

TEST_F(PackagesInUse, ALiveChatHoldsASliceThatIsRenewedAndSetFree) {
    const PackageId id = bench.top_up(merchant_a, hour_ms, 6'000);
    accept();
    EXPECT_EQ(bench.package(id).held_ms, slice_ms);
    go_on(4 * minute_ms);
    EXPECT_EQ(bench.package(id).held_ms, slice_ms);
    EXPECT_EQ(bench.package(id).consumed_ms, 4 * minute_ms);
    EXPECT_EQ(bench.package(id).available_ms, 51 * minute_ms);
    end();
    EXPECT_EQ(bench.package(id).held_ms, 0);
    go_on(2 * minute_ms, v1::WorkInterval::WRAP_UP);
    EXPECT_EQ(bench.package(id).held_ms, 0);
    EXPECT_EQ(bench.package(id).consumed_ms, 6 * minute_ms);
    EXPECT_EQ(bench.package(id).available_ms, 54 * minute_ms);
}

TEST_F(PackagesInUse, HandedOnASliceStaysOnlyWithWhoeverHasTheChat) {
    const PackageId id = bench.top_up(merchant_a, hour_ms, 6'000);
    accept();
    bench.apply(handed_on(1, merchant_a, 1, 2, now_ms));
    EXPECT_EQ(bench.package(id).held_ms, slice_ms);
    bench.apply(accepted(1, merchant_a, 2, now_ms));
    EXPECT_EQ(bench.package(id).held_ms, slice_ms);
    bench.apply(handed_on(1, merchant_a, 2, 0, now_ms));
    EXPECT_EQ(bench.package(id).held_ms, 0);
    bench.apply(accepted(1, merchant_a, 3, now_ms));
    EXPECT_EQ(bench.package(id).held_ms, slice_ms);
}

TEST_F(PackagesInUse, EndExactlyAtTheirPrice) {
    for (const Fen price : {0, 1, 99, 9'999, 100'003}) {
        Bench one;
        const PackageId id = one.top_up(merchant_a, 61 * minute_ms + 7, price);
        Ms at_ms = begin_ms;
        for (Ms i = 0; one.package(id).consumed_ms < one.package(id).issued_ms; ++i) {
            const Ms ms = 17'001 + i % 13 * 1'009;
            one.apply(work(1, begin_ms, at_ms, at_ms + ms, {unit(1, merchant_a, v1::WorkInterval::HANDLING, ms)}));
            at_ms += ms;
            const Package& now = one.package(id);
            ASSERT_EQ(now.recognised_fen, floor_mul_div(price, now.consumed_ms, now.issued_ms));
        }
        EXPECT_EQ(one.balance(AccountKind::prepaid, raw(merchant_a)), 0);
        const Fen tax = half_up_mul_div(price, 600, 10'600);
        EXPECT_EQ(one.balance(AccountKind::output_vat, raw(merchant_a)), tax);
        EXPECT_EQ(one.balance(AccountKind::revenue, raw(merchant_a)), price - tax);
    }
}

TEST_F(PackagesInUse, TheOneThatExpiresFirstIsConsumedFirst) {
    const PackageId late = bench.top_up(merchant_a, 10 * minute_ms, 1'000, begin_ms + 2 * year_ms);
    const PackageId soon = bench.top_up(merchant_a, 7 * minute_ms, 1'000, begin_ms + year_ms);
    accept();
    go_on(5 * minute_ms);
    EXPECT_EQ(bench.package(soon).consumed_ms, 5 * minute_ms);
    EXPECT_EQ(bench.package(late).held_ms, 3 * minute_ms);
    go_on(5 * minute_ms);
    EXPECT_EQ(bench.package(soon).consumed_ms, 7 * minute_ms);
    EXPECT_EQ(bench.package(late).consumed_ms, 3 * minute_ms);
    go_on(5 * minute_ms);
    EXPECT_EQ(bench.package(late).consumed_ms, 8 * minute_ms);
    EXPECT_EQ(over_used(), 0);
}

TEST_F(PackagesInUse, ThePlatformBearsHelpGraceAndSlowWrapUp) {
    const PackageId id = bench.top_up(merchant_a, hour_ms, 6'000);
    go_on(1'000, v1::WorkInterval::HELP);
    go_on(2'000, v1::WorkInterval::WRAP_UP_OVER);
    go_on(3'000, v1::WorkInterval::HANDLING, 1, true);
    EXPECT_EQ(bench.package(id).consumed_ms, 0);
    EXPECT_EQ(bench.used(merchant_a, UseKind::help), 1'000);
    EXPECT_EQ(bench.used(merchant_a, UseKind::wrap_up_over), 2'000);
    EXPECT_EQ(bench.used(merchant_a, UseKind::grace), 3'000);
    go_on(4'000, v1::WorkInterval::HOLD);
    go_on(5'000, v1::WorkInterval::WRAP_UP);
    EXPECT_EQ(bench.package(id).consumed_ms, 9'000);
}

TEST_F(PackagesInUse, UsedUpWithBlockTakeNoNewChatsAndEndNoLiveOne) {
    agree(terms(OverageMode::block, 3'600));
    const PackageId id = bench.top_up(merchant_a, 7 * minute_ms, 700);
    accept();
    EXPECT_TRUE(bench.told.empty());
    go_on(2 * minute_ms);  // holds all of the rest
    ASSERT_EQ(bench.told.size(), 1U);
    EXPECT_EQ(bench.told.back(), (BalanceChange{merchant_a, true}));
    go_on(5 * minute_ms);
    go_on(3 * minute_ms);
    EXPECT_EQ(bench.package(id).consumed_ms, 7 * minute_ms);
    EXPECT_EQ(over_used(), 3 * minute_ms);
    EXPECT_EQ(receivable(), 180);
    EXPECT_EQ(bench.told.size(), 1U);
    bench.top_up(merchant_a, hour_ms, 6'000);
    EXPECT_FALSE(row().used_up);
    go_on(3 * minute_ms);
    EXPECT_EQ(over_used(), 3 * minute_ms);
}

TEST_F(PackagesInUse, TimeThatAnEndedChatSetsFreeTakesNewChatsAgain) {
    agree(terms(OverageMode::block));
    bench.top_up(merchant_a, 5 * minute_ms, 500);
    accept();
    EXPECT_TRUE(row().used_up);
    end();
    EXPECT_FALSE(row().used_up);
    EXPECT_EQ(bench.told, (std::vector<BalanceChange>{{merchant_a, true}, {merchant_a, false}}));
}

TEST_F(PackagesInUse, UsedUpWithARateGoOnAsOverageAtIt) {
    agree(terms(OverageMode::rate, 6'000));
    vat(600);
    bench.top_up(merchant_a, minute_ms, 100);
    Ms over_ms = -minute_ms;
    for (Ms i = 0; i < 50; ++i) {
        go_on(61'003);
        over_ms += 61'003;
        const Fen owed = pay_of(over_ms, 6'000);
        ASSERT_EQ(receivable(), owed);
        ASSERT_EQ(output_vat(), half_up_mul_div(100, 600, 10'600) + half_up_mul_div(owed, 600, 10'600));
        ASSERT_EQ(revenue() + output_vat(), owed + 100);
    }
    EXPECT_EQ(over_used(), over_ms);
    EXPECT_EQ(bench.balance(AccountKind::overage, raw(merchant_a)), -over_ms);
    EXPECT_TRUE(bench.told.empty());
}

TEST_F(PackagesInUse, UsedUpWithTopUpBuyAnotherByInvoice) {
    MerchantTerms agreed = terms(OverageMode::top_up, 9'999);
    agreed.top_up_ms = 10 * minute_ms;
    agreed.top_up_price_fen = 1'001;
    agreed.top_up_days = 30;
    agree(agreed);
    vat(600);
    for (int i = 0; i < 5; ++i)
        go_on(5 * minute_ms);
    EXPECT_EQ(bench.rows.packages.size(), 3U);
    EXPECT_EQ(receivable(), 3'003);
    EXPECT_EQ(over_used(), 0);
    const Package& third = bench.package(package_id(merchant_a, 3));
    EXPECT_EQ(third.consumed_ms, 5 * minute_ms);
    EXPECT_EQ(third.vat_bp, 600U);
    EXPECT_TRUE(third.by_invoice);
    EXPECT_EQ(third.expires_ms, now_ms + 30 * 24 * hour_ms);
    EXPECT_EQ(bench.balance(AccountKind::prepaid, raw(merchant_a)), 1'001 - 500);
    EXPECT_TRUE(bench.told.empty());
}

TEST_F(PackagesInUse, ATopUpOfNextToNothingIsNoTopUp) {
    MerchantTerms agreed = terms(OverageMode::top_up, 60);
    agreed.top_up_ms = slice_ms - 1;
    agree(agreed);
    go_on(5 * minute_ms);
    EXPECT_TRUE(bench.rows.packages.empty());
    EXPECT_EQ(receivable(), 5);
}

TEST_F(PackagesInUse, WithoutTermsNobodyIsBlockedOrCharged) {
    accept();
    go_on(5 * minute_ms);
    EXPECT_EQ(over_used(), 5 * minute_ms);
    EXPECT_EQ(receivable(), 0);
    EXPECT_TRUE(bench.told.empty());
}

TEST_F(PackagesInUse, TellTheirMarksOnceAfterEachTopUp) {
    const auto percents = [&] {
        std::vector<std::uint32_t> told;
        for (const Alert& alert : bench.alerts)
            told.push_back(alert.percent);
        return told;
    };
    bench.top_up(merchant_a, 100 * minute_ms, 10'000);
    accept();
    for (int i = 0; i < 9; ++i)
        go_on(5 * minute_ms);
    go_on(5 * minute_ms - 1);
    EXPECT_EQ(percents(), (std::vector<std::uint32_t>{}));
    go_on(1);
    EXPECT_EQ(percents(), (std::vector<std::uint32_t>{50}));
    EXPECT_EQ(bench.alerts.back().left_ms, 50 * minute_ms);
    for (int i = 0; i < 9; ++i)
        go_on(5 * minute_ms);
    EXPECT_EQ(percents(), (std::vector<std::uint32_t>{50, 20, 5}));
    bench.top_up(merchant_a, 95 * minute_ms, 10'000);
    for (int i = 0; i < 10; ++i)
        go_on(5 * minute_ms);
    EXPECT_EQ(percents(), (std::vector<std::uint32_t>{50, 20, 5, 50}));
}

TEST_F(PackagesInUse, ExpireWithTheirRevenueButHonourAHeldSlice) {
    vat(600);
    const PackageId id = bench.top_up(merchant_a, hour_ms, 6'000, clock_ms(24));
    now_ms = clock_ms(23, 58);
    accept();
    go_on(2 * minute_ms);  // to midnight
    bench.office(merchant_a, clock_ms(24), [](Merchant& merchant, Step& step) { expire(merchant, step); });
    EXPECT_EQ(bench.package(id).expired_ms, 53 * minute_ms);
    EXPECT_EQ(bench.package(id).held_ms, slice_ms);
    EXPECT_EQ(revenue() + output_vat(), 5'500);
    go_on(3 * minute_ms);
    EXPECT_EQ(bench.package(id).consumed_ms, 5 * minute_ms);
    EXPECT_EQ(over_used(), 0);
    EXPECT_EQ(bench.package(id).held_ms, 2 * minute_ms);  // not renewed
    go_on(5 * minute_ms);
    EXPECT_EQ(over_used(), 3 * minute_ms);
    EXPECT_EQ(revenue() + output_vat(), 6'000);
    EXPECT_EQ(bench.balance(AccountKind::prepaid, raw(merchant_a)), 0);
}

TEST_F(PackagesInUse, SetFreeAfterTheyExpiredExpireWithTheNextRun) {
    const PackageId id = bench.top_up(merchant_a, 5 * minute_ms, 501, clock_ms(24));
    now_ms = clock_ms(23, 59);
    accept();
    now_ms = clock_ms(24);
    bench.office(merchant_a, now_ms, [](Merchant& merchant, Step& step) { expire(merchant, step); });
    EXPECT_EQ(bench.package(id).expired_ms, 0);
    end();
    EXPECT_EQ(bench.package(id).available_ms, 5 * minute_ms);
    accept(2);
    EXPECT_EQ(bench.package(id).held_ms, 0);
    bench.office(merchant_a, now_ms, [](Merchant& merchant, Step& step) { expire(merchant, step); });
    EXPECT_EQ(bench.package(id).expired_ms, 5 * minute_ms);
    EXPECT_EQ(bench.package(id).recognised_fen, 501);
}

TEST_F(PackagesInUse, AreRefundedByWhatIsLeftOfThem) {
    const PackageId id = bench.top_up(merchant_a, 3 * minute_ms, 1'000);
    go_on(minute_ms);
    EXPECT_EQ(bench.package(id).recognised_fen, 333);
    bench.office(merchant_a, now_ms, [&](Merchant& merchant, Step& step) {
        EXPECT_EQ(refund(merchant, id, 2 * minute_ms + 1, step).error().code, Errc::refused);
        EXPECT_EQ(refund(merchant, id, 0, step).error().code, Errc::refused);
        EXPECT_EQ(refund(merchant, package_id(merchant_a, 9), 1, step).error().code, Errc::refused);
        EXPECT_TRUE(step.transfers.empty());
        EXPECT_EQ(refund(merchant, id, minute_ms, step), 333);
        EXPECT_EQ(refund(merchant, id, minute_ms, step), 333);  // floor(666.67) in all
    });
    // The fen that neither part has is revenue, so that nothing stays in Prepaid.
    EXPECT_EQ(bench.package(id).recognised_fen, 334);
    EXPECT_EQ(bench.balance(AccountKind::prepaid, raw(merchant_a)), 0);
    EXPECT_EQ(bench.balance(AccountKind::bank, 0), -334);
}

TEST_F(PackagesInUse, SoldByInvoiceAreRefundedOffWhatIsOwed) {
    PackageId id{};
    bench.office(merchant_a, now_ms, [&](Merchant& merchant, Step& step) {
        id = sell(
            merchant,
            {.ms = hour_ms, .price_fen = 6'000, .expires_ms = now_ms + year_ms, .paid_from = AccountKind::receivable},
            step);
        EXPECT_EQ(refund(merchant, id, hour_ms, step), 6'000);
    });
    EXPECT_EQ(receivable(), 0);
    EXPECT_EQ(bench.balance(AccountKind::bank, 0), 0);
}

TEST_F(PackagesInUse, AreSoldByTheDatedPriceOfAPlan) {
    bench.setup.plans["hundred"].put(
        day_of(2026, 1, 1),
        {.version = 3, .name = "100 h", .ms = 100 * hour_ms, .price_fen = 250'000, .days = 365, .note = ""});
    bench.setup.plans["hundred"].put(
        day_of(2026, 6, 1),
        {.version = 8, .name = "100 h", .ms = 100 * hour_ms, .price_fen = 200'000, .days = 365, .note = "summer"});
    EXPECT_EQ(bench.setup.plan_at("hundred", day_of(2025, 12, 31)), nullptr);
    EXPECT_EQ(bench.setup.plan_at("ten", day_of(2026, 1, 1)), nullptr);
    EXPECT_EQ(bench.setup.plan_at("hundred", day_of(2026, 5, 31))->price_fen, 250'000);
    const Sale sale = sale_of(*bench.setup.plan_at("hundred", day_of(2026, 6, 1)), begin_ms, 600);
    bench.office(merchant_a, begin_ms, [&](Merchant& merchant, Step& step) { sell(merchant, sale, step); });
    const Package& sold = bench.package(package_id(merchant_a, 1));
    EXPECT_EQ(sold.plan, 8U);
    EXPECT_EQ(sold.price_fen, 200'000);
    EXPECT_EQ(sold.expires_ms, begin_ms + year_ms);
}

TEST_F(PackagesInUse, AGiftForEachConversationResolvedComesFromWhatIsSetAside) {
    RateCard gift = card(5, merchant_a, {{Term::gift, 30}});
    gift.fund = FundId{4};
    bench.setup.cards.add(gift);
    bench.top_up(merchant_a, hour_ms, 6'000);
    bench.office(merchant_a, now_ms, [](Merchant& merchant, Step& step) {
        EXPECT_TRUE(set_aside(merchant, 100, step));
        EXPECT_EQ(set_aside(merchant, -101, step).error().code, Errc::refused);
        EXPECT_TRUE(set_aside(merchant, -35, step));
    });
    for (const std::uint64_t conversation : {1U, 2U, 2U, 3U})
        end(conversation);
    EXPECT_EQ(bench.balance(AccountKind::fund, 4), 60);
    EXPECT_EQ(row().spare_fen, 5);
    EXPECT_EQ(row().gifts_unfunded, 1U);  // never out of what packages are to pay
}

}  // namespace
}  // namespace yunke::ledger::testing
