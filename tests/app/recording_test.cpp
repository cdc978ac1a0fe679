#include "dispatcher/app/recording.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "dispatcher/wire/entity.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::dispatcher {
namespace {

redis::Reply fields(std::initializer_list<std::string> texts) {
    redis::Reply::Array items;
    for (const std::string& text : texts)
        items.push_back(redis::Reply::string(text));
    return redis::Reply::array(std::move(items));
}

TEST(Recording, ASnapshotComesBack) {
    const testing::TempDir dir;
    EXPECT_FALSE(has_snapshot(dir.path()));
    core::Shop shop;
    shop.config.id = core::ShopId{3};
    shop.config.name = "a shop";
    const auto cursor = fields({"sequence", "12", "last_command", "7-1"});
    ASSERT_TRUE(write_snapshot(dir.path(), "main", cursor, fields({"h:3", wire::encode_entity(shop)})));
    EXPECT_TRUE(has_snapshot(dir.path()));
    const auto snapshot = read_snapshot(dir.path());
    ASSERT_TRUE(snapshot) << snapshot.error().what;
    EXPECT_EQ(snapshot->pool, "main");
    EXPECT_EQ(snapshot->cursor.sequence, 12U);
    EXPECT_EQ(snapshot->cursor.last_command, "7-1");
    EXPECT_EQ(snapshot->state.shops.at(core::ShopId{3}), shop);
}

TEST(Recording, AFolderWithoutOneSaysSo) {
    const testing::TempDir dir;
    EXPECT_EQ(read_snapshot(dir.path()).error().code, Errc::file);
    EXPECT_EQ(open_recording(dir.path()).error().code, Errc::file);
    dir.write("snapshot", "something else");
    EXPECT_EQ(read_snapshot(dir.path()).error().code, Errc::file);
}

TEST(Recording, StreamsGoOnBehindTheLastWholeEntry) {
    const testing::TempDir dir;
    {
        auto file = StreamFile::open(dir / "cmd");
        ASSERT_TRUE(file);
        EXPECT_EQ(file->last_id(), "");
        ASSERT_TRUE(file->append("1-0", "first"));
        ASSERT_TRUE(file->append("2-0", std::string("\0second", 7)));
        ASSERT_TRUE(file->append("3-0", "cut off"));
    }
    std::filesystem::resize_file(dir / "cmd", std::filesystem::file_size(dir / "cmd") - 2);
    {
        auto file = StreamFile::open(dir / "cmd");
        ASSERT_TRUE(file);
        EXPECT_EQ(file->last_id(), "2-0");
        ASSERT_TRUE(file->append("3-0", "whole"));
    }
    std::ofstream(dir / "log").flush();
    const auto history = open_recording(dir.path());
    ASSERT_TRUE(history);
    std::vector<std::string> all;
    while (true) {
        const auto entry = (*history)->next_command();
        ASSERT_TRUE(entry);
        if (!*entry) break;
        all.push_back((*entry)->id.to_string() + " " + (*entry)->bytes);
    }
    EXPECT_EQ(all, (std::vector<std::string>{"1-0 first", std::string("2-0 \0second", 11), "3-0 whole"}));
}

}  // namespace
}  // namespace yunke::dispatcher
