// The pure parts of the socket layer: rate, wheel, lag, outbox, catch-up, sequence of out entries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "agent-gateway/limits.hpp"
#include "agent-gateway/pool/gateway_identity.hpp"
#include "agent-gateway/pool/out_reader.hpp"
#include "agent-gateway/sockets/buffer_pool.hpp"
#include "agent-gateway/sockets/catchup.hpp"
#include "agent-gateway/sockets/lag_watch.hpp"
#include "agent-gateway/sockets/outbox.hpp"
#include "agent-gateway/sockets/rate_limit.hpp"
#include "agent-gateway/sockets/timer_wheel.hpp"

namespace yunke::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// ---- token bucket ----

TEST(TokenBucket, HoldsTheBurstAndFillsEvenly) {
    const RateLimit limit{60, 3};
    TokenBucket bucket(limit, 1000);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(bucket.take(limit, 1000));
    EXPECT_FALSE(bucket.take(limit, 1000));
    EXPECT_FALSE(bucket.take(limit, 1900));
    EXPECT_TRUE(bucket.take(limit, 2000));
    EXPECT_FALSE(bucket.take(limit, 2000));
}

TEST(TokenBucket, NeverHoldsMoreThanTheBurst) {
    const RateLimit limit{600, 2};
    TokenBucket bucket(limit, 0);
    EXPECT_TRUE(bucket.take(limit, 3'600'000));
    EXPECT_TRUE(bucket.take(limit, 3'600'000));
    EXPECT_FALSE(bucket.take(limit, 3'600'000));
}

TEST(TokenBucket, GoesOnWhenTheMillisecondsWrap) {
    const RateLimit limit{60, 1};
    const std::int64_t wrap = std::int64_t{1} << 32;
    TokenBucket bucket(limit, wrap - 500);
    EXPECT_TRUE(bucket.take(limit, wrap - 500));
    EXPECT_FALSE(bucket.take(limit, wrap));
    EXPECT_TRUE(bucket.take(limit, wrap + 600));
}

// ---- timer wheel ----

class Bell : public Timed {
public:
    explicit Bell(std::function<void(std::int64_t)> rings) : rings_(std::move(rings)) {}
    void on_time(std::int64_t now_ms) override { rings_(now_ms); }

private:
    std::function<void(std::int64_t)> rings_;
};

