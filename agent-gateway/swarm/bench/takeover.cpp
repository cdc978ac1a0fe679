// How long people wait when the leading dispatcher is killed: from the signal to the first offer that its standby
// makes, as the agent's own client sees it.
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "agent-gateway/swarm/bench/bench.hpp"
#include "agent-gateway/swarm/bench/fill.hpp"
#include "agent-gateway/swarm/bench/loop.hpp"
#include "agent-gateway/swarm/bench/private_pool.hpp"
#include "agent-gateway/swarm/client/client.hpp"
#include "agent-gateway/swarm/client/frames.hpp"
#include "runtime/random.hpp"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;

constexpr std::int64_t lease_ms = 1'000;
constexpr std::int64_t patience_ns = 60'000'000'000;
constexpr std::chrono::milliseconds standby_settles{2'000};
constexpr double wanted_s = 3;
constexpr const char* topic = "takeover";

// A shop whose only queue needs a skill that one agent has, who takes offers by hand.
struct Counter {
    std::uint32_t shop = 0, agent = 0;
};

registry::Result<Counter> open_counter(registry::Registry& registry) {
    Counter counter;
    const auto skill = registry.add_skill({.key = topic, .name_zh = "接管", .name_en = "Takeover"});
    if (!skill) return std::unexpected(skill.error());
    const auto merchant = registry.add_merchant("Takeover");
    if (!merchant) return std::unexpected(merchant.error());
    registry::Shop shop{.pool = PrivatePool::name, .config = {}, .allowed_origins = {}};
    shop.config.set_name("Takeover");
    shop.config.set_merchant(merchant->id);
    shop.config.set_open(true);
    const auto added = registry.add_shop(shop);
    if (!added) return std::unexpected(added.error());
    counter.shop = added->config.id();
    v1::QueueConfig queue;
    queue.set_shop(counter.shop);
    queue.set_topic(topic);
    queue.set_title_zh("接管");
    queue.set_title_en("Takeover");
    queue.add_skills()->set_skill(skill->id);
    queue.mutable_skills(0)->set_level(1);
    queue.set_answer_target_ms(60'000);
    queue.set_open(true);
    if (const auto made = registry.add_queue(queue); !made) return std::unexpected(made.error());
    registry::Agent agent{.pool = PrivatePool::name, .config = {}};
    agent.config.set_name("Takeover");
    agent.config.add_skills()->set_skill(skill->id);
    agent.config.mutable_skills(0)->set_level(1);
    agent.config.add_languages(load_language);
    agent.config.set_capacity(5);
    agent.config.set_wrap_up(v1::WRAP_UP_NONE);
    agent.config.set_enabled(true);
    const auto hired = registry.add_agent(agent);
    if (!hired) return std::unexpected(hired.error());
    counter.agent = hired->config.id();
    return counter;
}

class Watcher final : public ClientListener {
public:
    std::int64_t offered_ns = 0;

private:
    void on_offer(const v1::Offer&) override {
        if (offered_ns == 0) offered_ns = steady_ns();
    }
};

class Takeover {
public:
    Takeover(const BenchOptions& options, std::uint32_t chats, Sheet& sheet)
        : options_(options), chats_(chats), line_(fmt::format("{} live chats", chats)), sheet_(sheet) {}

    Benched run() {
        auto pool = PrivatePool::start({.dispatchers = 2, .gateways = 1, .lease_ms = lease_ms});
        if (!pool) return Failed(pool.error());
        pool_ = std::move(*pool);
        const auto counter = open_counter(pool_->registry());
        if (!counter) return Failed(counter.error().message);
        if (auto done = fill(); !done) return done;
        if (auto done = pool_->start_gateways(); !done) return done;
        Client agent(io_, client_options(v1::AGENT, counter->agent), &watcher_);
        agent.start();
        if (!until([&] { return agent.online(); })) return Failed("The agent does not come online.");
        for (int run = 0; run < options_.runs; ++run)
            if (auto done = run_once(agent, counter->shop, run); !done) return done;
        agent.stop();
        io_.run_for(std::chrono::milliseconds(200));
        return {};
    }

private:
    Benched fill() {
        auto ground = prepare_ground(pool_->registry(), PrivatePool::name, chats_);
        if (!ground) return Failed(ground.error());
        if (auto done = pool_->wait_configured(); !done) return done;
        FillOptions fill;
        fill.endpoint = *redis::parse_endpoint(pool_->redis_url());
        fill.pool = PrivatePool::name;
        fill.ground = std::move(*ground);
        fill.chats = chats_;
        const auto filled = run_fill(fill);
        if (!filled) return Failed(filled.error());
        if (filled->live != chats_) return Failed(fmt::format("{} of {} chats are live.", filled->live, chats_));
        const std::string told = filled->text();
        if (options_.say) options_.say("fill: " + told.substr(0, told.size() - 1));
        sheet_.notes.push_back("Filled by `yunke-swarm fill`: " + told.substr(0, told.size() - 1) + ".");
        return {};
    }

    ClientOptions client_options(v1::Role role, std::uint32_t subject) {
        ClientOptions client;
        client.gateways = pool_->gateways();
        client.tickets = signed_tickets(pool_->tokens(), PrivatePool::name, role, subject, "takeover");
        client.origin = "own";
        client.seed = runtime::random_id();
        return client;
    }

    bool until(const std::function<bool()>& done) {
        for (const std::int64_t until_ns = steady_ns() + patience_ns; !done();) {
            if (steady_ns() > until_ns) return false;
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(20));
        }
        return true;
    }

    // A shopper waits, nobody serves her; the leader is killed, and then an agent says that she is ready.
    Benched run_once(Client& agent, std::uint32_t shop, int run) {
        Client shopper(io_, client_options(v1::SHOPPER, shop), nullptr);
        shopper.start();
        if (!until([&] { return shopper.online(); })) return Failed("The shopper does not come online.");
        shopper.command(frames::open(topic, "waits", load_language, "is anybody there?"));
        const auto chats = [&]() -> const auto& { return shopper.machine().view().conversations; };
        if (!until([&] { return !chats().empty(); })) return Failed("The shopper's chat does not wait.");
        const std::uint64_t chat = chats().begin()->first;
        const int leader = pool_->leader();
        if (leader < 0) return Failed("Nobody leads.");
        watcher_.offered_ns = 0;
        const std::int64_t killed_ns = steady_ns();
        pool_->dispatcher(leader).kill9();
        agent.command(frames::set_presence(v1::AVAILABLE));
        if (!until([&] { return watcher_.offered_ns != 0; })) return Failed("No offer came after the leader's end.");
        const double seconds = static_cast<double>(watcher_.offered_ns - killed_ns) / 1e9;
        sheet_.add(line_, {seconds});
        if (options_.say) options_.say(fmt::format("takeover, {}, run {}: {:.2f} s", line_, run + 1, seconds));
        // And back to where the run began.
        agent.command(frames::accept(chat));
        agent.command(frames::resolve(chat));
        agent.command(frames::set_presence(v1::RESTING));
        if (!until([&] { return agent.machine().unanswered() == 0 && agent.machine().queued() == 0; }))
            return Failed("The agent's commands are not answered.");
        shopper.command(frames::logout());
        if (!until([&] { return !shopper.online(); })) return Failed("The shopper cannot log out.");
        if (auto done = pool_->start_dispatcher(leader); !done) return done;
        io_.restart();
        io_.run_for(standby_settles);
        return {};
    }

    const BenchOptions& options_;
    std::uint32_t chats_;
    std::string line_;
    Sheet& sheet_;
    std::unique_ptr<PrivatePool> pool_;
    net::io_context io_{1};
    Watcher watcher_;
};

}  // namespace

Benched bench_takeover(const BenchOptions& options, Report& report) {
    Sheet sheet("(d) From `kill -9` of the leader to the standby's first offer", "pool", {{"seconds", 2}});
    sheet.notes = {
        fmt::format("Two dispatchers, a lease of {} ms, appendfsync always; the offer as the agent's client "
                    "sees it.",
                    lease_ms)};
    for (const std::uint32_t chats : options.chats) {
        Takeover takeover(options, chats, sheet);
        if (auto done = takeover.run(); !done) return done;
        const auto& row = sheet.rows.back();
        const double figure = sheet.median(row.name, std::size_t{0});
        report.targets.push_back({fmt::format("(d) leader killed to first offer, {}", row.name), "< 3 s",
                                  fmt::format("{:.2f} s", figure), figure < wanted_s});
    }
    report.sheets.push_back(std::move(sheet));
    return {};
}

}  // namespace yunke::swarm
