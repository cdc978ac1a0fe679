// A gateway dies with all its clients on it and is started again: ten thousand come back at once, and each must find
// its own session.
#include <fmt/format.h>

#include <memory>

#include "tests/chaos/scene.hpp"

namespace yunke::chaos {
namespace {

constexpr std::uint64_t clients_usual = 10'000;
constexpr std::uint64_t connects_per_second = 500;

std::uint64_t count(const std::vector<std::unique_ptr<swarm::Client>>& clients,
                    const std::function<bool(const swarm::Client&)>& is) {
    return static_cast<std::uint64_t>(std::ranges::count_if(clients, [&](const auto& each) { return is(*each); }));
}

bool is_online(const swarm::Client& client) {
    return client.online();
}

std::unique_ptr<swarm::Client> idle_shopper(Cluster& cluster, std::uint64_t seed) {
    swarm::ClientOptions options;
    options.gateways = cluster.gateways(0);
    options.tickets = swarm::signed_tickets(cluster.tokens(), "main", v1::SHOPPER, cluster.shop(), "");
    options.origin = Cluster::origin;
    options.seed = seed;
    auto client = std::make_unique<swarm::Client>(cluster.io(), std::move(options), nullptr);
    client->start();
    return client;
}

}  // namespace

void storm(Run& run) {
    ClusterOptions options = pool_of_two();
    options.lease_ms = 1'500;  // as an installation has them
    options.gateway_lost_ms = 10'000;
    Scene scene(run, std::move(options), {.chats = 4, .arrivals = false, .every = 100ms});
    Cluster& cluster = scene.cluster();
    const auto wanted = run.request().clients > 0 ? run.request().clients : clients_usual;
    std::vector<std::unique_ptr<swarm::Client>> clients;
    while (clients.size() < wanted) {
        for (std::uint64_t i = 0; i < connects_per_second / 10 && clients.size() < wanted; ++i)
            clients.push_back(idle_shopper(cluster, run.chance().id()));
        scene.live(100ms);
    }
    cluster.until([&] { return count(clients, is_online) == wanted; }, "everybody is online", 180s);
    run.say(fmt::format("{} clients are online on one gateway", wanted));
    scene.flow(20);
    scene.kill_gateway(0, 0ms);
    const auto killed = std::chrono::steady_clock::now();
    cluster.until([&] { return count(clients, is_online) < wanted / 10; }, "they have noticed", 60s);
    std::uint64_t told = 0;
    cluster.until(
        [&] {
            const auto online = count(clients, is_online);
            if (online * 4 / wanted > told) {
                told = online * 4 / wanted;
                run.say(fmt::format("{} are back", online));
            }
            return online == wanted;
        },
        "everybody is back", 240s);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - killed;
    run.count("clients that came back", wanted);
    run.say(fmt::format("everybody is back {:.1f} s after the kill", took.count()));
    std::uint64_t resumed = 0, fresh = 0;
    for (const auto& client : clients) {
        resumed += client->machine().counts().resumed;
        fresh += client->machine().counts().fresh;
    }
    run.count("sessions of the storm that were resumed", resumed);
    run.expect(resumed >= wanted && fresh == 0, "not everybody found the own session again");
    scene.flow(20, 60s);
    for (const auto& client : clients)
        client->stop();
    scene.live(1s);
    clients.clear();
    scene.finish();
}

}  // namespace yunke::chaos
