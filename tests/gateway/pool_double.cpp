#include "tests/gateway/pool_double.hpp"

#include <stdexcept>
#include <thread>

#include "tests/support/temp_dir.hpp"

namespace yunke::gateway::testing {

namespace {

redis::ClientConfig config_of(const std::string& url) {
    redis::ClientConfig config;
    config.endpoint = redis::parse_endpoint(url).value();
    return config;
}

}  // namespace

PoolDouble::PoolDouble(const std::string& redis_url, std::string pool)
    : pool_(std::move(pool)), client_(io_, config_of(redis_url)) {}

redis::Reply PoolDouble::exec(redis::Request request) {
    std::optional<redis::Result> result;
    client_.submit(std::move(request), {}, [&](redis::Result done) { result = std::move(done); });
    io_.restart();
    while (!result)
        io_.run_one();
    if (!*result) throw std::runtime_error("redis: " + result->error().message());
    return std::move(**result);
}

void PoolDouble::load_functions() {
    exec(redis::Request("FUNCTION", "LOAD", "REPLACE", yunke::testing::read_file(YUNKE_FUNCTIONS_FILE)));
}

void PoolDouble::create() {
    load_functions();
    const redis::Reply id = exec(redis::Request("XADD", key("cmd"), "*", "c", ""));
    exec(redis::Request("XDEL", key("cmd"), id.text()));
}

std::optional<v1::Command> PoolDouble::next_any(std::chrono::milliseconds within) {
    const auto end = std::chrono::steady_clock::now() + within;
    while (waiting_.empty()) {
        auto reply = exec(redis::Request("XRANGE", key("cmd"), "(" + seen_.to_string(), "+", "COUNT", 100));
        waiting_ = redis::take_entries(std::move(reply)).value();
        if (!waiting_.empty()) break;
        if (std::chrono::steady_clock::now() > end) return std::nullopt;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const redis::StreamEntry entry = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    seen_ = entry.id;
    v1::Command command;
    if (!command.ParseFromString(*entry.field("c"))) throw std::runtime_error("not a Command");
    return command;
}

v1::Command PoolDouble::next(v1::Command::WhatCase what, std::chrono::milliseconds within) {
    const auto end = std::chrono::steady_clock::now() + within;
    while (std::chrono::steady_clock::now() < end) {
        auto command = next_any(std::chrono::milliseconds(100));
        if (command && command->what_case() == what) return std::move(*command);
    }
    throw std::runtime_error("timed out: no such command came");
}

void PoolDouble::put(const std::string& gateway, const std::vector<v1::Out>& items) {
    v1::OutBatch batch;
    for (const v1::Out& item : items)
        *batch.add_out() = item;
    const std::string id = std::to_string(epoch) + "-" + std::to_string(++numbers_[gateway]);
    exec(redis::Request("XADD", key("out:" + gateway), id, "o", batch.SerializeAsString()));
}

void PoolDouble::put_transcript(std::uint64_t conversation, const std::vector<v1::Entry>& entries) {
    for (const v1::Entry& entry : entries) {
        exec(redis::Request("XADD", key("conv:" + std::to_string(conversation)), std::to_string(entry.n()) + "-0", "e",
                            entry.SerializeAsString()));
    }
}

}  // namespace yunke::gateway::testing
