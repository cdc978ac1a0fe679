// What the archive's tests share: a real Redis with the dispatcher's Functions, a database of the test's own (SQLite or
// PostgreSQL, as the program is linked), conversations put into Redis as a commit leaves them, and archivers that run
// to the end of what there is to do.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "dispatcher/ledger/archive/archiver.hpp"
#include "dispatcher/ledger/archive/search.hpp"
#include "tests/app/fake_clock.hpp"
#include "tests/app/harness.hpp"
#include "tests/registry/support.hpp"
#include "tests/support/redis_server.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::archive::testing {

inline constexpr std::int64_t day_ms = 86'400'000;

struct Line {
    v1::Role author = v1::SHOPPER;
    std::string text;
    v1::EntryKind kind = v1::MESSAGE;
};

// A conversation of shop 3 of merchant 2, answered by agent 11, resolved after a minute.
v1::ArchivedConversation account(std::uint64_t id, std::int64_t closed_ms);
std::vector<v1::Entry> transcript(const std::vector<Line>& lines, std::int64_t opened_ms);
Held held(const v1::ArchivedConversation& account, const std::vector<v1::Entry>& entries);

// The value of a result that has to be there; throws its sentence otherwise.
template <class T>
T value(Result<T> result) {
    if (!result) throw std::runtime_error("unexpected error: " + result.error().what);
    return std::move(*result);
}
inline void value(const Result<void>& result) {
    if (!result) throw std::runtime_error("unexpected error: " + result.error().what);
}

class ArchiveTest : public ::testing::Test {
protected:
    ArchiveTest();

    // Into Redis, as a commit leaves it.
    void put(const Held& held);
    void put(std::uint64_t id, const std::vector<Line>& lines = {{v1::SHOPPER, "这个码偏小吗？"}});
    bool in_redis(std::uint64_t id);
    long long rows(const std::string& table) { return database->number("SELECT COUNT(*) FROM " + table); }

    // An archiver as in a process of its own: one step; and steps until there is nothing more.
    Result<Moved> step(const Steps& steps = {});
    Moved move_all(const Steps& steps = {});

    Store open() const { return value(Store::open(database->url())); }
    std::vector<std::uint64_t> ids(const Page& page) const;
    std::vector<std::uint64_t> find(const std::string& words, const Scope& scope = Scope::staff());

    std::unique_ptr<registry::testing::TestDatabase> database = registry::testing::TestDatabase::create();
    yunke::testing::RedisServer server{{{"--appendonly", "no"}, false}};
    yunke::testing::SyncRedis redis{server.url()};
    const dispatcher::Keys keys{"main"};
    yunke::testing::FakeClock clock;
};

}  // namespace yunke::archive::testing
