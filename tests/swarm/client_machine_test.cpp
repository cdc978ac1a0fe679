#include "agent-gateway/swarm/client/machine.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "agent-gateway/swarm/client/frames.hpp"

namespace yunke::swarm {
namespace {

constexpr std::uint64_t chat = 5;

// Remembers what it was told.
struct Person : ClientListener {
    void on_attached(const v1::Attached&, bool same_session) override { attached.push_back(same_session); }
    void on_down(std::uint16_t code) override { downs.push_back(code); }
    void on_entry(std::uint64_t, const v1::Entry& entry, bool) override { entries.push_back(entry.n()); }
    void on_outcome(const Outcome& outcome) override { outcomes.push_back(outcome.answer != nullptr); }

    std::vector<bool> attached;
    std::vector<std::uint16_t> downs;
    std::vector<std::uint32_t> entries;
    std::vector<bool> outcomes;
};

class Machine : public testing::Test {
protected:
    Machine() : record("someone", v1::SHOPPER), machine("test", timings, 11, &person, &record) {}

    void attach(std::uint64_t session = 1, std::uint64_t epoch = 100, std::uint32_t last_number = 0) {
        attached.mutable_attached()->set_session(session);
        attached.mutable_attached()->set_log_epoch(epoch);
        attached.mutable_attached()->set_last_number(last_number);
        attached.mutable_attached()->set_resume_token("token " + std::to_string(session));
        attached.mutable_attached()->set_role(v1::SHOPPER);
        machine.received(attached, now);
    }

    // From wherever it stands to a socket that said Hello.
    v1::ClientFrame say_hello() {
        if (machine.phase() == Phase::ticket) machine.ticket("ticket", now);
        EXPECT_EQ(machine.phase(), Phase::connecting);
        machine.opened(now);
        const auto hello = machine.next_frame(now);
        EXPECT_TRUE(hello && hello->has_hello());
        return hello.value_or(v1::ClientFrame());
    }

    void go_online() {
        machine.start(now);
        say_hello();
        attach();
    }

    // Lets time pass to the next deadline.
    void pass() {
        now = machine.due_ms();
        machine.tick(now);
    }

    std::vector<v1::ClientFrame> frames_now() {
        std::vector<v1::ClientFrame> all;
        while (auto frame = machine.next_frame(now))
            all.push_back(std::move(*frame));
        return all;
    }

    void answer(std::uint32_t number, std::uint32_t entry = 0) {
        v1::ServerFrame frame;
        frame.mutable_answer()->set_number(number);
        frame.mutable_answer()->set_conversation(chat);
        frame.mutable_answer()->set_entry(entry);
        machine.received(frame, now);
    }

    void entries(std::initializer_list<std::uint32_t> numbers) {
        v1::ServerFrame frame;
        frame.mutable_entries()->set_conversation(chat);
        for (const std::uint32_t n : numbers)
            frame.mutable_entries()->add_entries()->set_n(n);
        machine.received(frame, now);
    }

    std::int64_t now = 1'000'000;
    ClientTimings timings;
    Person person;
    Record record;
    v1::ServerFrame attached;
    ClientMachine machine;
};

TEST_F(Machine, AsksForATicketFirstAndResumesByTokenLater) {
    machine.start(now);
    EXPECT_EQ(machine.phase(), Phase::ticket);
    const auto first = say_hello();
    EXPECT_EQ(first.hello().ticket(), "ticket");
    EXPECT_NE(first.hello().instance(), 0U);
    attach();
    EXPECT_EQ(machine.phase(), Phase::online);
    machine.closed(1006, now);
    EXPECT_EQ(machine.phase(), Phase::waiting);
    pass();
    const auto second = say_hello();
    EXPECT_EQ(second.hello().resume_token(), "token 1");
    EXPECT_TRUE(second.hello().ticket().empty());
    EXPECT_EQ(second.hello().instance(), first.hello().instance());
    EXPECT_EQ(second.hello().log_epoch(), 100U);
    attach();
    EXPECT_EQ(person.attached, (std::vector{false, true}));
}

TEST_F(Machine, TellsItsPositionInEachConversationAndTheLastAnswerSeen) {
    go_online();
    machine.command(frames::send(chat, "hello"));
    frames_now();
    answer(1, 3);
    entries({1, 2, 5});
    machine.closed(1006, now);
    pass();
    const auto hello = say_hello();
    ASSERT_EQ(hello.hello().positions_size(), 1);
    EXPECT_EQ(hello.hello().positions(0).conversation(), chat);
    EXPECT_EQ(hello.hello().positions(0).entry(), 3U);  // 4 is missing
    EXPECT_EQ(hello.hello().last_answer(), 1U);
}

TEST_F(Machine, KeepsEachEntryOnceWhateverComesTwice) {
    go_online();
    entries({1, 2});
    entries({2, 3});
    EXPECT_EQ(person.entries, (std::vector<std::uint32_t>{1, 2, 3}));
    EXPECT_EQ(machine.counts().repeated, 1U);
    EXPECT_EQ(record.received().size(), 3U);
}

TEST_F(Machine, HoldsItsOwnMessageUnderTheNumberOfTheAnswer) {
    go_online();
    machine.command(frames::send(chat, "hello"));
    ASSERT_EQ(frames_now().size(), 1U);
    answer(1, 1);
    ASSERT_NE(machine.transcript(chat), nullptr);
    EXPECT_EQ(machine.transcript(chat)->entries().at(1).text(), "hello");
    ASSERT_EQ(record.sent().size(), 1U);
    EXPECT_EQ(record.sent()[0].fate, SentText::Fate::done);
}

TEST_F(Machine, AsksForTheEntriesOfAHoleThatNothingFills) {
    go_online();
    entries({1, 2, 6});
    EXPECT_EQ(machine.gaps(), 1U);
    EXPECT_TRUE(frames_now().empty());
    now += timings.gap_ms;
    machine.tick(now);
    const auto sent = frames_now();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].history().before(), 6U);
    EXPECT_EQ(sent[0].history().count(), 3U);
    entries({3, 4, 5});
    EXPECT_EQ(machine.gaps(), 0U);
}

