#include "agent-gateway/frames/frame_codec.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/util/json_util.h>

#include "agent-gateway/frames/json_check.hpp"
#include "agent-gateway/frames/text_rules.hpp"
#include "agent-gateway/limits.hpp"
#include "runtime/hash.hpp"
#include "runtime/proto_writer.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::gateway {

namespace {

namespace pb = google::protobuf;

std::string short_detail(std::string_view prefix, std::string_view text) {
    std::string detail(prefix);
    detail.append(text);
    if (!code_points(detail)) return std::string(prefix) + "invalid value";  // the parser quoted a broken text
    return std::string(cut_at_character(detail, limits::detail_bytes_max));
}

std::expected<v1::ClientFrame, std::string> decode_json(std::string_view message) {
    if (const auto fault = json_fault(message)) return std::unexpected(short_detail("not valid JSON: ", *fault));
    v1::ClientFrame frame;
    pb::util::JsonParseOptions options;
    options.ignore_unknown_fields = false;
    const auto status = pb::util::JsonStringToMessage({message.data(), message.size()}, &frame, options);
    if (!status.ok()) {
        const auto why = status.message();
        return std::unexpected(short_detail("not a ClientFrame: ", {why.data(), why.size()}));
    }
    return frame;
}

std::expected<v1::ClientFrame, std::string> decode_protobuf(std::string_view message) {
    v1::ClientFrame frame;
    if (!frame.ParseFromArray(message.data(), static_cast<int>(message.size()))) {
        return std::unexpected("not a serialized yunke.v1.ClientFrame");
    }
    frame.DiscardUnknownFields();
    return frame;
}

// What a command asks for, without its numbers. No message of client.proto holds a map, so the bytes are the same
// wherever they are made.
std::string take_body(v1::ClientFrame& frame) {
    frame.clear_number();
    frame.clear_answered();
    return frame.SerializeAsString();
}

std::string print_json(const v1::ServerFrame& frame) {
    std::string text;
    const auto status = pb::util::MessageToJsonString(frame, &text, {});
    return status.ok() ? text : std::string("{}");
}

}  // namespace

std::optional<Encoding> choose_encoding(std::string_view subprotocols) {
    while (!subprotocols.empty()) {
        const auto comma = subprotocols.find(',');
        std::string_view name = subprotocols.substr(0, comma);
        while (name.starts_with(' ') || name.starts_with('\t'))
            name.remove_prefix(1);
        while (name.ends_with(' ') || name.ends_with('\t'))
            name.remove_suffix(1);
        if (name == protobuf_subprotocol) return Encoding::protobuf;
        if (name == json_subprotocol) return Encoding::json;
        subprotocols = comma == std::string_view::npos ? std::string_view() : subprotocols.substr(comma + 1);
    }
    return std::nullopt;
}

std::string_view subprotocol(Encoding encoding) {
    return encoding == Encoding::json ? json_subprotocol : protobuf_subprotocol;
}

std::expected<v1::ClientFrame, std::string> decode_frame(Encoding encoding, std::string_view message) {
    return encoding == Encoding::json ? decode_json(message) : decode_protobuf(message);
}

std::string encode_frame(Encoding encoding, const v1::ServerFrame& frame) {
    return encoding == Encoding::json ? print_json(frame) : frame.SerializeAsString();
}

std::optional<std::string> encode_serialized(Encoding encoding, std::string_view frame) {
    if (encoding == Encoding::protobuf) return std::string(frame);
    v1::ServerFrame parsed;
    if (!parsed.ParseFromArray(frame.data(), static_cast<int>(frame.size()))) return std::nullopt;
    return print_json(parsed);
}

std::uint64_t body_hash(v1::ClientFrame frame) {
    return runtime::body_hash(take_body(frame));
}

std::string client_command(std::uint64_t session, std::uint64_t attach, v1::ClientFrame frame) {
    const std::uint32_t number = frame.number();
    const std::uint32_t answered = frame.answered();
    const std::string body = take_body(frame);
    std::string bytes;
    bytes.reserve(body.size() + 64);
    runtime::ProtoWriter writer(bytes);
    writer.message(v1::Command::kClientFieldNumber, [&](runtime::ProtoWriter& client) {
        client.number(v1::FromClient::kSessionFieldNumber, session);
        client.number(v1::FromClient::kAttachFieldNumber, attach);
        client.number(v1::FromClient::kBodyHashFieldNumber, runtime::body_hash(body));
        // The body's fields come after these two.
        client.message(v1::FromClient::kFrameFieldNumber, [&](runtime::ProtoWriter& whole) {
            whole.number(v1::ClientFrame::kNumberFieldNumber, number);
            whole.number(v1::ClientFrame::kAnsweredFieldNumber, answered);
            whole.bytes().append(body);
        });
    });
    return bytes;
}

std::uint32_t number_in(std::string_view serialized) {
    pb::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(serialized.data()),
                                static_cast<int>(serialized.size()));
    std::uint32_t length = 0;
    std::uint32_t number = 0;
    constexpr std::uint32_t first_field = 1 << 3;  // a varint
    const bool found =
        in.ReadTag() != 0 && in.ReadVarint32(&length) && in.ReadTag() == first_field && in.ReadVarint32(&number);
    return found ? number : 0;
}

v1::ServerFrame::BodyCase body_of(std::string_view serialized) {
    constexpr unsigned length_delimited = 2;
    constexpr std::uint8_t more = 0x80;  // bytes of the tag follow: fields from 16 on take two
    if (serialized.empty()) return v1::ServerFrame::BODY_NOT_SET;
    std::uint32_t tag = static_cast<std::uint8_t>(serialized[0]);
    if ((tag & more) != 0) {
        if (serialized.size() < 2 || (static_cast<std::uint8_t>(serialized[1]) & more) != 0)
            return v1::ServerFrame::BODY_NOT_SET;
        tag = (tag & 0x7fU) | static_cast<std::uint32_t>(static_cast<std::uint8_t>(serialized[1])) << 7U;
    }
    if ((tag & 7U) != length_delimited) return v1::ServerFrame::BODY_NOT_SET;
    return static_cast<v1::ServerFrame::BodyCase>(tag >> 3U);
}

}  // namespace yunke::gateway
