#include "runtime/registry/limits.hpp"
#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

using ShopsTest = RegistryTest;
using ::testing::ElementsAre;

TEST_F(ShopsTest, MerchantsHaveDifferentNames) {
    const auto added = value(registry.add_merchant("星途"));
    EXPECT_GT(added.id, merchant);
    EXPECT_THAT(registry.add_merchant("星途"), FailsWith(Errc::conflict));
    EXPECT_THAT(registry.add_merchant(" "), IsInvalid("name"));
    EXPECT_THAT(registry.add_merchant(std::string(81, 'x')), IsInvalid("name"));
    const auto all = value(registry.merchants());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].name, "星途");
}

TEST_F(ShopsTest, AMerchantsClockGoesOutWithEachOfItsShops) {
    const auto first = add_shop();
    EXPECT_FALSE(value(registry.merchants())[0].utc_offset_minutes);
    EXPECT_FALSE(value(registry.shop(first.config.id())).config.has_utc_offset_minutes());
    const auto before = value(registry.revision("main"));
    EXPECT_EQ(value(registry.set_merchant_clock(merchant, -300)).utc_offset_minutes, -300);
    EXPECT_EQ(value(registry.revision("main")), before + 1);
    EXPECT_EQ(value(registry.merchants())[0].utc_offset_minutes, -300);
    EXPECT_EQ(value(registry.shop(first.config.id())).config.utc_offset_minutes(), -300);
    // One that comes later has it too, and a shop's own settings never change it.
    auto second = add_shop();
    EXPECT_EQ(second.config.utc_offset_minutes(), -300);
    second.config.set_utc_offset_minutes(60);
    EXPECT_EQ(value(registry.update_shop(second)).config.utc_offset_minutes(), -300);
    EXPECT_EQ(value(registry.set_merchant_clock(merchant, 0)).utc_offset_minutes, 0);
    const auto shops = value(registry.shops("main"));
    ASSERT_EQ(shops.size(), 2U);
    for (const Shop& shop : shops)
        EXPECT_TRUE(shop.config.has_utc_offset_minutes() && shop.config.utc_offset_minutes() == 0);
    EXPECT_THAT(registry.set_merchant_clock(merchant, 841), IsInvalid("utc_offset_minutes"));
    EXPECT_THAT(registry.set_merchant_clock(merchant, -721), IsInvalid("utc_offset_minutes"));
    EXPECT_THAT(registry.set_merchant_clock(merchant + 1, 60), FailsWith(Errc::not_found));
}

TEST_F(ShopsTest, SkillsHaveDifferentKeys) {
    auto delivery = add_skill("delivery");
    const auto returns = add_skill("returns");
    EXPECT_THAT(registry.add_skill(delivery), FailsWith(Errc::conflict));
    EXPECT_THAT(registry.add_skill({.id = 0, .key = "No", .name_zh = "x", .name_en = "x"}), IsInvalid("key"));
    EXPECT_THAT(registry.add_skill({.id = 0, .key = "no", .name_zh = "", .name_en = "x"}), IsInvalid("name_zh"));
    EXPECT_THAT(registry.add_skill({.id = 0, .key = "no", .name_zh = "x", .name_en = ""}), IsInvalid("name_en"));
    delivery.name_en = "Shipping";
    EXPECT_EQ(value(registry.update_skill(delivery)).name_en, "Shipping");
    delivery.key = returns.key;
    EXPECT_THAT(registry.update_skill(delivery), FailsWith(Errc::conflict));
    delivery.id = 99;
    delivery.key = "free";
    EXPECT_THAT(registry.update_skill(delivery), FailsWith(Errc::not_found));
    const auto all = value(registry.skills());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name_en, "Shipping");
}

TEST_F(ShopsTest, AreReadBackAsTheyWereAdded) {
    Shop shop{.pool = "main", .config = {}, .allowed_origins = {"https://b.example", "http://a.example:8080"}};
    shop.config.set_name("半夏衣橱");
    shop.config.set_merchant(merchant);
    shop.config.set_open(true);
    shop.key_version = 9;
    const auto added = value(registry.add_shop(shop));
    const auto found = value(registry.shop(added.config.id()));
    EXPECT_EQ(found.config.SerializeAsString(), added.config.SerializeAsString());
    EXPECT_EQ(found.config.name(), "半夏衣橱");
    EXPECT_EQ(found.pool, "main");
    EXPECT_EQ(found.key_version, 1U);
    EXPECT_THAT(found.allowed_origins, ElementsAre("https://b.example", "http://a.example:8080"));
    EXPECT_THAT(registry.shop(99), FailsWith(Errc::not_found));
}

