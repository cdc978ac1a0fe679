// How a socket lives: Hello, attach, resume, what is passed on and what comes back, and every way in which it ends.
#include "agent-gateway/frames/frame_codec.hpp"
#include "runtime/random.hpp"
#include "tests/gateway/gateway_fixture.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using What = v1::Command;

class SocketTest : public GatewayTest {
protected:
    // Expects the socket to be told why and then closed.
    static void expect_refused(WsClient& client, v1::ErrorCode code, std::uint16_t close_code) {
        EXPECT_EQ(client.wait_closed(), close_code);
        ASSERT_TRUE(client.last_problem);
        EXPECT_EQ(client.last_problem->code(), code) << client.last_problem->ShortDebugString();
    }

    static v1::ServerFrame gone_frame(std::uint64_t conversation) {
        v1::ServerFrame frame;
        frame.mutable_conversation_gone()->set_conversation(conversation);
        return frame;
    }
};

TEST_F(SocketTest, AttachesByTicketAndGivesAResumeToken) {
    start();
    WsClient client = connect();
    v1::ClientFrame frame = hello(ticket(v1::AGENT, 501));
    auto& position = *frame.mutable_hello()->add_positions();
    position.set_conversation(17);
    position.set_entry(42);
    frame.mutable_hello()->set_last_answer(9);
    frame.mutable_hello()->set_log_epoch(5);
    client.send(frame);
    const v1::Attach attach = pool_.next(What::kAttach).attach();
    EXPECT_EQ(attach.session(), 501U);
    EXPECT_NE(attach.attach(), 0U);
    EXPECT_EQ(attach.attach() >> 63, 0U);
    EXPECT_TRUE(attach.gateway().starts_with("g1-0.")) << attach.gateway();
    EXPECT_TRUE(attach.by_ticket());
    EXPECT_EQ(attach.role(), v1::AGENT);
    EXPECT_EQ(attach.subject(), 7U);
    EXPECT_EQ(attach.name(), "小禾");
    EXPECT_EQ(attach.instance(), 99U);
    EXPECT_EQ(attach.positions(0).entry(), 42U);
    EXPECT_EQ(attach.last_answer(), 9U);
    EXPECT_EQ(attach.log_epoch(), 5U);
}

TEST_F(SocketTest, ResumesWithTheTokenOnASecondSocket) {
    start();
    Attached first = attach(v1::SHOPPER, 601);
    const auto token = tokens_.resume(first.view.resume_token(), 1);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->session(), 601U);
    EXPECT_EQ(token->subject(), shop_.config.id());
    v1::ClientFrame again;
    again.mutable_hello()->set_resume_token(first.view.resume_token());
    again.mutable_hello()->set_instance(99);
    WsClient second = connect("yunke.v1.json", shop_origin);
    second.send(again);
    const v1::Attach attach = pool_.next(What::kAttach).attach();
    EXPECT_EQ(attach.session(), 601U);
    EXPECT_FALSE(attach.by_ticket());
    EXPECT_NE(attach.attach(), first.attach);
    // The dispatcher ends the older socket; the gateway passes its code on.
    pool_.put(first.gateway, {close_for(first, 4001)});
    EXPECT_EQ(first.client.wait_closed(), 4001);
    EXPECT_EQ(first.client.close_reason, "because");
    EXPECT_EQ(pool_.next(What::kDetach).detach().attach(), first.attach);
}

TEST_F(SocketTest, AFreshSessionIsToldBeforeTheClose) {
    start();
    WsClient client = connect();
    client.send(hello(ticket(v1::AGENT, 502)));
    const v1::Attach attach = pool_.next(What::kAttach).attach();
    Attached attached{std::move(client), attach.session(), attach.attach(), attach.gateway(), {}};
    v1::ServerFrame fresh;
    fresh.mutable_fresh()->set_reason(v1::Fresh::TICKET_USED);
    pool_.put(attached.gateway, {close_for(attached, 4007, fresh)});
    EXPECT_EQ(attached.client.next().fresh().reason(), v1::Fresh::TICKET_USED);
    EXPECT_EQ(attached.client.wait_closed(), 4007);
}

