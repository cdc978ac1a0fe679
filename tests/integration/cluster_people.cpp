// The people of a Cluster, what they do, and the proof at the end.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "agent-gateway/swarm/check/stored.hpp"
#include "dispatcher/app/past.hpp"
#include "dispatcher/app/record.hpp"
#include "dispatcher/app/replay.hpp"
#include "dispatcher/wire/state.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "tests/app/harness.hpp"
#include "tests/integration/cluster.hpp"
#include "tests/support/http_client.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::testing {

// ---- people --------------------------------------------------------------------------------------------------------

std::string Cluster::shop_key(std::size_t index) const {
    v1::ShopKey key;
    key.set_pool("main");
    key.set_shop(shops_.at(index).config.id());
    key.set_version(shops_.at(index).key_version);
    return tokens_->sign(key);
}

std::string Cluster::log_in(const std::string& login) {
    return yunke::testing::log_in(gateway_port(0), login, password);
}

std::string Cluster::shopper_ticket() {
    return ticket(v1::SHOPPER, shop());
}

std::string Cluster::ticket(v1::Role role, std::uint32_t subject, const std::string& pool,
                            std::int64_t lives_ms) const {
    v1::Ticket ticket;
    ticket.set_pool(pool);
    ticket.set_role(role);
    ticket.set_subject(subject);
    ticket.set_session(runtime::random_id());
    ticket.set_expires_ms(runtime::SystemClock().wall_ms() + lives_ms);
    return tokens_->sign(ticket);
}

swarm::ClientOptions Cluster::options_for(swarm::TicketSource tickets, int gateway) {
    swarm::ClientOptions options;
    options.gateways = gateways(gateway);
    options.tickets = std::move(tickets);
    options.seed = ++seeds_;
    options.timings.backoff_scale = 0.1;
    options.timings.attach_ms = 4'000;
    options.timings.gap_ms = 500;
    if (options_.heartbeat_ms > 0) {
        options.timings.heartbeat_ms = options_.heartbeat_ms;
        options.timings.silence_ms = options_.heartbeat_ms * 2;
    }
    return options;
}

Person& Cluster::connect(swarm::ClientOptions options, const std::string& name, v1::Role role) {
    Person& person = people_.emplace_back(io_, std::move(options), name, role);
    person.client().start();
    return person;
}

Person& Cluster::shopper(const std::string& name, int gateway, swarm::Encoding encoding) {
    auto options = options_for(swarm::shopper_tickets(io_, gateways(gateway), shop_key(), origin, name), gateway);
    options.origin = origin;
    options.encoding = encoding;
    return connect(std::move(options), name, v1::SHOPPER);
}

Person& Cluster::agent(int index, int gateway, swarm::Encoding encoding) {
    const std::string login = "agent" + std::to_string(index);
    auto options = options_for(swarm::account_tickets(io_, gateways(gateway), login, password), gateway);
    options.encoding = encoding;
    return connect(std::move(options), login, v1::AGENT);
}

Person& Cluster::supervisor() {
    return connect(options_for(swarm::account_tickets(io_, gateways(), "boss", password), 0), "boss", v1::SUPERVISOR);
}

// ---- steps ---------------------------------------------------------------------------------------------------------

void Cluster::until(const std::function<bool()>& done, const std::string& what, milliseconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!done()) {
        if (upkeep_) upkeep_();
        if (std::chrono::steady_clock::now() >= deadline)
            throw std::runtime_error("did not come about within " + std::to_string(within.count()) + " ms: " + what);
        io_.restart();
        io_.run_for(5ms);
        if (io_.stopped()) std::this_thread::sleep_for(5ms);
    }
}

void Cluster::pass(milliseconds time) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    until([&] { return std::chrono::steady_clock::now() >= deadline; }, "time passes", time + 5s);
}

v1::Answer Cluster::ask(Person& who, v1::ClientFrame frame) {
    const std::string what = frame.ShortDebugString();
    const swarm::CommandId id = who.client().command(std::move(frame));
    until([&] { return who.answer(id) != nullptr; }, who.record().client() + " has an answer to " + what);
    return *who.answer(id);
}

void Cluster::online(Person& who) {
    until([&] { return who.client().online(); }, who.record().client() + " is online");
}

void Cluster::available(Person& agent) {
    online(agent);
    const v1::Answer answer = ask(agent, swarm::frames::set_presence(v1::AVAILABLE));
    if (answer.error() != v1::OK) throw std::runtime_error("presence refused: " + answer.ShortDebugString());
}

std::uint64_t Cluster::open(Person& shopper, const std::string& text, const std::string& topic) {
    online(shopper);
    const v1::Answer answer = ask(shopper, swarm::frames::open(topic, shopper.record().client(), "zh-CN", text));
    if (answer.error() != v1::OK) throw std::runtime_error("open refused: " + answer.ShortDebugString());
    return answer.conversation();
}

