#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

FromClient frame(const Person& person, std::uint32_t number, std::uint64_t hash, ClientBody body) {
    FromClient command;
    command.session = person.session;
    command.attach = person.attach;
    command.number = number;
    command.body_hash = hash;
    command.body = std::move(body);
    return command;
}

TEST(Numbering, TheSameNumberWithTheSameBodyIsAnsweredAgainAndDoneOnce) {
    TestPool pool;
    Person lin = pool.shopper();
    const FromClient open = frame(lin, 1, 77, Open{"sizes", "Lin", "zh-CN", "hello"});
    pool.apply(open);
    const auto first = pool.told<Answer>(lin);
    pool.apply(open);
    ASSERT_EQ(pool.told<Answer>(lin).size(), 1u);
    EXPECT_EQ(pool.told<Answer>(lin)[0], first[0]);
    EXPECT_EQ(pool.state().conversations.size(), 1u);
    EXPECT_TRUE(pool.last().entries.empty());
}

TEST(Numbering, TheSameNumberWithAnotherBodyClosesTheSocket) {
    TestPool pool;
    Person lin = pool.shopper();
    pool.apply(frame(lin, 1, 77, Open{"sizes", "Lin", "zh-CN", "hello"}));
    pool.apply(frame(lin, 1, 78, Open{"sizes", "Lin", "zh-CN", "other"}));
    ASSERT_EQ(pool.told<CloseSocket>(lin).size(), 1u);
    EXPECT_EQ(pool.told<CloseSocket>(lin)[0].code, 4006u);
}

TEST(Numbering, AGapIsAnsweredWithWhereToStartAgain) {
    TestPool pool;
    Person lin = pool.shopper();
    pool.apply(frame(lin, 3, 77, Open{"sizes", "Lin", "zh-CN", "hello"}));
    ASSERT_EQ(pool.told<Resend>(lin).size(), 1u);
    EXPECT_EQ(pool.told<Resend>(lin)[0].from, 1u);
    EXPECT_TRUE(pool.state().conversations.empty());
}

TEST(Numbering, ForgottenAnswersAreToldAsAlreadyApplied) {
    TestPool pool;
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(lin, Send{chat, "one"});
    pool.say(lin, Send{chat, "two"});
    pool.apply(frame(lin, 1, 1001, Send{chat, "whatever"}));
    ASSERT_EQ(pool.told<Answer>(lin).size(), 1u);
    EXPECT_EQ(pool.told<Answer>(lin)[0].error, ErrorCode::already_applied);
}

TEST(Numbering, ADeadGatewaysLateCommandsAreDropped) {
    TestPool pool;
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    const Person before = lin;
    pool.resume(lin);
    pool.apply(frame(before, 2, 5, Send{chat, "late"}));
    EXPECT_EQ(pool.transcript(chat).size(), 2u);
    EXPECT_TRUE(pool.told<Answer>(lin).empty());
}

TEST(Numbering, ANewPageLoadNumbersFromOne) {
    TestPool pool;
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    lin.instance = 8;
    lin.number = 0;
    pool.resume(lin);
    EXPECT_EQ(pool.told<Attached>(lin).at(0).last_number, 0u);
    EXPECT_EQ(pool.say(lin, Send{chat, "again"}).number, 1u);
}

TEST(Numbering, UnseenAnswersComeAgainWithTheResume) {
    TestPool pool;
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    const Answer sent = pool.say(lin, Send{chat, "one"});
    lin.number = 1;  // has seen only the first answer
    pool.resume(lin);
    const auto attached = pool.told<Attached>(lin);
    ASSERT_EQ(attached.at(0).answers.size(), 1u);
    EXPECT_EQ(attached[0].answers[0], sent);
    EXPECT_EQ(attached[0].last_number, 2u);
}

TEST(Numbering, ASkippedCommandIsAnsweredInternalErrorAndTheNextOneWorks) {
    Core core{State{}};
    const Command none = FromClient{};
    const Effects effects = core.skip(BatchHeader{1'000, 0, 1}, none);
    EXPECT_TRUE(effects.outs.empty());
    EXPECT_EQ(core.state().pool.now_ms, 1'000);
}

TEST(Numbering, ARoleMaySendOnlyItsOwnFrames) {
    TestPool pool;
    Person lin = pool.shopper();
    Person mei = pool.agent(1);
    Person boss = pool.connect(Role::supervisor, 9);
    EXPECT_EQ(pool.say(lin, SetPresence{Presence::available}).error, ErrorCode::forbidden);
    EXPECT_EQ(pool.say(lin, WatchQueues{true}).error, ErrorCode::forbidden);
    EXPECT_EQ(pool.say(mei, Open{"sizes", "", "zh", "hi"}).error, ErrorCode::forbidden);
    EXPECT_EQ(pool.say(mei, WatchQueues{true}).error, ErrorCode::forbidden);
    EXPECT_EQ(pool.say(boss, Send{ConversationId{1}, "hi"}).error, ErrorCode::not_found);
    EXPECT_EQ(pool.say(boss, WatchQueues{true}).error, ErrorCode::ok);
}

}  // namespace
}  // namespace yunke::core::testing