TEST_F(SocketTest, PassesCommandsOnAndAnswersBack) {
    start();
    for (const char* subprotocol : {"yunke.v1.protobuf", "yunke.v1.json"}) {
        Attached agent = attach(v1::AGENT, runtime::random_id(), subprotocol);
        v1::ClientFrame frame = send_text(1, "41 码会更合适");
        frame.set_answered(0);
        agent.client.send(frame);
        const v1::FromClient command = pool_.next(What::kClient).client();
        EXPECT_EQ(command.session(), agent.session);
        EXPECT_EQ(command.attach(), agent.attach);
        EXPECT_EQ(command.frame().SerializeAsString(), frame.SerializeAsString());
        EXPECT_EQ(command.body_hash(), body_hash(frame));
        pool_.put(agent.gateway, {answer_for(agent, 1), frame_for(agent, gone_frame(17))});
        EXPECT_EQ(agent.client.next().answer().number(), 1U);
        EXPECT_EQ(agent.client.next().conversation_gone().conversation(), 17U);
    }
}

TEST_F(SocketTest, AnswersHeartbeatsItself) {
    start();
    Attached agent = attach(v1::AGENT, 503, "yunke.v1.json");
    agent.client.send(heartbeat(123));
    EXPECT_EQ(agent.client.next().heartbeat().sent_ms(), 123);
    EXPECT_FALSE(pool_.next_any(50ms));
}

TEST_F(SocketTest, ItemsForAnotherSessionOrSocketGoNowhere) {
    start();
    Attached agent = attach(v1::AGENT, 504);
    v1::Out wrong_session = frame_for(agent, gone_frame(1));
    wrong_session.set_session(999);
    v1::Out wrong_attach = frame_for(agent, gone_frame(2));
    wrong_attach.set_attach(998);
    pool_.put(agent.gateway, {wrong_session, wrong_attach, frame_for(agent, gone_frame(3))});
    EXPECT_EQ(agent.client.next().conversation_gone().conversation(), 3U);
}

TEST_F(SocketTest, TellsThePoolWhenASocketIsGone) {
    start();
    std::optional<Attached> agent(attach(v1::AGENT, 505));
    const std::uint64_t id = agent->attach;
    agent.reset();
    EXPECT_EQ(pool_.next(What::kDetach).detach().attach(), id);
    Attached polite = attach(v1::AGENT, 506);
    polite.client.close();
    EXPECT_EQ(pool_.next(What::kDetach).detach().session(), 506U);
}

TEST_F(SocketTest, MissingHelloIs4002) {
    timings_.hello_ms = 100;
    start();
    WsClient client = connect();
    EXPECT_EQ(client.wait_closed(), 4002);
    WsClient pinging = connect();  // pings are no Hello
    for (int i = 0; i < 5; ++i)
        pinging.ping();
    EXPECT_EQ(pinging.wait_closed(), 4002);
}

TEST_F(SocketTest, SilenceIs4009AndHeartbeatsKeepALine) {
    timings_.silence_ms = 500;
    start();
    Attached agent = attach(v1::AGENT, 507);
    for (int i = 0; i < 8; ++i) {
        std::this_thread::sleep_for(100ms);
        agent.client.send(heartbeat());
        EXPECT_TRUE(agent.client.next().has_heartbeat());
    }
    EXPECT_EQ(agent.client.wait_closed(), 4009);
}

