// What must be true of every message that a client can send, whatever its bytes: a decoded frame is the same frame in
// either encoding, with the same identity; a refusal can be told to the client; and what the gateway's rules let pass,
// the dispatcher understands. Used by the two targets for frames.
#pragma once

#include <string_view>

#include "agent-gateway/frames/frame_codec.hpp"

namespace yunke::fuzz {

void check_client_message(gateway::Encoding encoding, std::string_view message);

// The way out: bytes of the pool that are to be a ServerFrame.
void check_server_bytes(std::string_view bytes);

}  // namespace yunke::fuzz
