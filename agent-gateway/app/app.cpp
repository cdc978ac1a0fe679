#include "agent-gateway/app/app.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/app/readiness.hpp"
#include "agent-gateway/app/worker.hpp"
#include "agent-gateway/http/archive_workers.hpp"
#include "agent-gateway/http/client_address.hpp"
#include "agent-gateway/http/desk_workers.hpp"
#include "agent-gateway/http/ledger_workers.hpp"
#include "agent-gateway/http/login_service.hpp"
#include "agent-gateway/http/origin_policy.hpp"
#include "agent-gateway/http/shop_directory.hpp"
#include "agent-gateway/http/sql_workers.hpp"
#include "agent-gateway/http/ticket_limit.hpp"
#include "agent-gateway/http/tls_context.hpp"
#include "agent-gateway/http/why_workers.hpp"
#include "runtime/clock.hpp"
#include "runtime/metrics.hpp"
#include "runtime/tokens.hpp"

namespace yunke::gateway {

namespace {

unsigned thread_count(const runtime::Settings& settings) {
    if (settings.gateway.threads != 0) return settings.gateway.threads;
    return std::max(1U, std::thread::hardware_concurrency());
}

// What parse and files gave; everything that can fail is done before the graph is built.
struct Loaded {
    redis::Endpoint redis;
    runtime::TokenKey key;
    std::unique_ptr<net::ssl::context> tls;
};

std::expected<Loaded, std::string> load(const runtime::Settings& settings) {
    auto redis = redis::load_endpoint(settings.redis.url, settings.redis.user, settings.redis.password_file);
    if (!redis) return std::unexpected("redis.url: " + redis.error().message());
    auto key = runtime::load_token_key(settings.secrets.token_key_file);
    if (!key) return std::unexpected("secrets.token_key_file: " + key.error());
    std::unique_ptr<net::ssl::context> tls;
    if (!settings.gateway.tls_certificate.empty()) {
        auto loaded = load_tls(settings.gateway.tls_certificate, settings.gateway.tls_key);
        if (!loaded) return std::unexpected(loaded.error());
        tls = std::move(*loaded);
    }
    const auto& root = settings.gateway.web_root;
    if (!root.empty() && !std::filesystem::is_directory(root)) {
        return std::unexpected("gateway.web_root: " + root.string() + " is no folder; build the web pages first");
    }
    return Loaded{std::move(*redis), *key, std::move(tls)};
}

}  // namespace

Timings timings_from(const runtime::Settings& settings) {
    Timings timings;
    timings.hello_ms = settings.gateway.hello_timeout_ms;
    timings.silence_ms = settings.gateway.silence_timeout_ms;
    timings.busy_after_ms = settings.gateway.lag_busy_ms;
    timings.gateway_lost_ms = settings.gateway.gateway_lost_ms;
    return timings;
}

std::expected<void, std::string> check_files(const runtime::Settings& settings) {
    auto loaded = load(settings);
    if (!loaded) return std::unexpected(loaded.error());
    return {};
}

// The object graph, top to bottom in the order of who needs whom.
struct App::Impl {
    Impl(runtime::Settings s, Timings t, Loaded l, runtime::Log given)
        : settings(std::move(s)),
          timings(t),
          loaded(std::move(l)),
          log(std::move(given)),
          tokens(loaded.key),
          metrics(all_metrics),
          origins(settings.gateway.allowed_origins, loaded.tls != nullptr),
          workers(settings.sql.url, settings.gateway.login_threads, log),
          ledger(settings.ledger_url(), settings.sql.url, log),
          desk(settings.ledger_url(), settings.sql.url, log),
          why(loaded.redis, settings.pool.name, log),
          archive(settings.ledger_url(), settings.sql.url, log),
          shops(workers, settings.pool.name, clock),
          logins(workers, clock),
          ticket_limit(settings.gateway.tickets_per_minute),
          addresses(settings.gateway.trusted_proxies),
          readiness(thread_count(settings), shops),
          shared{settings,     timings,   loaded.redis,     clock,
                 tokens,       origins,   metrics,          all_metrics,
                 readiness,    shops,     workers,          ledger,
                 desk,         why,       archive,          logins,
                 ticket_limit, addresses, loaded.tls.get(), thread_count(settings),
                 log} {
        for (unsigned i = 0; i < shared.threads; ++i)
            threads.push_back(std::make_unique<Worker>(shared, i));
    }

    std::expected<void, std::string> listen() {
        for (const auto& worker : threads) {
            const auto bound = worker->listen(port);
            if (!bound) return std::unexpected(bound.error());
            port = *bound;
        }
        return {};
    }

    runtime::Settings settings;
    Timings timings;
    Loaded loaded;
    runtime::Log log;
    runtime::SystemClock clock;
    runtime::Tokens tokens;
    runtime::Metrics all_metrics;
    GatewayMetrics metrics;
    OriginPolicy origins;
    SqlWorkers workers;
    LedgerWorkers ledger;
    DeskWorkers desk;
    WhyWorkers why;
    ArchiveWorkers archive;
    ShopDirectory shops;
    LoginService logins;
    TicketLimit ticket_limit;
    ClientAddresses addresses;
    Readiness readiness;
    Shared shared;
    std::vector<std::unique_ptr<Worker>> threads;
    std::vector<std::thread> running;
    std::atomic<std::size_t> ended = 0;
    std::uint16_t port = 0;
};

App::App(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

App::~App() {
    if (!impl_->running.empty()) drain();
    wait();
}

std::expected<std::unique_ptr<App>, std::string> App::create(runtime::Settings settings, Timings timings,
                                                             runtime::Log log) {
    auto loaded = load(settings);
    if (!loaded) return std::unexpected(loaded.error());
    auto impl = std::make_unique<Impl>(std::move(settings), timings, std::move(*loaded), std::move(log));
    if (auto listening = impl->listen(); !listening) return std::unexpected(listening.error());
    return std::unique_ptr<App>(new App(std::move(impl)));
}

std::uint16_t App::port() const {
    return impl_->port;
}

void App::start() {
    for (const auto& worker : impl_->threads) {
        impl_->running.emplace_back([w = worker.get(), impl = impl_.get()] {
            w->run();
            ++impl->ended;
        });
    }
}

void App::drain() {
    impl_->why.give_up();
    for (const auto& worker : impl_->threads)
        worker->drain();
}

bool App::ended() const {
    return impl_->ended.load() == impl_->running.size();
}

void App::wait() {
    for (std::thread& thread : impl_->running) {
        if (thread.joinable()) thread.join();
    }
}

}  // namespace yunke::gateway
