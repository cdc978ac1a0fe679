// Cutting commands and log: never what was not read, and only where the rest can be run from.
#include "dispatcher/app/trimming.hpp"

#include <gtest/gtest.h>

#include "dispatcher/app/snapshots.hpp"
#include "tests/app/harness.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

// 20,000 commands of 200 bytes, one log entry per hundred of them.
class Trimming : public ::testing::Test {
protected:
    Trimming() {
        const std::string bytes(200, 'x');
        for (std::uint64_t i = 1; i <= 20'000; ++i) {
            redis("XADD", keys.cmd, std::to_string(i) + "-0", "c", bytes);
            if (i % 100 == 0) {
                const wire::CommitHeader header{i / 100, std::to_string(i) + "-0", 0, 0, 0, {}};
                redis("XADD", keys.log, std::to_string(i / 100) + "-0", "l", wire::encode_log(header, {}));
            }
        }
    }

    void keep_snapshot(std::uint64_t sequence) {
        const SnapshotAt at{sequence, std::to_string(sequence * 100) + "-0", {}, 1, sequence * 100, 0};
        ASSERT_TRUE(redis.run(Snapshots(store).keep(at, core::State{})));
    }
    std::uint64_t cut(TrimBounds bounds, const std::string& cursor = "20000-0", std::uint64_t sequence = 200) {
        return redis.run(trim(store, cursor, sequence, bounds)).value();
    }
    redis::StreamId first(const std::string& key) {
        return redis::take_entries(redis("XRANGE", key, "-", "+", "COUNT", 1)).value().at(0).id;
    }
    std::vector<std::uint64_t> kept() {
        std::vector<std::uint64_t> sequences;
        for (const SnapshotAt& at : redis.run(Snapshots(store).list()).value())
            sequences.push_back(at.sequence);
        return sequences;
    }

    static constexpr TrimBounds small{2'000'000, 1'500'000, 100'000'000};

    testing::RedisServer server{{{"--appendfsync", "no"}, false}};
    testing::SyncRedis redis{server.url()};
    Store& store = redis.store();
    const Keys keys{"main"};
};

TEST_F(Trimming, BeginsRightBehindTheLastSnapshotThatLeavesEnough) {
    for (const std::uint64_t sequence : {40U, 80U, 160U})
        keep_snapshot(sequence);
    EXPECT_GT(cut(small), 7'900U);
    EXPECT_EQ(kept(), (std::vector<std::uint64_t>{80, 160})) << "older ones are of no use any more";
    // Redis cuts whole nodes only: what is left of older entries is passed over by whoever begins at the snapshot.
    EXPECT_GT(first(keys.cmd).ms, 7'800U);
    EXPECT_LE(first(keys.cmd).ms, 8'001U);
    EXPECT_LE(first(keys.log).ms, 81U);
    EXPECT_EQ(cut(small), 0U) << "until there is a later snapshot that leaves enough";
}

TEST_F(Trimming, WaitsForASnapshotButNotForEver) {
    EXPECT_EQ(cut(small), 0U);
    EXPECT_EQ(first(keys.cmd).ms, 1U);
    EXPECT_GT(cut({2'000'000, 1'500'000, 2'500'000}), 5'000U);
    EXPECT_LE(redis("MEMORY", "USAGE", keys.cmd).to_i64().value(), 2'000'000);
    const redis::StreamId command = first(keys.cmd);
    EXPECT_LE(first(keys.log).ms * 100, command.ms + 100) << "no log entry of a command that is kept was cut";
}

TEST_F(Trimming, NeverCutsWhatWasNotReadYet) {
    EXPECT_GT(cut({1'000, 500, 600}, "300-0", 3), 0U);
    EXPECT_LE(first(keys.cmd).ms, 300U);
    EXPECT_LE(first(keys.log).ms, 3U);
}

TEST_F(Trimming, LeavesAShortStreamAlone) {
    keep_snapshot(40);
    EXPECT_EQ(cut({100'000'000, 90'000'000, 120'000'000}), 0U);
    EXPECT_EQ(first(keys.cmd).ms, 1U);
    EXPECT_EQ(kept(), (std::vector<std::uint64_t>{40}));
}

}  // namespace
}  // namespace yunke::dispatcher
