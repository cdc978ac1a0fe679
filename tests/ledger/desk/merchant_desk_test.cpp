// Packages sold, refunded and expired at the desk.
#include "tests/ledger/desk/desk_fixture.hpp"

namespace yunke::ledger::testing {
namespace {

class MerchantDeskTest : public DeskTest {};

constexpr Ms hundred_ms = 100 * hour_ms;

TEST_F(MerchantDeskTest, SellsAPackageByPlanAndNamesWhoBookedIt) {
    const auto sold = good(merchants.top_up(books(2), merchant_a, "hundred"));
    EXPECT_EQ(sold.package.available_ms, hundred_ms);
    EXPECT_EQ(sold.package.price_fen, 450'000);
    EXPECT_EQ(sold.package.expires_ms, now_ms + 30 * 24 * hour_ms);
    EXPECT_EQ(balance(AccountKind::prepaid, 1), 450'000);
    EXPECT_EQ(balance(AccountKind::bank, 0), -450'000);
    EXPECT_EQ(balance(AccountKind::available, raw(sold.package.id)), hundred_ms);
    const auto entries = good(desk.store().office_after(0, 10));
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries.front().kind, "top_up");
    EXPECT_EQ(entries.front().account, 2U);
    EXPECT_EQ(entries.front().number, sold.entry);
    EXPECT_EQ(good(merchants.packages(merchant_a)), std::vector{sold.package});
    expect_whole();
}

TEST_F(MerchantDeskTest, SellsAtADiscountToThoseWhomItIsFor) {
    const auto everybody = good(merchants.top_up(books(), merchant_b, "hundred")).package;
    EXPECT_EQ(everybody.price_fen, 450'000);
    EXPECT_EQ(setup.discount_at(everybody.plan), std::nullopt);
    const auto cheaper = good(merchants.top_up(books(), merchant_c, "hundred")).package;
    EXPECT_EQ(cheaper.price_fen, 360'000);
    const auto discount = setup.discount_at(cheaper.plan);
    ASSERT_TRUE(discount);
    EXPECT_EQ(*discount, (Discount{.list_price_fen = 450'000,
                                   .percent_bp = 2'000,
                                   .reason = "公益机构八折",
                                   .from = day_of(2020, 6, 1),
                                   .until = day_of(2030, 1, 1)}));
    now_ms = begin_ms(day_of(2030, 1, 1), 480);
    EXPECT_EQ(good(merchants.top_up(books(), merchant_c, "hundred")).package.price_fen, 450'000) << "it has ended";
    const auto back = good(merchants.packages(merchant_c));
    EXPECT_EQ(setup.discount_at(back.front().plan), discount) << "of what was sold it is told for ever";
    expect_whole();
}

TEST_F(MerchantDeskTest, RefundsUnusedTimeAndNotMore) {
    const auto package = good(merchants.top_up(books(), merchant_a, "hundred")).package.id;
    const auto refund = good(merchants.refund(books(), package, 40 * hour_ms));
    EXPECT_EQ(refund.fen, 180'000);
    EXPECT_EQ(refund.package.available_ms, 60 * hour_ms);
    EXPECT_EQ(balance(AccountKind::prepaid, 1), 270'000);
    expect_nothing_booked([&] {
        EXPECT_THAT(merchants.refund(books(), package, 60 * hour_ms + 1), IsRefused(Errc::refused, "or less"));
        EXPECT_THAT(merchants.refund(books(), package_id(merchant_a, 2), 1), IsRefused(Errc::unknown, "no package"));
        EXPECT_THAT(merchants.refund(books(), package_id(MerchantId{70}, 1), 1),
                    IsRefused(Errc::unknown, "no package"));
        EXPECT_THAT(merchants.top_up(books(), MerchantId{70}, "hundred"), IsRefused(Errc::unknown, "no merchant"));
        EXPECT_THAT(merchants.top_up(books(), merchant_a, "thousand"), IsRefused(Errc::refused, "not on offer"));
        EXPECT_THAT(merchants.top_up(books(0), merchant_a, "hundred"), IsRefused(Errc::refused, "which account"));
    });
}

TEST_F(MerchantDeskTest, AnExpiryRunTakesWhatIsOver) {
    const auto a = good(merchants.top_up(books(), merchant_a, "hundred")).package;
    good(merchants.top_up(books(), merchant_b, "hundred"));
    expect_nothing_booked([&] { EXPECT_THAT(good(merchants.expire(books())), ::testing::IsEmpty()); });
    now_ms = a.expires_ms;
    EXPECT_THAT(merchants.refund(books(), a.id, 1), IsRefused(Errc::refused, "expired on"));
    const auto expired = good(merchants.expire(books()));
    ASSERT_EQ(expired.size(), 2U);
    EXPECT_EQ(expired.front().merchant, merchant_a);
    EXPECT_EQ(expired.front().ms, hundred_ms);
    EXPECT_TRUE(expired.front().used_up) << "its terms say so";
    EXPECT_FALSE(expired.back().used_up) << "it has none";
    EXPECT_EQ(balance(AccountKind::prepaid, 1), 0) << "all of the price is revenue now";
    EXPECT_EQ(balance(AccountKind::revenue, 1) + balance(AccountKind::output_vat, 1), 450'000);
    expect_whole();
}

TEST_F(MerchantDeskTest, GiftsComeFromWhatIsSetAside) {
    good(merchants.set_aside(books(), merchant_b, 10'000));
    EXPECT_EQ(balance(AccountKind::prepaid, 2), 10'000);
    good(merchants.set_aside(books(), merchant_b, -4'000));
    expect_nothing_booked([&] {
        EXPECT_THAT(merchants.set_aside(books(), merchant_b, -6'001), IsRefused(Errc::refused, "60.00"));
        EXPECT_THAT(merchants.set_aside(books(), merchant_b, 0), IsRefused(Errc::refused, "nothing"));
    });
}

TEST_F(MerchantDeskTest, ASaleWhileFactsArePostedIsSeenByThem) {
    Store store = open();
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    const auto facts = numbered(march_facts(), 1);
    good(posting.post(std::span(facts).first(3), outcome));  // keeps the merchant in memory, without a package
    now_ms = clock_ms(9);
    const auto package = good(merchants.top_up(books(), merchant_a, "hundred")).package;
    good(posting.post(std::span(facts).subspan(3), outcome));
    const auto now = good(merchants.packages(merchant_a));
    EXPECT_EQ(now.front().id, package.id);
    EXPECT_EQ(now.front().consumed_ms, hour_ms);
    EXPECT_THAT(good(desk.store().overage()), ::testing::IsEmpty());
    now_ms = april_ms;
    good(merchants.refund(books(), package.id, now.front().available_ms));
    EXPECT_EQ(balance(AccountKind::prepaid, 1), 0);
    expect_whole();
}

TEST_F(MerchantDeskTest, AFactThatWouldHaveFoundNothingFindsWhatWasSoldMeanwhile) {
    Store store = open();
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    const auto facts = numbered(
        {epoch_fact(0, 0), accepted(1, merchant_a, 1, clock_ms(9)), accepted(2, merchant_a, 1, clock_ms(9))}, 1);
    good(posting.post(std::span(facts).first(2), outcome));
    now_ms = clock_ms(9);
    good(merchants.top_up(books(), merchant_a, "hundred"));
    good(posting.post(std::span(facts).subspan(2), outcome));
    EXPECT_EQ(good(merchants.packages(merchant_a)).front().held_ms, slice_ms);
    expect_whole();
}

}  // namespace
}  // namespace yunke::ledger::testing
