#include "agent-gateway/swarm/check/checker.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "agent-gateway/swarm/client/frames.hpp"

namespace yunke::swarm {
namespace {

constexpr std::uint64_t chat = 5;

// One chat of a shopper and an agent: entry 1 opens, 2 to 5 are their messages in turn, all acknowledged, all received.
class Checker : public testing::Test {
protected:
    Checker() : shopper("shopper", v1::SHOPPER), agent("agent", v1::AGENT) {
        store(1, v1::OPENED, v1::ROLE_UNSPECIFIED, "");
        say(shopper, 2, "question");
        say(agent, 3, "answer");
        say(shopper, 4, "thanks");
        say(agent, 5, "bye");
    }

    void store(std::uint32_t n, v1::EntryKind kind, v1::Role author, const std::string& text) {
        stored[chat].push_back({n, kind, author, text_hash(text)});
        for (Record* reader : {&shopper, &agent})
            receive(*reader, n, kind, text);
    }

    void receive(Record& reader, std::uint32_t n, v1::EntryKind kind, const std::string& text) {
        v1::Entry entry;
        entry.set_n(n);
        entry.set_kind(kind);
        entry.set_text(text);
        reader.received(chat, entry);
    }

    // Sent without an answer; returns the command's place in order.
    std::uint64_t send(Record& by, const std::string& text) {
        v1::ClientFrame frame = frames::send(chat, text);
        frame.set_number(static_cast<std::uint32_t>(++orders));
        by.sent(orders, 1, frame);
        return orders;
    }

    void acknowledge(Record& by, std::uint64_t order, std::uint32_t n, v1::ErrorCode error = v1::OK) {
        v1::Answer answer;
        answer.set_error(error);
        answer.set_conversation(chat);
        answer.set_entry(n);
        by.answered(order, answer);
    }

    void say(Record& by, std::uint32_t n, const std::string& text) {
        acknowledge(by, send(by, text), n);
        store(n, v1::MESSAGE, by.role(), text);
    }

    Verdict verdict(CheckOptions options = {}) {
        const std::vector<const Record*> records{&shopper, &agent};
        return check(records, stored, options);
    }

    std::vector<FaultKind> kinds() {
        std::vector<FaultKind> found;
        for (const Fault& fault : verdict().faults)
            found.push_back(fault.kind);
        std::ranges::sort(found);
        found.erase(std::unique(found.begin(), found.end()), found.end());
        return found;
    }

