// kill -9 at random moments: of gateways, dispatchers and redis-server.
#include "tests/chaos/scene.hpp"

namespace yunke::chaos {
namespace {

constexpr std::uint64_t kills_usual = 60;

}  // namespace

void kill_somebody(Scene& scene) {
    Run& run = scene.run();
    swarm::Chance& chance = run.chance();
    const double dice = chance.unit();
    const int index = static_cast<int>(chance.below(2));
    const bool the_leader = chance.happens(0.7);
    const milliseconds down = run.between(0, 900);
    Cluster& cluster = scene.cluster();
    if (dice < 0.4) {
        cluster.until([&] { return cluster.gateway(index).running(); }, "the gateway is up", 30s);
        scene.kill_gateway(index, down);
    } else if (dice < 0.75) {
        const int leader = scene.leader();
        const int chosen = the_leader ? leader : 1 - leader;
        cluster.until([&] { return cluster.dispatcher(chosen).running(); }, "the dispatcher is up", 30s);
        scene.kill_dispatcher(chosen, down);
    } else {
        cluster.until([&] { return cluster.redis().running(); }, "redis-server is up", 30s);
        scene.kill_redis(down);
    }
}

void kills(Run& run) {
    Scene scene(run, pool_of_two());
    scene.flow(50);
    const std::uint64_t wanted = run.request().kills > 0 ? run.request().kills : kills_usual;
    for (std::uint64_t i = 0; i < wanted; ++i) {
        scene.live(run.between(100, 1'200));
        kill_somebody(scene);
    }
    scene.flow(50, 60s);
    scene.finish();
    std::uint64_t done = 0;
    for (const char* what : {"kill -9 of a gateway", "kill -9 of the leading dispatcher",
                             "kill -9 of a standby dispatcher", "kill -9 of redis-server"})
        done += run.counted(what);
    run.expect(done == wanted, "not every kill of the schedule was made");
    run.expect(run.counted("commands left out as poison") == 0, "an innocent command was left out as poison");
}

}  // namespace yunke::chaos
