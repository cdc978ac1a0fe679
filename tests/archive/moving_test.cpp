// From Redis into SQL, once each, whatever dies in between.
#include <sys/wait.h>
#include <unistd.h>

#include "dispatcher/app/commit_request.hpp"
#include "tests/archive/support.hpp"

namespace yunke::archive::testing {
namespace {

class Moving : public ArchiveTest {
protected:
    // An archiver in a process that is killed before its n-th thing to do; false if it had fewer than that.
    bool killed_at(int n) {
        const pid_t child = ::fork();
        if (child == 0) {
            int done = 0;
            const auto moved = step([&](std::string_view) {
                if (++done == n) ::kill(::getpid(), SIGKILL);
            });
            ::_exit(moved ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        if (WIFSIGNALED(status)) return true;
        EXPECT_EQ(WEXITSTATUS(status), 0);
        return false;
    }
};

TEST_F(Moving, AConversationStandsInTheArchiveAsItStoodInRedis) {
    auto about = account(21, clock.wall - 600'000);
    about.set_former(12);
    about.set_message_left(true);
    const auto entries = transcript({{v1::SHOPPER, "这个码偏小吗？"},
                                     {v1::AGENT, "偏小一码，建议拍大。"},
                                     {v1::SUPERVISOR, "可以给她免运费", v1::WHISPERED},
                                     {v1::SHOPPER, "很耐心", v1::RATED}},
                                    clock.wall - 660'000);
    put(held(about, entries));
    const Moved moved = move_all();
    EXPECT_EQ(moved.archived, 1U);
    EXPECT_EQ(moved.let_go, 1U);
    EXPECT_FALSE(in_redis(21));

    Store store = open();
    const auto shown = value(show(store, Scope::staff(), "main", 21));
    ASSERT_EQ(shown.size(), 1U);
    const Found& found = shown[0].about;
    EXPECT_EQ(found.conversation, 21U);
    EXPECT_EQ(found.pool, "main");
    EXPECT_EQ(found.merchant, 2U);
    EXPECT_EQ(found.shop, 3U);
    EXPECT_EQ(found.queue, 4U);
    EXPECT_EQ(found.agent, 11U);
    EXPECT_EQ(found.former, 12U);
    EXPECT_EQ(found.opened_ms, clock.wall - 660'000);
    EXPECT_EQ(found.accepted_ms, clock.wall - 659'000) << "when the agent joined";
    EXPECT_EQ(found.closed_ms, clock.wall - 600'000);
    EXPECT_EQ(found.archived_ms, clock.wall);
    EXPECT_EQ(found.end_reason, v1::RESOLVED);
    EXPECT_EQ(found.stars, 5U);
    EXPECT_TRUE(found.message_left);
    EXPECT_EQ(found.entries, 7U);
    ASSERT_EQ(shown[0].entries.entries_size(), 7);
    for (int i = 0; i < 7; ++i)
        EXPECT_EQ(shown[0].entries.entries(i).SerializeAsString(),
                  entries[static_cast<std::size_t>(i)].SerializeAsString());
}

TEST_F(Moving, TheShopperStandsByAPseudonymOnly) {
    const auto first = held(account(21, clock.wall - 600'000), transcript({}, clock.wall - 660'000));
    auto again = account(22, clock.wall - 500'000);
    again.set_session(7'021);
    auto other = account(23, clock.wall - 400'000);
    put(first);
    put(held(again, transcript({}, clock.wall - 560'000)));
    put(held(other, transcript({}, clock.wall - 460'000)));
    move_all();
    Store store = open();
    const auto shopper = [&](std::uint64_t id) {
        return value(show(store, Scope::staff(), "main", id)).at(0).about.shopper;
    };
    EXPECT_EQ(shopper(21), shopper(22)) << "one visit";
    EXPECT_NE(shopper(21), shopper(23));
    EXPECT_EQ(shopper(21).size(), 22U);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM archive_conversation WHERE shopper LIKE '%7021%'"), 0);
}

TEST_F(Moving, WhatACommitWritesIsWhatTheArchiverReads) {
    ASSERT_TRUE(redis.run(redis.store().create_pool(900)).value());
    const std::string term(16, 'a');
    ASSERT_TRUE(redis.run(redis.store().lease(term, "d1", 60'000, 0)).value().held);
    const auto fenced = redis.run(redis.store().fence(term));
    ASSERT_TRUE(fenced);
    core::Effects effects;
    core::Archived archived;
    archived.conversation = core::ConversationId{8};
    archived.closed_ms = clock.wall - 600'000;
    archived.shop = core::ShopId{3};
    archived.merchant = 2;
    archived.owner = core::AgentId{11};
    archived.end_reason = core::EndReason::shopper_idle;
    archived.stars = 4;
    effects.archived = {archived};
    effects.entries = {
        {archived.conversation, {1, clock.wall - 700'000, core::EntryKind::opened, {}, "", "", "", {}}},
        {archived.conversation,
         {2, clock.wall - 690'000, core::EntryKind::message, core::Role::shopper, "小满", "你好", "zh", {}}}};
    const auto plan = wire::make_commit({}, effects, {1, fenced->cursor.last_command, 5'000, 0, 0, {}});
    const auto done = redis.run(redis.store().commit(dispatcher::commit_request(
        keys, fenced->cursor, plan, wire::commit_hash(fenced->cursor.hash, plan), 5'000, "a run id")));
    ASSERT_EQ(done.value(), dispatcher::CommitAnswer::committed);

    EXPECT_EQ(move_all().let_go, 1U);
    EXPECT_FALSE(in_redis(8));
    Store store = open();
    const auto shown = value(show(store, Scope::of_merchant(2), "main", 8));
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].about.agent, 11U);
    EXPECT_EQ(shown[0].about.end_reason, v1::SHOPPER_IDLE);
    EXPECT_EQ(shown[0].about.stars, 4U);
    EXPECT_EQ(shown[0].about.opened_ms, clock.wall - 700'000);
    EXPECT_EQ(shown[0].entries.entries(1).text(), "你好");
}

TEST_F(Moving, KilledAnywhereItIsMovedOnce) {
    open();
    int n = 1;
    int kills = 0;
    for (; n < 200; ++n) {
        const auto id = 2 * static_cast<std::uint64_t>(n);
        put(id);
        put(id + 1);
        const bool killed = killed_at(n);
        kills += killed ? 1 : 0;
        // Nothing is lost at any moment: what is not in the archive is in Redis still.
        for (const std::uint64_t each : {id, id + 1}) {
            const auto archived = database->number("SELECT COUNT(*) FROM archive_conversation WHERE conversation = " +
                                                   std::to_string(each));
            EXPECT_TRUE(archived == 1 || in_redis(each)) << "killed at " << n;
        }
        move_all();
        EXPECT_FALSE(in_redis(id));
        EXPECT_FALSE(in_redis(id + 1));
        if (!killed) break;
    }
    EXPECT_GE(kills, 10) << "steps of two conversations";
    EXPECT_EQ(rows("archive_conversation"), 2 * n);
    EXPECT_EQ(database->number("SELECT COUNT(DISTINCT conversation) FROM archive_conversation"), 2 * n);
    EXPECT_EQ(rows("archive_transcript"), 2 * n);
    EXPECT_EQ(rows("archive_word"), database->number("SELECT SUM(tokens) FROM archive_conversation"));
}

TEST_F(Moving, AConversationThatComesBackWithRedisIsTheSame) {
    const Held one = held(account(21, clock.wall - 600'000), transcript({{v1::SHOPPER, "你好"}}, clock.wall - 660'000));
    put(one);
    move_all();
    put(one);  // Redis went back to before it was let go
    const Moved moved = move_all();
    EXPECT_EQ(moved.archived, 0U);
    EXPECT_EQ(moved.let_go, 1U);
    EXPECT_EQ(rows("archive_conversation"), 1);
    EXPECT_FALSE(in_redis(21));
}

TEST_F(Moving, OneThatEndedOtherwiseAfterRedisWentBackStandsBesideWhatWasThere) {
    put(held(account(21, clock.wall - 600'000), transcript({{v1::SHOPPER, "你好"}}, clock.wall - 660'000)));
    move_all();
    put(held(account(21, clock.wall - 500'000), transcript({{v1::SHOPPER, "您好"}}, clock.wall - 660'000)));
    move_all();
    Store store = open();
    EXPECT_EQ(value(show(store, Scope::staff(), "main", 21)).size(), 2U);
}

TEST_F(Moving, WhatRedisGotMeanwhileIsNotLetGo) {
    put(21);
    bool changed = false;
    move_all([&](std::string_view what) {
        if (what != "committed" || changed) return;
        changed = true;
        // As if Redis had gone back and the conversation lived on.
        yunke::testing::SyncRedis other(server.url());
        other("HDEL", keys.archive, "21");
    });
    EXPECT_TRUE(changed);
    EXPECT_EQ(redis("XLEN", keys.conv(core::ConversationId{21})).to_i64(), 4);
}

TEST_F(Moving, MoreThanAPageIsMovedAndLongTranscriptsAreWhole) {
    std::vector<Line> lines;
    for (int i = 0; i < 1'300; ++i)
        lines.push_back({i % 2 == 0 ? v1::SHOPPER : v1::AGENT, "第" + std::to_string(i) + "行"});
    put(1, lines);
    for (std::uint64_t id = 2; id <= 300; ++id)
        put(id);
    const Moved moved = move_all();
    EXPECT_EQ(moved.archived, 300U);
    EXPECT_EQ(moved.let_go, 300U);
    EXPECT_EQ(redis("EXISTS", keys.archive).to_i64(), 0);
    Store store = open();
    EXPECT_EQ(value(show(store, Scope::staff(), "main", 1)).at(0).entries.entries_size(), 1'303);
}

TEST_F(Moving, OneThatCannotBeReadHoldsNobodyUp) {
    redis("HSET", keys.archive, "20", "\xff\xff");
    redis("HSET", keys.archive, "22", account(23, 5).SerializeAsString());
    put(21);
    redis("XADD", keys.conv(core::ConversationId{24}), "1-0", "e", "\xff\xff");
    redis("HSET", keys.archive, "24", account(24, clock.wall).SerializeAsString());
    put(25);
    redis("HSET", keys.archive, "27", account(27, clock.wall).SerializeAsString());
    redis("SET", keys.conv(core::ConversationId{27}), "no transcript");
    auto odd = account(26, clock.wall);
    odd.set_stars(4'000'000'000U);
    redis("HSET", keys.archive, "26", odd.SerializeAsString());
    EXPECT_EQ(move_all().let_go, 2U);
    EXPECT_FALSE(in_redis(21));
    EXPECT_FALSE(in_redis(25));
    EXPECT_EQ(redis("HLEN", keys.archive).to_i64(), 5);
    EXPECT_EQ(redis("XLEN", keys.conv(core::ConversationId{24})).to_i64(), 1);
}

TEST_F(Moving, OnePoolsTroubleIsNotTheOthers) {
    registry::testing::value(registry::testing::value(registry::Registry::open(database->url())).create_pool("beta"));
    registry::testing::value(registry::testing::value(registry::Registry::open(database->url())).create_pool("zeta"));
    redis("SET", "{beta}:archive", "of another type");
    put(21);
    Held other = held(account(21, clock.wall - 600'000), transcript({}, clock.wall - 660'000));
    redis("HSET", "{zeta}:archive", "21", other.bytes);
    EXPECT_FALSE(step());
    EXPECT_FALSE(in_redis(21));
    EXPECT_EQ(redis("EXISTS", "{zeta}:archive").to_i64(), 0);
    EXPECT_EQ(rows("archive_conversation"), 2);
}

TEST_F(Moving, FieldsThatKeepNothingButTheEndAreMovedToo) {
    Held old = held(account(21, 0), transcript({{v1::SHOPPER, "你好"}}, clock.wall - 660'000));
    old.bytes = std::to_string(clock.wall - 600'000);
    put(old);
    EXPECT_EQ(move_all().let_go, 1U);
    Store store = open();
    const auto shown = value(show(store, Scope::staff(), "main", 21));
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].about.shop, 0U);
    EXPECT_EQ(shown[0].about.closed_ms, clock.wall - 600'000);
    EXPECT_EQ(shown[0].about.end_reason, v1::RESOLVED) << "as the transcript says";
    EXPECT_EQ(shown[0].about.shopper, "");
}

TEST_F(Moving, WithoutTheFunctionItStaysInRedisAndIsLetGoLater) {
    put(21);
    redis("FUNCTION", "FLUSH");
    const auto moved = step();
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, ledger::Errc::away);
    EXPECT_TRUE(in_redis(21));
    EXPECT_EQ(rows("archive_conversation"), 1);
    ASSERT_TRUE(redis.run(redis.store().load_functions(true)));
    EXPECT_EQ(move_all().let_go, 1U);
    EXPECT_EQ(rows("archive_conversation"), 1);
}

TEST_F(Moving, RunsUntilItIsStopped) {
    net::io_context io(1);
    runtime::Metrics metrics;
    Archiver archiver(io, *redis::parse_endpoint(server.url()), {database->url(), database->url()}, clock, metrics,
                      runtime::Log());
    bool ended = false;
    net::co_spawn(io, archiver.run(), [&](std::exception_ptr error) { ended = error == nullptr; });
    put(21);
    put(22);
    const auto turn = [&](const std::function<bool()>& done) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!done() && std::chrono::steady_clock::now() < until)
            io.run_for(std::chrono::milliseconds(20));
        return done();
    };
    EXPECT_TRUE(turn([&] { return !in_redis(21) && !in_redis(22); }));
    put(23);
    EXPECT_TRUE(turn([&] { return !in_redis(23); })) << "two seconds later at most";
    archiver.stop();
    EXPECT_TRUE(turn([&] { return ended; }));
    EXPECT_THAT(metrics.render(), ::testing::HasSubstr("yunke_archive_conversations_total 3"));
}

}  // namespace
}  // namespace yunke::archive::testing