    Record shopper, agent;
    Transcripts stored;
    std::uint64_t orders = 0;
};

TEST_F(Checker, FindsNothingWhereAllIsWell) {
    const Verdict found = verdict();
    EXPECT_TRUE(found.good()) << found.summary();
    EXPECT_EQ(found.clients, 2U);
    EXPECT_EQ(found.conversations, 1U);
    EXPECT_EQ(found.acknowledged, 4U);
    EXPECT_EQ(found.received, 10U);
}

TEST_F(Checker, FindsAnAcknowledgedMessageThatIsLost) {
    stored[chat].pop_back();
    EXPECT_EQ(kinds(), std::vector{FaultKind::lost});
}

TEST_F(Checker, FindsAWholeTranscriptThatIsLost) {
    stored.clear();
    EXPECT_EQ(kinds(), std::vector{FaultKind::lost});
}

TEST_F(Checker, FindsAnotherMessageInThePlaceOfAnAcknowledgedOne) {
    stored[chat][3].text = text_hash("something else");
    EXPECT_EQ(kinds(), (std::vector{FaultKind::lost, FaultKind::foreign, FaultKind::differs}));
}

TEST_F(Checker, FindsAMessageThatStandsTwice) {
    store(6, v1::MESSAGE, v1::SHOPPER, "thanks");
    EXPECT_EQ(kinds(), std::vector{FaultKind::doubled});
}

TEST_F(Checker, LetsTheSameTextStandTwiceIfItWasSentTwice) {
    say(shopper, 6, "thanks");
    EXPECT_TRUE(verdict().good());
}

TEST_F(Checker, FindsMessagesThatNobodySent) {
    store(6, v1::MESSAGE, v1::SHOPPER, "not mine");
    EXPECT_EQ(kinds(), std::vector{FaultKind::foreign});
    EXPECT_TRUE(verdict({.all_recorded = false}).good());
}

TEST_F(Checker, FindsARefusedMessageThatStandsAllTheSame) {
    acknowledge(shopper, send(shopper, "too late"), 0, v1::WRONG_STATE);
    EXPECT_TRUE(verdict().good());
    store(6, v1::MESSAGE, v1::SHOPPER, "too late");
    EXPECT_EQ(kinds(), std::vector{FaultKind::foreign});
}

TEST_F(Checker, FindsASendersMessagesInAnotherOrder) {
    const auto first = send(shopper, "one");
    const auto second = send(shopper, "two");
    acknowledge(shopper, first, 7);
    acknowledge(shopper, second, 6);
    store(6, v1::MESSAGE, v1::SHOPPER, "two");
    store(7, v1::MESSAGE, v1::SHOPPER, "one");
    EXPECT_EQ(kinds(), std::vector{FaultKind::reordered});
}

TEST_F(Checker, AcceptsAMessageWithoutAnAnswerWhetherItStandsOrNot) {
    send(shopper, "perhaps");
    Verdict found = verdict();
    EXPECT_TRUE(found.good());
    EXPECT_EQ(found.unknown, 1U);
    EXPECT_EQ(found.unknown_standing, 0U);
    store(6, v1::MESSAGE, v1::SHOPPER, "perhaps");
    found = verdict();
    EXPECT_TRUE(found.good()) << found.summary();
    EXPECT_EQ(found.unknown_standing, 1U);
}

TEST_F(Checker, FindsAMessageWithoutAnAnswerThatStandsTwice) {
    send(shopper, "perhaps");
    store(6, v1::MESSAGE, v1::SHOPPER, "perhaps");
    store(7, v1::MESSAGE, v1::SHOPPER, "perhaps");
    EXPECT_EQ(kinds(), std::vector{FaultKind::doubled});
}

TEST_F(Checker, PutsEqualUnansweredTextsWhereTheirOrderAllows) {
    send(shopper, "ok");
    acknowledge(shopper, send(shopper, "middle"), 6);
    send(shopper, "ok");
    store(6, v1::MESSAGE, v1::SHOPPER, "middle");
    store(7, v1::MESSAGE, v1::SHOPPER, "ok");
    EXPECT_TRUE(verdict().good()) << verdict().summary();
}

TEST_F(Checker, WantsAnAppliedMessageToStandSomewhere) {
    acknowledge(shopper, send(shopper, "applied"), 0, v1::ALREADY_APPLIED);
    EXPECT_EQ(kinds(), std::vector{FaultKind::lost});
    store(6, v1::MESSAGE, v1::SHOPPER, "applied");
    EXPECT_TRUE(verdict().good()) << verdict().summary();
}

TEST_F(Checker, FindsTheOpeningOfAnUnansweredOpen) {
    v1::ClientFrame open = frames::open("t", "n", "en", "opening");
    open.set_number(99);
    shopper.sent(++orders, 1, open);
    store(6, v1::MESSAGE, v1::SHOPPER, "opening");
    EXPECT_TRUE(verdict().good()) << verdict().summary();
}

TEST_F(Checker, FindsAHoleInWhatAReaderHas) {
    stored[chat].push_back({6, v1::HELD, v1::ROLE_UNSPECIFIED, text_hash("")});
    stored[chat].push_back({7, v1::UNHELD, v1::ROLE_UNSPECIFIED, text_hash("")});
    receive(shopper, 7, v1::UNHELD, "");
    EXPECT_EQ(kinds(), std::vector{FaultKind::hole});
    receive(shopper, 6, v1::HELD, "");
    EXPECT_TRUE(verdict().good()) << verdict().summary();
}

TEST_F(Checker, FindsAHoleInTheTranscriptItself) {
    stored[chat].push_back({9, v1::HELD, v1::ROLE_UNSPECIFIED, text_hash("")});
    EXPECT_EQ(kinds(), std::vector{FaultKind::hole});
}

TEST_F(Checker, FindsAReaderWhoHasSomethingElse) {
    store(6, v1::HELD, v1::ROLE_UNSPECIFIED, "");
    stored[chat].back().kind = v1::UNHELD;
    EXPECT_EQ(kinds(), std::vector{FaultKind::differs});
}

TEST_F(Checker, LetsShoppersHaveTransferNotesBlank) {
    stored[chat].push_back({6, v1::TRANSFERRED, v1::AGENT, text_hash("between us")});
    receive(shopper, 6, v1::TRANSFERRED, "");
    receive(agent, 6, v1::TRANSFERRED, "between us");
    EXPECT_TRUE(verdict().good()) << verdict().summary();
    receive(agent, 6, v1::TRANSFERRED, "");
    EXPECT_EQ(kinds(), std::vector{FaultKind::differs});
}

TEST_F(Checker, LeavesConversationsOfOtherRunsAlone) {
    stored[chat + 1].push_back({1, v1::MESSAGE, v1::SHOPPER, text_hash("of yesterday")});
    const Verdict found = verdict();
    EXPECT_TRUE(found.good());
    EXPECT_EQ(found.conversations, 1U);
}

TEST_F(Checker, CountsWhatWasLostWithItsSessionOnlyWhereTheTailWasLost) {
    stored[chat].pop_back();
    for (Record* reader : {&shopper, &agent})
        reader->new_epoch();
    EXPECT_EQ(verdict({.tail_lost = true}).faults_total, 1U) << "its sender could have sent it again";
    agent.session_ended(1);
    EXPECT_EQ(verdict({.tail_lost = true}).beyond, 1U);
    EXPECT_TRUE(verdict({.tail_lost = true}).good());
    EXPECT_FALSE(verdict({.tail_lost = false}).good());
}

}  // namespace
}  // namespace yunke::swarm
