// Everything malformed, oversized, unauthorised or out of order gets its code, while other people's chats go on. The
// sockets here are raw: no client of ours would send such things.
#include <gtest/gtest.h>

#include <memory>

#include "tests/integration/raw_socket.hpp"
#include "tests/integration/traffic.hpp"

namespace yunke::testing {
namespace {

using Body = v1::ServerFrame::BodyCase;
constexpr std::uint16_t not_closed = 0;

// One installation for all cases: each goes at it with a socket of its own, and a chat goes on beside them.
class BadInput : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        cluster = std::make_unique<Cluster>(ClusterOptions{.agent_capacity = 10});
        Person& agent = cluster->agent(1);
        cluster->available(agent);
        traffic = std::make_unique<Traffic>(*cluster, std::vector{open_chat(*cluster, agent, "bystander")}, 50ms);
    }
    static void TearDownTestSuite() {
        traffic->settle();
        EXPECT_EQ(cluster->gateway(0).output().find("ERROR"), std::string::npos);
        cluster->verify();
        traffic.reset();
        cluster.reset();
    }

    // Whatever a case did, the chat beside it goes on.
    void TearDown() override {
        traffic->flow(1);
        EXPECT_TRUE(cluster->gateway(0).running());
        EXPECT_TRUE(cluster->dispatcher(0).running());
    }

    static RawSocket connect() { return RawSocket(cluster->gateway_port(0)); }

    static std::string hello(const std::string& ticket, const std::string& more = "") {
        return RawSocket::text(R"({"hello":{"ticket":")" + ticket + R"(","instance":"7")" + more + "}}");
    }

    // A shopper that said Hello, over the JSON subprotocol.
    struct Attached {
        std::unique_ptr<RawSocket> socket;
        v1::Attached view;
    };
    static Attached attach() {
        Attached result{std::make_unique<RawSocket>(cluster->gateway_port(0)), {}};
        if (result.socket->upgrade({}) != 101) throw std::runtime_error("not upgraded");
        result.socket->send(hello(cluster->shopper_ticket()));
        const auto frame = result.socket->read_until(Body::kAttached);
        if (!frame) throw std::runtime_error("not attached");
        result.view = frame->attached();
        return result;
    }

    // What becomes of an attached shopper who sends these bytes.
    static std::uint16_t close_after(const std::string& bytes) {
        const Attached shopper = attach();
        shopper.socket->send(bytes);
        problem = v1::OK;
        const std::uint16_t code = shopper.socket->read_close();
        problem = shopper.socket->last_problem();
        return code;
    }

    static inline std::unique_ptr<Cluster> cluster;
    static inline std::unique_ptr<Traffic> traffic;
    static inline v1::ErrorCode problem = v1::OK;
};

// ---- handshake -----------------------------------------------------------------------------------------------------

TEST_F(BadInput, AnUpgradeNeedsASubprotocolThatWeSpeak) {
    EXPECT_EQ(connect().upgrade({.subprotocol = ""}), 400);
    EXPECT_EQ(connect().upgrade({.subprotocol = "yunke.v2.json"}), 400);
    EXPECT_EQ(connect().upgrade({.subprotocol = "chat, yunke.v1.json"}), 101);
}

TEST_F(BadInput, ForeignAndLookAlikeOriginsAreRefused) {
    for (const char* origin : {"https://evil.example", "https://shop.example.evil.example", "http://shop.example",
                               "https://shop.example:444", "null", "https://shop.example/path"}) {
        RawSocket socket = connect();
        const int status = socket.upgrade({.origin = origin});
        if (status != 101) {
            EXPECT_GE(status, 400) << origin;
            EXPECT_LT(status, 500) << origin;
            continue;
        }
        socket.send(hello(cluster->shopper_ticket()));
        EXPECT_EQ(socket.read_close(), 4003) << origin;
    }
}

TEST_F(BadInput, AShopperWithoutAnOriginIsNoShopper) {
    RawSocket socket = connect();
    const int status = socket.upgrade({.origin = ""});
    if (status == 101) {
        socket.send(hello(cluster->shopper_ticket()));
        EXPECT_EQ(socket.read_close(), 4003);
        EXPECT_EQ(socket.last_problem(), v1::UNAUTHORISED);
    } else {
        EXPECT_EQ(status, 403);
    }
}