TEST_F(Machine, SendsUnansweredCommandsAgainOnlyAfterReconnecting) {
    go_online();
    machine.command(frames::send(chat, "hello"));
    EXPECT_EQ(frames_now().size(), 1U);
    now += 60'000;
    EXPECT_TRUE(frames_now().empty());
    machine.closed(1006, now);
    pass();
    say_hello();
    EXPECT_TRUE(frames_now().empty());  // not before Attached
    attach();
    const auto again = frames_now();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].number(), 1U);
    EXPECT_EQ(again[0].send().text(), "hello");
}

TEST_F(Machine, TakesAnswersOutOfAttached) {
    go_online();
    machine.command(frames::send(chat, "hello"));
    frames_now();
    machine.closed(1006, now);
    pass();
    say_hello();
    v1::Answer& late = *attached.mutable_attached()->add_answers();
    late.set_number(1);
    late.set_conversation(chat);
    late.set_entry(1);
    attached.mutable_attached()->add_conversations()->set_id(chat);
    attach(1, 100, 1);
    EXPECT_EQ(person.outcomes, std::vector{true});
    EXPECT_TRUE(frames_now().empty());
}

TEST_F(Machine, DropsEntriesAndSendsAnsweredCommandsAgainUnderANewEpoch) {
    go_online();
    machine.command(frames::send(chat, "hello"));
    frames_now();
    answer(1, 1);
    machine.closed(1012, now);
    pass();
    say_hello();
    attach(1, 200, 0);
    EXPECT_EQ(machine.counts().epochs, 1U);
    EXPECT_EQ(machine.transcript(chat), nullptr);
    EXPECT_TRUE(record.received().empty());
    const auto again = frames_now();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].send().text(), "hello");
    answer(1, 7);
    EXPECT_EQ(record.sent().front().entry, 7U) << "where it stands now";
    ASSERT_NE(machine.transcript(chat), nullptr);
    EXPECT_TRUE(machine.transcript(chat)->entries().contains(7)) << "own entries come with their answers only";
    EXPECT_EQ(person.outcomes.size(), 1U) << "the person was told before";
}

TEST_F(Machine, WaitsWhileThePoolIsBusyAndThenSendsThatNumberAgain) {
    go_online();
    machine.command(frames::send(chat, "one"));
    machine.command(frames::send(chat, "two"));
    frames_now();
    v1::ServerFrame busy;
    busy.mutable_busy()->set_number(1);
    busy.mutable_busy()->set_retry_after_ms(2'000);
    machine.received(busy, now);
    busy.mutable_busy()->set_number(2);
    machine.received(busy, now);
    EXPECT_TRUE(machine.busy(now));
    machine.command(frames::send(chat, "three"));
    EXPECT_TRUE(frames_now().empty());
    EXPECT_GE(machine.due_ms(), now);
    now += 2'500;
    machine.tick(now);
    const auto again = frames_now();
    ASSERT_EQ(again.size(), 3U);
    EXPECT_EQ(again[0].number(), 1U);
    EXPECT_EQ(again[2].send().text(), "three");
}

TEST_F(Machine, FollowsOneOfTheManyResendsThatAHoleCauses) {
    go_online();
    for (const char* text : {"one", "two", "three"})
        machine.command(frames::send(chat, text));
    frames_now();
    v1::ServerFrame resend;
    resend.mutable_resend()->set_from(2);
    machine.received(resend, now);
    EXPECT_EQ(frames_now().size(), 2U);
    machine.received(resend, now);
    EXPECT_TRUE(frames_now().empty());
    now += timings.again_ms;
    machine.received(resend, now);
    EXPECT_EQ(frames_now().size(), 2U);
}

TEST_F(Machine, GoesOnBehindAFrameThatWasRefusedForGood) {
    go_online();
    machine.command(frames::send(chat, ""));
    machine.command(frames::send(chat, "two"));
    frames_now();
    v1::ServerFrame problem;
    problem.mutable_problem()->set_code(v1::INVALID);
    problem.mutable_problem()->set_number(1);
    machine.received(problem, now);
    EXPECT_EQ(person.outcomes, std::vector{true});
    const auto again = frames_now();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].number(), 1U);
    EXPECT_EQ(again[0].send().text(), "two");
}

