// The subcommands of yunke-swarm. Each adds itself with its options to the command line, and leaves behind what to run
// when it was chosen; run() returns the exit code.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace yunke::swarm {

inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;  // the run cannot begin; the sentence says why
inline constexpr int exit_usage = 2;
inline constexpr int exit_faulty = 3;  // the checker found faults, or messages got lost

using Chosen = std::function<int()>;

void add_demo(CLI::App& app, Chosen& chosen);
void add_load(CLI::App& app, Chosen& chosen);
void add_idle(CLI::App& app, Chosen& chosen);
void add_verify(CLI::App& app, Chosen& chosen);
void add_bench(CLI::App& app, Chosen& chosen);
void add_fill(CLI::App& app, Chosen& chosen);

// Allocations of this thread so far.
std::uint64_t allocations();

// Prints "yunke-swarm: why" and returns exit_refused.
int refuse(const std::string& why);

}  // namespace yunke::swarm
