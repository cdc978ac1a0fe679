#include "agent-gateway/pool/command_log.hpp"

#include <algorithm>

#include "agent-gateway/limits.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::gateway {

namespace {

bool is_appended(const redis::Result& result) {
    return result && !result->is_nil();
}

}  // namespace

CommandLog::CommandLog(redis::Client& client, const PoolKeys& keys, const Timings& timings, runtime::Metrics& metrics,
                       runtime::Log log)
    : client_(client), key_(keys.cmd()), timeout_(timings.append_ms), state_(std::make_shared<State>()) {
    const auto counter = [&metrics](const char* result) {
        return metrics.counter("yunke_gateway_commands_total", "Commands appended to the pool", {{"result", result}});
    };
    state_->appended = counter("ok");
    state_->failed = counter("failed");
    state_->log = std::move(log);
}

void CommandLog::State::count(const redis::Result& result) {
    if (is_appended(result)) return appended.add();
    failed.add();
    const auto now = std::chrono::steady_clock::now();
    if (now < warn_again) return;
    warn_again = now + std::chrono::seconds(1);
    log.warn("append_failed", {{"why", result ? std::string("the pool does not exist") : result.error().message()}});
}

void CommandLog::submit(std::string_view command, redis::Options options, std::function<void(bool)> done) {
    redis::Request request;
    request.reserve(command.size() + key_.size() + 64);
    request.arg("XADD").arg(key_).arg("NOMKSTREAM").arg("*").arg("c").arg(command);
    client_.submit(std::move(request), options, [state = state_, done = std::move(done)](const redis::Result& result) {
        state->count(result);
        done(is_appended(result));
    });
}

void CommandLog::append(const std::string& command, std::function<void(bool)> done) {
    redis::Options options;
    options.timeout = timeout_;
    options.when_down = redis::WhenDown::fail;
    submit(command, options, std::move(done));
}

net::awaitable<bool> CommandLog::append_and_wait(const v1::Command& command) {
    redis::Options options;
    options.timeout = timeout_;
    redis::Request request("XADD", key_, "NOMKSTREAM", "*", "c", command.SerializeAsString());
    const auto result = co_await client_.exec(std::move(request), options);
    state_->count(result);
    co_return is_appended(result);
}

void CommandLog::detach(std::uint64_t session, std::uint64_t attach) {
    if (detaches_owed() >= limits::detaches_owed_max) {
        state_->overflow = true;
        return;
    }
    v1::Command command;
    command.mutable_detach()->set_session(session);
    command.mutable_detach()->set_attach(attach);
    redis::Options options;
    options.timeout = timeout_;
    options.on_lost = redis::OnLost::retry;
    ++state_->in_flight;
    submit(command.SerializeAsString(), options, [state = state_, session, attach](bool ok) {
        --state->in_flight;
        if (!ok) state->owed.push_back({session, attach});
    });
}

void CommandLog::retry_detaches() {
    const std::size_t now = std::min(state_->owed.size(), limits::detaches_per_beat);
    for (std::size_t i = 0; i < now; ++i) {
        const Owed one = state_->owed.front();
        state_->owed.pop_front();
        detach(one.session, one.attach);
    }
}

bool CommandLog::take_overflow() {
    return std::exchange(state_->overflow, false);
}

}  // namespace yunke::gateway
