// What a leader read of the command stream in one go: the commands to apply and what it passes over.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/app/instruments.hpp"
#include "dispatcher/app/poison.hpp"
#include "dispatcher/core/command.hpp"
#include "runtime/log.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::dispatcher {

struct Batch {
    std::vector<core::Command> commands;
    std::vector<std::string> skipped;     // ids of what is no command, or is left out
    std::string last_id;                  // empty: nothing was read
    std::optional<core::Command> poison;  // the left out command, if its bytes are a command
    bool left_out = false;                // what was read killed its leader, and is not applied
};

// Bytes that are no command are counted and logged; nothing else of their batch suffers.
Batch decode_batch(const std::vector<redis::StreamEntry>& entries, const Poison& poison, Instruments& instruments,
                   const runtime::Log& log);

}  // namespace yunke::dispatcher
