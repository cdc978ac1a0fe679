#include "tests/chaos/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::chaos {

std::chrono::milliseconds Run::between(std::int64_t low_ms, std::int64_t high_ms) {
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(chance_.between(static_cast<double>(low_ms), static_cast<double>(high_ms))));
}

void Run::say(const std::string& line) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
    fmt::print("{:8.3f} s  {}\n", passed.count(), line);
    std::fflush(stdout);
}

void Run::count(const std::string& what, std::uint64_t more) {
    const auto found = std::ranges::find(counts_, what, [](const auto& each) { return each.first; });
    if (found == counts_.end())
        counts_.emplace_back(what, more);
    else
        found->second += more;
}

std::uint64_t Run::counted(const std::string& what) const {
    const auto found = std::ranges::find(counts_, what, [](const auto& each) { return each.first; });
    return found == counts_.end() ? 0 : found->second;
}

void Run::expect(bool holds, const std::string& sentence) {
    if (holds) return;
    wrong_.push_back(sentence);
    say("WRONG: " + sentence);
}

void Run::print_counts() const {
    for (const auto& [what, count] : counts_)
        fmt::print("{:>10}  {}\n", count, what);
}

int Run::verdict(const std::string& command) const {
    for (const std::string& each : wrong_)
        fmt::print("wrong: {}\n", each);
    fmt::print("{}: {}, seed {}\nthe same schedule again: {}\n", good() ? "GOOD" : "FAILED", request_.scenario,
               request_.seed, command);
    return good() ? 0 : 1;
}

std::string run_program(std::vector<std::string> command) {
    const testing::TempDir folder;
    std::string what;
    for (const std::string& word : command)
        what += word + " ";
    testing::Process process(
        {.command = std::move(command), .environment = {}, .output = folder / "output", .folder = {}});
    if (process.wait() != 0) throw std::runtime_error(what + "failed: " + process.output());
    return process.output();
}

}  // namespace yunke::chaos
