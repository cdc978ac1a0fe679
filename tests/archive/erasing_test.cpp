// Kept for as long as each merchant says, then gone with every word of it.
#include "tests/archive/support.hpp"

#include <tuple>

#include "dispatcher/ledger/archive/limits.hpp"

namespace yunke::archive::testing {
namespace {

class Erasing : public ArchiveTest {
protected:
    void put_of(std::uint64_t id, std::uint32_t merchant, std::int64_t ended_days_ago) {
        auto about = account(id, clock.wall - ended_days_ago * day_ms);
        about.set_merchant(merchant);
        put(held(about, transcript({{v1::SHOPPER, "退款多久到账 refund please"}}, about.closed_ms() - 60'000)));
    }
};

TEST_F(Erasing, AfterHalfAYearUnlessAMerchantSaysOtherwise) {
    put_of(1, 2, 179);
    put_of(2, 2, 181);
    put_of(3, 5, 29);
    put_of(4, 5, 31);
    put_of(5, 6, 181);
    put_of(6, 6, 400);
    Store store = open();
    value(store.set_keep(5, 30));
    value(store.set_keep(6, 365));
    const Moved moved = move_all();
    EXPECT_EQ(moved.archived, 6U);
    EXPECT_EQ(moved.erased, 3U);
    EXPECT_THAT(find("退款"), ::testing::UnorderedElementsAre(1, 3, 5));
    EXPECT_EQ(rows("archive_transcript"), 3);
    EXPECT_EQ(rows("archive_word"), database->number("SELECT SUM(tokens) FROM archive_conversation"));
    clock.pass(2 * day_ms);
    EXPECT_EQ(move_all().erased, 2U);
    EXPECT_THAT(find("refund"), ::testing::ElementsAre(5));
    clock.pass(400 * day_ms);
    EXPECT_EQ(move_all().erased, 1U);
    for (const char* table : {"archive_conversation", "archive_transcript", "archive_word"})
        EXPECT_EQ(rows(table), 0) << table;
}

TEST_F(Erasing, TheDefaultCanBeSetAndAMerchantGoesBackToIt) {
    Store store = open();
    using Keep = Store::Keep;
    EXPECT_THAT(value(store.keeps()), ::testing::ElementsAre(Keep{0, 180}));
    value(store.set_keep(7, 10));
    value(store.set_keep(0, 90));
    value(store.set_keep(7, 20));
    EXPECT_THAT(value(store.keeps()), ::testing::ElementsAre(Keep{0, 90}, Keep{7, 20}));
    value(store.unset_keep(7));
    EXPECT_THAT(value(store.keeps()), ::testing::ElementsAre(Keep{0, 90}));
    for (const int days : {0, -1, 3'651})
        EXPECT_EQ(store.set_keep(7, days).error().code, ledger::Errc::refused) << days;
}

TEST_F(Erasing, GoesOnUntilNothingIsLeftThatIsOver) {
    for (std::uint64_t id = 1; id <= 100; ++id)
        put_of(id, id % 3 + 1, 200);
    EXPECT_EQ(move_all().erased, 100U);
    EXPECT_EQ(rows("archive_word"), 0);
}

TEST_F(Erasing, WordsThatNoTextTellsOfAreFoundAll) {
    put_of(1, 2, 10);
    move_all();
    // As if the text were damaged, or had been cut otherwise by the program that wrote it.
    database->execute("INSERT INTO archive_word (token, merchant, number) VALUES (77, 2, 1)");
    database->execute("UPDATE archive_transcript SET body = '!' WHERE number = 1");
    clock.pass(200 * day_ms);
    EXPECT_EQ(move_all().erased, 1U);
    EXPECT_EQ(rows("archive_word"), 0);
}

TEST_F(Erasing, ATextOfMoreWordsThanAreIndexedIsKeptAndGoesWhole) {
    std::string text;
    for (int i = 0; i < 30'000; ++i)
        text += "w" + std::to_string(i) + " ";
    put(1, {{v1::SHOPPER, text}});
    move_all();
    EXPECT_EQ(rows("archive_word"), static_cast<long long>(limits::tokens_max));
    clock.pass(181 * day_ms);
    EXPECT_EQ(move_all().erased, 1U);
    EXPECT_EQ(rows("archive_word"), 0);
}

TEST_F(Erasing, AnErasureThatWasCutShortIsDoneAnew) {
    put_of(1, 2, 10);
    put_of(2, 2, 10);
    move_all();
    clock.pass(200 * day_ms);
    int erased = 0;
    EXPECT_ANY_THROW(std::ignore = step([&](std::string_view what) {
                         if (what == "erase" && ++erased == 2) throw std::runtime_error("cut short");
                     }));
    EXPECT_EQ(rows("archive_conversation"), 2);
    EXPECT_EQ(rows("archive_word"), database->number("SELECT SUM(tokens) FROM archive_conversation"));
    EXPECT_EQ(move_all().erased, 2U);
    EXPECT_EQ(rows("archive_word"), 0);
}

}  // namespace
}  // namespace yunke::archive::testing
