// What people are paid, while everything dies: the ledger runs beside the pool and is killed as well; at the end its
// books are compared with what follows from the recorded commands (wages.hpp), to the millisecond.
#include <cmath>
#include <cstdlib>
#include <set>
#include <thread>

#include "agent-gateway/swarm/client/frames.hpp"
#include "dispatcher/ledger/rebuild.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "dispatcher/ledger/verify.hpp"
#include "tests/chaos/scene.hpp"
#include "tests/chaos/wages.hpp"

namespace yunke::chaos {
namespace {

namespace frames = swarm::frames;

constexpr std::uint64_t seconds_usual = 600;

constexpr const char* cards = R"(
[[card]]
key = "standard"
version = 1
from = 2020-01-01
online = "12.00"
handled = "18.00"
conversation = "0.50"
floor = "22.00"
rest_allowance = "8h"
training = "15.00"
)";

template <class T>
T value_of(ledger::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    return std::move(*result);
}

std::string database_of(Scene& scene) {
    return "sqlite3://" + (scene.cluster().folder() / "yunke.db").string();
}

// yunke-ledger under the scene's service manager: started again whenever it has died.
class Ledger {
public:
    explicit Ledger(Scene& scene) : scene_(scene) {
        auto store = value_of(ledger::Store::open(database_of(scene)));
        value_of(ledger::add_card_file(store, cards, "cards.toml", {}, 1));
        start();
    }

    void start() {
        if (process_ && process_->running()) return;
        process_ = std::make_unique<testing::Process>(
            testing::ProcessOptions{.command = {YUNKE_LEDGER, "--config", scene_.cluster().config()},
                                    .environment = {{"YUNKE_LEDGER_LISTEN", "127.0.0.1:0"}},
                                    .output = scene_.cluster().folder() / "ledger.log",
                                    .folder = {}});
    }

    void kill() {
        scene_.run().say("kill -9 yunke-ledger");
        scene_.run().count("kill -9 of yunke-ledger");
        process_->kill9();
    }

    // Until everything that the core told is in the books.
    void catch_up(std::uint64_t facts) {
        start();
        auto store = value_of(ledger::Store::open(database_of(scene_)));
        const auto until = std::chrono::steady_clock::now() + 60s;
        while (value_of(store.cursor("main")).fact.number != facts) {
            if (std::chrono::steady_clock::now() > until) throw std::runtime_error("the ledger did not catch up");
            std::this_thread::sleep_for(50ms);
        }
        scene_.run().expect(process_->stop() == 0, "the ledger did not end well");
    }

private:
    Scene& scene_;
    std::unique_ptr<testing::Process> process_;
};

// A third agent, who comes, rests, trains and goes as she likes, and takes visitors in between.
class Wanderer {
public:
    explicit Wanderer(Scene& scene) : scene_(scene), person_(scene.cluster().agent(2, 1)) {
        scene.cluster().available(person_);
    }

