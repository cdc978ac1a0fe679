#include "runtime/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yunke::runtime {
namespace {

using ::testing::HasSubstr;

TEST(Metrics, AreRenderedAsPrometheusWantsThem) {
    Metrics metrics;
    metrics.counter("yunke_frames_total", "Frames received", {{"role", "agent"}}).add(3);
    metrics.gauge("yunke_sockets", "Open sockets").set(2);
    metrics.histogram("yunke_commit_seconds", "Time of a commit", {0.1, 1}).observe(0.5);
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("# HELP yunke_frames_total Frames received\n# TYPE yunke_frames_total counter\n"));
    EXPECT_THAT(text, HasSubstr("yunke_frames_total{role=\"agent\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("yunke_sockets 2\n"));
    EXPECT_THAT(text, HasSubstr("yunke_commit_seconds_bucket{le=\"0.1\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("yunke_commit_seconds_bucket{le=\"1\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("yunke_commit_seconds_count 1\n"));
}

TEST(Metrics, AskedTwiceGiveTheSameInstrument) {
    Metrics metrics;
    metrics.counter("a_total", "A", {{"x", "1"}}).add();
    metrics.counter("a_total", "A", {{"x", "1"}}).add();
    metrics.counter("a_total", "A", {{"x", "2"}}).add();
    EXPECT_EQ(metrics.counter("a_total", "A", {{"x", "1"}}).value(), 2);
}

TEST(Metrics, HandlesMadeByDefaultCountNothing) {
    Counter().add();
    Gauge().set(1);
    Histogram().observe(1);
    EXPECT_EQ(Counter().value(), 0);
}

}  // namespace
}  // namespace yunke::runtime
