#include "agent-gateway/swarm/check/record.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "agent-gateway/swarm/client/frames.hpp"

namespace yunke::swarm {
namespace {

v1::ClientFrame numbered(v1::ClientFrame frame, std::uint32_t number) {
    frame.set_number(number);
    return frame;
}

v1::Answer answer(v1::ErrorCode error, std::uint64_t conversation = 0, std::uint32_t entry = 0) {
    v1::Answer result;
    result.set_error(error);
    result.set_conversation(conversation);
    result.set_entry(entry);
    return result;
}

TEST(Record, KeepsOnlyWhatBearsAText) {
    Record record("a", v1::AGENT);
    record.sent(1, 9, numbered(frames::accept(4), 1));
    record.sent(2, 9, numbered(frames::send(4, "hello"), 2));
    record.sent(3, 9, numbered(frames::leave_message(4, "contact"), 3));
    record.sent(4, 9, numbered(frames::rate(4, 5, ""), 4));
    ASSERT_EQ(record.sent().size(), 2U);
    EXPECT_EQ(record.sent()[0].text, text_hash("hello"));
    EXPECT_EQ(record.sent()[0].conversation, 4U);
    EXPECT_EQ(record.sent()[1].kind, v1::RATED);
}

TEST(Record, HoldsACommandOnceHoweverOftenItGoesOut) {
    Record record("a", v1::SHOPPER);
    record.sent(1, 9, numbered(frames::send(4, "hello"), 7));
    record.sent(1, 9, numbered(frames::send(4, "hello"), 8));
    ASSERT_EQ(record.sent().size(), 1U);
    EXPECT_EQ(record.sent()[0].number, 8U);
    EXPECT_EQ(record.sent()[0].fate, SentText::Fate::open);
}

TEST(Record, LearnsFatesFromAnswers) {
    Record record("a", v1::SHOPPER);
    for (std::uint64_t order = 1; order <= 3; ++order)
        record.sent(order, 9, numbered(frames::open("", "", "", "hi"), static_cast<std::uint32_t>(order)));
    record.answered(1, answer(v1::OK, 77, 2));
    record.answered(2, answer(v1::HAS_CONVERSATION, 77));
    record.answered(3, answer(v1::ALREADY_APPLIED));
    record.answered(99, answer(v1::OK));
    EXPECT_EQ(record.sent()[0].fate, SentText::Fate::done);
    EXPECT_EQ(record.sent()[0].conversation, 77U);
    EXPECT_EQ(record.sent()[0].entry, 2U);
    EXPECT_EQ(record.sent()[1].fate, SentText::Fate::refused);
    EXPECT_EQ(record.sent()[2].fate, SentText::Fate::applied);
}

TEST(Record, ComesBackFromItsLinesAsItWas) {
    Record record("a \"quoted\" 名字", v1::AGENT);
    record.sent(3, 0x7fffffffffffffff, numbered(frames::send(4, "hello"), 2));
    record.answered(3, answer(v1::OK, 4, 12));
    v1::Entry entry;
    entry.set_n(12);
    entry.set_kind(v1::MESSAGE);
    entry.set_text("hello");
    record.received(4, entry);
    Record other("b", v1::SHOPPER);
    std::stringstream file;
    record.write(file);
    other.write(file);
    EXPECT_EQ(file.str().find("hello"), std::string::npos);
    const auto read = Record::read(file);
    ASSERT_TRUE(read) << read.error();
    ASSERT_EQ(read->size(), 2U);
    const Record& back = read->front();
    EXPECT_EQ(back.client(), record.client());
    EXPECT_EQ(back.role(), v1::AGENT);
    ASSERT_EQ(back.sent().size(), 1U);
    EXPECT_EQ(back.sent()[0].session, 0x7fffffffffffffffU);
    EXPECT_EQ(back.sent()[0].text, record.sent()[0].text);
    EXPECT_EQ(back.sent()[0].fate, SentText::Fate::done);
    EXPECT_EQ(back.sent()[0].entry, 12U);
    ASSERT_EQ(back.received().size(), 1U);
    EXPECT_EQ(back.received()[0].text, text_hash("hello"));
    EXPECT_EQ(read->back().client(), "b");
}

TEST(Record, NamesTheLineThatCannotBeRead) {
    std::istringstream file("{\"client\":\"a\",\"role\":1}\n{\"order\":1}\n");
    const auto read = Record::read(file);
    ASSERT_FALSE(read);
    EXPECT_TRUE(read.error().starts_with("line 2: ")) << read.error();
    std::istringstream headless("{\"conversation\":1,\"n\":1,\"kind\":1,\"text\":1}\n");
    EXPECT_FALSE(Record::read(headless));
}

TEST(Record, ForgetsWhatWasReceivedUnderAnOlderEpoch) {
    Record record("a", v1::SHOPPER);
    record.received(4, v1::Entry());
    record.new_epoch();
    EXPECT_TRUE(record.received().empty());
}

}  // namespace
}  // namespace yunke::swarm
