#include "tests/fuzz/frame_properties.hpp"

#include <google/protobuf/util/json_util.h>

#include <array>

#include "agent-gateway/frames/frame_rules.hpp"
#include "agent-gateway/frames/json_check.hpp"
#include "agent-gateway/frames/text_rules.hpp"
#include "dispatcher/wire/command.hpp"
#include "tests/fuzz/require.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::fuzz {
namespace {

using gateway::Encoding;

constexpr std::array all_roles{v1::SHOPPER, v1::AGENT, v1::SUPERVISOR, v1::MERCHANT, v1::ADMINISTRATOR};

std::string as_json(const v1::ClientFrame& frame) {
    std::string text;
    require(google::protobuf::util::MessageToJsonString(frame, &text, {}).ok(), "a decoded frame can be printed");
    return text;
}

void expect_same(const v1::ClientFrame& frame, Encoding encoding, const std::string& message) {
    const auto again = gateway::decode_frame(encoding, message);
    require(again.has_value(), "a decoded frame, encoded again, is accepted");
    require(again->SerializeAsString() == frame.SerializeAsString(), "a frame comes back as it was");
    require(gateway::body_hash(*again) == gateway::body_hash(frame), "a body keeps its identity");
}

// A sentence that goes to the client inside a frame, whose texts are UTF-8.
void expect_tellable(const std::string& sentence) {
    require(!sentence.empty() && gateway::code_points(sentence).has_value(), "a refusal is a text");
}

// As Peer wraps it.
void expect_understood(const v1::ClientFrame& frame) {
    v1::Command command;
    command.mutable_client()->set_session(1);
    command.mutable_client()->set_attach(2);
    command.mutable_client()->set_body_hash(gateway::body_hash(frame));
    *command.mutable_client()->mutable_frame() = frame;
    const auto decoded = wire::decode_command(command.SerializeAsString());
    require(decoded.has_value(), "the dispatcher understands what the gateway lets pass");
    const std::string encoded = wire::encode_command(*decoded);
    const auto again = wire::decode_command(encoded);
    require(again && wire::encode_command(*again) == encoded, "a command comes back as it was");
}

void check_rules(const v1::ClientFrame& frame) {
    if (const auto refusal = gateway::check_hello(frame)) expect_tellable(refusal->detail);
    for (const v1::Role role : all_roles) {
        const auto refusal = gateway::check_frame(frame, role);
        if (refusal) {
            expect_tellable(refusal->detail);
            continue;
        }
        require(gateway::is_numbered(frame.body_case()) == (frame.number() != 0), "exactly numbered frames have one");
        if (frame.body_case() != v1::ClientFrame::kHeartbeat) expect_understood(frame);
    }
}

}  // namespace

void check_client_message(Encoding encoding, std::string_view message) {
    const auto frame = gateway::decode_frame(encoding, message);
    if (!frame) return expect_tellable(frame.error());
    expect_same(*frame, Encoding::protobuf, frame->SerializeAsString());
    expect_same(*frame, Encoding::json, as_json(*frame));
    v1::ClientFrame renumbered = *frame;
    renumbered.set_number(frame->number() + 1);
    renumbered.set_answered(frame->answered() + 1);
    require(gateway::body_hash(renumbered) == gateway::body_hash(*frame), "numbers are no part of a body's identity");
    check_rules(*frame);
}

void check_server_bytes(std::string_view bytes) {
    const auto json = gateway::encode_serialized(Encoding::json, bytes);
    if (!json) return;
    require(!gateway::json_fault(*json).has_value(), "what goes to a JSON client is JSON");
    v1::ServerFrame frame;
    require(frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), "it was parsed before");
    frame.DiscardUnknownFields();
    require(gateway::body_of(frame.SerializeAsString()) == frame.body_case(), "a body is told from its first tag");
}

}  // namespace yunke::fuzz
