// Which frames a role may send, and what their fields may hold, as client.proto says it. All of it is checked before
// anything is appended to the pool's commands, so that the dispatcher only sees frames that make sense. Pure; called by
// Peer for every frame after Hello, and for Hello itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "yunke/v1/client.pb.h"

namespace yunke::gateway {

// Why a frame is not passed on.
struct Refusal {
    v1::ErrorCode code = v1::INVALID;
    std::string detail;
    std::uint16_t close = 0;  // WebSocket close code; 0 = the socket stays, only this frame is refused
};

// Hello, heartbeat and typing bear no number.
bool is_numbered(v1::ClientFrame::BodyCase body);

bool role_may_send(v1::Role role, v1::ClientFrame::BodyCase body);

// Body present and of this role, number present or absent as it must be, fields within their limits. Not for Hello.
std::optional<Refusal> check_frame(const v1::ClientFrame& frame, v1::Role role);

std::optional<Refusal> check_hello(const v1::ClientFrame& frame);

}  // namespace yunke::gateway
