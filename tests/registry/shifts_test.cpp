#include "tests/registry/support.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::registry::testing {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

struct ShiftsTest : RegistryTest {
    Agent agent = add_agent();

    v1::ShiftConfig shift(std::int64_t from_h, std::int64_t to_h) const {
        v1::ShiftConfig made;
        made.set_agent(agent.config.id());
        made.set_from_ms(now_ms + from_h * hour_ms);
        made.set_to_ms(now_ms + to_h * hour_ms);
        return made;
    }
};

TEST_F(ShiftsTest, BookingAndCancellingArePublished) {
    const auto booked = value(registry.book_shift(shift(1, 4), now_ms));
    EXPECT_GT(booked.id(), 0U);
    EXPECT_TRUE(value(registry.cancel_shift(booked.id(), now_ms)).cancelled());
    value(registry.cancel_shift(booked.id(), now_ms));
    const auto rows = value(registry.outbox_after("main", 1, 10));
    ASSERT_EQ(rows.size(), 2U) << "cancelling again changes nothing";
    v1::ConfigChange change;
    ASSERT_TRUE(change.ParseFromString(rows[0].change));
    EXPECT_EQ(change.shift().SerializeAsString(), booked.SerializeAsString());
    ASSERT_TRUE(change.ParseFromString(rows[1].change));
    EXPECT_TRUE(change.shift().cancelled());
    ASSERT_EQ(value(registry.shifts(agent.config.id(), now_ms, now_ms + 2 * hour_ms)).size(), 1U);
    EXPECT_TRUE(value(registry.shifts(agent.config.id(), now_ms + 4 * hour_ms, now_ms + 5 * hour_ms)).empty());
}

TEST_F(ShiftsTest, ShiftsOfOneAgentDoNotOverlap) {
    value(registry.book_shift(shift(1, 4), now_ms));
    EXPECT_THAT(registry.book_shift(shift(3, 5), now_ms), FailsWith(Errc::conflict));
    value(registry.book_shift(shift(4, 5), now_ms));
    const Agent other = add_agent("小满");
    auto same_time = shift(1, 4);
    same_time.set_agent(other.config.id());
    value(registry.book_shift(same_time, now_ms));
    EXPECT_EQ(value(registry.shifts(agent.config.id(), 0, now_ms + 100 * hour_ms)).size(), 2U);
}

TEST_F(ShiftsTest, WhatCannotBeWorkedIsRefused) {
    EXPECT_THAT(registry.book_shift(shift(4, 4), now_ms), IsInvalid("to_ms"));
    EXPECT_THAT(registry.book_shift(shift(1, 18), now_ms), IsInvalid("to_ms"));
    EXPECT_THAT(registry.book_shift(shift(-4, -1), now_ms), IsInvalid("to_ms"));
    EXPECT_THAT(registry.book_shift(shift(24 * 70, 24 * 70 + 2), now_ms), IsInvalid("from_ms"));
    auto nobodys = shift(1, 2);
    nobodys.set_agent(999);
    EXPECT_THAT(registry.book_shift(nobodys, now_ms), FailsWith(Errc::not_found));
    EXPECT_THAT(registry.cancel_shift(999, now_ms), FailsWith(Errc::not_found));
    const auto booked = value(registry.book_shift(shift(1, 2), now_ms));
    EXPECT_THAT(registry.cancel_shift(booked.id(), now_ms + 2 * hour_ms), FailsWith(Errc::conflict));
    for (int i = 0; i < 63; ++i)
        value(registry.book_shift(shift(10 + i, 11 + i), now_ms));
    EXPECT_THAT(registry.book_shift(shift(100, 101), now_ms), FailsWith(Errc::conflict));
}

}  // namespace
}  // namespace yunke::registry::testing
