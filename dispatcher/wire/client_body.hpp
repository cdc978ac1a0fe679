// The bodies of client frames that go to the dispatcher, from and to protobuf.
#pragma once

#include "dispatcher/core/command.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::wire {

// False for those that never go to the dispatcher, and for an unknown enumeration number. Moves texts out of `frame`.
bool take_body(v1::ClientFrame& frame, core::ClientBody& to);
void put_body(const core::ClientBody& body, v1::ClientFrame& to);

}  // namespace yunke::wire
