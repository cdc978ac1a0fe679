// ClientFrame and ServerFrame in the two subprotocols: `yunke.v1.protobuf` (binary WebSocket messages) and
// `yunke.v1.json` (text messages, proto3 JSON). Called by Peer for every message in and out.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "yunke/v1/client.pb.h"

namespace yunke::gateway {

enum class Encoding : std::uint8_t { protobuf, json };

inline constexpr std::string_view protobuf_subprotocol = "yunke.v1.protobuf";
inline constexpr std::string_view json_subprotocol = "yunke.v1.json";

// The first of a Sec-WebSocket-Protocol header's names that we speak; nullopt if there is none.
std::optional<Encoding> choose_encoding(std::string_view subprotocols);
std::string_view subprotocol(Encoding encoding);

// The error is a sentence for the client's developer. Unknown fields are refused in JSON, where they are mostly typing
// errors, and dropped in protobuf, where they are a newer client's.
std::expected<v1::ClientFrame, std::string> decode_frame(Encoding encoding, std::string_view message);

std::string encode_frame(Encoding encoding, const v1::ServerFrame& frame);

// The same for a frame that is serialized already, as it comes out of the pool: protobuf passes through unread. nullopt
// if it cannot be parsed.
std::optional<std::string> encode_serialized(Encoding encoding, std::string_view frame);

// Identity of a numbered command's body: the same for the same body, whichever encoding it came in (docs/protocol.md).
std::uint64_t body_hash(v1::ClientFrame frame);

// The Command that carries a client's frame into the pool, serialized; its body goes into hash and command as the same
// bytes.
std::string client_command(std::uint64_t session, std::uint64_t attach, v1::ClientFrame frame);

// Which body a serialized ServerFrame bears, told from its first tag without parsing; BODY_NOT_SET if it is not clear.
v1::ServerFrame::BodyCase body_of(std::string_view serialized);

// Of a serialized ServerFrame with an Answer or a Resend: the number that it is about. 0 if it names none.
std::uint32_t number_in(std::string_view serialized);

}  // namespace yunke::gateway