TEST_F(SocketTest, BadTicketsAre4003) {
    start();
    const std::string good = ticket(v1::AGENT, 508);
    v1::Ticket foreign;
    foreign.set_pool("other");
    foreign.set_role(v1::AGENT);
    foreign.set_session(1);
    foreign.set_expires_ms(std::int64_t{1} << 50);
    v1::ResumeToken resume;
    resume.set_pool(pool_name_);
    resume.set_session(1);
    resume.set_role(v1::AGENT);
    resume.set_expires_ms(std::int64_t{1} << 50);
    for (const std::string& bad : {good.substr(0, good.size() - 2) + "AA", std::string("x"), ticket(v1::AGENT, 1, -1),
                                   tokens_.sign(foreign), tokens_.sign(resume)}) {
        WsClient client = connect();
        client.send(hello(bad));
        expect_refused(client, v1::UNAUTHORISED, 4003);
    }
    EXPECT_FALSE(pool_.next_any(50ms));
}

TEST_F(SocketTest, OriginMustFitTheRole) {
    start();
    WsClient shopper_without = connect();
    shopper_without.send(hello(ticket(v1::SHOPPER, 1)));
    expect_refused(shopper_without, v1::UNAUTHORISED, 4003);
    WsClient agent_on_shop_page = connect("yunke.v1.protobuf", shop_origin);
    agent_on_shop_page.send(hello(ticket(v1::AGENT, 2)));
    expect_refused(agent_on_shop_page, v1::UNAUTHORISED, 4003);
    WsClient agent_on_own_page = connect("yunke.v1.protobuf", "http://127.0.0.1:" + std::to_string(port()));
    agent_on_own_page.send(hello(ticket(v1::AGENT, 3)));
    EXPECT_EQ(pool_.next(What::kAttach).attach().session(), 3U);
}