void Cluster::accept(Person& agent, std::uint64_t conversation) {
    const std::string& name = agent.record().client();
    until([&] { return agent.offered(conversation); }, name + " is offered the chat");
    const v1::Answer answer = ask(agent, swarm::frames::accept(conversation));
    if (answer.error() != v1::OK) throw std::runtime_error("accept refused: " + answer.ShortDebugString());
    until([&] { return agent.in_state(conversation, v1::ACTIVE); }, name + " has the chat");
}

void Cluster::say(Person& who, std::uint64_t conversation, const std::string& text) {
    const v1::Answer answer = ask(who, swarm::frames::send(conversation, text));
    if (answer.error() != v1::OK) throw std::runtime_error("send refused: " + answer.ShortDebugString());
}

// ---- proof ---------------------------------------------------------------------------------------------------------

void Cluster::begin_recording() {
    SyncRedis redis(redis_.url());
    const auto begun = redis.run(dispatcher::record(redis.store(), dir_ / "past", [] { return true; }));
    if (!begun) throw std::runtime_error(begun.error().what);
}

Proof Cluster::prove(swarm::CheckOptions options) {
    until(
        [this] {
            return std::ranges::all_of(people_, [](Person& each) {
                const auto phase = each.machine().phase();
                const bool over = phase == swarm::Phase::idle || phase == swarm::Phase::logged_out ||
                                  phase == swarm::Phase::replaced || phase == swarm::Phase::refused;
                return over || each.at_rest();
            });
        },
        "everybody is at rest", 30s);
    Proof proof;
    for (const auto& process : dispatchers_)
        if (process && process->running()) process->stop();
    compare_records(options, proof);
    compare_replay(proof);
    compare_snapshots(proof);
    return proof;
}

void Cluster::verify() {
    const Proof proof = prove();
    EXPECT_TRUE(proof.good()) << proof.summary();
    EXPECT_GT(proof.verdict.acknowledged, 0U);
}

void Cluster::compare_records(swarm::CheckOptions options, Proof& proof) {
    const auto endpoint = redis::parse_endpoint(data_url_);
    const auto transcripts = swarm::load_transcripts(*endpoint, "main");
    if (!transcripts) return proof.faults.push_back(transcripts.error());
    std::vector<const swarm::Record*> records;
    for (const Person& person : people_)
        records.push_back(&person.record());
    proof.verdict = swarm::check(records, *transcripts, options);
}

void Cluster::compare_replay(Proof& proof) {
    SyncRedis redis(data_url_);
    const auto recorded = redis.run(dispatcher::record(redis.store(), dir_ / "past", [] { return true; }));
    if (!recorded) return proof.faults.push_back(recorded.error().what);
    std::string state;
    const auto report = dispatcher::replay(
        dir_ / "past", [&](const core::State& reached, std::uint64_t) { state = wire::state_bytes(reached); });
    if (!report) return proof.faults.push_back(report.error().what);
    proof.commits = report->commits;
    proof.commands = report->commands;
    proof.skipped = report->skipped;
    if (!report->broken.empty()) proof.faults.push_back(report->broken);
    const dispatcher::Cursor cursor = redis.cursor();
    if (report->sequence != cursor.sequence || report->hash != cursor.hash)
        proof.faults.push_back("The replay ended at commit " + std::to_string(report->sequence) + ", Redis holds " +
                               std::to_string(cursor.sequence) + ".");
    core::State stored = redis.state();
    if (state != wire::state_bytes(stored)) proof.faults.emplace_back("The replay's state is not the stored one.");
    for (const std::string& broken : core::Core(std::move(stored)).broken_invariants())
        proof.faults.push_back("The stored state breaks an invariant: " + broken);
}

// From the first and from the last snapshot on the log must lead to what stands there now.
void Cluster::compare_snapshots(Proof& proof) {
    dispatcher::PoolAccess pool(endpoint_of(data_url_), "main");
    const auto listed = pool.run(dispatcher::Snapshots(pool.store()).list());
    if (!listed) return proof.faults.push_back(listed.error().what);
    proof.snapshots = listed->size();
    for (std::size_t i = 0; i < listed->size(); i += std::max<std::size_t>(listed->size() - 1, 1)) {
        auto past = dispatcher::run_from(pool, listed->at(i), {});
        if (!past) return proof.faults.push_back(past.error().what);
        while (const auto batch = past->next()) {
            if (!*batch || !past->apply(**batch)) break;
        }
        if (past->hash() != SyncRedis(data_url_).cursor().hash)
            proof.faults.push_back("Run from the snapshot at commit " + std::to_string(listed->at(i).sequence) +
                                   ", the log does not come to what Redis holds.");
    }
}

std::string Proof::summary() const {
    std::string text = verdict.summary() + "\nreplay: " + std::to_string(commits) + " commits with " +
                       std::to_string(commands) + " commands, " + std::to_string(skipped) + " left out; " +
                       std::to_string(snapshots) + " snapshots";
    for (const std::string& each : faults)
        text += "\n  " + each;
    return text;
}

}  // namespace yunke::testing
