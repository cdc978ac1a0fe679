#include "agent-gateway/swarm/client/commands.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "agent-gateway/swarm/client/frames.hpp"
#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

struct Told {
    CommandId id;
    std::string text;
    bool answered;
    v1::ErrorCode error;
    bool again;
};

class CommandsTest : public testing::Test {
protected:
    CommandsTest()
        : commands([this](const Outcome& outcome) {
              told.push_back({outcome.id, outcome.frame->send().text(), outcome.answer != nullptr,
                              outcome.answer != nullptr ? outcome.answer->error() : v1::OK, outcome.again});
          }) {}

    CommandId add(const std::string& text) { return commands.add(frames::send(1, text)); }

    std::vector<std::uint32_t> take_all() {
        std::vector<std::uint32_t> numbers;
        while (const auto taken = commands.take())
            numbers.push_back(taken->frame.number());
        return numbers;
    }

    void answer(std::uint32_t number, v1::ErrorCode error = v1::OK) {
        v1::Answer frame;
        frame.set_number(number);
        frame.set_error(error);
        commands.answer(frame);
    }

    std::vector<Told> told;
    Commands commands;
};

TEST_F(CommandsTest, NumbersFromOneWithoutAHole) {
    add("a");
    add("b");
    EXPECT_EQ(take_all(), (std::vector<std::uint32_t>{1, 2}));
    add("c");
    const auto taken = commands.take();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->frame.number(), 3U);
    EXPECT_TRUE(taken->first);
    EXPECT_EQ(taken->frame.send().text(), "c");
}

TEST_F(CommandsTest, HasAtMostThirtyTwoUnanswered) {
    for (int i = 0; i < 40; ++i)
        add("m");
    EXPECT_EQ(take_all().size(), limits::unanswered_max);
    answer(1);
    answer(2);
    EXPECT_EQ(take_all(), (std::vector<std::uint32_t>{33, 34}));
    EXPECT_EQ(commands.unanswered(), limits::unanswered_max);
    EXPECT_EQ(commands.queued(), 6U);
}

TEST_F(CommandsTest, TellsTheLastAnswerSeenWithEachFrame) {
    add("a");
    add("b");
    take_all();
    answer(1);
    add("c");
    EXPECT_EQ(commands.take()->frame.answered(), 1U);
}

TEST_F(CommandsTest, TellsEachOutcomeOnce) {
    const CommandId id = add("a");
    take_all();
    answer(1, v1::WRONG_STATE);
    answer(1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].id, id);
    EXPECT_EQ(told[0].error, v1::WRONG_STATE);
}

TEST_F(CommandsTest, SendsWhatTheServerHasNotSeenAgainAfterAReconnectUnderTheSameNumbers) {
    for (const char* text : {"a", "b", "c"})
        add(text);
    take_all();
    answer(1);
    EXPECT_TRUE(take_all().empty());  // a missing answer alone sends nothing
    commands.attached(2, false);
    ASSERT_EQ(told.size(), 2U);  // the server has 2, whose answer was lost
    EXPECT_EQ(told[1].error, v1::ALREADY_APPLIED);
    const auto again = commands.take();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->frame.number(), 3U);
    EXPECT_EQ(again->frame.send().text(), "c");
    EXPECT_FALSE(again->first);
    EXPECT_FALSE(commands.take());
}

TEST_F(CommandsTest, SendsAnsweredCommandsAgainWhenTheLogEpochChanged) {
    for (const char* text : {"a", "b", "c"})
        add(text);
    take_all();
    for (const std::uint32_t number : {1U, 2U, 3U})
        answer(number);
    commands.attached(1, true);
    EXPECT_EQ(take_all(), (std::vector<std::uint32_t>{2, 3}));
    EXPECT_EQ(told.size(), 3U);
    answer(2);
    answer(3);
    answer(3);
    ASSERT_EQ(told.size(), 5U) << "once more for each that was carried out anew";
    EXPECT_FALSE(told[2].again);
    EXPECT_TRUE(told[3].again);
    EXPECT_EQ(told[4].text, "c");
    EXPECT_EQ(commands.last_answer(), 3U);
}

TEST_F(CommandsTest, KeepsTwoHundredAnsweredOnesForThat) {
    for (std::uint32_t number = 1; number <= 300; ++number) {
        add("m");
        take_all();
        answer(number);
    }
    EXPECT_EQ(commands.retained(), limits::retained_max);
    commands.attached(0, true);
    // Numbered anew from what the server knows: its log lost everything of this instance.
    EXPECT_EQ(take_all().front(), 1U);
}

TEST_F(CommandsTest, SendsTwoHundredAgainInPortionsOfThirtyTwo) {
    for (std::uint32_t number = 1; number <= 200; ++number) {
        add("m");
        take_all();
        answer(number);
    }
    commands.attached(0, true);
    EXPECT_EQ(take_all().size(), limits::unanswered_max);
    answer(1);
    EXPECT_EQ(take_all(), std::vector<std::uint32_t>{33});
}

TEST_F(CommandsTest, RepeatsNothingWhenTheServerForgotThisInstance) {
    add("a");
    add("b");
    take_all();
    answer(1);
    answer(2);
    add("c");
    take_all();
    commands.attached(0, false);
    ASSERT_EQ(told.size(), 3U);
    EXPECT_FALSE(told[2].answered);
    EXPECT_TRUE(take_all().empty());
    add("d");
    EXPECT_EQ(take_all(), std::vector<std::uint32_t>{1});
}

TEST_F(CommandsTest, GoesBackToTheNumberThatWasAskedFor) {
    for (const char* text : {"a", "b", "c"})
        add(text);
    take_all();
    commands.resend(2);
    EXPECT_EQ(take_all(), (std::vector<std::uint32_t>{2, 3}));
    commands.resend(99);
    EXPECT_TRUE(take_all().empty());
}

TEST_F(CommandsTest, ClosesTheGapBehindARefusedCommand) {
    for (const char* text : {"a", "b", "c"})
        add(text);
    take_all();
    commands.refused(2, v1::INVALID, "text");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].text, "b");
    EXPECT_EQ(told[0].error, v1::INVALID);
    const auto again = commands.take();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->frame.number(), 2U);
    EXPECT_EQ(again->frame.send().text(), "c");
}

TEST_F(CommandsTest, LeavesTheUnansweredUnknownAndKeepsTheQueuedWhenTheInstanceEnds) {
    for (int i = 0; i < 33; ++i)
        add("m");
    take_all();
    commands.new_instance();
    EXPECT_EQ(told.size(), 32U);
    EXPECT_EQ(take_all(), std::vector<std::uint32_t>{1});
}

TEST_F(CommandsTest, LetsGoOfEverythingWhenTheSessionEnds) {
    for (int i = 0; i < 33; ++i)
        add("m");
    take_all();
    commands.reset();
    EXPECT_EQ(told.size(), 33U);
    EXPECT_TRUE(take_all().empty());
}

TEST_F(CommandsTest, RefusesMoreThanItsQueueHolds) {
    for (std::size_t i = 0; i < limits::queued_max; ++i)
        ASSERT_NE(add("m"), 0U);
    EXPECT_EQ(add("m"), 0U);
}

TEST_F(CommandsTest, StaysConsecutiveWhenTheServerIsAheadOfIt) {
    add("a");
    take_all();
    commands.attached(9, false);
    add("b");
    EXPECT_EQ(take_all(), std::vector<std::uint32_t>{10});
    answer(10);
    EXPECT_EQ(commands.last_answer(), 10U);
}

}  // namespace
}  // namespace yunke::swarm
