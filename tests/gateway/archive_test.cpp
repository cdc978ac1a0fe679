// Ended conversations by HTTP: what a merchant finds and reads, what a supervisor does, and for how long they are kept.
#include <boost/json/parse.hpp>

#include "dispatcher/ledger/archive/archive_store.hpp"
#include "runtime/clock.hpp"
#include "tests/gateway/finance_fixture.hpp"
#include "tests/support/openapi_keys.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using yunke::testing::good;

// 2026-03-02 23:30 and 2026-03-03 00:30 in China.
constexpr std::int64_t late_ms = 1'772'465'400'000;
constexpr std::int64_t early_ms = late_ms + 3'600'000;
constexpr const char* refund = "/api/archive?words=%E9%80%80%E6%AC%BE";  // 退款

struct Said {
    v1::EntryKind kind = v1::MESSAGE;
    v1::Role author = v1::SHOPPER;
    std::string text;
};

// Three conversations of the merchant's shop, of which the last is of another pool, and one of somebody else's.
class ArchiveHttpTest : public FinanceTest {
protected:
    ArchiveHttpTest() {
        add(1, late_ms, {{.text = "退款什么时候到账？"}, {.author = v1::AGENT, .text = "三天内原路退回。"}});
        add(2, early_ms,
            {{.text = "能换大一码吗\n谢谢"},
             {.kind = v1::WHISPERED, .author = v1::SUPERVISOR, .text = "机密库存"},
             {.kind = v1::TRANSFERRED, .author = v1::AGENT, .text = "给尺码组"}});
        add(3, early_ms + 1, {{.text = "退款呢"}}).pool = "other";
        add(4, early_ms + 2, {{.text = "退款，谢谢"}}).merchant = shop_.config.merchant() + 1;
        good(archive_.write(chats_, early_ms + 60'000));
        start();
    }

    archive::Chat& add(std::uint64_t id, std::int64_t closed_ms, const std::vector<Said>& lines) {
        archive::Chat& chat = chats_.emplace_back();
        chat.pool = pool_name_;
        chat.conversation = id;
        chat.shopper = "pseudonym";
        chat.digest = "digest" + std::to_string(id);
        chat.merchant = shop_.config.merchant();
        chat.shop = shop_.config.id();
        chat.queue = queue_;
        chat.agent = agent_.agent;
        chat.opened_ms = closed_ms - 60'000;
        chat.accepted_ms = closed_ms - 50'000;
        chat.closed_ms = closed_ms;
        chat.end_reason = v1::SHOPPER_CLOSED;
        chat.stars = id == 1 ? 5 : 0;
        for (const Said& line : lines) {
            v1::Entry& entry = *chat.entries.add_entries();
            entry.set_n(static_cast<std::uint32_t>(chat.entries.entries_size()));
            entry.set_at_ms(chat.accepted_ms);
            entry.set_kind(line.kind);
            entry.set_author(line.author);
            entry.set_name(line.author == v1::SHOPPER ? "小满" : "小禾");
            entry.set_text(line.text);
        }
        return chat;
    }

    std::vector<std::string> found(const std::string& path, const std::string& login) {
        std::vector<std::string> all;
        for (const json::value& one : get(path, login).at("conversations").as_array())
            all.push_back(text(one.at("conversation")));
        return all;
    }

    // As its page names it.
    std::string address_of(std::size_t conversation, const std::string& login) {
        for (const json::value& one : get("/api/archive", login).at("conversations").as_array())
            if (text(one.at("conversation")) == std::to_string(conversation))
                return "/api/archive/" + text(one.at("number"));
        throw std::runtime_error("not found: " + std::to_string(conversation));
    }

    archive::Store archive_ = good(archive::Store::open(settings_.sql.url));
    std::vector<archive::Chat> chats_;
};

TEST_F(ArchiveHttpTest, AMerchantFindsHerOwnInWhicheverPool) {
    EXPECT_THAT(found("/api/archive", "owner"), ElementsAre("3", "2", "1"));
    EXPECT_THAT(found(refund, "owner"), ElementsAre("3", "1"));
    EXPECT_THAT(found("/api/archive?words=refund", "owner"), IsEmpty());
    EXPECT_THAT(found("/api/archive?agent=" + std::to_string(agent_.agent), "owner"), ElementsAre("3", "2", "1"));
    EXPECT_THAT(found("/api/archive?agent=" + std::to_string(other_.agent), "owner"), IsEmpty());
    EXPECT_THAT(found("/api/archive?shop=" + std::to_string(shop_.config.id() + 1), "owner"), IsEmpty());
    EXPECT_THAT(found("/api/archive?to=2026-03-02", "owner"), ElementsAre("1")) << "by midnight in China";
    EXPECT_THAT(found("/api/archive?from=2026-03-03&to=2026-03-03", "owner"), ElementsAre("3", "2"));
}

TEST_F(ArchiveHttpTest, ComesInPages) {
    const json::value first = get("/api/archive?limit=2", "owner");
    EXPECT_EQ(first.at("conversations").as_array().size(), 2U);
    const std::string next = text(first.at("next"));
    EXPECT_THAT(found("/api/archive?limit=2&before=" + next, "owner"), ElementsAre("1"));
    EXPECT_EQ(get("/api/archive?limit=2&before=" + next, "owner").at("next"), nullptr);
}

TEST_F(ArchiveHttpTest, SaysWhatIsDescribedAndNoMore) {
    const json::value page = get(refund, "owner");
    const json::value& one = page.at("conversations").at(1);
    const auto described = [](const char* schema) { return yunke::testing::described_keys(YUNKE_OPENAPI, schema); };
    EXPECT_EQ(yunke::testing::keys_of(page), described("ArchivePage"));
    EXPECT_EQ(yunke::testing::keys_of(one), described("ArchiveFound"));
    EXPECT_EQ(text(one.at("shop_name")), "青禾家居");
    EXPECT_EQ(text(one.at("title_zh")), "尺码");
    EXPECT_EQ(text(one.at("reason")), "shopper-closed");
    EXPECT_EQ(number(one.at("stars")), 5);
    EXPECT_EQ(page.at("conversations").at(0).at("stars"), nullptr);
    EXPECT_EQ(number(one.at("agent")), agent_.agent);
    EXPECT_EQ(one.at("agent_name"), nullptr) << "agents are numbers to merchants";
    EXPECT_EQ(number(page.at("utc_offset_minutes")), 480);
    EXPECT_EQ(text(page.at("shops").at(0).at("name")), "青禾家居");
    EXPECT_THAT(call("GET", refund, "", "owner").body, Not(HasSubstr("pseudonym")));

    const json::value whole = get(address_of(1, "owner"), "owner");
    EXPECT_EQ(yunke::testing::keys_of(whole), described("ArchiveConversation"));
    EXPECT_EQ(yunke::testing::keys_of(whole.at("lines").at(0)), described("ArchiveLine"));
    EXPECT_EQ(text(whole.at("lines").at(0).at("kind")), "message");
    EXPECT_EQ(text(whole.at("lines").at(0).at("author")), "shopper");
    EXPECT_EQ(text(whole.at("lines").at(1).at("text")), "三天内原路退回。");
    EXPECT_EQ(text(whole.at("lines").at(1).at("name")), "小禾");
}

TEST_F(ArchiveHttpTest, SupervisorsFindThisPoolsAndReadWhatIsBetweenAgents) {
    EXPECT_THAT(found("/api/archive", "boss"), ElementsAre("4", "2", "1"));
    EXPECT_THAT(found(refund, "boss"), ElementsAre("4", "1"));
    EXPECT_THAT(found(refund, "root"), ElementsAre("4", "1"));
    const json::value whole = get(address_of(2, "boss"), "boss");
    EXPECT_EQ(text(whole.at("agent_name")), registry_.agent(agent_.agent)->config.name());
    EXPECT_EQ(text(whole.at("lines").at(0).at("text")), "能换大一码吗\n谢谢");
    EXPECT_EQ(text(whole.at("lines").at(1).at("kind")), "whispered");
    EXPECT_EQ(text(whole.at("lines").at(1).at("text")), "机密库存");
    EXPECT_EQ(text(whole.at("lines").at(2).at("text")), "给尺码组");
    EXPECT_EQ(call("GET", address_of(3, "owner"), "", "boss").status, 404U) << "another pool's";
}

TEST_F(ArchiveHttpTest, MerchantsDoNotReadWhatIsBetweenAgents) {
    const HttpResult result = call("GET", address_of(2, "owner"), "", "owner");
    EXPECT_THAT(result.body, Not(HasSubstr("机密")));
    EXPECT_THAT(result.body, Not(HasSubstr("给尺码组")));
    const json::value whole = json::parse(result.body);
    EXPECT_EQ(text(whole.at("lines").at(1).at("kind")), "between-agents");
    EXPECT_EQ(text(whole.at("lines").at(1).at("name")), "");
    EXPECT_EQ(text(whole.at("lines").at(2).at("kind")), "transferred");
    EXPECT_EQ(call("GET", address_of(4, "boss"), "", "owner").status, 404U) << "somebody else's";
    EXPECT_THAT(found("/api/archive?words=%E6%9C%BA%E5%AF%86", "boss"), IsEmpty()) << "nor is it looked for";
}

TEST_F(ArchiveHttpTest, AMerchantSaysForHowLong) {
    const auto days = [&](const char* body, unsigned status) {
        const HttpResult result = call("PUT", "/api/archive/keep", body, "owner");
        EXPECT_EQ(result.status, status) << body << result.body;
        return result.body;
    };
    const json::value at_first = get("/api/archive/keep", "owner");
    EXPECT_EQ(yunke::testing::keys_of(at_first), yunke::testing::described_keys(YUNKE_OPENAPI, "ArchiveKeep"));
    EXPECT_EQ(number(at_first.at("days")), 180);
    EXPECT_FALSE(at_first.at("own").as_bool());
    EXPECT_TRUE(json::parse(days(R"({"days":90})", 200)).at("own").as_bool());
    EXPECT_EQ(number(get("/api/archive/keep", "owner").at("days")), 90);
    EXPECT_THAT(days(R"({"days":0})", 400), HasSubstr("3650"));
    EXPECT_THAT(days(R"({"days":3651})", 400), HasSubstr("3650"));
    days(R"({"days":"90"})", 400);
    days("{}", 400);
    EXPECT_EQ(good(archive_.keeps()).size(), 2U) << "of everybody, and hers";
    EXPECT_FALSE(json::parse(days(R"({"days":null})", 200)).at("own").as_bool());
    EXPECT_EQ(number(get("/api/archive/keep", "owner").at("days")), 180);
}

TEST_F(ArchiveHttpTest, WhatWasErasedIsNotFound) {
    const std::string address = address_of(1, "owner");
    good(archive_.set_keep(0, 1));
    while (good(archive_.erase_expired(runtime::SystemClock().wall_ms())) > 0) {
    }
    EXPECT_THAT(found("/api/archive", "owner"), IsEmpty());
    EXPECT_EQ(call("GET", address, "", "owner").status, 404U);
}

}  // namespace
}  // namespace yunke::gateway::testing
