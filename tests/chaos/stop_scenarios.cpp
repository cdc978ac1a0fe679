// Processes that stand still or are away, and clocks that step.
#include <fmt/format.h>

#include <csignal>
#include <fstream>

#include "tests/chaos/scene.hpp"

namespace yunke::chaos {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

void stop_from_outside(Scene& scene) {
    Cluster& cluster = scene.cluster();
    const int leader = scene.leader();
    scene.run().say(fmt::format("SIGSTOP of dispatcher {}, which leads", leader));
    scene.run().count("SIGSTOP of the leader from outside");
    cluster.dispatcher(leader).signal(SIGSTOP);
    cluster.until([&] { return cluster.leader() == 1 - leader; }, "the standby leads", 20s);
    scene.flow(30);
    cluster.dispatcher(leader).signal(SIGCONT);
    scene.flow(15);
}

// It stops itself at the very moment when a commit is made and not yet sent: what it sends when it goes on is a commit
// of a former leader.
void stop_before_a_commit(Scene& scene) {
    Run& run = scene.run();
    Cluster& cluster = scene.cluster();
    const int leader = scene.leader();
    const int armed = 1 - leader;
    scene.arm(armed, {{"YUNKE_CHAOS_STOP", fmt::format("commit_sending:{}", run.chance().below(30) + 1)}});
    scene.kill_dispatcher(armed, 0ms);
    cluster.until([&] { return cluster.dispatcher(armed).running(); }, "it is back");
    scene.kill_dispatcher(leader, 1'500ms);  // past the lease, so that the armed one takes it
    cluster.until([&] { return cluster.leader() == armed; }, "the armed one leads", 20s);
    cluster.until([&] { return cluster.leader() == leader; }, "it has stopped itself and the other one leads", 20s);
    run.say("it stopped before sending a commit; the other one leads; SIGCONT");
    run.count("SIGSTOP of the leader before a commit");
    scene.flow(30);
    const auto refused = scene.logged_by_dispatchers("answer=FENCED");
    cluster.dispatcher(armed).signal(SIGCONT);
    cluster.until([&] { return scene.logged_by_dispatchers("answer=FENCED") > refused; }, "its commit is refused", 10s);
    cluster.until([&] { return cluster.dispatcher(armed).output().find("leading_ended") != std::string::npos; },
                  "it says that it steps down", 10s);
    run.expect(cluster.dispatcher(armed).running(), "a fenced leader must go on as a standby");
    scene.flow(15);
}

}  // namespace

void leader_stopped(Run& run) {
    ClusterOptions options = pool_of_two();
    Scene scene(run, std::move(options));
    scene.flow(30);
    const auto rounds = run.request().kills > 0 ? run.request().kills : 3;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        scene.live(run.between(50, 500));
        stop_from_outside(scene);
        stop_before_a_commit(scene);
    }
    scene.finish();
    run.expect(run.counted("commits refused") >= rounds, "a former leader's commit was not refused");
    run.expect(run.counted("log epochs minted") == 0, "a log epoch began although Redis never stopped");
}

void gateway_stopped(Run& run) {
    ClusterOptions options = pool_of_two();
    options.heartbeat_ms = 700;  // so that people find out soon
    Scene scene(run, std::move(options));
    scene.flow(30);
    const auto rounds = run.request().kills > 0 ? run.request().kills : 2;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        const int index = static_cast<int>(run.chance().below(2));
        scene.live(1'100ms + run.between(0, 500));  // every name has beaten
        run.say(fmt::format("SIGSTOP of gateway {}", index));
        run.count("SIGSTOP of a gateway");
        const std::string name = scene.gateway_name(index);
        scene.cluster().gateway(index).signal(SIGSTOP);
        scene.cluster().until([&] { return scene.called_lost(name); }, "it is called lost", 20s);
        scene.flow(50);
        run.say("SIGCONT");
        const auto late = scene.logged_by_gateways("beat_lost");
        scene.cluster().gateway(index).signal(SIGCONT);
        scene.cluster().until([&] { return scene.logged_by_gateways("beat_lost") > late; },
                              "it finds its beat late and takes a new name", 10s);
        scene.flow(30);
    }
    scene.finish();
    run.expect(run.counted("sessions found gone") == 0, "a session was lost");
}

void redis_away(Run& run) {
    Scene scene(run, pool_of_two());
    scene.flow(30);
    const auto seconds = static_cast<std::int64_t>(run.request().seconds > 0 ? run.request().seconds : 60);
    Cluster& cluster = scene.cluster();
    run.say(fmt::format("redis-server stands still for {} s (SIGSTOP)", seconds));
    cluster.redis().pause();
    scene.live(std::chrono::seconds(seconds));
    cluster.redis().resume();
    scene.flow(50, 60s);
    run.say(fmt::format("redis-server is gone for {} s (kill -9)", seconds));
    scene.kill_redis(std::chrono::seconds(seconds));
    scene.live(std::chrono::seconds(seconds));
    scene.flow(50, 60s);
    scene.live(5s);  // longer than a gateway may be silent: nobody is called lost afterwards either
    scene.finish();
    run.expect(scene.wrongly_called_lost() == 0, "a gateway was called lost while Redis was away");
    run.expect(run.counted("sessions found gone") == 0, "a session was lost");
    run.expect(scene.events(v1::REQUEUED) == 0, "a chat was taken from its agent while Redis was away");
}

void clock_steps(Run& run) {
    testing::TempDir folder;
    const auto file = folder.write("clock", "0");
    ClusterOptions options = pool_of_two();
    options.dispatcher_environment["YUNKE_CHAOS_CLOCK"] = file.string();
    Scene scene(run, std::move(options), {.arrivals = false});
    scene.flow(30);
    for (const std::int64_t off_ms : {hour_ms, std::int64_t{0}, -hour_ms, std::int64_t{0}}) {
        run.say(fmt::format("the dispatchers' wall clocks are off by {} min", off_ms / 60'000));
        run.count("steps of the wall clock by an hour");
        folder.write("clock", std::to_string(off_ms));
        scene.flow(40);
        // A successor begins with the clock as it is now.
        scene.kill_dispatcher(scene.leader(), run.between(0, 300));
        scene.flow(40);
    }
    scene.finish();
    for (const auto kind : {v1::REQUEUED, v1::IDLE_WARNED, v1::ENDED})
        run.expect(scene.events(kind) == 0, "a timer fired: " + v1::EntryKind_Name(kind));
    run.expect(scene.wrongly_called_lost() == 0, "a gateway was called lost");
    run.expect(run.counted("sessions found gone") == 0, "a session was lost");
}

}  // namespace yunke::chaos
