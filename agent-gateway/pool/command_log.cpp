#include "agent-gateway/pool/command_log.hpp"

#include "agent-gateway/limits.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::gateway {

CommandLog::CommandLog(redis::Client& client, const PoolKeys& keys, const Timings& timings, runtime::Metrics& metrics,
                       runtime::Log log)
    : client_(client),
      key_(keys.cmd()),
      timeout_(timings.append_ms),
      appended_(metrics.counter("yunke_gateway_commands_total", "Commands appended to the pool", {{"result", "ok"}})),
      failed_(metrics.counter("yunke_gateway_commands_total", "Commands appended to the pool", {{"result", "failed"}})),
      log_(std::move(log)) {}

void CommandLog::submit(const v1::Command& command, redis::Options options, std::function<void(bool)> done) {
    redis::Request request("XADD", key_, "NOMKSTREAM", "*", "c", command.SerializeAsString());
    client_.submit(std::move(request), options,
                   [appended = appended_, failed = failed_, log = log_, done = std::move(done)](redis::Result result) {
                       const bool ok = result && !result->is_nil();
                       (ok ? appended : failed).add();
                       if (!ok) {
                           log.warn("append_failed", {{"why", result ? std::string("the pool does not exist")
                                                                     : result.error().message()}});
                       }
                       done(ok);
                   });
}

void CommandLog::append(const v1::Command& command, std::function<void(bool)> done) {
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
    const bool ok = result && !result->is_nil();
    (ok ? appended_ : failed_).add();
    co_return ok;
}

void CommandLog::detach(std::uint64_t session, std::uint64_t attach) {
    if (owed_->waiting.size() + owed_->in_flight >= limits::detaches_owed_max) {
        owed_->overflow = true;
        return;
    }
    v1::Command command;
    command.mutable_detach()->set_session(session);
    command.mutable_detach()->set_attach(attach);
    redis::Options options;
    options.timeout = timeout_;
    options.on_lost = redis::OnLost::retry;
    ++owed_->in_flight;
    submit(command, options, [owed = owed_, session, attach](bool ok) {
        --owed->in_flight;
        if (!ok) owed->waiting.push_back({session, attach});
    });
}

void CommandLog::retry_detaches() {
    if (!client_.connected()) return;
    std::deque<Owed> again;
    again.swap(owed_->waiting);
    for (const Owed& one : again)
        detach(one.session, one.attach);
}

bool CommandLog::take_overflow() {
    return std::exchange(owed_->overflow, false);
}

}  // namespace yunke::gateway
