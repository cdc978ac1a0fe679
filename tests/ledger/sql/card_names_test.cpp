// A card file that was taken stays readable for ever and means what it meant, whatever becomes of those whom it names.
#include "dispatcher/ledger/setup_rows.hpp"
#include "runtime/encoding.hpp"
#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {
namespace {

using registry::testing::value;
using ::testing::HasSubstr;

constexpr const char* cards = R"(
[[card]]
key = "qinghe"
version = 1
from = 2026-01-01
merchant = "青禾生活"
handled = "20.00"

[[card]]
key = "returns"
version = 2
from = 2026-01-01
skill = "returns"
handled = "22.00"

[[terms]]
merchant = "南山书店"
version = 1
from = 2026-01-01
mode = "block"

[[agent]]
agent = 7
from = 2026-01-01
tier = 2
)";

class CardNames : public ::testing::Test {
protected:
    CardNames() {
        for (const char* name : {"青禾生活", "南山书店"})
            value(registry.add_merchant(name));
        value(registry.add_skill({.key = "returns", .name_zh = "退货", .name_en = "Returns"}));
    }

    CardFileNames names() {
        auto names = good(read_registry(registry)).names;
        names.agents->emplace("", 7);
        return names;
    }
    std::uint64_t take(const std::string& toml) { return good(add_card_file(store, toml, "f", names(), 1)); }
    std::string refusal(const std::string& toml) {
        const auto added = add_card_file(store, toml, "f", names(), 1);
        return added ? std::string("it was taken") : added.error().what;
    }

    // Of the merchants one is called otherwise now, and another one as it was; one is gone, and so is the skill.
    void change_everything() {
        database->execute("UPDATE merchant SET name = 'Qinghe' WHERE id = 1");
        value(registry.add_merchant("青禾生活"));
        database->execute("DELETE FROM merchant WHERE id = 2");
        value(registry.remove_skill("returns"));
    }

    void expect_the_same() {
        const auto stored = good(load_setup(store, names()));
        const auto& all = stored.setup.cards.cards();
        ASSERT_GE(all.size(), 2U);
        EXPECT_EQ(all[0].merchant, MerchantId{1});
        EXPECT_EQ(all[1].skill, SkillId{1});
        EXPECT_EQ(stored.setup.terms_at(MerchantId{2}, day_of(2026, 1, 1))->mode, OverageMode::block);
        EXPECT_EQ(*stored.setup.tiers.at(AgentId{7}).at(day_of(2026, 1, 1)), 2U);
    }

    std::unique_ptr<TestDatabase> database = TestDatabase::create();
    registry::Registry registry = value(registry::Registry::open(database->url()));
    Store store = good(Store::open(database->url()));
};

TEST_F(CardNames, MeanWhatTheyMeantWhenTheFileWasTaken) {
    take(cards);
    expect_the_same();
    change_everything();
    expect_the_same();
    auto again = good(Store::open(database->url()));
    EXPECT_EQ(good(load_setup(again, {})).setup.cards.cards().size(), 2U) << "without any registry, too";
}

TEST_F(CardNames, OfAFileThatAnEarlierProgramTookAreKeptWhenTheyAreFirstRead) {
    database->execute("INSERT INTO ledger_card_file (version, at_ms, body) VALUES (1, 1, '" +
                      runtime::base64url_encode(cards) + "')");
    expect_the_same();
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_card_name"), 0) << "reading alone writes nothing";
    for (int times = 0; times < 2; ++times)
        good(keep(store, good(read_registry(registry)), day_of(2026, 1, 1)));
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_card_name"), 3);
    change_everything();
    expect_the_same();
}

TEST_F(CardNames, OfWhoHasLeftStandInLaterVersionsAsWell) {
    take(cards);
    database->execute("DELETE FROM merchant WHERE id = 2");
    value(registry.remove_skill("returns"));
    database->execute("UPDATE merchant SET name = 'Qinghe' WHERE id = 1");
    const std::string more = "[[card]]\nkey = \"new\"\nversion = 9\nfrom = 2027-01-01\nonline = 1\n";
    EXPECT_EQ(take(cards + more), 2U);
    expect_the_same();
    const auto stored = good(load_setup(store, names()));
    EXPECT_NE(stored.setup.cards.find(CardVersion{9}), nullptr);
    EXPECT_THAT(refusal(cards + more + "[[terms]]\nmerchant = 5\nversion = 7\nfrom = 2027-01-01\nmode = \"block\"\n"),
                HasSubstr("is 5, but there is no such merchant"));
}

TEST_F(CardNames, WhatAVersionOfAPlanSoldStaysAndItsDiscountMayBeToldLater) {
    const auto plan = [](const std::string& rest) {
        return "[[plan]]\nkey = \"ten\"\nversion = 3\nfrom = 2026-01-01\nname = \"x\"\nhours = 10\n" + rest + "\n";
    };
    const std::string agreed = "[[terms]]\nmerchant = 1\nversion = 4\nfrom = 2026-01-01\nmode = \"block\"\n";
    EXPECT_EQ(take(plan("price = 80") + agreed), 1U);
    EXPECT_THAT(refusal(plan("price = 81") + agreed), HasSubstr("plan version 3 was in force already"));
    EXPECT_THAT(refusal(agreed), HasSubstr("plan version 3 was in force already"));
    EXPECT_THAT(refusal(plan("price = 80\nmerchants = [1]") + agreed), HasSubstr("plan version 3"));
    EXPECT_THAT(refusal(plan("price = 80")), HasSubstr("terms version 4 was in force already"));
    EXPECT_EQ(take(plan("price = 80\nuntil = 2027-01-01\nlist_price = 100\nnote = \"why\"") + agreed), 2U);
    const auto discount = good(load_setup(store, names())).setup.discount_at(3);
    ASSERT_TRUE(discount);
    EXPECT_EQ(discount->percent_bp, 2'000U);
}

TEST_F(CardNames, OfTwoWhoWereCalledTheSameAreNotGuessedAt) {
    take(cards);
    change_everything();
    EXPECT_THAT(refusal(cards), HasSubstr("is \"青禾生活\", as 2 are called; write the merchant's number"));
    std::string numbered = cards;
    numbered.replace(numbered.find("\"青禾生活\""), std::string("\"青禾生活\"").size(), "1");
    EXPECT_EQ(take(numbered), 2U);
    expect_the_same();
}

}  // namespace
}  // namespace yunke::ledger::testing
