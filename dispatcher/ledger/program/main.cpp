// yunke-ledger: posts the facts of all pools into the pay ledger, and moves ended conversations into the archive.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>

#include "dispatcher/ledger/archive/archiver.hpp"
#include "dispatcher/ledger/poster.hpp"
#include "runtime/config.hpp"
#include "runtime/shutdown.hpp"

namespace {

using namespace yunke;

struct CommandLine {
    std::string config;
    bool check_config = false;
    bool print_config = false;
};

constexpr int exit_usage = 2;
constexpr int exit_bug = 70;

// The whole process, part by part; returns its exit code.
int serve(const runtime::Settings& settings, const redis::Endpoint& endpoint) {
    net::io_context io(1);
    const runtime::Log log(settings.log_options("ledger"));
    log.info("ledger_starts", {{"redis", endpoint.display()}, {"version", YUNKE_VERSION}});
    const runtime::SystemClock clock;
    runtime::Metrics metrics;
    runtime::Shutdown shutdown(io, log);

    ledger::Poster poster({.io = io, .endpoint = endpoint, .clock = clock, .metrics = metrics, .log = log},
                          {.ledger_url = settings.ledger_url(),
                           .registry_url = settings.sql.url,
                           .batch_facts_max = settings.ledger.batch_facts_max});
    archive::Archiver archiver(io, endpoint, {.url = settings.ledger_url(), .registry_url = settings.sql.url}, clock,
                               metrics, log);
    runtime::AdminHttp admin(
        io, settings.ledger.listen,
        {[&] { return metrics.render(); }, [] { return runtime::Health{}; }, [&] { return poster.ready(); }}, log);
    const auto port = admin.start();
    if (!port) {
        log.error("admin_not_listening", {{"listen", settings.ledger.listen}, {"why", port.error()}});
        return exit_usage;
    }
    log.info("admin_listening", {{"port", *port}});

    const auto stop = [&] {
        poster.stop();
        archiver.stop();
    };
    shutdown.on_request(stop);
    std::exception_ptr failure;
    int running = 2;
    const auto ended = [&](std::exception_ptr error) {
        if (error) {
            failure = std::move(error);
            stop();
        }
        if (--running > 0) return;
        admin.stop();
        shutdown.close();
        io.stop();
    };
    net::co_spawn(io, poster.run(), ended);
    net::co_spawn(io, archiver.run(), ended);
    io.run();
    if (failure) std::rethrow_exception(failure);
    log.info("stopped", {{"code", 0}});
    return 0;
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
    if (settings->sql.url.empty()) {
        std::cerr << "sql.url: the ledger needs a database; name it in the configuration or in YUNKE_SQL_URL\n";
        return exit_usage;
    }
    return serve(*settings, *endpoint);
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine given;
    CLI::App app("yunke-ledger: posts hours, pay and packages of all pools. 云客账本进程。");
    app.set_version_flag("--version", "yunke-ledger " YUNKE_VERSION);
    app.add_option("--config", given.config,
                   "Configuration file (TOML); every key also as YUNKE_<SECTION>_<KEY>. 配置文件")
        ->check(CLI::ExistingFile);
    app.add_flag("--check-config", given.check_config, "Check the configuration and end. 检查配置后退出");
    app.add_flag("--print-config", given.print_config, "Print every setting with its origin and end. 打印配置后退出");
    app.footer("Exit codes: 0 stopped, 2 bad configuration, 70 a bug.");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(given);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "yunke-ledger: %s\n", error.what());
        return exit_bug;
    }
}
