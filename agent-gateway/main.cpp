// yunke-gateway: options, configuration, signals; everything else is App.
#include <google/protobuf/stubs/logging.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "agent-gateway/app/app.hpp"
#include "runtime/asio.hpp"
#include "runtime/config.hpp"
#include "runtime/log.hpp"
#include "runtime/shutdown.hpp"

namespace {

using namespace yunke;

constexpr int exit_configuration = 2;
constexpr int exit_start = 1;
constexpr const char* version = "yunke-gateway 0.1.0";

// Every connection is a descriptor; the usual soft limit of 1,024 is for programs that use select().
void allow_all_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int fail(int code, const std::string& why) {
    std::fprintf(stderr, "yunke-gateway: %s\n", why.c_str());
    return code;
}

int serve(const runtime::Settings& settings) {
    const runtime::Log log(settings.log_options("gateway"));
    auto app = gateway::App::create(settings, gateway::timings_from(settings), log);
    if (!app) return fail(exit_start, app.error());
    log.info("gateway_starts", {{"pool", settings.pool.name},
                                {"listen", settings.gateway.listen},
                                {"port", (*app)->port()},
                                {"tls", !settings.gateway.tls_certificate.empty()}});
    net::io_context io{1};
    runtime::Shutdown shutdown(io, log);
    // Waits without blocking, so that a second signal still ends the process at once.
    const auto end = [](gateway::App& served, runtime::Shutdown& asked) -> net::awaitable<void> {
        co_await asked.wait();
        served.drain();
        co_await runtime::drained([&served] { return served.ended(); }, 2 * runtime::limits::drain_time_max);
        asked.close();
    };
    net::co_spawn(io, end(**app, shutdown), net::detached);
    (*app)->start();
    io.run();
    log.info("gateway_ended");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App options{
        "Yunke's edge: sockets of shoppers, agents and supervisors, the HTTP API and the pages.\n"
        "云客接入网关：顾客、客服与主管的连接，HTTP 接口和网页。"};
    std::string config;
    bool check_config = false;
    options.add_option("-c,--config", config, "Configuration file (TOML) / 配置文件");
    options.add_flag("--check-config", check_config, "Check the configuration, print it and end / 检查并显示配置");
    options.set_version_flag("--version", version, "Print the version / 显示版本");
    options.set_help_flag("-h,--help", "Print this help / 显示帮助");
    CLI11_PARSE(options, argc, argv);

    const auto settings = runtime::load_settings(config, runtime::process_environment());
    if (!settings) return fail(exit_configuration, settings.error().message());
    if (settings->sql.url.empty()) return fail(exit_configuration, "sql.url is needed");
    if (check_config) {
        if (const auto files = gateway::check_files(*settings); !files) return fail(exit_configuration, files.error());
        std::fputs(runtime::describe(*settings).c_str(), stdout);
        return 0;
    }
    allow_all_descriptors();
    // Clients' broken messages are answered to them; they are no lines of ours.
    google::protobuf::SetLogHandler(nullptr);
    return serve(*settings);
}
