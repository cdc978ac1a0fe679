// What the kernel says of processes and of this machine: processor time, resident memory, the line that stands above
// every table. Used by the benchmarks.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace yunke::swarm {

// Nanoseconds of processor time, user and kernel, of all threads of a process, ended ones included; 0 if it is gone.
std::int64_t processor_ns(pid_t pid);

// Bytes of a process' own memory that stand in RAM (RssAnon), without files and shared pages.
std::int64_t resident_bytes(pid_t pid);

// "2 cores of AMD EPYC ..., Linux 6.18, Redis 7.0.15, 24 GB"
std::string machine_line();

// The command that this process was started with, without the program's folder.
std::string command_line();

// How many descriptors this process and its children may open.
std::uint64_t file_limit();

// The processes of a system under test, grouped by what they do ("gateway", "redis", ...).
using Roles = std::map<std::string, std::vector<pid_t>>;

// Processor time of each role since the object was made, this process as "swarm".
class ProcessorTime {
public:
    explicit ProcessorTime(Roles roles);
    std::map<std::string, double> microseconds() const;

private:
    std::map<std::string, std::int64_t> now() const;

    Roles roles_;
    std::map<std::string, std::int64_t> begin_;
};

}  // namespace yunke::swarm
