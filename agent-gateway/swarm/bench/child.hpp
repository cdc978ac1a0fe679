// A process that a benchmark starts: found on PATH or given by path, its output in a file, its environment added to
// ours, ended by its id. It dies with the thread that started it, so that a benchmark cut short leaves nothing behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::swarm {

struct ChildOptions {
    std::vector<std::string> command;
    std::map<std::string, std::string> environment;
    std::filesystem::path output;  // of both streams, appended
    std::filesystem::path folder;  // to run in; ours if empty
};

class Child {
public:
    // The error is a sentence.
    static std::expected<Child, std::string> start(ChildOptions options);
    Child() = default;
    ~Child();  // SIGKILL if it still runs
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;

    pid_t pid() const { return pid_; }
    bool running();
    // Its exit code or 128 + signal; -1 if it still runs after the time.
    int wait(std::chrono::milliseconds within);
    void stop();   // SIGTERM, then SIGKILL after 10 s
    void kill9();  // and waits
    // Waits for a line that contains the text; empty if none came or the process ended.
    std::string wait_for_line(std::string_view text, std::chrono::milliseconds within);
    std::string output() const;

private:
    std::filesystem::path output_;
    pid_t pid_ = -1;
    int status_ = -1;
};

}  // namespace yunke::swarm