    void go_on() {
        swarm::Chance& chance = scene_.run().chance();
        for (const auto& [id, view] : person_.machine().view().conversations)
            if (view.state() == v1::WRAP_UP && done_.insert(id).second)
                person_.client().command(frames::wrap_up_done(id));
        const double dice = chance.unit();
        if (dice > 0.5) return;
        person_.client().command(frames::set_presence(dice < 0.14   ? v1::RESTING
                                                      : dice < 0.22 ? v1::TRAINING
                                                      : dice < 0.28 ? v1::OFFLINE
                                                                    : v1::AVAILABLE));
    }

private:
    Scene& scene_;
    Person& person_;
    std::set<std::uint64_t> done_;
};

struct Booked {
    std::map<std::uint32_t, ledger::Ms> paid_ms, hands_ms;
    std::map<std::pair<std::uint32_t, std::uint32_t>, ledger::Ms> shop_ms;
};

Booked read_books(ledger::Store& store) {
    Booked booked;
    for (const ledger::Period& period : value_of(store.periods()))
        booked.paid_ms[ledger::raw(period.key.agent)] += period.paid_ms;
    for (const ledger::Usage& usage : value_of(store.usage()))
        for (const ledger::Ms ms : usage.ms) {
            booked.hands_ms[ledger::raw(usage.key.agent)] += ms;
            booked.shop_ms[{ledger::raw(usage.key.agent), ledger::raw(usage.key.shop)}] += ms;
        }
    return booked;
}

void compare(Run& run, const Wages& wages, const Booked& booked) {
    const auto of = [](const auto& map, const auto& key) {
        const auto found = map.find(key);
        return found == map.end() ? ledger::Ms{0} : found->second;
    };
    std::set<std::uint32_t> agents;
    for (const auto& [agent, ms] : wages.paid_ms)
        agents.insert(core::raw(agent));
    for (const auto& [agent, ms] : booked.paid_ms)
        agents.insert(agent);
    for (const std::uint32_t agent : agents) {
        const auto paid_ms = of(wages.paid_ms, core::AgentId{agent}),
                   hands_ms = of(wages.hands_ms, core::AgentId{agent});
        run.say(fmt::format("agent {}: {} ms paid, {} ms with chats", agent, paid_ms, hands_ms));
        run.expect(of(booked.paid_ms, agent) == paid_ms,
                   fmt::format("agent {} was paid {} ms, not {}", agent, of(booked.paid_ms, agent), paid_ms));
        run.expect(of(booked.hands_ms, agent) == hands_ms, fmt::format("the shops of agent {} were told {} ms, not {}",
                                                                       agent, of(booked.hands_ms, agent), hands_ms));
        run.count("milliseconds paid, equal", static_cast<std::uint64_t>(paid_ms));
        run.count("milliseconds with chats, equal", static_cast<std::uint64_t>(hands_ms));
    }
    for (const auto& [key, ticks] : wages.shop_ticks) {
        const double exact_ms = static_cast<double>(ticks) / static_cast<double>(ticks_per_ms);
        const auto told_ms = of(booked.shop_ms, std::pair(core::raw(key.first), core::raw(key.second)));
        run.expect(std::abs(exact_ms - static_cast<double>(told_ms)) < static_cast<double>(wages.shop_chats.at(key)),
                   fmt::format("shop {} was told {} ms of agent {}, exact are {:.3f}", core::raw(key.second), told_ms,
                               core::raw(key.first), exact_ms));
    }
}

}  // namespace

void wages(Run& run) {
    ClusterOptions options = pool_of_two();
    options.agents = 3;
    options.shopper_grace_ms = 3'600'000;  // so that no transcript is archived before it was compared
    Scene scene(run, std::move(options));
    Ledger ledger(scene);
    Wanderer wanderer(scene);
    const auto until = std::chrono::steady_clock::now() +
                       std::chrono::seconds(run.request().seconds > 0 ? run.request().seconds : seconds_usual);
    while (std::chrono::steady_clock::now() < until) {
        scene.live(run.between(200, 1'500));
        ledger.start();
        wanderer.go_on();
        const double dice = run.chance().unit();
        if (dice < 0.12) kill_somebody(scene);
        if (dice > 0.93) ledger.kill();
    }
    ledger.start();
    scene.finish();
    const Wages wages = derive_wages(scene.cluster().folder() / "past");
    ledger.catch_up(wages.facts);
    run.count("facts", wages.facts);
    run.count("rests", wages.rests);
    run.count("trainings", wages.trainings);
    auto store = value_of(ledger::Store::open(database_of(scene)));
    compare(run, wages, read_books(store));
    for (const std::string& fault : value_of(ledger::verify(store)).faults)
        run.expect(false, "ledger verify: " + fault);
    const auto setup = value_of(ledger::load_setup(store, {}));
    for (const std::string& told : value_of(ledger::rebuild(store, setup.setup)).told)
        run.expect(false, "ledger rebuild: " + told);
    for (const char* what :
         {"facts", "rests", "trainings", "milliseconds paid, equal", "milliseconds with chats, equal"})
        fmt::print("{:>10}  {}\n", run.counted(what), what);
    run.expect(wages.paid_ms.size() == 3, "not all three agents were paid");
}

}  // namespace yunke::chaos
