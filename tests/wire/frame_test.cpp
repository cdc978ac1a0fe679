#include "dispatcher/wire/frame.hpp"

#include <gtest/gtest.h>

#include "dispatcher/wire/commit.hpp"
#include "tests/wire/random_message.hpp"
#include "yunke/v1/client.pb.h"
#include "yunke/v1/effect.pb.h"

namespace yunke::wire {
namespace {

using core::ConversationId;

v1::ServerFrame frame_of(const core::Payload& payload) {
    v1::ServerFrame frame;
    EXPECT_TRUE(frame.ParseFromString(encode_frame(payload)));
    return frame;
}

// What a gateway is told of it, as a commit writes it; a payload is for session 1, attach 2.
v1::Out out_of(const core::Out& out) {
    core::State state;
    state.gateways["g1"] = {"g1", 1};
    core::Effects effects;
    effects.outs["g1"] = {out};
    const CommitPlan plan = make_commit(state, effects, {});
    v1::OutBatch batch;
    EXPECT_TRUE(batch.ParseFromString(std::string(plan.view(plan.outs.at(0).value))));
    return batch.out(0);
}

v1::Out out_of(const core::Payload& payload) {
    return out_of(core::Out{core::SessionId{1}, core::AttachId{2}, {}, payload});
}

// Every field of the message, and of those inside it, has another value than its default: a forgotten one shows.
void expect_all_set(const google::protobuf::Message& message) {
    const auto& reflection = *message.GetReflection();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
        const auto& field = *message.GetDescriptor()->field(i);
        if (field.real_containing_oneof() != nullptr) continue;
        const bool set =
            field.is_repeated() ? reflection.FieldSize(message, &field) > 0 : reflection.HasField(message, &field);
        EXPECT_TRUE(set) << field.full_name();
        if (!set || field.cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
        if (!field.is_repeated())
            expect_all_set(reflection.GetMessage(message, &field));
        else
            expect_all_set(reflection.GetRepeatedMessage(message, &field, 0));
    }
}

core::ConversationView view() {
    return {ConversationId{11},
            core::ConversationState::active,
            core::ShopId{2},
            "shop",
            core::QueueId{3},
            "topic",
            "shopper",
            "agent",
            "zh-CN",
            true,
            9,
            101,
            102,
            103,
            104,
            5,
            6,
            true,
            true,
            7,
            8,
            core::EndReason::resolved,
            4,
            "contact",
            114,
            "helper",
            true,
            "asked",
            "former",
            {"boss"},
            core::Part::join};
}

core::OfferView offer() {
    return {ConversationId{11},
            core::ShopId{2},
            "shop",
            core::QueueId{3},
            "topic",
            "shopper",
            "zh",
            "opening",
            101,
            102,
            10,
            true,
            true,
            true,
            "asks"};
}

core::QueueName queue_name() {
    return {core::QueueId{3}, core::ShopId{2}, "shop", "topic", "标题", "title", true};
}

core::QueueBoard board() {
    return {{{queue_name(), 1, 2, 3, 4, 5, 106, true, 7}}, 1, 2, 3, 4, 5, 6, 8, 107};
}

core::AgentSelf self() {
    return {core::AgentId{5}, core::Presence::resting, 101, true, 2, 3, 4, 1, core::Limit::rest, 108};
}

core::Answer answer() {
    return {7, core::ErrorCode::queue_full, "why", ConversationId{11}, 12, 113};
}

core::Notice notice() {
    return {3, core::Notice::Kind::text, "boss", "text", 101, 102};
}

TEST(Frame, WhatSupervisorsAskFor) {
    expect_all_set(frame_of(core::AgentChoices{ConversationId{11}, {{core::AgentId{5}, "name"}}}).agent_choices());
    const core::ChatList::Chat chat{ConversationId{11},
                                    core::ConversationState::active,
                                    "shopper",
                                    "agent",
                                    101,
                                    102,
                                    3,
                                    true,
                                    103,
                                    "helper",
                                    {"boss"}};
    expect_all_set(frame_of(core::ChatList{core::QueueId{3}, {chat}, 104}).chats());
    const core::AgentList::Row row{core::AgentId{5}, "name", core::Presence::resting, 101, 2, true, true, true};
    expect_all_set(frame_of(core::AgentList{{row}, core::AgentId{5}}).agents());
    expect_all_set(frame_of(notice()).notice());
}

TEST(Frame, AnswerAndResend) {
    const auto frame = frame_of(answer());
    expect_all_set(frame.answer());
    EXPECT_EQ(frame.answer().error(), v1::QUEUE_FULL);
    EXPECT_EQ(frame.answer().number(), 7U);
    EXPECT_EQ(frame.answer().at_ms(), 113);
    EXPECT_EQ(frame_of(core::Resend{4}).resend().from(), 4U);
}

TEST(Frame, EntriesAndTyping) {
    const core::Entry entry{3,      104,  core::EntryKind::ended,       core::Role::agent, "name",
                            "text", "en", core::EndReason::shopper_idle};
    v1::Entry message;
    ASSERT_TRUE(message.ParseFromString(encode_entry(entry)));
    expect_all_set(message);
    EXPECT_EQ(message.end_reason(), v1::SHOPPER_IDLE);
    const auto again = decode_entry(encode_entry(entry));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, entry);
    EXPECT_EQ(encode_entry(entry), message.SerializeAsString());
    const auto typing = frame_of(core::TypingNotice{ConversationId{11}, core::Role::shopper});
    EXPECT_EQ(typing.typing().who(), v1::SHOPPER);
}

TEST(Frame, EntriesOfEveryKindComeBack) {
    for (int kind = 1; kind <= static_cast<int>(core::EntryKind::reopened); ++kind) {
        core::Entry entry;
        entry.n = 1;
        entry.kind = static_cast<core::EntryKind>(kind);
        const auto again = decode_entry(encode_entry(entry));
        ASSERT_TRUE(again) << kind;
        EXPECT_EQ(*again, entry);
    }
}

TEST(Frame, Views) {
    expect_all_set(frame_of(view()).conversation());
    EXPECT_EQ(frame_of(view()).conversation().own_read(), 8U);
    expect_all_set(frame_of(offer()).offer());
    expect_all_set(frame_of(self()).self());
    expect_all_set(frame_of(board()).board());
    EXPECT_EQ(frame_of(board()).board().rows(0).serving(), 5U);
    EXPECT_EQ(frame_of(board()).board().agents_line_lost(), 6U);
    EXPECT_EQ(frame_of(board()).board().agents_training(), 8U);
    EXPECT_EQ(frame_of(core::ConversationGone{ConversationId{11}}).conversation_gone().conversation(), 11U);
    const auto gone = frame_of(core::OfferGone{ConversationId{11}, core::OfferEnd::taken});
    EXPECT_EQ(gone.offer_gone().why(), v1::TAKEN);
}

TEST(Frame, AttachedWithEverything) {
    core::Attached attached{core::SessionId{1},
                            core::Role::supervisor,
                            "name",
                            100,
                            5,
                            {answer()},
                            107,
                            {view()},
                            {offer()},
                            true,
                            self(),
                            true,
                            board(),
                            {queue_name()},
                            {notice()}};
    const v1::Out out = out_of(attached);
    v1::ServerFrame frame;
    ASSERT_TRUE(frame.ParseFromString(out.attached()));
    frame.mutable_attached()->set_resume_token("the gateway's part");
    expect_all_set(frame.attached());
    attached.has_self = attached.has_board = false;
    EXPECT_FALSE(frame_of(attached).attached().has_self());
    EXPECT_FALSE(frame_of(attached).attached().has_board());
}

TEST(Out, ReadsAndClosesAreForTheGateway) {
    const v1::Out read = out_of(core::ReadEntries{ConversationId{11}, 3, 9, core::Role::agent});
    expect_all_set(read.read());
    EXPECT_EQ(read.session(), 1U);
    EXPECT_EQ(read.attach(), 2U);

    const v1::Out close = out_of(core::CloseSocket{4007, "gone", core::FreshReason::ticket_used});
    expect_all_set(close.close());
    v1::ServerFrame fresh;
    ASSERT_TRUE(fresh.ParseFromString(close.close().frame()));
    EXPECT_EQ(fresh.fresh().reason(), v1::Fresh::TICKET_USED);

    const v1::Out replaced = out_of(core::CloseSocket{4001, "replaced"});
    EXPECT_TRUE(replaced.close().frame().empty());
}

TEST(Out, AWordToAllNamesARoleAndNoSocket) {
    const v1::Out out = out_of(core::Out{{}, {}, core::Role::agent, notice()});
    EXPECT_EQ(out.everybody(), v1::AGENT);
    EXPECT_EQ(out.session(), 0U);
    EXPECT_FALSE(out.frame().empty());
}

TEST(Fact, EveryKindHasAllItsFields) {
    const auto fact_of = [](const core::Fact& fact) {
        v1::Fact message;
        EXPECT_TRUE(message.ParseFromString(encode_fact(fact)));
        return message;
    };
    expect_all_set(fact_of(core::EpochFact{1, 2}).epoch());
    const core::WorkInterval::Unit unit{ConversationId{2}, core::ShopId{3}, core::QueueId{4}, core::UnitKind::help, 5};
    expect_all_set(
        fact_of(core::WorkInterval{
                    core::AgentId{1}, 2, 3, core::Presence::resting, true, true, 4, core::ShiftId{5}, {unit}})
            .work());
    expect_all_set(fact_of(core::PeriodEnded{core::AgentId{1}, 2, core::ShiftId{3}, 4}).period_ended());
    expect_all_set(
        fact_of(core::ConversationAccepted{ConversationId{2}, core::ShopId{3}, core::QueueId{4}, core::AgentId{1}, 5})
            .accepted());
    expect_all_set(fact_of(core::ConversationHandedOn{ConversationId{2}, core::ShopId{3}, core::QueueId{4},
                                                      core::AgentId{1}, core::AgentId{5}, 6})
                       .handed_on());
    expect_all_set(fact_of(core::SupervisedInterval{1, ConversationId{2}, core::ShopId{3}, 5, 6}).supervised());
    expect_all_set(fact_of(core::ConversationEnded{ConversationId{2}, core::ShopId{3}, core::QueueId{4},
                                                   core::AgentId{1}, core::EndReason::abandoned, 5, 6, 7, 8})
                       .ended());
    expect_all_set(
        fact_of(core::ConversationRated{ConversationId{2}, core::ShopId{3}, core::AgentId{1}, 5, 6}).rated());
    expect_all_set(
        fact_of(core::ConversationReopened{ConversationId{2}, core::ShopId{3}, core::AgentId{1}, 6}).reopened());
    const core::ActedOn on{ConversationId{2}, core::QueueId{3}, core::AgentId{1}, -4};
    expect_all_set(fact_of(core::SupervisorAct{core::SupervisorAct::Kind::raise, 5, "boss", on, "text", 6}).act());
}

}  // namespace
}  // namespace yunke::wire
