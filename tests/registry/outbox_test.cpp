#include <atomic>
#include <thread>

#include "tests/registry/support.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::registry::testing {
namespace {

using OutboxTest = RegistryTest;

v1::ConfigChange parse(const OutboxRow& row) {
    v1::ConfigChange change;
    EXPECT_TRUE(change.ParseFromString(row.change));
    EXPECT_EQ(change.revision(), row.revision);
    return change;
}

TEST_F(OutboxTest, EveryChangeOfConfigurationStandsInItWithTheNextRevision) {
    auto shop = add_shop();
    auto queue = value(registry.add_queue(sample_queue(shop.config.id())));
    auto agent = add_agent();
    v1::PoolConfig settings;
    settings.set_agent_grace_ms(60'000);
    EXPECT_EQ(value(registry.set_pool_config("main", settings)), 4U);
    shop.config.set_open(false);
    value(registry.update_shop(shop));
    queue.set_open(false);
    value(registry.update_queue(queue));
    agent.config.set_capacity(1);
    value(registry.update_agent(agent));

    const auto rows = value(registry.outbox_after("main", 0, 100));
    ASSERT_EQ(rows.size(), 7U);
    for (std::size_t i = 0; i < rows.size(); ++i)
        EXPECT_EQ(rows[i].revision, i + 1);
    EXPECT_TRUE(parse(rows[0]).shop().open());
    EXPECT_EQ(parse(rows[1]).queue().id(), queue.id());
    EXPECT_EQ(parse(rows[2]).agent().id(), agent.config.id());
    EXPECT_EQ(parse(rows[3]).pool().agent_grace_ms(), 60'000U);
    EXPECT_FALSE(parse(rows[4]).shop().open());
    EXPECT_FALSE(parse(rows[5]).queue().open());
    EXPECT_EQ(parse(rows[6]).agent().SerializeAsString(), agent.config.SerializeAsString());
    EXPECT_EQ(value(registry.revision("main")), 7U);
}

TEST_F(OutboxTest, IsReadFromAnyRevisionAsOftenAsWanted) {
    for (int i = 0; i < 5; ++i)
        add_agent();
    for (int round = 0; round < 2; ++round) {
        const auto rows = value(registry.outbox_after("main", 2, 2));
        ASSERT_EQ(rows.size(), 2U);
        EXPECT_EQ(rows[0].revision, 3U);
        EXPECT_EQ(rows[1].revision, 4U);
    }
    EXPECT_TRUE(value(registry.outbox_after("main", 5, 10)).empty());
    EXPECT_TRUE(value(registry.outbox_after("main", UINT64_MAX, 10)).empty());
    EXPECT_TRUE(value(registry.outbox_after("nowhere", 0, 10)).empty());
    EXPECT_EQ(value(registry.outbox_after("main", 0, 0)).size(), 1U) << "a limit below 1 counts as 1";
}

TEST_F(OutboxTest, PoolsCountForThemselves) {
    value(registry.create_pool("other"));
    add_agent();
    value(registry.add_agent({.pool = "other", .config = sample_agent()}));
    EXPECT_EQ(value(registry.revision("main")), 1U);
    EXPECT_EQ(value(registry.revision("other")), 1U);
    EXPECT_THAT(registry.revision("nowhere"), FailsWith(Errc::not_found));
}

TEST_F(OutboxTest, PoolsAreCreatedOnceUnderPlainNames) {
    EXPECT_THAT(registry.create_pool("main"), FailsWith(Errc::conflict));
    for (const char* bad : {"", "Main", "}{", "a b", "123456789012345678901234567890123", "池"}) {
        EXPECT_THAT(registry.create_pool(bad), IsInvalid("pool")) << bad;
    }
    value(registry.create_pool("a-1"));
    const auto pools = value(registry.pools());
    ASSERT_EQ(pools.size(), 2U);
    EXPECT_EQ(pools[0].name, "a-1");
    EXPECT_EQ(pools[1].revision, 0U);
}

TEST_F(OutboxTest, PoolSettingsAreCheckedAndReadBack) {
    EXPECT_EQ(value(registry.pool_config("main")).SerializeAsString(), "");
    v1::PoolConfig settings;
    settings.set_agent_grace_ms(90'000);
    settings.set_shopper_grace_ms(600'000);
    settings.set_decline_cooldown_ms(300'000);
    settings.set_agent_session_ms(43'200'000);
    value(registry.set_pool_config("main", settings));
    EXPECT_EQ(value(registry.pool_config("main")).SerializeAsString(), settings.SerializeAsString());
    const auto refuse = [&](auto change) {
        auto bad = settings;
        change(bad);
        return registry.set_pool_config("main", bad);
    };
    EXPECT_THAT(refuse([](auto& s) { s.set_agent_grace_ms(1); }), IsInvalid("agent_grace_ms"));
    EXPECT_THAT(refuse([](auto& s) { s.set_shopper_grace_ms(86'400'001); }), IsInvalid("shopper_grace_ms"));
    EXPECT_THAT(refuse([](auto& s) { s.set_decline_cooldown_ms(999); }), IsInvalid("decline_cooldown_ms"));
    EXPECT_THAT(refuse([](auto& s) { s.set_agent_session_ms(59'999); }), IsInvalid("agent_session_ms"));
    EXPECT_THAT(registry.set_pool_config("nowhere", settings), FailsWith(Errc::not_found));
    EXPECT_THAT(registry.pool_config("nowhere"), FailsWith(Errc::not_found));
}

TEST_F(OutboxTest, SeveralChangesAreWrittenTogetherOrNotAtAll) {
    const auto failed = registry.atomically([&]() -> Result<void> {
        add_agent();
        add_shop();
        return std::unexpected(Error{Errc::conflict, "", "on second thoughts"});
    });
    EXPECT_THAT(failed, FailsWith(Errc::conflict));
    EXPECT_TRUE(value(registry.agents("main")).empty());
    EXPECT_EQ(value(registry.revision("main")), 0U);

    value(registry.atomically([&]() -> Result<void> {
        add_agent();
        add_shop();
        EXPECT_EQ(value(registry.revision("main")), 2U) << "the transaction sees its own changes";
        return {};
    }));
    EXPECT_EQ(value(registry.outbox_after("main", 0, 10)).size(), 2U);
}

TEST_F(OutboxTest, AFailedChangeInATransactionCannotBeOverlooked) {
    const auto done = registry.atomically([&]() -> Result<void> {
        add_agent();
        EXPECT_THAT(registry.create_pool("main"), FailsWith(Errc::conflict));
        return {};
    });
    EXPECT_THAT(done, FailsWith(Errc::conflict));
    EXPECT_TRUE(value(registry.agents("main")).empty());
    add_agent();
    EXPECT_EQ(value(registry.agents("main")).size(), 1U) << "the next change is written again";
}

TEST_F(OutboxTest, AnExceptionInATransactionLeavesNothing) {
    const auto broken = [&]() -> Result<void> {
        add_agent();
        throw std::logic_error("bug");
    };
    EXPECT_THROW(value(registry.atomically(broken)), std::logic_error);
    EXPECT_TRUE(value(registry.agents("main")).empty());
    add_agent();
}

TEST_F(OutboxTest, ConcurrentWritersLeaveNoGapsAndReadersNeverSeeOne) {
    constexpr int writers = 3;
    constexpr int changes = 40;
    std::atomic<bool> done = false;
    std::atomic<std::uint64_t> seen = 0;
    std::jthread reader([&] {
        auto own = open();
        while (!done || seen < writers * changes) {
            const auto rows = value(own.outbox_after("main", seen, 1'000));
            for (const auto& row : rows) {
                ASSERT_EQ(row.revision, seen + 1);
                seen = row.revision;
            }
        }
    });
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&, writer] {
                auto own = open();
                for (int i = 0; i < changes; ++i) {
                    Agent agent{.pool = "main", .config = sample_agent("Agent " + std::to_string(writer))};
                    value(own.add_agent(agent));
                }
            });
        }
    }
    done = true;
    reader.join();
    EXPECT_EQ(seen, writers * changes);
    EXPECT_EQ(value(registry.revision("main")), static_cast<std::uint64_t>(writers * changes));
    EXPECT_EQ(value(registry.agents("main")).size(), static_cast<std::size_t>(writers * changes));
}

}  // namespace
}  // namespace yunke::registry::testing
