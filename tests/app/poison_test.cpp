#include "dispatcher/app/poison.hpp"

#include <gtest/gtest.h>

namespace yunke::dispatcher {
namespace {

constexpr std::size_t batch = 16;
constexpr redis::StreamId seven{7, 0};

TEST(Poison, TheFirstStartIsOrdinary) {
    Poison poison;
    poison.start(1, "", "5-0", batch);
    EXPECT_FALSE(poison.careful());
}

TEST(Poison, FromTheSecondStartOnCommandsGoOneByOneForAWhile) {
    Poison poison;
    poison.start(2, "", "5-0", batch);
    EXPECT_TRUE(poison.careful());
    EXPECT_FALSE(poison.leaves_out(seven));
    std::size_t count = 1;
    while (!poison.committed("6-" + std::to_string(count)))
        ++count;
    EXPECT_EQ(count, limits::careful_commands_min);
    EXPECT_FALSE(poison.careful());
    EXPECT_FALSE(poison.committed("9-0"));
}

TEST(Poison, ACommandThatWasRecordedOnceIsTriedAgain) {
    Poison poison;
    poison.start(2, "", "6-3", batch);
    EXPECT_EQ(poison.to_record("7-0"), "7-0 1");
    poison.start(1, "7-0 1", "6-3", batch);
    EXPECT_TRUE(poison.careful());
    EXPECT_FALSE(poison.leaves_out(seven)) << "its leader may have been killed from outside";
    EXPECT_EQ(poison.to_record("7-0"), "7-0 2");
    EXPECT_EQ(poison.to_record("7-1"), "7-1 1");
}

TEST(Poison, ACommandThatWasRecordedTwiceAndNeverCommittedIsLeftOut) {
    Poison poison;
    poison.start(1, "7-0 2", "6-3", batch);
    EXPECT_TRUE(poison.careful());
    EXPECT_TRUE(poison.leaves_out(seven));
    EXPECT_FALSE(poison.leaves_out({7, 1}));
    EXPECT_FALSE(poison.committed("7-0"));
    EXPECT_FALSE(poison.leaves_out(seven)) << "once";
}

TEST(Poison, ARecordedCommandThatWasCommittedIsNot) {
    Poison poison;
    poison.start(1, "7-0 2", "7-0", batch);
    EXPECT_FALSE(poison.careful());
    poison.start(1, "9-0 2", "10-0", batch);
    EXPECT_FALSE(poison.careful()) << "ids are numbers, not text";
}

}  // namespace
}  // namespace yunke::dispatcher
