// Whether the simulator, over the real core, gives what is known: exact tables of queueing theory and published
// results. Called by `yunke-sim check` and by the tests.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/sim/figures.hpp"

namespace yunke::sim {

struct CheckOptions {
    double part = 1;  // of the events; with fewer than all, a value may be off by its own interval more
    std::uint64_t seed = 1;
};

// Within the interval only: a quick run cannot tell better.
enum class Verdict { disagrees, within_interval, agrees };

struct CheckLine {
    std::string row, measure;
    double expected = 0;
    Estimate measured;
    double tolerance = 0;  // absolute; as a part of the expected value if relative
    bool relative = false;
    Verdict verdict{};
};
using CheckSink = std::function<void(const CheckLine&)>;

// The tables' kinds: erlang, priority, fcfs_alis, chat_concurrency, published.
std::vector<std::string> check_kinds();
// The name of the kind's own table under tests/data.
std::filesystem::path check_file_of(std::string_view kind);

// Simulates every row of the file and tells each value, row by row. An error is a sentence about the file.
std::expected<void, std::string> check_table(std::string_view kind, const std::filesystem::path& file,
                                             const CheckOptions& options, const CheckSink& sink);

}  // namespace yunke::sim
