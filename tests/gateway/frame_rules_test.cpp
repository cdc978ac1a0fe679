// Which role may send what, and the limits of every field.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "agent-gateway/frames/frame_rules.hpp"
#include "agent-gateway/sockets/close_codes.hpp"

namespace yunke::gateway {
namespace {

using Body = v1::ClientFrame::BodyCase;

std::string repeat(const std::string& what, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += what;
    return all;
}

v1::ClientFrame good_supervisors(Body body) {
    v1::ClientFrame frame;
    frame.set_number(1);
    switch (body) {
        case Body::kListChats:
            frame.mutable_list_chats()->set_queue(2);
            break;
        case Body::kListAgents:
            frame.mutable_list_agents()->set_count(200);
            break;
        case Body::kSupervise:
            frame.mutable_supervise()->set_conversation(1);
            break;
        case Body::kRaise:
            frame.mutable_raise()->set_conversation(1);
            frame.mutable_raise()->set_seconds(-86'400);
            break;
        case Body::kSetAgentPresence:
            frame.mutable_set_agent_presence()->set_agent(1);
            break;
        case Body::kCloseQueue:
            frame.mutable_close_queue()->set_queue(2);
            break;
        case Body::kBroadcast:
            frame.mutable_broadcast()->set_text("hi");
            frame.mutable_broadcast()->set_minutes(1'440);
            break;
        default:
            return {};
    }
    return frame;
}

v1::ClientFrame good_together(Body body) {
    v1::ClientFrame frame;
    frame.set_number(1);
    switch (body) {
        case Body::kReopen:
            frame.mutable_reopen()->set_conversation(1);
            frame.mutable_reopen()->set_text("hi");
            break;
        case Body::kAskHelp:
            frame.mutable_ask_help()->set_conversation(1);
            frame.mutable_ask_help()->set_agent(2);
            break;
        case Body::kEndHelp:
            frame.mutable_end_help()->set_conversation(1);
            break;
        case Body::kWhisper:
            frame.mutable_whisper()->set_conversation(1);
            frame.mutable_whisper()->set_text("hi");
            break;
        case Body::kFindAgents:
            frame.mutable_find_agents()->set_conversation(1);
            break;
        default:
            return good_supervisors(body);
    }
    return frame;
}

// A frame of each kind that nothing is wrong with.
v1::ClientFrame good(Body body) {
    v1::ClientFrame frame;
    if (is_numbered(body)) frame.set_number(1);
    switch (body) {
        case Body::kHello:
            frame.mutable_hello()->set_ticket("t");
            break;
        case Body::kHeartbeat:
            frame.mutable_heartbeat();
            break;
        case Body::kSend:
            frame.mutable_send()->set_conversation(1);
            frame.mutable_send()->set_text("hi");
            break;
        case Body::kTyping:
            frame.mutable_typing()->set_conversation(1);
            break;
        case Body::kRead:
            frame.mutable_read()->set_conversation(1);
            frame.mutable_read()->set_entry(1);
            break;
        case Body::kOpen:
            frame.mutable_open()->set_text("hi");
            break;
        case Body::kClose:
            frame.mutable_close()->set_conversation(1);
            break;
        case Body::kRate:
            frame.mutable_rate()->set_conversation(1);
            frame.mutable_rate()->set_stars(5);
            break;
        case Body::kLeaveMessage:
            frame.mutable_leave_message()->set_conversation(1);
            break;
        case Body::kSetPresence:
            frame.mutable_set_presence()->set_presence(v1::AVAILABLE);
            break;
        case Body::kResumeArrivals:
            frame.mutable_resume_arrivals();
            break;
        case Body::kAccept:
            frame.mutable_accept()->set_conversation(1);
            break;
        case Body::kDecline:
            frame.mutable_decline()->set_conversation(1);
            break;
        case Body::kProlong:
            frame.mutable_prolong()->set_conversation(1);
            break;
        case Body::kHold:
            frame.mutable_hold()->set_conversation(1);
            break;
        case Body::kTransfer:
            frame.mutable_transfer()->set_conversation(1);
            frame.mutable_transfer()->set_queue(2);
            break;
        case Body::kResolve:
            frame.mutable_resolve()->set_conversation(1);
            break;
        case Body::kWrapUpDone:
            frame.mutable_wrap_up_done()->set_conversation(1);
            break;
        case Body::kHistory:
            frame.mutable_history()->set_conversation(1);
            frame.mutable_history()->set_count(200);
            break;
        case Body::kWatchQueues:
            frame.mutable_watch_queues()->set_on(true);
            break;
        case Body::kLogout:
            frame.mutable_logout();
            break;
        default:
            return good_together(body);
    }
    return frame;
}

std::set<Body> all_bodies() {
    std::set<Body> all;
    const auto* oneof = v1::ClientFrame::descriptor()->FindOneofByName("body");
    for (int i = 0; i < oneof->field_count(); ++i)
        all.insert(static_cast<Body>(oneof->field(i)->number()));
    return all;
}

const std::set<Body> everybody{Body::kHeartbeat, Body::kLogout};
const std::set<Body> supervisors{
    Body::kSend,      Body::kTyping,          Body::kRead,      Body::kHistory,    Body::kHold,
    Body::kTransfer,  Body::kResolve,         Body::kWhisper,   Body::kFindAgents, Body::kWatchQueues,
    Body::kListChats, Body::kListAgents,      Body::kSupervise, Body::kRaise,      Body::kCloseQueue,
    Body::kBroadcast, Body::kSetAgentPresence};
const std::map<v1::Role, std::set<Body>> may_send{
    {v1::SHOPPER,
     {Body::kSend, Body::kTyping, Body::kRead, Body::kHistory, Body::kOpen, Body::kClose, Body::kRate,
      Body::kLeaveMessage, Body::kReopen}},
    {v1::AGENT,
     {Body::kSend, Body::kTyping, Body::kRead, Body::kHistory, Body::kSetPresence, Body::kResumeArrivals, Body::kAccept,
      Body::kDecline, Body::kProlong, Body::kHold, Body::kTransfer, Body::kResolve, Body::kWrapUpDone, Body::kAskHelp,
      Body::kEndHelp, Body::kWhisper, Body::kFindAgents}},
    {v1::SUPERVISOR, supervisors},
    {v1::ADMINISTRATOR, supervisors},
    {v1::MERCHANT, {}},
    {v1::ROLE_UNSPECIFIED, {}},
};

class EachRole : public ::testing::TestWithParam<v1::Role> {};

TEST_P(EachRole, MaySendItsOwnBodiesAndNoOthers) {
    const v1::Role role = GetParam();
    for (const Body body : all_bodies()) {
        const auto refusal = check_frame(good(body), role);
        if (everybody.contains(body) || may_send.at(role).contains(body)) {
            EXPECT_FALSE(refusal) << v1::Role_Name(role) << " body " << body << ": " << refusal->detail;
        } else {
            ASSERT_TRUE(refusal) << v1::Role_Name(role) << " body " << body;
            EXPECT_EQ(refusal->code, v1::FORBIDDEN);
            EXPECT_EQ(refusal->close, close_code::forbidden);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(FrameRules, EachRole,
                         ::testing::Values(v1::SHOPPER, v1::AGENT, v1::SUPERVISOR, v1::MERCHANT, v1::ADMINISTRATOR,
                                           v1::ROLE_UNSPECIFIED),
                         [](const auto& one) { return v1::Role_Name(one.param); });

TEST(FrameRules, AFrameWithoutBodyIsMalformed) {
    const auto refusal = check_frame({}, v1::AGENT);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->close, close_code::malformed);
}

TEST(FrameRules, NumbersStandWhereTheyMustAndNowhereElse) {
    for (const auto& [role, bodies] : may_send) {
        for (const Body body : bodies) {
            auto frame = good(body);
            frame.set_number(is_numbered(body) ? 0 : 1);
            const auto refusal = check_frame(frame, role);
            ASSERT_TRUE(refusal) << body;
            EXPECT_EQ(refusal->code, v1::MALFORMED);
            EXPECT_EQ(refusal->close, close_code::malformed);
        }
    }
}

// Breaks one field of a good frame; the frame is then refused as INVALID, naming the field, and the socket stays.
struct Broken {
    const char* field;
    v1::Role role;
    Body body;
    std::function<void(v1::ClientFrame&)> breaks;
};

const std::vector<Broken>& broken_frames() {
    static const std::vector<Broken> all{
        {"conversation", v1::SHOPPER, Body::kSend, [](auto& f) { f.mutable_send()->set_conversation(0); }},
        {"text", v1::SHOPPER, Body::kSend, [](auto& f) { f.mutable_send()->set_text(""); }},
        {"text", v1::AGENT, Body::kSend, [](auto& f) { f.mutable_send()->set_text(repeat("客", 4001)); }},
        {"text", v1::AGENT, Body::kSend, [](auto& f) { f.mutable_send()->set_text(std::string("a\0b", 3)); }},
        {"conversation", v1::AGENT, Body::kTyping, [](auto& f) { f.mutable_typing()->set_conversation(0); }},
        {"entry", v1::AGENT, Body::kRead, [](auto& f) { f.mutable_read()->set_entry(0); }},
        {"topic", v1::SHOPPER, Body::kOpen, [](auto& f) { f.mutable_open()->set_topic(repeat("a", 33)); }},
        {"topic", v1::SHOPPER, Body::kOpen, [](auto& f) { f.mutable_open()->set_topic("a\u202Eb"); }},
        {"name", v1::SHOPPER, Body::kOpen, [](auto& f) { f.mutable_open()->set_name(repeat("客", 41)); }},
        {"name", v1::SHOPPER, Body::kOpen, [](auto& f) { f.mutable_open()->set_name("\u2066x"); }},
        {"language", v1::SHOPPER, Body::kOpen, [](auto& f) { f.mutable_open()->set_language("中文"); }},
        {"language", v1::SHOPPER, Body::kOpen, [](auto& f) { f.mutable_open()->set_language(repeat("a", 36)); }},
        {"text", v1::SHOPPER, Body::kOpen, [](auto& f) { f.mutable_open()->set_text(""); }},
        {"conversation", v1::SHOPPER, Body::kClose, [](auto& f) { f.mutable_close()->set_conversation(0); }},
        {"stars", v1::SHOPPER, Body::kRate, [](auto& f) { f.mutable_rate()->set_stars(0); }},
        {"stars", v1::SHOPPER, Body::kRate, [](auto& f) { f.mutable_rate()->set_stars(6); }},
        {"comment", v1::SHOPPER, Body::kRate, [](auto& f) { f.mutable_rate()->set_comment(repeat("a", 1001)); }},
        {"contact", v1::SHOPPER, Body::kLeaveMessage,
         [](auto& f) { f.mutable_leave_message()->set_contact(repeat("a", 201)); }},
        {"contact", v1::SHOPPER, Body::kLeaveMessage,
         [](auto& f) { f.mutable_leave_message()->set_contact("a\u202Ab"); }},
        {"conversation", v1::SHOPPER, Body::kLeaveMessage,
         [](auto& f) { f.mutable_leave_message()->set_conversation(0); }},
        {"open", v1::SHOPPER, Body::kLeaveMessage,
         [](auto& f) { f.mutable_leave_message()->mutable_open()->set_text("x"); }},
        {"presence", v1::AGENT, Body::kSetPresence,
         [](auto& f) { f.mutable_set_presence()->set_presence(static_cast<v1::Presence>(9)); }},
        {"conversation", v1::AGENT, Body::kAccept, [](auto& f) { f.mutable_accept()->set_conversation(0); }},
        {"reason", v1::AGENT, Body::kDecline,
         [](auto& f) { f.mutable_decline()->set_reason(static_cast<v1::DeclineReason>(9)); }},
        {"conversation", v1::AGENT, Body::kProlong, [](auto& f) { f.mutable_prolong()->set_conversation(0); }},
        {"conversation", v1::AGENT, Body::kHold, [](auto& f) { f.mutable_hold()->set_conversation(0); }},
        {"queue", v1::AGENT, Body::kTransfer, [](auto& f) { f.mutable_transfer()->set_queue(0); }},
        {"note", v1::AGENT, Body::kTransfer, [](auto& f) { f.mutable_transfer()->set_note(repeat("a", 1001)); }},
        {"conversation", v1::AGENT, Body::kResolve, [](auto& f) { f.mutable_resolve()->set_conversation(0); }},
        {"conversation", v1::AGENT, Body::kWrapUpDone, [](auto& f) { f.mutable_wrap_up_done()->set_conversation(0); }},
        {"count", v1::SHOPPER, Body::kHistory, [](auto& f) { f.mutable_history()->set_count(0); }},
        {"count", v1::SHOPPER, Body::kHistory, [](auto& f) { f.mutable_history()->set_count(201); }},
        {"exactly one", v1::AGENT, Body::kTransfer, [](auto& f) { f.mutable_transfer()->set_agent(3); }},
        {"exactly one", v1::SUPERVISOR, Body::kTransfer, [](auto& f) { f.mutable_transfer()->set_back(true); }},
        {"text", v1::SHOPPER, Body::kReopen, [](auto& f) { f.mutable_reopen()->set_text(""); }},
        {"agent", v1::AGENT, Body::kAskHelp, [](auto& f) { f.mutable_ask_help()->set_agent(0); }},
        {"conversation", v1::AGENT, Body::kEndHelp, [](auto& f) { f.mutable_end_help()->set_conversation(0); }},
        {"text", v1::AGENT, Body::kWhisper, [](auto& f) { f.mutable_whisper()->set_text(repeat("客", 4001)); }},
        {"conversation", v1::AGENT, Body::kFindAgents, [](auto& f) { f.mutable_find_agents()->set_conversation(0); }},
        {"queue", v1::SUPERVISOR, Body::kListChats, [](auto& f) { f.mutable_list_chats()->set_queue(0); }},
        {"count", v1::SUPERVISOR, Body::kListAgents, [](auto& f) { f.mutable_list_agents()->set_count(201); }},
        {"part", v1::SUPERVISOR, Body::kSupervise,
         [](auto& f) { f.mutable_supervise()->set_part(static_cast<v1::Part>(4)); }},
        {"seconds", v1::SUPERVISOR, Body::kRaise, [](auto& f) { f.mutable_raise()->set_seconds(0); }},
        {"seconds", v1::SUPERVISOR, Body::kRaise, [](auto& f) { f.mutable_raise()->set_seconds(-2'147'483'647 - 1); }},
        {"presence", v1::SUPERVISOR, Body::kSetAgentPresence,
         [](auto& f) { f.mutable_set_agent_presence()->set_presence(v1::AVAILABLE); }},
        {"queue", v1::SUPERVISOR, Body::kCloseQueue, [](auto& f) { f.mutable_close_queue()->set_queue(0); }},
        {"text", v1::SUPERVISOR, Body::kBroadcast, [](auto& f) { f.mutable_broadcast()->set_text(repeat("客", 501)); }},
        {"minutes", v1::SUPERVISOR, Body::kBroadcast, [](auto& f) { f.mutable_broadcast()->set_minutes(1'441); }},
    };
    return all;
}

TEST(FrameRules, EveryFieldHasItsLimit) {
    for (const Broken& one : broken_frames()) {
        auto frame = good(one.body);
        one.breaks(frame);
        const auto refusal = check_frame(frame, one.role);
        ASSERT_TRUE(refusal) << one.field << " of body " << one.body;
        EXPECT_EQ(refusal->code, v1::INVALID) << refusal->detail;
        EXPECT_EQ(refusal->close, 0);
        EXPECT_TRUE(refusal->detail.find(one.field) != std::string::npos) << refusal->detail;
    }
}

TEST(FrameRules, TheLongestTextsAreTaken) {
    auto frame = good(Body::kSend);
    frame.mutable_send()->set_text(repeat("🙂", 4000));
    EXPECT_FALSE(check_frame(frame, v1::AGENT));
    frame = good(Body::kOpen);
    frame.mutable_open()->set_name(repeat("客", 40));
    frame.mutable_open()->set_language("zh-Hans-CN");
    EXPECT_FALSE(check_frame(frame, v1::SHOPPER));
}

TEST(FrameRules, HelloNeedsOneOfTicketAndToken) {
    const auto check = [](auto change) {
        v1::ClientFrame frame;
        frame.mutable_hello()->set_ticket("t");
        frame.mutable_hello()->set_instance(5);
        change(frame);
        return check_hello(frame).has_value();
    };
    EXPECT_FALSE(check([](auto&) {}));
    EXPECT_TRUE(check([](auto& f) { f.mutable_hello()->set_resume_token("r"); }));
    EXPECT_TRUE(check([](auto& f) { f.mutable_hello()->clear_ticket(); }));
    EXPECT_TRUE(check([](auto& f) { f.mutable_hello()->set_instance(0); }));
    EXPECT_TRUE(check([](auto& f) { f.set_number(1); }));
    EXPECT_TRUE(check([](auto& f) { f.mutable_hello()->set_client(repeat("a", 65)); }));
    EXPECT_TRUE(check([](auto& f) { f.mutable_hello()->add_positions()->set_entry(3); }));
    EXPECT_TRUE(check([](auto& f) {
        for (int i = 1; i <= 201; ++i)
            f.mutable_hello()->add_positions()->set_conversation(1);
    }));
}

}  // namespace
}  // namespace yunke::gateway
