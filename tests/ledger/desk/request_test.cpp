// What may be asked for twice is booked once, and answered as the first time.
#include "dispatcher/ledger/desk/request.hpp"

#include <array>
#include <thread>

#include "tests/ledger/desk/desk_fixture.hpp"

namespace yunke::ledger::testing {
namespace {

class RequestTest : public DeskTest {
protected:
    Result<Answered> sell(Desk& at, const std::string& key, MerchantId merchant = merchant_a,
                          std::uint64_t account = 1) {
        const Booker by = books(account);
        return once(at, by, {.key = key, .asked = "sell " + std::to_string(raw(merchant))},
                    [&]() -> Result<std::string> {
                        const auto sold = MerchantDesk(at).top_up(by, merchant, "hundred");
                        if (!sold) return std::unexpected(sold.error());
                        return "entry " + std::to_string(sold->entry) + ", 元\n";
                    });
    }
    std::size_t packages_of(MerchantId merchant) { return good(merchants.packages(merchant)).size(); }
};

TEST_F(RequestTest, TheSameAgainIsAnsweredAsTheFirstTimeAndBooksNothing) {
    const auto first = good(sell(desk, "a-1"));
    EXPECT_EQ(first.text, "entry 1, 元\n");
    EXPECT_FALSE(first.repeated);
    good(merchants.top_up(books(), merchant_b, "hundred"));
    expect_nothing_booked([&] {
        now_ms += hour_ms;
        const auto again = good(sell(desk, "a-1"));
        EXPECT_EQ(again.text, first.text);
        EXPECT_TRUE(again.repeated);
        Desk another = good(Desk::open(database->url(), database->url()));
        EXPECT_EQ(good(sell(another, "a-1")).text, first.text) << "whoever is asked";
    });
    EXPECT_EQ(packages_of(merchant_a), 1U);
}

TEST_F(RequestTest, AKeyIsForOneRequestOfOneAccount) {
    good(sell(desk, "a-1"));
    expect_nothing_booked(
        [&] { EXPECT_THAT(sell(desk, "a-1", merchant_b), IsRefused(Errc::refused, "used for another booking")); });
    EXPECT_FALSE(good(sell(desk, "a-1", merchant_a, 2)).repeated) << "a colleague's keys are her own";
    EXPECT_FALSE(good(sell(desk, "a-2")).repeated);
    EXPECT_EQ(packages_of(merchant_a), 3U);
}

TEST_F(RequestTest, WhatWasRefusedMayBeAskedForAgain) {
    const Booker by = books();
    const Request request{.key = "r", .asked = "refund"};
    const auto package = package_id(merchant_a, 1);
    const auto give_back = [&]() -> Result<std::string> {
        const auto back = merchants.refund(by, package, hour_ms);
        if (!back) return std::unexpected(back.error());
        return yuan_text(back->fen);
    };
    expect_nothing_booked(
        [&] { EXPECT_THAT(once(desk, by, request, give_back), IsRefused(Errc::unknown, "no package")); });
    good(merchants.top_up(by, merchant_a, "hundred"));
    EXPECT_EQ(good(once(desk, by, request, give_back)).text, "45.00");
    EXPECT_TRUE(good(once(desk, by, request, give_back)).repeated);
    EXPECT_EQ(good(merchants.packages(merchant_a)).front().refunded_ms, hour_ms);
    expect_whole();
}

TEST_F(RequestTest, SeveralBookingsOfOneRequestAreAllOrNone) {
    const Booker by = books();
    expect_nothing_booked([&] {
        const auto done = once(desk, by, {.key = "both", .asked = "x"}, [&]() -> Result<std::string> {
            good(merchants.top_up(by, merchant_a, "hundred"));
            const auto second = merchants.top_up(by, merchant_b, "thousand");
            if (!second) return std::unexpected(second.error());
            return "both";
        });
        EXPECT_THAT(done, IsRefused(Errc::refused, "not on offer"));
    });
    EXPECT_EQ(packages_of(merchant_a), 0U);
}

TEST_F(RequestTest, OfSeveralAtOnceOneIsBookedAndAllAreToldTheSame) {
    std::array<std::string, 4> told;
    {
        std::vector<std::jthread> clicks;
        for (std::string& one : told) {
            clicks.emplace_back([&] {
                Desk own = good(Desk::open(database->url(), database->url()));
                const auto done = sell(own, "same");
                one = done ? done->text : done.error().what;
            });
        }
    }
    EXPECT_THAT(told, ::testing::Each("entry 1, 元\n"));
    EXPECT_EQ(packages_of(merchant_a), 1U);
    expect_whole();
}

TEST_F(RequestTest, WithoutAKeyItIsBookedAsOftenAsItIsAskedFor) {
    good(sell(desk, ""));
    EXPECT_FALSE(good(sell(desk, "")).repeated);
    EXPECT_EQ(packages_of(merchant_a), 2U);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_request"), 0);
}

TEST_F(RequestTest, AKeyHasAForm) {
    EXPECT_TRUE(is_request_key("0f-A9"));
    EXPECT_TRUE(is_request_key(std::string(64, 'x')));
    for (const std::string& wrong : {std::string(), std::string(65, 'x'), std::string("a b"), std::string("a'"),
                                     std::string("键"), std::string("a\0b", 3)})
        EXPECT_FALSE(is_request_key(wrong)) << wrong;
    expect_nothing_booked([&] { EXPECT_THAT(sell(desk, "a'b"), IsRefused(Errc::refused, "1 to 64")); });
}

}  // namespace
}  // namespace yunke::ledger::testing
