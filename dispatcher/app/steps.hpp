// The moments of a dispatcher's work between which it matters whether it has died. Dispatcher, Leadership and Watchers
// call the hook as they come to each; the programs of an installation give none, tests of crashes give one that ends
// the process there (tests/chaos/chaos_dispatcher.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

namespace yunke::dispatcher {

enum class Step : std::uint8_t {
    lease_held,        // the lease is ours, nobody is fenced out yet
    fenced,            // our term may commit, nothing is loaded yet
    loaded,            // the state is in memory, no batch was read yet
    batch_read,        // commands were read
    command_recorded,  // the command that is tried alone is noted in Redis
    batch_applied,     // the state in memory is ahead of Redis
    commit_sending,    // the commit's bytes are made and will be given to the Redis client next
    commit_answered,   // Redis has answered, nobody here has noticed yet
    commit_noted,      // our own cursor has followed
    rows_appending,    // rows of the outbox were read, they will be appended next
    rows_appended,     // they stand in the command stream, their window is not noted yet
    loss_appending,    // a gateway is to be called lost
    loss_appended,     // and was
    lease_releasing,   // leading has ended in order, the lease is still ours
};
inline constexpr std::array<std::string_view, 14> step_names = {
    "lease_held",    "fenced",         "loaded",          "batch_read",     "command_recorded",
    "batch_applied", "commit_sending", "commit_answered", "commit_noted",   "rows_appending",
    "rows_appended", "loss_appending", "loss_appended",   "lease_releasing"};

inline std::string_view to_string(Step step) {
    return step_names.at(static_cast<std::size_t>(step));
}

using Steps = std::function<void(Step)>;
inline void no_steps(Step) {}

}  // namespace yunke::dispatcher
