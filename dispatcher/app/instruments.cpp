#include "dispatcher/app/instruments.hpp"

#include <array>

namespace yunke::dispatcher {
namespace {

const std::vector<double> batch_buckets = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

}  // namespace

Instruments::Instruments(runtime::Metrics& metrics, const std::string& pool) {
    const runtime::Labels own = {{"pool", pool}};
    const auto name = [](std::string_view what) { return "yunke_dispatcher_" + std::string(what); };
    const auto counter = [&](std::string_view what, const char* help) {
        return metrics.counter(name(what), help, own);
    };
    const auto gauge = [&](std::string_view what, const char* help) { return metrics.gauge(name(what), help, own); };
    const auto seconds = [&](std::string_view what, const char* help) {
        return metrics.histogram(name(what), help, runtime::latency_buckets(), own);
    };
    const auto labelled = [&](std::string_view what, const char* help, const char* key, const char* value) {
        return metrics.gauge(name(what), help, {{"pool", pool}, {key, value}});
    };

    commits = counter("commits_total", "Commits carried out.");
    commit_retries = counter("commit_retries_total", "Commits sent again because no answer came.");
    commands = counter("commands_total", "Commands folded in.");
    skipped = counter("commands_skipped_total", "Commands left out because they ended a dispatcher.");
    undecodable = counter("commands_undecodable_total", "Commands left out because their bytes are no command.");
    apply_failures = counter("apply_failures_total", "Batches that ended in an exception.");
    gateways_lost = counter("gateways_lost_total", "Gateways declared lost.");
    take_overs = counter("take_overs_total", "Times that this process began to lead.");
    fenced = counter("fenced_total", "Times that another dispatcher took the lead from this one.");
    reloads = counter("reloads_total", "Times that the leader loaded the state again after a mismatch.");
    config_forwarded = counter("config_forwarded_total", "Configuration changes appended from the outbox.");
    log_epochs_minted = counter("log_epochs_minted_total", "Times that Redis was found to hold older data.");
    commits_lost = counter("commits_lost_total", "Commits that this process knew of and Redis no longer held.");

    batch_commands = metrics.histogram(name("batch_commands"), "Commands per commit.", batch_buckets, own);
    commit_seconds = seconds("commit_seconds", "From sending a commit to its answer.");
    apply_seconds = seconds("apply_seconds", "Decoding and applying one batch.");
    take_over_seconds = seconds("take_over_seconds", "From the fence to the first batch.");

    leader = gauge("leader", "1 while this process leads the pool.");
    sequence = gauge("sequence", "Number of the last commit.");
    log_epoch = gauge("log_epoch", "The log epoch.");
    lag_seconds = gauge("lag_seconds", "Age of the newest command of the last batch when it was committed.");
    gap_seconds = gauge("gap_seconds", "Length of the last time without a leader that was shifted over.");
    gateways = gauge("gateways", "Gateways that beat.");
    sessions = gauge("sessions", "Sessions in the state.");
    memory_pressure = gauge("memory_pressure", "1 while new conversations are refused for want of memory.");

    const char* chats = "Conversations in the state.";
    waiting = labelled("conversations", chats, "state", "waiting");
    active = labelled("conversations", chats, "state", "active");
    wrap_up = labelled("conversations", chats, "state", "wrap_up");
    closed = labelled("conversations", chats, "state", "closed");
    const char* people = "Agents in the state.";
    offline = labelled("agents", people, "presence", "offline");
    available = labelled("agents", people, "presence", "available");
    finishing = labelled("agents", people, "presence", "finishing");
    resting = labelled("agents", people, "presence", "resting");
    on_demand = labelled("agents", people, "presence", "on_demand");
    training = labelled("agents", people, "presence", "training");
    line_lost = labelled("agents", people, "presence", "line_lost");
}

void Instruments::census(const core::State& state) {
    std::array<std::size_t, 5> chats{};
    for (const auto& [id, conversation] : state.conversations)
        ++chats.at(static_cast<std::size_t>(conversation.state));
    std::array<std::size_t, 6> people{};
    std::size_t lost = 0;
    for (const auto& [id, agent] : state.agents) {
        ++people.at(static_cast<std::size_t>(agent.presence));
        lost += agent.line_lost_ms > 0 ? 1 : 0;
    }
    const auto set = [](const runtime::Gauge& gauge, std::size_t value) { gauge.set(static_cast<double>(value)); };
    set(waiting, chats[static_cast<std::size_t>(core::ConversationState::waiting)]);
    set(active, chats[static_cast<std::size_t>(core::ConversationState::active)]);
    set(wrap_up, chats[static_cast<std::size_t>(core::ConversationState::wrap_up)]);
    set(closed, chats[static_cast<std::size_t>(core::ConversationState::closed)]);
    set(offline, people[static_cast<std::size_t>(core::Presence::offline)]);
    set(available, people[static_cast<std::size_t>(core::Presence::available)]);
    set(finishing, people[static_cast<std::size_t>(core::Presence::finishing)]);
    set(resting, people[static_cast<std::size_t>(core::Presence::resting)]);
    set(on_demand, people[static_cast<std::size_t>(core::Presence::on_demand)]);
    set(training, people[static_cast<std::size_t>(core::Presence::training)]);
    set(line_lost, lost);
    set(sessions, state.sessions.size());
    memory_pressure.set(state.pool.memory_pressure ? 1 : 0);
}

}  // namespace yunke::dispatcher
