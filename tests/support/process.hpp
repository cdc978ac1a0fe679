// A child process of a test: started with arguments and environment, its output in a file, ended by its id. It dies
// with the thread that started it, so that a crashed test leaves nothing behind: start processes from the test's own
// thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::testing {

struct ProcessOptions {
    std::vector<std::string> command;                // program, found on PATH, and its arguments
    std::map<std::string, std::string> environment;  // added to the test's own; an empty value removes the variable
    std::filesystem::path output;                    // stdout and stderr, appended; /dev/null if empty
    std::filesystem::path folder;                    // to run in; the test's own if empty
};

class Process {
public:
    explicit Process(ProcessOptions options);  // throws if the program cannot be started
    ~Process();                                // SIGKILL if it still runs
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const { return pid_; }
    bool running();
    void signal(int number);  // nothing if it has ended

    // Its exit code, or 128 + signal; nullopt if it still runs after the time.
    std::optional<int> wait(std::chrono::milliseconds within = std::chrono::seconds(10));

    // SIGTERM, then SIGKILL after `within`; the exit status as wait() gives it.
    int stop(std::chrono::milliseconds within = std::chrono::seconds(10));
    int kill9();

    // Waits for a line of output that contains the text, from where this process began; the line, or nullopt.
    std::optional<std::string> wait_for_line(std::string_view text,
                                             std::chrono::milliseconds within = std::chrono::seconds(10));
    std::string output() const;  // all of it so far

private:
    bool reap(bool block);

    ProcessOptions options_;
    pid_t pid_ = -1;
    std::optional<int> status_;
    std::uintmax_t output_begin_ = 0;
};

}  // namespace yunke::testing