TEST(TimerWheel, FiresAtItsTimeAndNotBefore) {
    TimerWheel wheel(10, 0);
    std::vector<std::int64_t> rung;
    Bell bell([&](std::int64_t now) { rung.push_back(now); });
    wheel.arm(bell, 95);
    wheel.advance(90);
    EXPECT_THAT(rung, IsEmpty());
    wheel.advance(100);
    EXPECT_THAT(rung, ElementsAre(100));
    EXPECT_FALSE(bell.armed());
    wheel.advance(100'000);
    EXPECT_EQ(rung.size(), 1U);
}

TEST(TimerWheel, KeepsDeadlinesOfLaterRounds) {
    TimerWheel wheel(10, 0);
    int rung = 0;
    Bell bell([&](std::int64_t) { ++rung; });
    wheel.arm(bell, 75'000);  // the ring is 5.12 s
    for (std::int64_t now = 0; now < 75'000; now += 10)
        wheel.advance(now);
    EXPECT_EQ(rung, 0);
    wheel.advance(75'010);
    EXPECT_EQ(rung, 1);
}

TEST(TimerWheel, ArmingAgainMovesTheDeadline) {
    TimerWheel wheel(10, 0);
    int rung = 0;
    Bell bell([&](std::int64_t) { ++rung; });
    wheel.arm(bell, 50);
    wheel.arm(bell, 200);
    EXPECT_EQ(wheel.size(), 1U);
    wheel.advance(100);
    EXPECT_EQ(rung, 0);
    wheel.advance(210);
    EXPECT_EQ(rung, 1);
}

TEST(TimerWheel, AnOverdueDeadlineFiresWithTheNextTick) {
    TimerWheel wheel(10, 1000);
    int rung = 0;
    Bell bell([&](std::int64_t) { ++rung; });
    wheel.arm(bell, 10);
    wheel.advance(1010);
    EXPECT_EQ(rung, 1);
}

TEST(TimerWheel, SurvivesALongStopOfTheProcess) {
    TimerWheel wheel(10, 0);
    int rung = 0;
    Bell one([&](std::int64_t) { ++rung; });
    Bell two([&](std::int64_t) { ++rung; });
    wheel.arm(one, 100);
    wheel.arm(two, 30'000);
    wheel.advance(3'600'000);
    EXPECT_EQ(rung, 2);
}

TEST(TimerWheel, WhatFiresMayArmDisarmAndDestroyOthers) {
    TimerWheel wheel(10, 0);
    int rung = 0;
    auto doomed = std::make_unique<Bell>([&](std::int64_t) { ++rung; });
    std::unique_ptr<Bell> first;
    first = std::make_unique<Bell>([&](std::int64_t now) {
        doomed.reset();
        wheel.arm(*first, now + 20);
    });
    wheel.arm(*first, 50);
    wheel.arm(*doomed, 50);
    wheel.advance(60);
    EXPECT_EQ(rung, 0);
    EXPECT_TRUE(first->armed());
    EXPECT_EQ(wheel.size(), 1U);
}

// ---- lag ----

TEST(LagWatch, IsAsOldAsTheOldestUnanswered) {
    LagWatch lag(2'000);
    EXPECT_FALSE(lag.busy(10'000));
    const auto first = lag.appended(1'000);
    lag.appended(2'500);
    EXPECT_FALSE(lag.busy(3'000));
    EXPECT_TRUE(lag.busy(3'001));
    lag.answered(first);
    EXPECT_EQ(lag.oldest_ms(3'001), 501);
}

TEST(LagWatch, AnAnswerCoversEverythingBeforeIt) {
    LagWatch lag(2'000);
    lag.appended(0);
    lag.appended(1);
    const auto third = lag.appended(2);
    lag.answered(third);
    EXPECT_EQ(lag.size(), 0U);
}

TEST(LagWatch, ForgottenCommandsDoNotMakeItBusy) {
    LagWatch lag(2'000);
    const auto first = lag.appended(0);
    const auto second = lag.appended(1'900);
    lag.forget(first);
    EXPECT_FALSE(lag.busy(3'000));
    lag.forget(second);
    lag.forget(second);
    EXPECT_EQ(lag.size(), 0U);
    lag.answered(first);
    EXPECT_EQ(lag.oldest_ms(9'000), 0);
}

// ---- outbox ----

TEST(Outbox, WritesTheHeaderOfEachLength) {
    BufferPool pool;
    Outbox box(pool);
    ASSERT_TRUE(box.push(Opcode::binary, "hey", Counted::yes));
    EXPECT_EQ(box.begin_write(), std::string("\x82\x03hey"));
    box.end_write();
    box.push(Opcode::text, std::string(126, 'a'), Counted::yes);
    EXPECT_EQ(std::string(box.begin_write().substr(0, 4)), std::string("\x81\x7E\x00\x7E", 4));
    box.end_write();
    box.push(Opcode::text, std::string(65'536, 'a'), Counted::yes);
    EXPECT_EQ(std::string(box.begin_write().substr(0, 10)), std::string("\x81\x7F\0\0\0\0\0\x01\0\0", 10));
}

TEST(Outbox, GathersWhatIsPushedDuringAWrite) {
    BufferPool pool;
    Outbox box(pool);
    box.push(Opcode::binary, "a", Counted::yes);
    box.begin_write();
    box.push(Opcode::binary, "b", Counted::yes);
    box.push(Opcode::binary, "c", Counted::yes);
    EXPECT_EQ(box.frames(), 3U);
    box.end_write();
    EXPECT_EQ(box.begin_write(),
              "\x82\x01"
              "b\x82\x01"
              "c");
    box.end_write();
    EXPECT_TRUE(box.empty());
    EXPECT_EQ(box.frames(), 0U);
}

TEST(Outbox, IsBoundedInFrames) {
    BufferPool pool;
    Outbox box(pool);
    box.push(Opcode::binary, "a", Counted::yes);
    box.begin_write();
    for (std::size_t i = 1; i < limits::outbox_frames_max; ++i)
        ASSERT_TRUE(box.push(Opcode::binary, "a", Counted::yes));
    EXPECT_FALSE(box.push(Opcode::binary, "a", Counted::yes));
    EXPECT_TRUE(box.push(Opcode::binary, "a", Counted::no));
    box.end_write();
    EXPECT_TRUE(box.push(Opcode::binary, "a", Counted::yes));
}

TEST(Outbox, IsBoundedInBytes) {
    BufferPool pool;
    Outbox box(pool);
    EXPECT_TRUE(box.push(Opcode::binary, std::string(limits::outbox_bytes_max, 'a'), Counted::yes));
    EXPECT_FALSE(box.push(Opcode::binary, "a", Counted::yes));
    box.drop_waiting();
    EXPECT_TRUE(box.empty());
    EXPECT_TRUE(box.push(Opcode::binary, "a", Counted::yes));
}

// The Attached of a pool with thousands of queues: it must come through, or nobody could ever attach.
TEST(Outbox, TakesALoneMessageOfAnySize) {
    BufferPool pool;
    Outbox box(pool);
    const std::string large(limits::outbox_bytes_max + 1, 'a');
    EXPECT_TRUE(box.push(Opcode::binary, large, Counted::yes));
    EXPECT_FALSE(box.push(Opcode::binary, "a", Counted::yes));
    box.begin_write();
    EXPECT_FALSE(box.push(Opcode::binary, large, Counted::yes));
    box.end_write();
    EXPECT_TRUE(box.push(Opcode::binary, large, Counted::yes));
}

// ---- catch-up ----

v1::ServerFrame page_of(std::uint64_t conversation, std::uint32_t first, std::uint32_t last, std::size_t text = 1) {
    v1::ServerFrame frame;
    frame.mutable_entries()->set_conversation(conversation);
    frame.mutable_entries()->set_history(true);
    for (std::uint32_t n = first; n <= last; ++n) {
        auto& entry = *frame.mutable_entries()->add_entries();
        entry.set_n(n);
        entry.set_text(std::string(text, 'x'));
    }
    return frame;
}

std::string live_frame(std::uint64_t conversation) {
    v1::ServerFrame frame;
    frame.mutable_conversation_gone()->set_conversation(conversation);
    return frame.SerializeAsString();
}

// Notes what is asked for and what is sent.
struct CatchupTest : ::testing::Test {
    Catchup catchup{{[this](const PageRange& range) { asked.push_back(range); },
                     [this](const v1::ServerFrame& frame) {
                         const auto& entries = frame.entries().entries();
                         sent.push_back("page " + std::to_string(entries.empty() ? 0 : entries[0].n()) + "-" +
                                        std::to_string(entries.empty() ? 0 : entries.rbegin()->n()) + " missing " +
                                        std::to_string(frame.entries().missing_below()));
                     },
                     [this](const std::string& bytes) {
                         v1::ServerFrame frame;
                         frame.ParseFromString(bytes);
                         sent.push_back("live " + std::to_string(frame.conversation_gone().conversation()));
                     }}};
    std::vector<PageRange> asked;
    std::vector<std::string> sent;

    void answer() {
        const PageRange range = asked.at(answered++);
        catchup.page(page_of(range.conversation, range.first, range.last));
        catchup.step(true);
    }
    std::size_t answered = 0;
};

TEST_F(CatchupTest, SendsTheNewestPageFirstAndHoldsLaterFramesBehindIt) {
    ASSERT_TRUE(catchup.add_read({7, 1, 450, v1::AGENT}));
    catchup.step(true);
    EXPECT_EQ(catchup.add_frame(live_frame(1)), Catchup::Hold::held);
    answer();
    EXPECT_EQ(catchup.add_frame(live_frame(2)), Catchup::Hold::sent_by_caller);
    answer();
    answer();
    EXPECT_THAT(sent,
                ElementsAre("page 251-450 missing 251", "live 1", "page 51-250 missing 51", "page 1-50 missing 0"));
    EXPECT_TRUE(catchup.done());
}

TEST_F(CatchupTest, WaitsForTheWriterBeforeEachPage) {
    catchup.add_read({7, 1, 300, v1::AGENT});
    catchup.step(false);
    EXPECT_TRUE(asked.empty());
    catchup.step(true);
    catchup.page(page_of(7, 101, 300));
    catchup.step(false);
    EXPECT_EQ(asked.size(), 1U);
    EXPECT_FALSE(catchup.done());
    catchup.step(true);
    EXPECT_EQ(asked.size(), 2U);
}

TEST_F(CatchupTest, ServesFirstPagesOfAllReadsBeforeOlderOnes) {
    catchup.add_read({7, 1, 300, v1::AGENT});
    catchup.add_read({8, 1, 5, v1::AGENT});
    catchup.step(true);
    for (int i = 0; i < 3; ++i)
        answer();
    EXPECT_THAT(sent, ElementsAre("page 101-300 missing 101", "page 1-5 missing 0", "page 1-100 missing 0"));
}

TEST_F(CatchupTest, SplitsPagesIntoFramesOfModerateSize) {
    catchup.add_read({7, 1, 6, v1::AGENT});
    catchup.step(true);
    catchup.page(page_of(7, 1, 6, 10'000));
    EXPECT_THAT(sent, ElementsAre("page 4-6 missing 4", "page 1-3 missing 0"));
}

TEST_F(CatchupTest, HoldsABoundedNumberOfFrames) {
    catchup.add_read({7, 1, 5, v1::AGENT});
    catchup.step(true);
    for (std::size_t i = 0; i < limits::outbox_frames_max; ++i) {
        ASSERT_EQ(catchup.add_frame(live_frame(1)), Catchup::Hold::held);
    }
    EXPECT_EQ(catchup.add_frame(live_frame(1)), Catchup::Hold::full);
}

TEST_F(CatchupTest, AnEmptyTranscriptStillAnswers) {
    catchup.add_read({7, 1, 5, v1::AGENT});
    catchup.step(true);
    catchup.page(page_of(7, 1, 0));
    catchup.step(true);
    EXPECT_THAT(sent, ElementsAre("page 0-0 missing 0"));
    EXPECT_TRUE(catchup.done());
}

TEST(TranscriptPage, ShoppersNeverSeeTheNoteOfATransfer) {
    v1::Entry entry;
    entry.set_n(1);
    entry.set_kind(v1::TRANSFERRED);
    entry.set_text("wants her money back");
    const auto reply = [&] {
        redis::Reply::Array fields;
        fields.push_back(redis::Reply::string("e"));
        fields.push_back(redis::Reply::string(entry.SerializeAsString()));
        redis::Reply::Array one;
        one.push_back(redis::Reply::string("1-0"));
        one.push_back(redis::Reply::array(std::move(fields)));
        redis::Reply::Array all;
        all.push_back(redis::Reply::array(std::move(one)));
        return redis::Reply::array(std::move(all));
    };
    const auto shopper = make_page({7, 1, 1, v1::SHOPPER}, reply());
    const auto agent = make_page({7, 1, 1, v1::AGENT}, reply());
    ASSERT_TRUE(shopper && agent);
    EXPECT_EQ(shopper->entries().entries(0).text(), "");
    EXPECT_EQ(agent->entries().entries(0).text(), "wants her money back");
}

// ---- out stream ----

TEST(OutSequence, TakesNumbersWithoutGapsFromOne) {
    OutSequence sequence;
    EXPECT_TRUE(sequence.accept({900, 1}));
    EXPECT_TRUE(sequence.accept({900, 2}));
    EXPECT_FALSE(sequence.accept({900, 4}));
    EXPECT_TRUE(sequence.accept({900, 5}));
}

TEST(OutSequence, SeesAMissingBeginningAndAnotherEpoch) {
    OutSequence late;
    EXPECT_FALSE(late.accept({900, 2}));
    OutSequence sequence;
    EXPECT_TRUE(sequence.accept({900, 1}));
    EXPECT_FALSE(sequence.accept({901, 2}));
    EXPECT_TRUE(sequence.accept({901, 3}));
}

TEST(GatewayIdentity, TakesANewIncarnationOnlyAfterUse) {
    GatewayIdentity identity("g1", 3);
    const std::string first = identity.name();
    EXPECT_TRUE(first.starts_with("g1-3.")) << first;
    EXPECT_EQ(first.size(), 5U + 16U);
    identity.renew();
    EXPECT_EQ(identity.name(), first);
    identity.attached_something();
    identity.renew();
    EXPECT_NE(identity.name(), first);
    EXPECT_EQ(identity.incarnation(), 2U);
}

}  // namespace
}  // namespace yunke::gateway
