#include "tests/support/redis_server.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace yunke::testing {
namespace {

using namespace std::chrono_literals;

// Whether the server answers and has loaded its data. Asking for a password is an answer, too.
bool answers(const std::string& path) {
    const int handle = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    std::string reply(64, '\0');
    ssize_t count = 0;
    const std::string_view ping = "*1\r\n$4\r\nPING\r\n";
    if (::connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        ::send(handle, ping.data(), ping.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(ping.size()))
        count = ::recv(handle, reply.data(), reply.size(), 0);
    ::close(handle);
    reply.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return reply.starts_with("+PONG") || reply.starts_with("-NOAUTH") || reply.starts_with("-NOPERM");
}

}  // namespace

RedisServer::RedisServer(RedisOptions options) : options_(std::move(options)) {
    if (options_.tcp) port_ = free_port();
    start();
}

RedisServer::~RedisServer() {
    if (process_) process_->kill9();
}

std::string RedisServer::url() const {
    return "unix://" + socket().string();
}

std::string RedisServer::tcp_url() const {
    return "redis://127.0.0.1:" + std::to_string(port_);
}

pid_t RedisServer::pid() const {
    return process_ ? process_->pid() : -1;
}

void RedisServer::start() {
    ProcessOptions options;
    options.command = {"redis-server",
                       "--port",
                       std::to_string(port_),
                       "--bind",
                       "127.0.0.1",
                       "--unixsocket",
                       socket().string(),
                       "--unixsocketperm",
                       "700",
                       "--dir",
                       folder().string(),
                       "--daemonize",
                       "no",
                       "--save",
                       "",
                       "--appendonly",
                       "yes",
                       "--appendfsync",
                       "always",
                       "--maxmemory-policy",
                       "noeviction"};
    options.command.insert(options.command.end(), options_.arguments.begin(), options_.arguments.end());
    options.output = folder() / "redis.log";
    process_ = std::make_unique<Process>(std::move(options));
    wait_ready();
}

void RedisServer::wait_ready() {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (process_->running() && std::chrono::steady_clock::now() < deadline) {
        if (answers(socket().string())) return;
        std::this_thread::sleep_for(10ms);
    }
    throw std::runtime_error("redis-server does not answer; its output:\n" + process_->output());
}

void RedisServer::kill9() {
    if (process_) process_->kill9();
    process_.reset();
}

void RedisServer::stop() {
    if (process_) process_->stop();
    process_.reset();
}

void RedisServer::restart() {
    stop();
    start();
}

void RedisServer::pause() {
    process_->signal(SIGSTOP);
}

void RedisServer::resume() {
    process_->signal(SIGCONT);
}

std::string RedisServer::cli(const std::vector<std::string>& arguments) {
    ProcessOptions options;
    options.command = {"redis-cli", "-s", socket().string(), "--raw"};
    options.command.insert(options.command.end(), arguments.begin(), arguments.end());
    options.output = folder() / "cli.out";
    std::filesystem::remove(options.output);
    Process process(std::move(options));
    process.wait();
    std::string output = process.output();
    if (output.ends_with('\n')) output.pop_back();
    return output;
}

}  // namespace yunke::testing
