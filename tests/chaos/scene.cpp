#include "tests/chaos/scene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agent-gateway/swarm/client/frames.hpp"

namespace yunke::chaos {
namespace {

namespace frames = swarm::frames;
using Clock = std::chrono::steady_clock;

constexpr auto service_pause = 200ms;  // as deploy/run and systemd wait before they start a process again
constexpr int visitors_max = 6;        // at once
constexpr double arrival_seconds = 0.7;
constexpr auto visit_poll = 20ms;

// Waits on the visitor's own time; the run as a whole has its time limit.
net::awaitable<void> until_true(net::io_context& io, std::function<bool()> done) {
    net::steady_timer timer(io);
    while (!done()) {
        timer.expires_after(visit_poll);
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    }
}

// Whether it was done: an answer that is no error.
net::awaitable<bool> ask(net::io_context& io, Person& who, v1::ClientFrame frame, v1::Answer& answer) {
    const swarm::CommandId id = who.client().command(std::move(frame));
    co_await until_true(io, [&who, id] { return who.answer(id) != nullptr; });
    answer = *who.answer(id);
    co_return answer.error() == v1::OK;
}

// Comes, asks, says a few things, closes, rates, goes. Stops early where she is refused.
net::awaitable<void> visit(net::io_context& io, Person& shopper, std::shared_ptr<int> visitors) {
    const std::string& name = shopper.record().client();
    v1::Answer answer;
    co_await until_true(io, [&shopper] { return shopper.client().online(); });
    bool welcome = co_await ask(io, shopper, frames::open("help", name, "zh-CN", name + " asks"), answer);
    const std::uint64_t conversation = answer.conversation();
    for (int i = 0; welcome && i < 4; ++i)
        welcome = co_await ask(io, shopper, frames::send(conversation, fmt::format("{} says {}", name, i)), answer);
    if (welcome) welcome = co_await ask(io, shopper, frames::close(conversation), answer);
    if (welcome) co_await ask(io, shopper, frames::rate(conversation, 5, name + " was content"), answer);
    co_await until_true(io, [&shopper] { return shopper.at_rest(); });
    shopper.client().stop();
    --*visitors;
}

net::awaitable<void> arrivals(Cluster& cluster, std::shared_ptr<bool> going, std::shared_ptr<int> visitors,
                              std::uint64_t seed) {
    swarm::Chance chance(seed);
    net::steady_timer timer(cluster.io());
    for (int i = 0; *going; ++i) {
        timer.expires_after(milliseconds(static_cast<std::int64_t>(chance.exponential(arrival_seconds) * 1'000)));
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        if (!*going) break;
        if (*visitors >= visitors_max) continue;
        ++*visitors;
        Person& shopper = cluster.shopper(fmt::format("visitor {}", i), static_cast<int>(chance.below(2)));
        net::co_spawn(cluster.io(), visit(cluster.io(), shopper, visitors), net::detached);
    }
}

// An agent whose settings give her a wrap-up says at once that she is done.
net::awaitable<void> wrap_up(net::io_context& io, std::vector<Person*> agents, std::shared_ptr<bool> going) {
    net::steady_timer timer(io);
    std::set<std::uint64_t> done;
    while (*going) {
        for (Person* agent : agents)
            for (const auto& [id, view] : agent->machine().view().conversations)
                if (view.state() == v1::WRAP_UP && done.insert(id).second)
                    agent->client().command(frames::wrap_up_done(id));
        timer.expires_after(100ms);
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    }
}

std::uint64_t occurrences(const std::string& text, const std::string& what) {
    std::uint64_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

}  // namespace

ClusterOptions pool_of_two() {
    ClusterOptions options;
    options.dispatchers = 2;
    options.gateways = 2;
    options.agent_capacity = 12;
    options.auto_accept = true;
    options.log_level = "info";
    return options;
}

// ---- people --------------------------------------------------------------------------------------------------------

Scene::Scene(Run& run, ClusterOptions options, Crowd crowd) : run_(run) {
    options.dispatcher_program = YUNKE_CHAOS_DISPATCHER;  // it fails on demand, and keeps many snapshots
    cluster_ = std::make_unique<Cluster>(std::move(options));
    people_come(crowd);
    cluster_->set_upkeep([this] { upkeep(); });
    run_.say("two agents and their chats are up");
}

Scene::~Scene() {
    *going_ = false;
    if (traffic_) traffic_->stop();
    cluster_->set_upkeep({});
    if (!run_.good() || !proven_) fmt::print("{}\n", cluster_->outputs());
}

void Scene::people_come(const Crowd& crowd) {
    for (int i = 0; i < 2; ++i) {
        agents_.push_back(&cluster_->agent(i, i % 2));
        cluster_->available(*agents_.back());
    }
    for (int i = 0; i < crowd.chats; ++i) {
        Person& shopper = cluster_->shopper(fmt::format("shopper {}", i), i % 2);
        const auto conversation = cluster_->open(shopper, fmt::format("opening {}", i));
        cluster_->until([&] { return shopper.in_state(conversation, v1::ACTIVE); }, "served");
        Person* owner = agents_[0]->view(conversation) != nullptr ? agents_[0] : agents_[1];
        chats_.push_back({&shopper, owner, conversation});
    }
    for (Person& person : cluster_->people())
        fresh_before_ += person.machine().counts().fresh;
    traffic_ = std::make_unique<testing::Traffic>(*cluster_, chats_, crowd.every);
    net::co_spawn(cluster_->io(), wrap_up(cluster_->io(), agents_, going_), net::detached);
    if (crowd.arrivals)
        net::co_spawn(cluster_->io(), arrivals(*cluster_, going_, visitors_, run_.request().seed + 1), net::detached);
}

int Scene::leader() {
    int leads = -1;
    cluster_->until(
        [&] {
            leads = cluster_->redis().running() ? cluster_->leader() : -1;
            return leads >= 0 && cluster_->leads(leads);
        },
        "somebody leads", 30s);
    return leads;
}

// ---- the service manager -------------------------------------------------------------------------------------------

void Scene::keep_up(const std::string& what, bool running, const std::function<void()>& start) {
    if (running) return;
    const auto now = Clock::now();
    if (!back_at_.contains(what)) {
        const auto away = away_.extract(what);
        back_at_[what] = now + (away ? away.mapped() : service_pause);
    }
    const auto due = back_at_[what];
    if (now < due) return;
    back_at_.erase(what);
    start();
}

void Scene::upkeep() {
    if (redis_kept_up_) keep_up("redis", cluster_->redis().running(), [this] { cluster_->redis().start(); });
    for (int i = 0; i < 2; ++i) {
        keep_up(fmt::format("dispatcher {}", i), cluster_->dispatcher(i).running(), [this, i] {
            const auto armed = armed_.extract(i);
            cluster_->start_dispatcher(i, armed ? armed.mapped() : testing::Environment{});
        });
        if (gateways_left_.contains(i)) continue;
        keep_up(fmt::format("gateway {}", i), cluster_->gateway(i).running(),
                [this, i] { cluster_->start_gateway(i); });
    }
}

void Scene::keep_up_gateway(int index, bool on) {
    if (on)
        gateways_left_.erase(index);
    else
        gateways_left_.insert(index);
}

bool Scene::all_up() {
    bool up = !redis_kept_up_ || cluster_->redis().running();
    for (int i = 0; i < 2; ++i)
        up = up && cluster_->dispatcher(i).running() && cluster_->gateway(i).running();
    return up;
}

void Scene::kill_gateway(int index, milliseconds down) {
    run_.say(fmt::format("kill -9 gateway {}, back after {} ms", index, down.count()));
    run_.count("kill -9 of a gateway");
    back_at_[fmt::format("gateway {}", index)] = Clock::now() + down;
    cluster_->gateway(index).kill9();
}

void Scene::kill_dispatcher(int index, milliseconds down) {
    const bool leads = cluster_->redis().running() && cluster_->leads(index);
    run_.say(fmt::format("kill -9 dispatcher {} ({}), back after {} ms", index, leads ? "leads" : "stands by",
                         down.count()));
    run_.count(leads ? "kill -9 of the leading dispatcher" : "kill -9 of a standby dispatcher");
    back_at_[fmt::format("dispatcher {}", index)] = Clock::now() + down;
    cluster_->dispatcher(index).kill9();
}

void Scene::kill_redis(milliseconds down) {
    run_.say(fmt::format("kill -9 redis-server, back after {} ms", down.count()));
    run_.count("kill -9 of redis-server");
    back_at_["redis"] = Clock::now() + down;
    cluster_->redis().kill9();
}

// ---- the end -------------------------------------------------------------------------------------------------------

std::uint64_t Scene::logged_by_dispatchers(const std::string& event) const {
    return occurrences(cluster_->dispatcher_log(0), event) + occurrences(cluster_->dispatcher_log(1), event);
}

std::uint64_t Scene::logged_by_gateways(const std::string& event) const {
    return occurrences(cluster_->gateway_log(0), event) + occurrences(cluster_->gateway_log(1), event);
}

std::string Scene::gateway_name(int index) const {
    const std::string log = cluster_->gateway_log(index);
    const std::string prefix = fmt::format("=g{}-0.", index);
    const auto at = log.rfind(prefix);
    return at == std::string::npos ? std::string() : log.substr(at + 1, prefix.size() - 1 + 16);
}

bool Scene::called_lost(const std::string& name) const {
    return !name.empty() && logged_by_dispatchers("gateway=" + name + " silent_ms") > 0;
}

std::uint64_t Scene::wrongly_called_lost() const {
    const std::string all = cluster_->dispatcher_log(0) + cluster_->dispatcher_log(1);
    const std::string given_up = cluster_->gateway_log(0) + cluster_->gateway_log(1);
    std::uint64_t count = 0;
    for (auto at = all.find("gateway_lost"); at != std::string::npos; at = all.find("gateway_lost", at + 1)) {
        const auto begin = all.find("gateway=", at);
        const std::string name = all.substr(begin, all.find(' ', begin) - begin);
        count += given_up.find(name + " why=") == std::string::npos ? 1 : 0;
    }
    return count;
}

std::uint64_t Scene::closes(std::uint16_t code) const {
    std::uint64_t count = 0;
    for (const Person& person : cluster_->people())
        count += static_cast<std::uint64_t>(std::ranges::count(person.downs, code));
    return count;
}

std::uint64_t Scene::events(v1::EntryKind kind) const {
    std::uint64_t count = 0;
    for (const Chat& chat : chats_)
        count += static_cast<std::uint64_t>(
            std::ranges::count(chat.shopper->record().received(), kind, &swarm::ReceivedEntry::kind));
    return count;
}

void Scene::count_what_happened() {
    swarm::ClientCounts all;
    for (Person& person : cluster_->people()) {
        const swarm::ClientCounts& one = person.machine().counts();
        all.connections += one.connections;
        all.resumed += one.resumed;
        all.fresh += one.fresh;
        all.busy += one.busy;
        all.resends += one.resends;
        all.epochs += one.epochs;
    }
    run_.count("texts given by the long chats", traffic_->sent());
    run_.count("lines lost (close 1006)", closes(1006));
    run_.count("closed with 1012: resume elsewhere", closes(1012));
    run_.count("closed with 1013: storage away", closes(1013));
    run_.count("sessions resumed", all.resumed);
    run_.count("sessions found gone", all.fresh - fresh_before_);
    run_.count("commands told to wait (busy)", all.busy);
    run_.count("resends asked for", all.resends);
    run_.count("changes of the log epoch that clients saw", all.epochs);
    run_.count("log epochs minted", logged_by_dispatchers("log_epoch_minted"));
    run_.count("times that a dispatcher began to lead", logged_by_dispatchers(" leading "));
    run_.count("commits refused", logged_by_dispatchers("commit_not_taken"));
    run_.count("times of committing one by one", logged_by_dispatchers("one_by_one"));
    run_.count("commands left out as poison", logged_by_dispatchers("command_skipped"));
    run_.count("names of gateways called lost", logged_by_dispatchers("gateway_lost"));
    run_.count("names that gateways gave up themselves", logged_by_gateways("beat_lost"));
}

void Scene::finish(swarm::CheckOptions options) {
    run_.say("the faults are over; everything comes to rest");
    *going_ = false;
    traffic_->stop();
    cluster_->until([this] { return all_up(); }, "every process is up again", 30s);
    cluster_->until([this] { return *visitors_ == 0; }, "every visitor was served and went", 90s);
    cluster_->until([this] { return std::ranges::all_of(agents_, [](Person* each) { return each->at_rest(); }); },
                    "the agents have everything", 60s);
    cluster_->until(
        [this] { return std::ranges::all_of(chats_, [](const Chat& each) { return each.shopper->at_rest(); }); },
        "the shoppers have everything", 60s);
    count_what_happened();
    cluster_->set_upkeep({});
    const testing::Proof proof = cluster_->prove(options);
    run_.expect(proof.good(), "the comparison found faults");
    run_.expect(proof.verdict.acknowledged > 0, "nothing was acknowledged");
    proven_ = true;
    run_.print_counts();
    fmt::print("{}\n", proof.summary());
}

}  // namespace yunke::chaos
