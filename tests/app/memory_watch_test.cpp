#include "dispatcher/app/memory_watch.hpp"

#include <gtest/gtest.h>

namespace yunke::dispatcher {
namespace {

TEST(MemoryWatch, SaysOnAtTheMarkAndOffWellUnderIt) {
    MemoryWatch watch(70);
    EXPECT_EQ(watch.look(0, 69, 100, false), std::nullopt);
    EXPECT_EQ(watch.look(1'000, 70, 100, false), true);
    EXPECT_EQ(watch.look(2'000, 68, 100, true), std::nullopt) << "between the two marks nothing changes";
    EXPECT_EQ(watch.look(3'000, 65, 100, true), std::nullopt);
    EXPECT_EQ(watch.look(4'000, 64, 100, true), false);
    EXPECT_EQ(watch.look(5'000, 64, 100, false), std::nullopt);
}

TEST(MemoryWatch, RepeatsWhatTheStateDoesNotFollow) {
    MemoryWatch watch(70);
    EXPECT_EQ(watch.look(0, 80, 100, false), true);
    EXPECT_EQ(watch.look(1'000, 80, 100, false), std::nullopt);
    EXPECT_EQ(watch.look(limits::repeat_after_ms, 80, 100, false), true);
}

TEST(MemoryWatch, ARedisWithoutABoundIsNeverUnderPressure) {
    MemoryWatch watch(70);
    EXPECT_EQ(watch.look(0, 1'000'000, 0, false), std::nullopt);
    EXPECT_EQ(watch.look(1'000, 1'000'000, 0, true), false) << "the bound was taken away";
}

}  // namespace
}  // namespace yunke::dispatcher