TEST_F(ShopsTest, BelongToAPoolAndAMerchantThatExist) {
    Shop shop{.pool = "main", .config = {}, .allowed_origins = {}};
    shop.config.set_name("x");
    shop.config.set_merchant(merchant + 1);
    EXPECT_THAT(registry.add_shop(shop), FailsWith(Errc::not_found));
    shop.config.set_merchant(merchant);
    shop.pool = "other";
    EXPECT_THAT(registry.add_shop(shop), FailsWith(Errc::not_found));
    shop.pool = "main";
    shop.config.set_name("");
    EXPECT_THAT(registry.add_shop(shop), IsInvalid("name"));
    EXPECT_EQ(value(registry.revision("main")), 0U) << "a refused change takes no revision";
}

TEST_F(ShopsTest, AnUpdateReplacesNameOpenAndOriginsOnly) {
    auto shop = add_shop();
    shop.config.set_name("青禾");
    shop.config.set_open(false);
    shop.config.set_merchant(99);
    shop.pool = "other";
    shop.allowed_origins = {"https://new.example"};
    value(registry.update_shop(shop));
    const auto found = value(registry.shop(shop.config.id()));
    EXPECT_EQ(found.config.name(), "青禾");
    EXPECT_FALSE(found.config.open());
    EXPECT_EQ(found.config.merchant(), merchant);
    EXPECT_EQ(found.pool, "main");
    EXPECT_THAT(found.allowed_origins, ElementsAre("https://new.example"));
    shop.config.set_id(99);
    EXPECT_THAT(registry.update_shop(shop), FailsWith(Errc::not_found));
}

TEST_F(ShopsTest, OriginsAreAsBrowsersSendThem) {
    auto shop = add_shop();
    for (const char* good : {"https://shop.example", "http://localhost:8080", "https://xn--fiqs8s.example:1"}) {
        shop.allowed_origins = {good};
        EXPECT_TRUE(registry.update_shop(shop)) << good;
    }
    for (const char* bad :
         {"", "*", "null", "shop.example", "https://", "https://shop.example/", "https://Shop.example",
          "https://shop.example:", "https://shop.example:0", "https://shop.example:65536", "ftp://shop.example",
          "https://a b", "https://.example", "https://a..example", "https://user@shop.example",
          "https://shop.example:80:80", "https://shop.example?x"}) {
        shop.allowed_origins = {bad};
        EXPECT_THAT(registry.update_shop(shop), IsInvalid("allowed_origins")) << bad;
    }
    shop.allowed_origins = {"https://a.example", "https://a.example"};
    EXPECT_THAT(registry.update_shop(shop), IsInvalid("allowed_origins"));
    shop.allowed_origins.clear();
    for (std::size_t i = 0; i <= limits::origins_max; ++i) {
        shop.allowed_origins.push_back("https://s" + std::to_string(i) + ".example");
    }
    EXPECT_THAT(registry.update_shop(shop), IsInvalid("allowed_origins"));
}

TEST_F(ShopsTest, RotatingTheKeyRaisesItsVersionAndTellsTheDispatcherNothing) {
    const auto shop = add_shop();
    const auto before = value(registry.revision("main"));
    EXPECT_EQ(value(registry.rotate_shop_key(shop.config.id())).key_version, 2U);
    EXPECT_EQ(value(registry.shop(shop.config.id())).key_version, 2U);
    value(registry.update_shop(shop));
    EXPECT_EQ(value(registry.shop(shop.config.id())).key_version, 2U) << "an update with an older copy keeps it";
    EXPECT_EQ(value(registry.revision("main")), before + 1);
    EXPECT_THAT(registry.rotate_shop_key(99), FailsWith(Errc::not_found));
}

TEST_F(ShopsTest, AreListedByPool) {
    value(registry.create_pool("other"));
    add_shop("a");
    add_shop("b");
    Shop shop{.pool = "other", .config = {}, .allowed_origins = {}};
    shop.config.set_name("c");
    shop.config.set_merchant(merchant);
    value(registry.add_shop(shop));
    EXPECT_EQ(value(registry.shops("main")).size(), 2U);
    EXPECT_EQ(value(registry.shops("other")).front().config.name(), "c");
    EXPECT_TRUE(value(registry.shops("nowhere")).empty());
}

TEST_F(ShopsTest, TextsThatLookLikeSqlAreJustTexts) {
    const std::string name = "'); DROP TABLE shop; -- :name $1 ?";
    auto shop = add_shop(name);
    EXPECT_EQ(value(registry.shop(shop.config.id())).config.name(), name);
    EXPECT_TRUE(value(registry.shops("' OR '1'='1")).empty());
}

}  // namespace
}  // namespace yunke::registry::testing
