// RFC 6455 against a real gateway, row by row; see conformance.hpp.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/abuse/conformance.hpp"
#include "tests/integration/cluster.hpp"

namespace yunke::testing {
namespace {

using Body = v1::ServerFrame::BodyCase;

class Conformance : public ::testing::Test {
protected:
    // A socket of a shopper who said Hello.
    std::unique_ptr<RawSocket> attach(bool binary) {
        auto socket = std::make_unique<RawSocket>(cluster_.gateway_port(0));
        const std::string subprotocol = binary ? "yunke.v1.protobuf" : "yunke.v1.json";
        if (socket->upgrade({.subprotocol = subprotocol}) != 101) throw std::runtime_error("not upgraded");
        const std::string ticket = cluster_.shopper_ticket();
        v1::ClientFrame hello;
        hello.mutable_hello()->set_ticket(ticket);
        hello.mutable_hello()->set_instance(7);
        if (binary) socket->send(RawSocket::frame(0x82, hello.SerializeAsString()));
        if (!binary) socket->send(RawSocket::text(R"({"hello":{"ticket":")" + ticket + R"(","instance":"7"}})"));
        if (!socket->read_until(Body::kAttached)) throw std::runtime_error("not attached");
        return socket;
    }

    // The text of a chat's first message as the transcript has it, having been opened with it.
    std::string through_a_chat(const std::string& text) {
        const auto socket = attach(false);
        socket->send(
            RawSocket::text(R"({"number":1,"open":{"topic":"help","language":"en","text":")" + text + R"("}})"));
        const auto opened = socket->read_until(Body::kAnswer);
        if (!opened || opened->answer().error() != v1::OK) return "not opened";
        const std::string chat = std::to_string(opened->answer().conversation());
        socket->send(RawSocket::text(R"({"number":2,"history":{"conversation":")" + chat + R"(","count":10}})"));
        std::string found = "not there";
        while (const auto entries = socket->read_until(Body::kEntries)) {
            for (const v1::Entry& entry : entries->entries().entries())
                if (entry.kind() == v1::MESSAGE) found = entry.text();
            if (entries->entries().history()) break;
        }
        socket->send(RawSocket::text(R"({"number":3,"close":{"conversation":")" + chat + R"("}})"));
        if (!socket->read_until(Body::kAnswer)) return "not closed";
        return found;
    }

    void run(const std::vector<ConformanceCase>& rows) {
        std::set<std::string> names;
        for (const ConformanceCase& row : rows) {
            SCOPED_TRACE(row.name + ": " + row.what);
            EXPECT_TRUE(names.insert(row.name).second) << "two rows of that number";
            if (row.opening) {
                EXPECT_EQ(through_a_chat(row.sends.at(0)), row.sends.at(0));
            } else {
                EXPECT_EQ(play(*attach(row.binary), row), row.expected);
            }
        }
        EXPECT_TRUE(cluster_.gateway(0).running());
        EXPECT_TRUE(cluster_.dispatcher(0).running());
        fmt::print("conformance: {} cases\n", rows.size());
    }

    Cluster cluster_;
};

TEST_F(Conformance, FramingPingsReservedBitsOpcodesAndFragmentation) {
    run(framing_cases());
}

TEST_F(Conformance, TextsAreUtf8AndComeBackUnchanged) {
    run(text_cases());
}

TEST_F(Conformance, ClosingAndLimits) {
    run(closing_and_limits());
}

}  // namespace
}  // namespace yunke::testing