TEST_F(BadInput, HugeHeadersAreRefused) {
    RawSocket socket = connect();
    socket.send(RawSocket::upgrade_request({.more_headers = "X-Huge: " + std::string(20'000, 'x') + "\r\n"}));
    const int status = socket.read_status();
    EXPECT_TRUE(status == 431 || status == 400 || status == 0) << status;
}

TEST_F(BadInput, SlowHeadersAreCutOff) {
    RawSocket socket = connect();
    socket.send("GET /ws HTTP/1.1\r\nHost: a");
    const auto begin = std::chrono::steady_clock::now();
    const int status = socket.read_status(9s);
    EXPECT_TRUE(status == 408 || status == 0) << status;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 8s);
}

TEST_F(BadInput, DuplicateHostIsRefused) {
    RawSocket socket = connect();
    EXPECT_EQ(socket.upgrade({.more_headers = "Host: other.example\r\n"}), 400);
}

// ---- getting in ----------------------------------------------------------------------------------------------------

TEST_F(BadInput, ATicketWorksOnce) {
    const std::string ticket = cluster->shopper_ticket();
    RawSocket first = connect();
    ASSERT_EQ(first.upgrade({}), 101);
    first.send(hello(ticket));
    ASSERT_TRUE(first.read_until(Body::kAttached));
    RawSocket second = connect();
    ASSERT_EQ(second.upgrade({}), 101);
    second.send(hello(ticket));
    const auto fresh = second.read_until(Body::kFresh);
    ASSERT_TRUE(fresh);
    EXPECT_EQ(fresh->fresh().reason(), v1::Fresh::TICKET_USED);
    EXPECT_EQ(second.read_close(), 4007);
}

TEST_F(BadInput, ForgedTicketsAreRefused) {
    std::string changed = cluster->shopper_ticket();
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    for (const std::string& ticket : {changed, std::string("nonsense"), std::string("Ag") + changed.substr(2)}) {
        RawSocket socket = connect();
        ASSERT_EQ(socket.upgrade({}), 101);
        socket.send(hello(ticket));
        EXPECT_EQ(socket.read_close(), 4003);
        EXPECT_EQ(socket.last_problem(), v1::UNAUTHORISED);
    }
}

TEST_F(BadInput, TheFirstFrameMustBeHelloAndOnlyTheFirst) {
    RawSocket socket = connect();
    ASSERT_EQ(socket.upgrade({}), 101);
    socket.send(RawSocket::text(R"({"heartbeat":{}})"));
    EXPECT_EQ(socket.read_close(), 4004);
    EXPECT_EQ(socket.last_problem(), v1::HELLO_EXPECTED);
    EXPECT_EQ(close_after(hello(cluster->shopper_ticket())), 4004);
    EXPECT_EQ(problem, v1::HELLO_EXPECTED);
}

TEST_F(BadInput, WhoSaysNothingIsClosed) {
    RawSocket socket = connect();
    ASSERT_EQ(socket.upgrade({}), 101);
    EXPECT_EQ(socket.read_close(9s), 4002);
}

TEST_F(BadInput, FuturePositionsAndForeignEpochsCostNothing) {
    RawSocket socket = connect();
    ASSERT_EQ(socket.upgrade({}), 101);
    socket.send(hello(cluster->shopper_ticket(),
                      R"(,"logEpoch":"18446744073709551615","lastAnswer":4294967295,)"
                      R"("positions":[{"conversation":"1","entry":4294967295},{"conversation":"99","entry":7}])"));
    EXPECT_TRUE(socket.read_until(Body::kAttached));
}

// ---- WebSocket frames ----------------------------------------------------------------------------------------------

TEST_F(BadInput, BrokenFramingIsClosedWith1002) {
    const std::string heartbeat = R"({"heartbeat":{}})";
    EXPECT_EQ(close_after(RawSocket::frame(0x81, heartbeat, false)), 1002);       // unmasked
    EXPECT_EQ(close_after(RawSocket::frame(0xC1, heartbeat)), 1002);              // reserved bit: no compression
    EXPECT_EQ(close_after(RawSocket::frame(0x83, heartbeat)), 1002);              // reserved opcode
    EXPECT_EQ(close_after(RawSocket::frame(0x09, "part")), 1002);                 // fragmented ping
    EXPECT_EQ(close_after(RawSocket::frame(0x89, std::string(126, 'p'))), 1002);  // oversized ping
    EXPECT_EQ(close_after(RawSocket::frame(0x80, "continues nothing")), 1002);
    EXPECT_EQ(close_after(RawSocket::frame(0x88, "x")), 1002);                         // half a close code
    EXPECT_EQ(close_after(RawSocket::frame(0x88, std::string("\x03\xED", 2))), 1002);  // 1005 never goes over the line
}

// Whatever length a frame announces, no memory is set aside for it: what comes is counted.
TEST_F(BadInput, ImpossibleLengthsAreClosed) {
    const std::string head("\x81\xFF", 2);
    for (const std::string& length : {"\x80" + std::string(7, '\0'), "\x7F" + std::string(7, '\xFF')}) {
        const std::uint16_t code = close_after(head + length + "mask" + std::string(70'000, 'x'));
        EXPECT_TRUE(code == 1009 || code == 1002) << code;
    }
}

TEST_F(BadInput, MessagesOverSixtyFourKilobytesAreClosedWith1009) {
    EXPECT_EQ(close_after(RawSocket::text(std::string(70'000, 'x'))), 1009);
    std::string fragments = RawSocket::frame(0x01, std::string(40'000, 'x'));
    fragments += RawSocket::frame(0x80, std::string(40'000, 'x'));
    EXPECT_EQ(close_after(fragments), 1009);
}

TEST_F(BadInput, TextThatIsNoUtf8IsClosedWith1007) {
    EXPECT_EQ(close_after(RawSocket::text("{\"heartbeat\":{}}\xC3\x28")), 1007);
    EXPECT_EQ(close_after(RawSocket::text("\xED\xA0\x80")), 1007);  // half a surrogate
    EXPECT_EQ(close_after(RawSocket::text("\xF4\x90\x80\x80")), 1007);
}

TEST_F(BadInput, TheWrongMessageTypeIsClosedWith1003) {
    EXPECT_EQ(close_after(RawSocket::frame(0x82, "\x22\x00")), 1003);
}

TEST_F(BadInput, EndlessEmptyFragmentsDoNoHarm) {
    std::string fragments = RawSocket::frame(0x01, "");
    for (int i = 0; i < 20'000; ++i)
        fragments += RawSocket::frame(0x00, "");
    const Attached shopper = attach();
    shopper.socket->send(fragments);
    shopper.socket->send(RawSocket::frame(0x80, R"({"heartbeat":{"sentMs":"5"}})"));
    const std::uint16_t code = shopper.socket->read_until(Body::kHeartbeat) ? not_closed : shopper.socket->read_close();
    EXPECT_TRUE(code == not_closed || code == 4005 || code == 1002 || code == 1006) << code;
}

// ---- messages ------------------------------------------------------------------------------------------------------

TEST_F(BadInput, MalformedMessagesAreClosedWith4004) {
    std::string deep;
    for (int i = 0; i < 10'000; ++i)
        deep += R"({"hello":)";
    const std::vector<std::string> messages = {
        "",
        "{",
        "nonsense",
        R"({"hello":)" + std::string(10'000, '['),
        R"({"heartbeat":{"sentMs":NaN}})",
        R"({"heartbeat":{},"heartbeat":{}})",
        R"({"number":1,"send":{"conversation":"1","text":"a","text":"b"}})",
        R"({"noSuchFrame":{}})",
        R"({"number":4294967296,"read":{"conversation":"1","entry":1}})",
        R"({"number":1,"read":{"conversation":"1","entry":-1}})",
        R"({"number":1,"heartbeat":{}})",
        R"({"send":{"conversation":"1","text":"without a number"}})",
        R"({"number":1})",
    };
    for (const std::string& message : messages) {
        EXPECT_EQ(close_after(RawSocket::text(message)), 4004) << message.substr(0, 80);
        EXPECT_EQ(problem, v1::MALFORMED) << message.substr(0, 80);
    }
}

TEST_F(BadInput, FieldsOutOfRangeAreRefusedAndTheSocketStays) {
    const Attached shopper = attach();
    const std::vector<std::string> bodies = {
        R"("send":{"conversation":"1","text":""})",
        R"("send":{"conversation":"0","text":"a"})",
        R"("open":{"topic":"help","text":")" + std::string(4'001, 'x') + R"("})",
        R"("open":{"topic":"help","text":"a\u0000b"})",
        R"("open":{"topic":"help","text":"a","name":"\u202Eevil"})",
        R"("open":{"topic":"help","text":"a","language":"zh_CN; drop"})",
        R"("rate":{"conversation":"1","stars":6})",
        R"("history":{"conversation":"1","count":201})",
    };
    for (const std::string& body : bodies) {
        shopper.socket->send(RawSocket::text(R"({"number":1,)" + body + "}"));
        const auto refused = shopper.socket->read_until(Body::kProblem);
        ASSERT_TRUE(refused) << body.substr(0, 80);
        EXPECT_EQ(refused->problem().code(), v1::INVALID) << body.substr(0, 80);
        EXPECT_EQ(refused->problem().number(), 1U);
    }
    shopper.socket->send(RawSocket::text(R"({"number":1,"open":{"topic":"help","language":"en","text":"fine"}})"));
    const auto answer = shopper.socket->read_until(Body::kAnswer);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->answer().error(), v1::OK);
    shopper.socket->send(RawSocket::text(R"({"number":2,"close":{"conversation":")" +
                                         std::to_string(answer->answer().conversation()) + R"("}})"));
    EXPECT_TRUE(shopper.socket->read_until(Body::kAnswer));
}

TEST_F(BadInput, OtherPeoplesConversationsAreAsGoodAsNone) {
    const Attached shopper = attach();
    int number = 0;
    for (const char* conversation : {"1", "2", "18446744073709551615"}) {
        for (const char* body :
             {R"("send":{"text":"let me in",)", R"("read":{"entry":1,)", R"("close":{)", R"("history":{"count":10,)"}) {
            shopper.socket->send(RawSocket::text(R"({"number":)" + std::to_string(++number) + "," + body +
                                                 R"("conversation":")" + conversation + R"("}})"));
            const auto answer = shopper.socket->read_until(Body::kAnswer);
            ASSERT_TRUE(answer);
            EXPECT_EQ(answer->answer().error(), v1::NOT_FOUND) << body << conversation;
        }
    }
}

TEST_F(BadInput, AnotherRolesFramesAreClosedWith4008) {
    EXPECT_EQ(close_after(RawSocket::text(R"({"number":1,"watchQueues":{"on":true}})")), 4008);
    EXPECT_EQ(problem, v1::FORBIDDEN);
    EXPECT_EQ(close_after(RawSocket::text(R"({"number":1,"accept":{"conversation":"1"}})")), 4008);
}

TEST_F(BadInput, ASkippedNumberIsAskedForAndAReusedOneIsClosedWith4006) {
    const Attached shopper = attach();
    shopper.socket->send(RawSocket::text(R"({"number":3,"close":{"conversation":"1"}})"));
    const auto resend = shopper.socket->read_until(Body::kResend);
    ASSERT_TRUE(resend);
    EXPECT_EQ(resend->resend().from(), 1U);
    shopper.socket->send(RawSocket::text(R"({"number":1,"close":{"conversation":"77"}})"));
    const auto first = shopper.socket->read_until(Body::kAnswer);
    ASSERT_TRUE(first);
    shopper.socket->send(RawSocket::text(R"({"number":1,"close":{"conversation":"77"}})"));
    const auto again = shopper.socket->read_until(Body::kAnswer);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->answer().SerializeAsString(), first->answer().SerializeAsString());
    shopper.socket->send(RawSocket::text(R"({"number":1,"close":{"conversation":"78"}})"));
    EXPECT_EQ(shopper.socket->read_close(), 4006);
}

TEST_F(BadInput, AFloodIsClosedWith4005) {
    std::string flood;
    for (int i = 0; i < 2'000; ++i)
        flood += RawSocket::text(R"({"heartbeat":{}})");
    EXPECT_EQ(close_after(flood), 4005);
    EXPECT_EQ(problem, v1::RATE_LIMITED);
    std::string pings;
    for (int i = 0; i < 2'000; ++i)
        pings += RawSocket::frame(0x89, "p");
    EXPECT_EQ(close_after(pings), 4005);
}

TEST_F(BadInput, MoreThanThirtyTwoUnansweredAreClosedWith4005) {
    std::string burst;
    for (int number = 1; number <= 200; ++number)
        burst += RawSocket::text(R"({"number":)" + std::to_string(number) + R"(,"close":{"conversation":"1"}})");
    EXPECT_EQ(close_after(burst), 4005);
    EXPECT_EQ(problem, v1::TOO_MANY_UNANSWERED);
}

TEST_F(BadInput, AShopKeyOfAnotherOriginOrNoneGivesNoTicket) {
    const auto post = [](const std::string& headers, const std::string& body) {
        RawSocket socket = connect();
        socket.send("POST /api/shopper/ticket HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" +
                    headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        return socket.read_status();
    };
    const std::string body = R"({"shop_key":")" + cluster->shop_key() + R"("})";
    EXPECT_EQ(post("Origin: https://shop.example\r\n", body), 200);
    EXPECT_EQ(post("Origin: https://evil.example\r\n", body), 403);
    EXPECT_EQ(post("", body), 403);
    const int forged = post("Origin: https://shop.example\r\n", R"({"shop_key":"AQoEbWFpbhAB"})");
    EXPECT_TRUE(forged >= 400 && forged < 500) << forged;
    const int broken = post("Origin: https://shop.example\r\n", "{");
    EXPECT_EQ(broken, 400);
}

}  // namespace
}  // namespace yunke::testing
