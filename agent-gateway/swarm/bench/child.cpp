#include "agent-gateway/swarm/bench/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

extern char** environ;

namespace yunke::swarm {
namespace {

constexpr std::chrono::milliseconds look_every{5};
constexpr std::chrono::seconds stop_within{10};

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text(*entry);
        // What the caller's shell says of another installation must not reach ours.
        if (!text.starts_with("YUNKE_") && !added.contains(text.substr(0, text.find('=')))) all.push_back(text);
    }
    for (const auto& [name, value] : added)
        all.push_back(std::string(name).append("=").append(value));
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (auto& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

// Only what is safe between fork and exec. On failure the error number goes through the pipe.
[[noreturn]] void become(char* const* arguments, char* const* environment, int output, const char* folder, int report) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
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

std::expected<Child, std::string> Child::start(ChildOptions options) {
    auto environment = environment_with(options.environment);
    const auto argument_pointers = pointers(options.command);
    const auto environment_pointers = pointers(environment);
    const std::string folder = options.folder.string();
    const int output = ::open(options.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) return std::unexpected(options.output.string() + ": cannot be written");
    int report[2] = {-1, -1};
    if (::pipe2(report, O_CLOEXEC) != 0) {
        ::close(output);
        return std::unexpected(std::string("No pipe: ") + std::strerror(errno));
    }
    Child child;
    child.output_ = options.output;
    child.pid_ = ::fork();
    if (child.pid_ == 0)
        become(argument_pointers.data(), environment_pointers.data(), output, folder.c_str(), report[1]);
    ::close(output);
    ::close(report[1]);
    int error = 0;
    const bool failed = child.pid_ < 0 || ::read(report[0], &error, sizeof error) == sizeof error;
    ::close(report[0]);
    if (failed)
        return std::unexpected(fmt::format("{} cannot be started: {}", options.command.front(),
                                           std::strerror(error != 0 ? error : errno)));
    return child;
}

Child::Child(Child&& other) noexcept
    : output_(std::move(other.output_)), pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

Child& Child::operator=(Child&& other) noexcept {
    if (this == &other) return *this;
    if (running()) kill9();
    output_ = std::move(other.output_);
    pid_ = std::exchange(other.pid_, -1);
    status_ = other.status_;
    return *this;
}

Child::~Child() {
    if (running()) kill9();
}

bool Child::running() {
    if (pid_ <= 0) return false;
    int status = 0;
    pid_t ended = 0;
    do
        ended = ::waitpid(pid_, &status, WNOHANG);
    while (ended < 0 && errno == EINTR);
    if (ended == 0) return true;
    pid_ = -1;
    status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return false;
}

int Child::wait(std::chrono::milliseconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (running()) {
        if (std::chrono::steady_clock::now() >= deadline) return -1;
        std::this_thread::sleep_for(look_every);
    }
    return status_;
}

void Child::stop() {
    if (!running()) return;
    ::kill(pid_, SIGTERM);
    if (wait(stop_within) == -1) kill9();
}

void Child::kill9() {
    if (!running()) return;
    ::kill(pid_, SIGKILL);
    wait(stop_within);
}

std::string Child::output() const {
    std::ifstream file(output_);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
}

std::string Child::wait_for_line(std::string_view text, std::chrono::milliseconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (std::chrono::steady_clock::now() < deadline) {
        const bool ended = !running();
        const std::string all = output();
        const auto found = all.find(text);
        const auto end = found == std::string::npos ? found : all.find('\n', found);
        if (end != std::string::npos) {
            const auto before = all.rfind('\n', found);
            const auto begin = before == std::string::npos ? 0 : before + 1;
            return all.substr(begin, end - begin);
        }
        if (ended) break;
        std::this_thread::sleep_for(look_every);
    }
    return {};
}

}  // namespace yunke::swarm