TEST_F(Machine, BeatsAndTakesSilenceForALostLine) {
    go_online();
    std::int64_t beat_at = 0;
    while (beat_at == 0) {
        pass();
        for (const auto& frame : frames_now())
            if (frame.has_heartbeat()) beat_at = now;
    }
    EXPECT_LE(beat_at, 1'000'000 + timings.heartbeat_ms);
    v1::ServerFrame reply;
    reply.mutable_heartbeat();
    now += 100;
    machine.received(reply, now);
    while (machine.phase() == Phase::online) {  // the next beat stays without a reply
        pass();
        frames_now();
    }
    EXPECT_EQ(machine.phase(), Phase::waiting);
    EXPECT_EQ(now, beat_at + timings.heartbeat_ms + timings.silence_ms);
    EXPECT_EQ(person.downs, std::vector<std::uint16_t>{1006});
}

TEST_F(Machine, GivesUpASocketThatNeverAttaches) {
    machine.start(now);
    say_hello();
    const auto connection = machine.connection();
    EXPECT_NE(connection, 0U);
    pass();
    EXPECT_EQ(machine.phase(), Phase::waiting);
    EXPECT_EQ(machine.connection(), 0U);
    EXPECT_EQ(machine.failures(), 1U);
    EXPECT_TRUE(person.downs.empty());
}

TEST_F(Machine, StaysAwayWhenAnotherClientTookTheSessionOver) {
    go_online();
    machine.closed(4001, now);
    EXPECT_EQ(machine.phase(), Phase::replaced);
    EXPECT_EQ(machine.due_ms(), INT64_MAX);
}

TEST_F(Machine, AsksForANewTicketWhenTheSessionIsNoMore) {
    go_online();
    machine.command(frames::send(chat, "hello"));
    frames_now();
    v1::ServerFrame fresh;
    fresh.mutable_fresh()->set_reason(v1::Fresh::UNKNOWN);
    machine.received(fresh, now);
    machine.closed(4007, now);
    EXPECT_EQ(person.outcomes, std::vector{false});
    EXPECT_EQ(machine.phase(), Phase::ticket);
    say_hello();
    attach(2);
    EXPECT_EQ(person.attached, (std::vector{false, false}));
    EXPECT_TRUE(frames_now().empty());
}

TEST_F(Machine, BacksOffWhenTheNewTicketIsNoGoodEither) {
    go_online();
    machine.closed(4007, now);
    say_hello();
    machine.closed(4003, now);
    EXPECT_EQ(machine.phase(), Phase::waiting);
    pass();
    EXPECT_EQ(machine.phase(), Phase::ticket);
}

TEST_F(Machine, WaitsAsLongAsTheTicketOfficeSays) {
    machine.start(now);
    machine.ticket_failed(60'000, now);
    EXPECT_EQ(machine.phase(), Phase::waiting);
    EXPECT_EQ(machine.due_ms(), now + 60'000);
}

TEST_F(Machine, EndsForGoodWhenLoggedOutOrForbidden) {
    go_online();
    machine.closed(4010, now);
    EXPECT_EQ(machine.phase(), Phase::logged_out);
    machine.start(now);
    say_hello();
    attach(2);
    machine.closed(4008, now);
    EXPECT_EQ(machine.phase(), Phase::refused);
}

TEST_F(Machine, StopsAfterThreeClosesInARowThatBlameItsFrames) {
    go_online();
    for (int round = 1; round <= 2; ++round) {
        machine.closed(4004, now);
        ASSERT_EQ(machine.phase(), Phase::waiting);
        pass();
        say_hello();
        attach();
    }
    machine.closed(1009, now);
    EXPECT_EQ(machine.phase(), Phase::refused);
}

TEST_F(Machine, BeginsANewInstanceWhenANumberWasReused) {
    machine.start(now);
    const auto before = say_hello().hello().instance();
    attach();
    machine.closed(4006, now);
    pass();
    EXPECT_NE(say_hello().hello().instance(), before);
}

TEST_F(Machine, KeepsTheSessionWhenItsOwnerStopsIt) {
    go_online();
    machine.stop(now);
    EXPECT_EQ(machine.phase(), Phase::idle);
    EXPECT_EQ(machine.connection(), 0U);
    machine.start(now);
    EXPECT_EQ(say_hello().hello().resume_token(), "token 1");
}

TEST_F(Machine, DropsNoticesWhileTheLineIsDown) {
    go_online();
    machine.closed(1006, now);
    machine.notify(frames::typing(chat));
    pass();
    say_hello();
    attach();
    EXPECT_TRUE(frames_now().empty());
}

}  // namespace
}  // namespace yunke::swarm