TEST_F(SocketTest, MalformedFramesAre4004InBothEncodings) {
    start();
    const std::pair<const char*, std::string> bad[] = {
        {"yunke.v1.protobuf", "\xFF\xFF\xFF"},
        {"yunke.v1.protobuf", ""},
        {"yunke.v1.json", "{"},
        {"yunke.v1.json", ""},
        {"yunke.v1.json", R"({"number":1,"sendd":{}})"},
        {"yunke.v1.json", R"({"number":1,"number":2,"logout":{}})"},
        {"yunke.v1.json", std::string(10'000, '[')},
        {"yunke.v1.json", R"({"number":NaN,"logout":{}})"},
        {"yunke.v1.json", R"({"logout":{}})"},
    };
    for (const auto& [subprotocol, message] : bad) {
        Attached agent = attach(v1::AGENT, runtime::random_id(), subprotocol);
        agent.client.send_message(message, agent.client.json());
        expect_refused(agent.client, v1::MALFORMED, 4004);
    }
}

TEST_F(SocketTest, HelloFirstAndOnlyOnce) {
    start();
    WsClient client = connect();
    client.send(heartbeat());
    expect_refused(client, v1::HELLO_EXPECTED, 4004);
    Attached agent = attach(v1::AGENT, 509);
    agent.client.send(hello(ticket(v1::AGENT, 510)));
    expect_refused(agent.client, v1::HELLO_EXPECTED, 4004);
}

TEST_F(SocketTest, TheWrongMessageTypeIs1003) {
    start();
    Attached agent = attach(v1::AGENT, 511, "yunke.v1.json");
    agent.client.send_message(heartbeat().SerializeAsString(), false);
    EXPECT_EQ(agent.client.wait_closed(), 1003);
}

TEST_F(SocketTest, BrokenUtf8Is1007) {
    start();
    Attached agent = attach(v1::AGENT, 512, "yunke.v1.json");
    agent.client.send_message("{\"x\":\"\xFF\"}", true);
    EXPECT_EQ(agent.client.wait_closed(), 1007);
}

TEST_F(SocketTest, FramesOfAnotherRoleAre4008) {
    start();
    Attached agent = attach(v1::AGENT, 513);
    v1::ClientFrame frame;
    frame.set_number(1);
    frame.mutable_watch_queues()->set_on(true);
    agent.client.send(frame);
    expect_refused(agent.client, v1::FORBIDDEN, 4008);
}

TEST_F(SocketTest, ABadFieldIsToldAndTheSocketStays) {
    start();
    Attached agent = attach(v1::AGENT, 514);
    agent.client.send(send_text(1, ""));
    const v1::Problem problem = agent.client.next().problem();
    EXPECT_EQ(problem.code(), v1::INVALID);
    EXPECT_EQ(problem.number(), 1U);
    EXPECT_THAT(problem.detail(), HasSubstr("text"));
    agent.client.send(send_text(1, "now with a text"));
    EXPECT_EQ(pool_.next(What::kClient).client().frame().send().text(), "now with a text");
}

TEST_F(SocketTest, TooManyFramesAre4005) {
    settings_.gateway.shopper_frames_per_minute = 60;
    start();
    Attached shopper = attach(v1::SHOPPER, 515);
    for (int i = 0; i < 300; ++i)
        shopper.client.send(heartbeat());
    expect_refused(shopper.client, v1::RATE_LIMITED, 4005);
}

TEST_F(SocketTest, PingsCountLikeFrames) {
    settings_.gateway.shopper_frames_per_minute = 60;
    start();
    Attached shopper = attach(v1::SHOPPER, 516);
    for (int i = 0; i < 300; ++i)
        shopper.client.ping();
    expect_refused(shopper.client, v1::RATE_LIMITED, 4005);
}

TEST_F(SocketTest, MoreThan32UnansweredAre4005) {
    start();
    Attached agent = attach(v1::AGENT, 517);
    for (std::uint32_t n = 1; n <= 33; ++n)
        agent.client.send(send_text(n, "x"));
    expect_refused(agent.client, v1::TOO_MANY_UNANSWERED, 4005);
}

TEST_F(SocketTest, AnswersMakeRoomForMoreCommands) {
    start();
    Attached agent = attach(v1::AGENT, 518);
    std::vector<v1::Out> answers;
    for (std::uint32_t n = 1; n <= 32; ++n) {
        agent.client.send(send_text(n, "x"));
        pool_.next(What::kClient);
        answers.push_back(answer_for(agent, n));
    }
    pool_.put(agent.gateway, answers);
    for (std::uint32_t n = 1; n <= 32; ++n)
        EXPECT_EQ(agent.client.next().answer().number(), n);
    agent.client.send(send_text(33, "one more"));
    EXPECT_EQ(pool_.next(What::kClient).client().frame().number(), 33U);
}

TEST_F(SocketTest, OversizedMessagesAre1009) {
    start();
    Attached agent = attach(v1::AGENT, 519);
    agent.client.send_message(std::string(65'537, 'x'), false);
    expect_refused(agent.client, v1::TOO_LARGE, 1009);
    Attached json = attach(v1::AGENT, 520, "yunke.v1.json");
    json.client.send_message(std::string(1'000'000, ' '), true);
    EXPECT_EQ(json.client.wait_closed(), 1009);
}

TEST_F(SocketTest, LargeMessagesWithinTheLimitComeThrough) {
    start();
    Attached agent = attach(v1::AGENT, 521);
    std::string text;
    for (int i = 0; i < 4'000; ++i)
        text += "🙂";
    agent.client.send(send_text(1, text));
    EXPECT_EQ(pool_.next(What::kClient).client().frame().send().text(), text);
}

TEST_F(SocketTest, LogsNeverHoldTextsOrTokens) {
    start();
    const std::string secret = ticket(v1::AGENT, 522);
    Attached agent = attach_with(connect(), hello(secret));
    agent.client.send(send_text(1, "a very private sentence"));
    pool_.next(What::kClient);
    agent.client.send_message("another private sentence", false);
    agent.client.wait_closed();
    EXPECT_THAT(logs(), HasSubstr("attaching"));
    EXPECT_THAT(logs(), Not(HasSubstr("private sentence")));
    EXPECT_THAT(logs(), Not(HasSubstr(secret.substr(0, 20))));
    EXPECT_THAT(logs(), Not(HasSubstr("小禾")));
}

}  // namespace
}  // namespace yunke::gateway::testing
