// A real redis-server for a test: on a Unix socket in a folder of its own, every write synced to the append-only file,
// stopped by its id. kill9() and restart() show what a crash keeps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::testing {

struct RedisOptions {
    std::vector<std::string> arguments;  // further options, e.g. {"--maxmemory", "3mb"}; these win
    bool tcp = false;                    // listen on 127.0.0.1 on a free port as well
};

class RedisServer {
public:
    explicit RedisServer(RedisOptions options = {});  // ready when it returns; throws if it does not start
    ~RedisServer();
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    std::string url() const;      // unix:///...
    std::string tcp_url() const;  // redis://127.0.0.1:port; only with RedisOptions::tcp
    std::uint16_t port() const { return port_; }
    std::filesystem::path socket() const { return dir_ / "redis.sock"; }
    const std::filesystem::path& folder() const { return dir_.path(); }
    pid_t pid() const;
    bool running() { return process_ && process_->running(); }

    void kill9();
    void stop();     // SIGTERM and waits
    void start();    // again, with the same data, folder and port; ready when it returns
    void restart();  // stop() if it runs, start()
    void pause();    // SIGSTOP
    void resume();   // SIGCONT

    // Runs redis-cli on it and gives its output without the last newline.
    std::string cli(const std::vector<std::string>& arguments);

private:
    void wait_ready();

    TempDir dir_;
    RedisOptions options_;
    std::uint16_t port_ = 0;
    std::unique_ptr<Process> process_;
};

}  // namespace yunke::testing
