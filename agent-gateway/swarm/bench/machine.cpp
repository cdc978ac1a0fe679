#include "agent-gateway/swarm/bench/machine.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <thread>

#include "agent-gateway/swarm/bench/child.hpp"
#include "agent-gateway/swarm/bench/folder.hpp"

namespace yunke::swarm {
namespace {

// The rest of the first line of a file that begins with the word, without what parts them.
std::string rest_of_line(const std::string& file, std::string_view word) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(word)) continue;
        const auto begin = line.find_first_not_of(": \t", word.size());
        return begin == std::string::npos ? std::string() : line.substr(begin);
    }
    return {};
}

std::string redis_version() {
    const Folder folder;
    auto child = Child::start(
        {.command = {"redis-server", "--version"}, .environment = {}, .output = folder / "v", .folder = {}});
    if (!child) return "none";
    child->wait(std::chrono::seconds(5));
    const std::string line = child->output();
    const auto begin = line.find("v=");
    return begin == std::string::npos ? "?" : line.substr(begin + 2, line.find(' ', begin) - begin - 2);
}

}  // namespace

std::int64_t processor_ns(pid_t pid) {
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::int64_t resident_bytes(pid_t pid) {
    const std::string kilobytes = rest_of_line(fmt::format("/proc/{}/status", pid), "RssAnon");
    return kilobytes.empty() ? 0 : std::stoll(kilobytes) * 1024;
}

std::string machine_line() {
    utsname system{};
    ::uname(&system);
    const std::string memory = rest_of_line("/proc/meminfo", "MemTotal");
    return fmt::format("{} cores of {}, {} GB, Linux {}, Redis {}", std::thread::hardware_concurrency(),
                       rest_of_line("/proc/cpuinfo", "model name"),
                       memory.empty() ? 0 : (std::stoll(memory) + 524'288) / 1'048'576, system.release,
                       redis_version());
}

std::string command_line() {
    std::ifstream words("/proc/self/cmdline");
    std::string line;
    for (std::string word; std::getline(words, word, '\0');)
        line += line.empty() ? word.substr(word.rfind('/') + 1) : " " + word;
    return line;
}

std::uint64_t file_limit() {
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

ProcessorTime::ProcessorTime(Roles roles) : roles_(std::move(roles)) {
    roles_["swarm"] = {::getpid()};
    begin_ = now();
}

std::map<std::string, std::int64_t> ProcessorTime::now() const {
    std::map<std::string, std::int64_t> times;
    for (const auto& [role, pids] : roles_)
        for (const pid_t pid : pids)
            times[role] += processor_ns(pid);
    return times;
}

std::map<std::string, double> ProcessorTime::microseconds() const {
    std::map<std::string, double> spent;
    for (const auto& [role, ns] : now())
        spent[role] = static_cast<double>(ns - begin_.at(role)) / 1e3;
    return spent;
}

}  // namespace yunke::swarm
