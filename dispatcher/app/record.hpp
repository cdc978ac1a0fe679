// Keeps a pool's commands and log on disk for longer than Redis does. Reads only; may run beside the dispatcher, on any
// machine. Called by `yunkectl record`, and by tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "dispatcher/app/store.hpp"
#include "runtime/asio.hpp"

namespace yunke::dispatcher {

struct RecordReport {
    bool resumed = false;        // the folder held a recording already
    std::uint64_t commands = 0;  // written by this call
    std::uint64_t commits = 0;
    std::string last_command;  // of the recording
    std::uint64_t sequence = 0;
};

// Takes a snapshot if `dir` (made if absent) has none, then appends what comes until `stop()` says so and the streams
// are written to the end. Errc::damaged if Redis has cut off, or lost, entries that the recording still needs: a
// recording goes on without gaps or not at all.
net::awaitable<Result<RecordReport>> record(Store& store, std::filesystem::path dir, std::function<bool()> stop);

}  // namespace yunke::dispatcher
