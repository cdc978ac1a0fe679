#include "tests/app/harness.hpp"

#include <stdexcept>

#include "runtime/redis/endpoint.hpp"

namespace yunke::testing {

redis::Endpoint endpoint_of(const std::string& url) {
    auto endpoint = redis::parse_endpoint(url);
    if (!endpoint) throw std::runtime_error(endpoint.error().message());
    return *endpoint;
}

namespace {

redis::ClientConfig client_config(const std::string& url) {
    redis::ClientConfig config;
    config.endpoint = endpoint_of(url);
    return config;
}

}  // namespace

bool eventually(const std::function<bool()>& done, milliseconds within) {
    const auto until = std::chrono::steady_clock::now() + within;
    while (!done()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

SyncRedis::SyncRedis(const std::string& url, const std::string& pool)
    : redis_(io_, client_config(url)), store_(redis_, dispatcher::Keys(pool)) {}

redis::Result SyncRedis::try_call(redis::Request request) {
    redis::Options options;
    options.on_lost = redis::OnLost::retry;
    std::optional<redis::Result> result;
    redis_.submit(std::move(request), options, [&](redis::Result answer) { result = std::move(answer); });
    io_.restart();
    while (!result && io_.run_one() > 0) {
    }
    return std::move(*result);
}

redis::Reply SyncRedis::call(redis::Request request) {
    auto result = try_call(std::move(request));
    if (!result) throw std::runtime_error(result.error().message());
    return std::move(*result);
}

dispatcher::Cursor SyncRedis::cursor() {
    auto cursor = run(store_.cursor());
    if (!cursor) throw std::runtime_error(cursor.error().what);
    return *cursor;
}

core::State SyncRedis::state() {
    auto state = run(store_.load_state());
    if (!state) throw std::runtime_error(state.error().what);
    return std::move(*state);
}

std::vector<wire::LogRecord> SyncRedis::log() {
    auto entries = redis::take_entries((*this)("XRANGE", keys().log, "-", "+"));
    std::vector<wire::LogRecord> records;
    for (const redis::StreamEntry& entry : entries.value()) {
        auto record = wire::decode_log(*entry.field("l"));
        if (!record) throw std::runtime_error(record.error().what);
        records.push_back(std::move(*record));
    }
    return records;
}

DispatcherThread::Options DispatcherThread::options() {
    Options options;
    options.lease_ms = 600;
    options.create_pool = true;
    options.gateway_lost_ms = 60'000;  // the gateways of these tests do not beat
    return options;
}

DispatcherThread::DispatcherThread(const std::string& url, Options options, const runtime::Clock& clock,
                                   dispatcher::Apply apply) {
    runtime::LogOptions log;
    log.level = runtime::LogLevel::debug;
    log.sink = [this](std::string_view line) {
        const std::lock_guard lock(log_mutex_);
        log_lines_.append(line).append("\n");
    };
    ended_ = ended_promise_.get_future().share();
    work_.emplace(io_.get_executor());
    dispatcher::DispatcherParts parts{io_, endpoint_of(url), clock, metrics_, runtime::Log(log), std::move(apply)};
    dispatcher_ = std::make_unique<dispatcher::Dispatcher>(std::move(parts), std::move(options));
    net::co_spawn(io_, dispatcher_->run(), [this](std::exception_ptr error, int code) {
        if (error)
            ended_promise_.set_exception(error);
        else
            ended_promise_.set_value(code);
    });
    thread_ = std::thread([this] { io_.run(); });
}

DispatcherThread::~DispatcherThread() {
    stop();
    wait_ended();
    work_.reset();
    io_.stop();
    thread_.join();
}

bool DispatcherThread::leading() {
    return inside([](dispatcher::Dispatcher& d) { return d.leading(); });
}

bool DispatcherThread::wait_leading(milliseconds within) {
    return eventually([this] { return leading(); }, within);
}

void DispatcherThread::stop() {
    net::post(io_, [this] { dispatcher_->stop(); });
}

std::optional<int> DispatcherThread::wait_ended(milliseconds within) {
    if (ended_.wait_for(within) != std::future_status::ready) return std::nullopt;
    return ended_.get();
}

std::string DispatcherThread::logged() {
    const std::lock_guard lock(log_mutex_);
    return log_lines_;
}

}  // namespace yunke::testing
