// Found by shop, agent, time and words, and by nobody whom it does not concern.
#include "dispatcher/ledger/archive/limits.hpp"
#include "tests/archive/support.hpp"

namespace yunke::archive::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Search : public ArchiveTest {
protected:
    // Five conversations of two merchants, archived in the order of their ids.
    void fill() {
        add(1, 2, 3, 11, 0, {{v1::SHOPPER, "退款什么时候到账？"}, {v1::AGENT, "三天内原路退回，请放心。"}});
        add(2, 2, 3, 12, 11, {{v1::SHOPPER, "能不能换货"}, {v1::AGENT, "可以，您把订单号A-1017发我。"}});
        add(3, 2, 4, 12, 0, {{v1::SHOPPER, "Where is my refund?"}, {v1::AGENT, "Refunded yesterday, order A-1018."}});
        add(4, 5, 6, 11, 0, {{v1::SHOPPER, "退款退到哪里"}, {v1::AGENT, "退款原路返回。"}});
        add(5, 5, 6, 13, 0, {{v1::SHOPPER, "款式有几种"}, {v1::SUPERVISOR, "机密库存", v1::WHISPERED}});
    }

    void add(std::uint64_t id, std::uint32_t merchant, std::uint32_t shop, std::uint32_t agent, std::uint32_t former,
             const std::vector<Line>& lines) {
        auto about = account(id, clock.wall - (10 - static_cast<std::int64_t>(id)) * day_ms);
        about.set_merchant(merchant);
        about.set_shop(shop);
        about.set_agent(agent);
        about.set_former(former);
        put(held(about, transcript(lines, about.closed_ms() - 60'000)));
        move_all();
    }

    std::vector<std::uint64_t> look(const Query& query, const Scope& scope = Scope::staff()) {
        Store store = open();
        return ids(value(search(store, scope, query)));
    }
};

TEST_F(Search, WordsInBothLanguages) {
    fill();
    EXPECT_THAT(find("退款"), ElementsAre(4, 1)) << "latest first";
    EXPECT_THAT(find("原路"), ElementsAre(4, 1));
    EXPECT_THAT(find("退款 三天"), ElementsAre(1));
    EXPECT_THAT(find("款"), ElementsAre(5, 4, 1)) << "a single character";
    EXPECT_THAT(find("refund"), ElementsAre(3));
    EXPECT_THAT(find("ref yes"), ElementsAre(3));
    EXPECT_THAT(find("fund"), IsEmpty());
    EXPECT_THAT(find("a-1017"), ElementsAre(2));
    EXPECT_THAT(find("Ａ－1"), ElementsAre(3, 2)) << "full-width";
    EXPECT_THAT(find("退到账"), IsEmpty()) << "its pairs do not stand side by side";
    EXPECT_THAT(find("退款 refund"), IsEmpty());
    EXPECT_THAT(find("没有这样的话"), IsEmpty());
}

TEST_F(Search, ShopAgentAndTime) {
    fill();
    Query query;
    EXPECT_THAT(look(query), ElementsAre(5, 4, 3, 2, 1));
    query.shop = 3;
    EXPECT_THAT(look(query), ElementsAre(2, 1));
    query.agent = 11;
    EXPECT_THAT(look(query), ElementsAre(2, 1)) << "also whose it was before";
    query.shop = 0;
    EXPECT_THAT(look(query), ElementsAre(4, 2, 1));
    query.words = "退款";
    EXPECT_THAT(look(query), ElementsAre(4, 1));
    query.until_ms = clock.wall - 6 * day_ms;
    EXPECT_THAT(look(query), ElementsAre(1)) << "until is exclusive";
    query = {};
    query.from_ms = clock.wall - 8 * day_ms;
    query.until_ms = clock.wall - 6 * day_ms;
    EXPECT_THAT(look(query), ElementsAre(3, 2));
    query.merchant = 5;
    EXPECT_THAT(look(query), IsEmpty());
}

TEST_F(Search, AMerchantSeesOnlyHerOwn) {
    fill();
    EXPECT_THAT(find("退款", Scope::of_merchant(2)), ElementsAre(1));
    EXPECT_THAT(find("款", Scope::of_merchant(5)), ElementsAre(5, 4));
    EXPECT_THAT(find("refund", Scope::of_merchant(5)), IsEmpty());
    EXPECT_THAT(find("退款", Scope::of_merchant(0)), IsEmpty());
    EXPECT_THAT(find("退款", Scope::of_merchant(9)), IsEmpty());
    Query query;
    EXPECT_THAT(look(query, Scope::of_merchant(2)), ElementsAre(3, 2, 1));
    query.merchant = 5;
    EXPECT_THAT(look(query, Scope::of_merchant(2)), IsEmpty()) << "asking for another's";
    query = {};
    query.shop = 6;
    EXPECT_THAT(look(query, Scope::of_merchant(2)), IsEmpty());
    query = {};
    query.agent = 11;
    EXPECT_THAT(look(query, Scope::of_merchant(2)), ElementsAre(2, 1));
    Store store = open();
    EXPECT_TRUE(value(show(store, Scope::of_merchant(2), "main", 4)).empty());
    EXPECT_EQ(value(show(store, Scope::of_merchant(5), "main", 4)).size(), 1U);
    EXPECT_TRUE(value(show(store, Scope::staff(), "other", 4)).empty());
    EXPECT_TRUE(value(show(store, Scope::staff(), "' OR 1=1 --", 4)).empty());
}

TEST_F(Search, WhatIsBetweenAgentsIsNeitherFoundNorShownToMerchants) {
    fill();
    add(6, 2, 3, 11, 0, {{v1::AGENT, "请同事看看库存", v1::TRANSFERRED}, {v1::SHOPPER, "好的"}});
    EXPECT_THAT(find("机密"), IsEmpty());
    EXPECT_THAT(find("同事"), IsEmpty());
    Store store = open();
    const auto for_merchant = value(show(store, Scope::of_merchant(5), "main", 5)).at(0).entries;
    EXPECT_EQ(for_merchant.entries(3).text(), "");
    EXPECT_EQ(for_merchant.entries(3).name(), "");
    EXPECT_EQ(for_merchant.entries(3).n(), 4U);
    EXPECT_EQ(for_merchant.entries(2).text(), "款式有几种");
    EXPECT_EQ(value(show(store, Scope::of_merchant(2), "main", 6)).at(0).entries.entries(2).text(), "");
    EXPECT_EQ(value(show(store, Scope::staff(), "main", 5)).at(0).entries.entries(3).text(), "机密库存");
}

TEST_F(Search, PagesFollowEachOtherWithoutGapOrRepetition) {
    for (std::uint64_t id = 1; id <= 60; ++id)
        put(id, {{v1::SHOPPER, id % 2 == 0 ? "退款 please" : "换货 please"}});
    move_all();
    for (const char* words : {"", "退款", "please", "p", "款"}) {
        Query query;
        query.words = words;
        query.count = 7;
        std::vector<std::uint64_t> all;
        Store store = open();
        for (int pages = 0; pages < 20; ++pages) {
            const Page page = value(search(store, Scope::staff(), query));
            EXPECT_LE(page.found.size(), 7U);
            for (const std::uint64_t id : ids(page))
                all.push_back(id);
            query.before = page.next;
            if (page.next == 0) break;
        }
        const bool half = std::string_view(words) == "退款" || std::string_view(words) == "款";
        EXPECT_EQ(all.size(), half ? 30U : 60U) << words;
        std::ranges::sort(all);
        EXPECT_EQ(std::ranges::unique(all).size(), 0U) << words;
    }
}

TEST_F(Search, ManyBeginningsAreLookedForAsOneRange) {
    for (std::uint64_t id = 1; id <= 40; ++id)
        put(id, {{v1::SHOPPER, "code x" + std::to_string(100 + id) + " 款" + std::string(id % 2 == 0 ? "甲" : "乙")}});
    move_all();
    EXPECT_EQ(find("x1").size(), 40U);
    EXPECT_EQ(find("x1 款甲").size(), 20U);
    EXPECT_EQ(find("x12").size(), 10U) << "few enough to look up one by one";
    EXPECT_EQ(find("x9").size(), 0U);
}

TEST_F(Search, NothingToLookForIsRefused) {
    Store store = open();
    Query query;
    query.words = "？！";
    EXPECT_EQ(search(store, Scope::staff(), query).error().code, ledger::Errc::refused);
}

// Whatever is said, the index gives the same as reading every text.
TEST_F(Search, TheIndexAndTheTextsAgree) {
    const std::vector<std::string> pieces = {"退款", "换货", "refund", "A-10", "款式",
                                             "的",   "Ref",  "到账了", "x",    "发货 "};
    std::vector<std::string> texts;
    std::uint32_t seed = 7;
    const auto next = [&seed] { return (seed = seed * 1'664'525 + 1'013'904'223) >> 16U; };
    for (std::uint64_t id = 1; id <= 120; ++id) {
        std::string text;
        for (std::uint32_t i = 0; i < 1 + next() % 5; ++i)
            text += pieces[next() % pieces.size()];
        texts.push_back(text);
        put(id, {{v1::SHOPPER, text}});
    }
    move_all();
    for (int i = 0; i < 60; ++i) {
        std::string query = pieces[next() % pieces.size()] + (i % 3 == 0 ? " " : "") + pieces[next() % pieces.size()];
        const Words words(query);
        std::vector<std::uint64_t> expected;
        for (std::size_t at = 0; at < texts.size(); ++at)
            if (words.in(folded(texts[at])) == (1U << words.size()) - 1) expected.push_back(at + 1);
        Query all;
        all.words = query;
        all.count = limits::found_max;
        auto found = look(all);
        std::ranges::sort(found);
        EXPECT_EQ(found, expected) << query;
    }
}

}  // namespace
}  // namespace yunke::archive::testing
