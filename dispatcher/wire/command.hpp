// Commands as they stand in `{p}:cmd`, field `c`, to and from core::Command. Called by the dispatcher's batch loop and
// by replay (decode), by the leader for what it appends itself and by tests (encode).
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/core/command.hpp"
#include "dispatcher/wire/error.hpp"

namespace yunke::wire {

// An error for bytes that are no Command, and for a Command that nobody of ours would write: an unset oneof, an
// enumeration's unknown number, a frame that never goes to the dispatcher (hello, heartbeat).
Decoded<core::Command> decode_command(std::string_view bytes);

std::string encode_command(const core::Command& command);

// Command{config} around a serialized yunke.v1.ConfigChange, as it stands in the outbox. An error for one that
// decode_command would refuse.
Decoded<std::string> config_command(std::string_view config_change);

}  // namespace yunke::wire
