#include "dispatcher/app/outbox_window.hpp"

#include <gtest/gtest.h>

namespace yunke::dispatcher {
namespace {

TEST(OutboxWindow, AsksForWhatFollowsTheState) {
    OutboxWindow window;
    EXPECT_EQ(window.wanted(0, 0), 0U);
    EXPECT_EQ(window.wanted(5, 250), 5U);
}

TEST(OutboxWindow, WaitsUntilTheStateHasCaughtUp) {
    OutboxWindow window;
    window.forwarded(0, 10, 1'000);
    EXPECT_EQ(window.wanted(0, 1'250), std::nullopt);
    EXPECT_EQ(window.wanted(9, 1'500), std::nullopt);
    EXPECT_EQ(window.wanted(10, 1'750), 10U);
}

TEST(OutboxWindow, StartsAgainWhenTheStateFellBack) {
    OutboxWindow window;
    window.forwarded(10, 20, 1'000);
    EXPECT_EQ(window.wanted(7, 1'250), 7U);
}

TEST(OutboxWindow, StartsAgainWhenTheStateDoesNotMove) {
    OutboxWindow window;
    window.forwarded(10, 20, 1'000);
    EXPECT_EQ(window.wanted(12, 1'000 + limits::repeat_after_ms - 1), std::nullopt);
    EXPECT_EQ(window.wanted(12, 1'000 + limits::repeat_after_ms), 12U);
}

}  // namespace
}  // namespace yunke::dispatcher
