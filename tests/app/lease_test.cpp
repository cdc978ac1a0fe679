#include "dispatcher/app/lease.hpp"

#include <gtest/gtest.h>

namespace yunke::dispatcher {
namespace {

constexpr core::Ms lease_ms = 3'000;

TEST(Lease, IsAskedForAtOnceAndRenewedThreeTimesInItsLife) {
    LeaseMachine lease(lease_ms);
    lease.begin("0123456789abcdef", 100);
    EXPECT_EQ(lease.next_ms(), 100);
    EXPECT_EQ(lease.role(), LeaseMachine::Role::standby);
    lease.held(100);
    EXPECT_EQ(lease.role(), LeaseMachine::Role::leader);
    EXPECT_EQ(lease.next_ms(), 1'100);
    EXPECT_TRUE(lease.valid(3'099));
    EXPECT_FALSE(lease.valid(3'100)) << "it runs from when it was asked for, not from when the answer came";
}

TEST(Lease, AStandbyAsksWhenTheOtherLeaseRunsOutAndOftenBefore) {
    LeaseMachine lease(lease_ms);
    lease.begin("0123456789abcdef", 0);
    lease.other(50, 2'000);
    EXPECT_EQ(lease.next_ms(), 50 + limits::standby_poll_ms);
    lease.other(200, 20);
    EXPECT_EQ(lease.next_ms(), 221);
    lease.other(300, -2);
    EXPECT_EQ(lease.next_ms(), 301);
}

TEST(Lease, ALeaderGoesOnWhileRedisIsAway) {
    LeaseMachine lease(lease_ms);
    lease.begin("0123456789abcdef", 0);
    lease.held(0);
    lease.failed(1'500);
    EXPECT_EQ(lease.role(), LeaseMachine::Role::leader);
    EXPECT_EQ(lease.next_ms(), 1'600);
    EXPECT_FALSE(lease.valid(4'000));
    lease.held(5'000);
    EXPECT_TRUE(lease.valid(5'001));
}

TEST(Lease, IsLostToWhoeverHoldsIt) {
    LeaseMachine lease(lease_ms);
    lease.begin("0123456789abcdef", 0);
    lease.held(0);
    lease.other(3'500, 2'900);
    EXPECT_EQ(lease.role(), LeaseMachine::Role::standby);
    EXPECT_FALSE(lease.valid(3'500));
    lease.begin("fedcba9876543210", 3'600);
    EXPECT_EQ(lease.term(), "fedcba9876543210");
    EXPECT_EQ(lease.next_ms(), 3'600);
}

}  // namespace
}  // namespace yunke::dispatcher
