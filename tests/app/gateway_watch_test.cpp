#include "dispatcher/app/gateway_watch.hpp"

#include <gtest/gtest.h>

namespace yunke::dispatcher {
namespace {

constexpr core::Ms lost_ms = 10'000;
using Names = std::vector<std::string>;

TEST(GatewayWatch, ABeatingGatewayIsNeverLost) {
    GatewayWatch watch(lost_ms);
    for (int second = 0; second < 100; ++second)
        EXPECT_EQ(watch.look(second * 1'000, {{"g1", std::to_string(second)}}, {"g1"}), Names{});
}

TEST(GatewayWatch, OneThatStandsStillIsLostOnce) {
    GatewayWatch watch(lost_ms);
    Names lost;
    int looks = 0;
    for (int second = 0; second < 18; ++second)
        for (const auto& name : watch.look(second * 1'000, {{"g1", "7"}, {"g2", std::to_string(second)}}, {"g1"})) {
            lost.push_back(name);
            looks = second;
        }
    EXPECT_EQ(lost, Names{"g1"});
    EXPECT_EQ(looks, 10);
}

TEST(GatewayWatch, OneThatIsStillThereIsNamedAgainMuchLater) {
    GatewayWatch watch(lost_ms);
    int named = 0;
    for (int second = 0; second <= 20; ++second)
        named += static_cast<int>(watch.look(second * 1'000, {{"g1", "7"}}, {}).size());
    EXPECT_EQ(named, 2);
}

TEST(GatewayWatch, OneOfTheStateWithoutABeatIsLostToo) {
    GatewayWatch watch(lost_ms);
    Names lost;
    for (int second = 0; second <= 10; ++second)
        lost = watch.look(second * 1'000, {}, {"g1"});
    EXPECT_EQ(lost, Names{"g1"});
}

TEST(GatewayWatch, ABeatThatComesBackCountsAsLife) {
    GatewayWatch watch(lost_ms);
    for (int second = 0; second < 9; ++second)
        watch.look(second * 1'000, {}, {"g1"});
    watch.look(9'000, {{"g1", "1"}}, {"g1"});
    EXPECT_EQ(watch.look(11'000, {{"g1", "1"}}, {"g1"}), Names{});
    EXPECT_EQ(watch.look(13'000, {{"g1", "1"}}, {"g1"}), Names{});
}

TEST(GatewayWatch, NobodyIsLostForAnOutageOfRedis) {
    GatewayWatch watch(lost_ms);
    watch.look(0, {{"g1", "7"}}, {"g1"});
    for (int second = 1; second < 60; ++second)
        watch.missed();
    EXPECT_EQ(watch.look(60'000, {{"g1", "7"}}, {"g1"}), Names{});
    EXPECT_EQ(watch.look(61'000, {{"g1", "8"}}, {"g1"}), Names{});
}

TEST(GatewayWatch, NobodyIsLostForAPauseOfTheLeader) {
    GatewayWatch watch(lost_ms);
    watch.look(0, {{"g1", "7"}}, {"g1"});
    EXPECT_EQ(watch.look(60'000, {{"g1", "7"}}, {"g1"}), Names{});
    EXPECT_EQ(watch.look(62'000, {{"g1", "7"}}, {"g1"}), Names{});
}

TEST(GatewayWatch, ForgetsWhoIsGone) {
    GatewayWatch watch(lost_ms);
    watch.look(0, {{"g1", "7"}, {"g2", "1"}}, {});
    EXPECT_EQ(watch.watched(), 2U);
    watch.look(1'000, {{"g2", "2"}}, {});
    EXPECT_EQ(watch.watched(), 1U);
}

}  // namespace
}  // namespace yunke::dispatcher
