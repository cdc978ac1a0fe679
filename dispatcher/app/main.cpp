// yunke-dispatcher: leads one pool, or stands by to do so.
#include <CLI/CLI.hpp>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <mutex>
#include <thread>

#include "dispatcher/app/dispatcher.hpp"
#include "dispatcher/app/snapshot_maker.hpp"
#include "runtime/config.hpp"
#include "runtime/shutdown.hpp"

namespace {

using namespace yunke;

struct CommandLine {
    std::string config;
    bool create_pool = false;
    bool check_config = false;
    bool print_config = false;
};

constexpr int exit_usage = 2;
constexpr int exit_bug = 70;

// Once leading is over and the lease given up, nothing in this process matters any more. A call to a database that does
// not answer must not keep it: whoever stops us waits for some seconds only.
class End {
public:
    explicit End(runtime::Log log) : log_(std::move(log)) {}

    void is_near(int code) {
        thread_ = std::jthread([this, code](const std::stop_token& stop) {
            std::mutex mutex;
            std::unique_lock lock(mutex);
            std::condition_variable_any over;
            over.wait_for(lock, stop, dispatcher::limits::end_wait, [] { return false; });
            if (stop.stop_requested()) return;
            log_.warn("stop_forced", {{"why", "SQL did not answer in time"}, {"code", code}});
            std::_Exit(code);
        });
    }

private:
    runtime::Log log_;
    std::jthread thread_;
};

// The whole process, part by part; returns its exit code.
int serve(const runtime::Settings& settings, const redis::Endpoint& endpoint, bool create_pool) {
    net::io_context io(1);
    const runtime::Log log(settings.log_options("dispatcher"));
    const bool always = settings.dispatcher.durability == runtime::Durability::always;
    log.info("starting", {{"durability", always ? "always" : "relaxed"},
                          {"pool", settings.pool.name},
                          {"name", settings.dispatcher.name},
                          {"redis", endpoint.display()},
                          {"version", YUNKE_VERSION}});
    End end(log);  // before what it may have to end
    const runtime::SystemClock clock;
    runtime::Metrics metrics;
    runtime::Shutdown shutdown(io, log);

    dispatcher::Dispatcher dispatcher({io, endpoint, clock, metrics, log},
                                      dispatcher::options_from(settings, create_pool));
    const dispatcher::SnapshotMaker snapshots({endpoint, settings.pool.name, settings.dispatcher.name, metrics, log});
    runtime::AdminHttp admin(
        io, settings.dispatcher.listen,
        {[&] { return dispatcher.metrics(); }, [] { return runtime::Health{}; }, [&] { return dispatcher.ready(); }},
        log);
    const auto port = admin.start();
    if (!port) {
        log.error("admin_not_listening", {{"listen", settings.dispatcher.listen}, {"why", port.error()}});
        return exit_usage;
    }
    log.info("admin_listening", {{"port", *port}});

    shutdown.on_request([&] { dispatcher.stop(); });
    int code = 0;
    std::exception_ptr failure;
    net::co_spawn(io, dispatcher.run(), [&](std::exception_ptr error, int result) {
        failure = std::move(error);
        code = result;
        admin.stop();
        shutdown.close();
        io.stop();
    });
    io.run();
    end.is_near(code);
    if (failure) std::rethrow_exception(failure);
    log.info("stopped", {{"code", code}});
    return code;
}

int run(const CommandLine& given) {
    const auto settings = runtime::load_settings(given.config, runtime::process_environment());
    if (!settings) {
        std::cerr << settings.error().message() << '\n';
        return exit_usage;
    }
    const auto endpoint =
        redis::load_endpoint(settings->redis.url, settings->redis.user, settings->redis.password_file);
    if (!endpoint) {
        std::cerr << "redis: " << endpoint.error().message() << '\n';
        return exit_usage;
    }
    if (given.print_config) std::cout << runtime::describe(*settings);
    if (given.check_config) std::cout << "The configuration is good. 配置无误。\n";
    if (given.print_config || given.check_config) return 0;
    return serve(*settings, *endpoint, given.create_pool);
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine given;
    CLI::App app("yunke-dispatcher: leads a pool, or stands by to do so. 云客调度进程。");
    app.set_version_flag("--version", "yunke-dispatcher " YUNKE_VERSION);
    app.add_option("--config", given.config,
                   "Configuration file (TOML); every key also as YUNKE_<SECTION>_<KEY>. 配置文件")
        ->check(CLI::ExistingFile);
    app.add_flag("--create-pool", given.create_pool,
                 "Create the pool if Redis holds nothing of it; otherwise start as usual. 首次启动时建立服务池");
    app.add_flag("--check-config", given.check_config, "Check the configuration and end. 检查配置后退出");
    app.add_flag("--print-config", given.print_config, "Print every setting with its origin and end. 打印配置后退出");
    app.footer("Exit codes: 0 stopped, 2 bad configuration, 3 no such pool in Redis (see deploy/restore), 70 a bug.");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(given);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "yunke-dispatcher: %s\n", error.what());
        return exit_bug;
    }
}
