#include "tests/support/process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "tests/support/temp_dir.hpp"

extern char** environ;

namespace yunke::testing {
namespace {

using namespace std::chrono_literals;
constexpr auto poll_pause = 10ms;

std::vector<std::string> build_environment(const std::map<std::string, std::string>& added) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry; ++entry) {
        const std::string text(*entry);
        if (!added.contains(text.substr(0, text.find('=')))) all.push_back(text);
    }
    for (const auto& [name, value] : added)
        if (!value.empty()) all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

// Only what is safe between fork and exec. On failure the error number goes through the pipe.
[[noreturn]] void become(char* const* arguments, char* const* environment, int output, const char* folder, int report) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Nothing of ours stays open in the child: a line that the test closes would not end, because the child holds it.
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const int input = ::open("/dev/null", O_RDONLY);
    bool ready = ::dup2(input, 0) == 0 && ::dup2(output, 1) == 1 && ::dup2(output, 2) == 2;
    if (*folder != '\0') ready = ready && ::chdir(folder) == 0;
    if (ready) ::execvpe(arguments[0], arguments, environment);
    const int error = errno;
    [[maybe_unused]] const auto told = ::write(report, &error, sizeof error);
    ::_exit(127);
}

}  // namespace

Process::Process(ProcessOptions options) : options_(std::move(options)) {
    auto environment = build_environment(options_.environment);
    const auto argument_pointers = pointers(options_.command);
    const auto environment_pointers = pointers(environment);
    const std::string file = options_.output.empty() ? "/dev/null" : options_.output.string();
    const std::string folder = options_.folder.string();
    const int output = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int report[2] = {-1, -1};
    if (output < 0 || ::pipe2(report, O_CLOEXEC) != 0) throw std::runtime_error("cannot write " + file);
    if (!options_.output.empty()) output_begin_ = std::filesystem::file_size(options_.output);
    pid_ = ::fork();
    if (pid_ == 0) become(argument_pointers.data(), environment_pointers.data(), output, folder.c_str(), report[1]);
    ::close(output);
    ::close(report[1]);
    int error = 0;
    const bool failed = pid_ < 0 || ::read(report[0], &error, sizeof error) == sizeof error;
    ::close(report[0]);
    if (!failed) return;
    if (pid_ > 0) reap(true);
    throw std::runtime_error("cannot start " + options_.command.front() + ": " + std::strerror(error));
}

Process::~Process() {
    if (running()) kill9();
}

bool Process::reap(bool block) {
    if (status_) return true;
    int status = 0;
    pid_t ended = 0;
    do {
        ended = ::waitpid(pid_, &status, block ? 0 : WNOHANG);
    } while (ended < 0 && errno == EINTR);
    if (ended == 0) return false;
    status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return true;
}

bool Process::running() {
    return !reap(false);
}

void Process::signal(int number) {
    if (running()) ::kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!reap(false)) {
        if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
        std::this_thread::sleep_for(poll_pause);
    }
    return status_;
}

int Process::stop(std::chrono::milliseconds within) {
    signal(SIGTERM);
    const auto status = wait(within);
    return status ? *status : kill9();
}

int Process::kill9() {
    signal(SIGKILL);
    reap(true);
    return *status_;
}

std::string Process::output() const {
    const std::string all = read_file(options_.output);
    return all.substr(std::min<std::size_t>(output_begin_, all.size()));
}

std::optional<std::string> Process::wait_for_line(std::string_view text, std::chrono::milliseconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    for (;;) {
        const bool ended = !running();
        const std::string all = output();
        if (const auto found = all.find(text); found != std::string::npos) {
            const auto before = all.rfind('\n', found);
            const auto begin = before == std::string::npos ? 0 : before + 1;
            const auto end = all.find('\n', found);
            // A line is whole when its end is there.
            if (end != std::string::npos || ended) return all.substr(begin, end - begin);
        }
        if (ended || std::chrono::steady_clock::now() >= deadline) return std::nullopt;
        std::this_thread::sleep_for(poll_pause);
    }
}

}  // namespace yunke::testing
