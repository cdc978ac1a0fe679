// Configuration changes reach the pool from SQL, in order, and again after Redis lost them.
#include <gtest/gtest.h>

#include "runtime/registry/registry.hpp"
#include "tests/app/people.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;

class Outbox : public ::testing::Test {
protected:
    Outbox() {
        auto opened = registry::Registry::open(url);
        if (!opened) throw std::runtime_error(opened.error().message);
        registry.emplace(std::move(*opened));
        if (!registry->create_pool("main")) throw std::runtime_error("no pool");
        merchant = registry->add_merchant("a merchant").value().id;
    }

    void add_shops(int count) {
        ASSERT_TRUE(registry->atomically([&]() -> registry::Result<void> {
            for (int i = 0; i < count; ++i) {
                registry::Shop shop;
                shop.pool = "main";
                shop.config.set_name("shop " + std::to_string(i));
                shop.config.set_merchant(merchant);
                shop.config.set_open(true);
                if (auto added = registry->add_shop(shop); !added) return std::unexpected(added.error());
            }
            return {};
        }));
    }

    DispatcherThread::Options options() {
        auto options = DispatcherThread::options();
        options.sql_url = url;
        return options;
    }

    bool has_shops(std::size_t count) {
        return testing::eventually([&] { return redis.state().shops.size() == count; });
    }

    testing::TempDir dir;
    std::string url = "sqlite3://" + (dir / "yunke.db").string();
    std::optional<registry::Registry> registry;
    std::uint32_t merchant = 0;
    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
};

TEST_F(Outbox, ChangesReachThePoolInOrder) {
    DispatcherThread dispatcher(server.url(), options(), clock);
    add_shops(3);
    EXPECT_TRUE(has_shops(3));
    add_shops(2);
    EXPECT_TRUE(has_shops(5));
    EXPECT_EQ(redis.cursor().config_revision, registry->revision("main").value());
}

TEST_F(Outbox, MoreThanOneWindowIsForwarded) {
    add_shops(600);
    DispatcherThread dispatcher(server.url(), options(), clock);
    EXPECT_TRUE(has_shops(600));
    EXPECT_EQ(redis.state().pool.config_revision, registry->revision("main").value());
}

TEST_F(Outbox, WhatRedisLostIsForwardedAgain) {
    add_shops(4);
    {
        DispatcherThread dispatcher(server.url(), options(), clock);
        EXPECT_TRUE(has_shops(4));
    }
    redis("FLUSHALL");  // as far back as Redis can fall
    add_shops(1);
    DispatcherThread dispatcher(server.url(), options(), clock);
    EXPECT_TRUE(has_shops(5));
    EXPECT_EQ(redis.state().pool.config_revision, registry->revision("main").value());
}

TEST_F(Outbox, AnUnreadableDatabaseIsToldAndTriedAgain) {
    auto broken = options();
    broken.sql_url = "sqlite3://" + (dir / "no-such-folder/yunke.db").string();
    DispatcherThread dispatcher(server.url(), broken, clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    EXPECT_TRUE(
        testing::eventually([&] { return dispatcher.logged().find("outbox_unreadable") != std::string::npos; }));
    std::filesystem::create_directory(dir / "no-such-folder");
    EXPECT_TRUE(
        testing::eventually([&] { return dispatcher.logged().find("outbox_readable_again") != std::string::npos; }));
}

}  // namespace
}  // namespace yunke::dispatcher
