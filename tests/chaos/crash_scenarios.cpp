// Dispatchers that end themselves at a chosen place: each step of a commit, of taking over and of the work beside it;
// and a command that ends whoever applies it.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "agent-gateway/swarm/client/frames.hpp"
#include "tests/chaos/scene.hpp"

namespace yunke::chaos {
namespace {

// Where the armed dispatcher dies. `first`: where the one dies that leads before it, so that this one comes to a place
// that only exists after a death; empty: it is killed from outside.
struct Place {
    const char* die;
    const char* first = "";
    std::size_t times_max = 1;  // it dies at the n-th time, n up to this
};

constexpr auto places = std::to_array<Place>({
    {"lease_held"},                          // the lease is taken, nobody is fenced out
    {"fenced"},                              // fenced, not loaded
    {"fenced+3"},                            // while it loads
    {"loaded"},                              // loaded, nothing read
    {"batch_read", "", 20},                  // commands read, not applied
    {"batch_applied", "", 20},               // applied in memory only
    {"commit_sending", "", 20},              // before the commit leaves
    {"commit_sent", "", 20},                 // Redis has it, the answer was not read
    {"commit_answered", "", 20},             // answered, own cursor not moved
    {"commit_noted", "", 20},                // after all of it
    {"command_recorded", "loaded", 5},       // while one by one: recorded, not applied
    {"commit_sent", "batch_read", 5},        // while one by one: committed, not known
    {"commit_noted", "commit_answered", 5},  // two in a row
});

constexpr auto past_the_lease = 1'000ms;  // so that the armed one takes it

ClusterOptions with_short_leases() {
    ClusterOptions options = pool_of_two();
    options.lease_ms = 500;
    return options;
}

// Kills dispatcher `index` and has it start again, armed with a place to die.
void restart_armed(Scene& scene, int index, const std::string& point) {
    scene.arm(index, {{"YUNKE_CHAOS_DIE", point}});
    scene.kill_dispatcher(index, 0ms);
    scene.cluster().until([&] { return scene.cluster().dispatcher(index).running(); }, "it is back");
}

// Every armed dispatcher says so before it dies.
std::uint64_t deaths(Scene& scene) {
    return scene.logged_by_dispatchers("chaos: signal 9");
}

void wait_for_death(Scene& scene, std::uint64_t deaths_before, const std::string& point) {
    scene.cluster().until([&] { return deaths(scene) > deaths_before; }, "it dies at " + point, 20s);
    scene.run().say("died at " + point);
    scene.run().count("deaths at a chosen step");
}

void die_at(Scene& scene, const Place& place) {
    const auto n = scene.run().chance().below(place.times_max) + 1;
    const std::string point = fmt::format("{}:{}", place.die, n);
    const int leader = scene.leader();
    const auto before = deaths(scene);
    if (*place.first == '\0') {
        restart_armed(scene, 1 - leader, point);
        scene.kill_dispatcher(leader, past_the_lease);
        wait_for_death(scene, before, point);
    } else {
        // The standby takes over, dies, and stays away; the leader of before comes back armed and follows it.
        const std::string first = fmt::format("{}:1", place.first);
        restart_armed(scene, 1 - leader, first);
        scene.stay_away(1 - leader, 3s);
        scene.arm(leader, {{"YUNKE_CHAOS_DIE", point}});
        scene.kill_dispatcher(leader, past_the_lease);
        wait_for_death(scene, before, first);
        wait_for_death(scene, before + 1, point);
    }
    scene.flow(15);
}

// A configuration change on its way from SQL, and a lost gateway: the commands that a leader appends itself.
void die_beside(Scene& scene, const char* place) {
    Cluster& cluster = scene.cluster();
    const std::string point = fmt::format("{}:1", place);
    const bool rows = std::string_view(place).starts_with("rows");
    const int leader = scene.leader();
    const auto before = deaths(scene);
    restart_armed(scene, 1 - leader, point);
    scene.kill_dispatcher(leader, past_the_lease);
    cluster.until([&] { return cluster.leads(1 - leader); }, "the armed one leads", 20s);
    if (rows) {
        cluster.rename_shop(fmt::format("Shop {}", place));
    } else if (point.starts_with("lease")) {
        cluster.dispatcher(1 - leader).signal(SIGTERM);
    } else {
        scene.keep_up_gateway(0, false);
        scene.kill_gateway(0, 0ms);
    }
    wait_for_death(scene, before, point);
    if (point.starts_with("loss"))
        cluster.until([&] { return scene.logged_by_dispatchers("gateway_lost") > 0; }, "another one calls it lost",
                      20s);
    scene.keep_up_gateway(0, true);
    scene.flow(15);
}

}  // namespace

void crash_points(Run& run) {
    Scene scene(run, with_short_leases());
    scene.flow(30);
    for (const Place& place : places)
        die_at(scene, place);
    for (const char* place : {"rows_appending", "rows_appended", "loss_appending", "loss_appended", "lease_releasing"})
        die_beside(scene, place);
    scene.finish();
    const auto pairs = std::ranges::count_if(places, [](const Place& each) { return *each.first != '\0'; });
    run.expect(run.counted("deaths at a chosen step") == places.size() + static_cast<std::size_t>(pairs) + 5,
               "not every place was died at");
    run.expect(run.counted("commands left out as poison") == 0, "an innocent command was left out as poison");
    run.expect(run.counted("log epochs minted") == 0, "a log epoch began although Redis never stopped");
}

void poison(Run& run) {
    ClusterOptions options = with_short_leases();
    options.dispatcher_environment["YUNKE_CHAOS_POISON"] = "poison";
    Scene scene(run, std::move(options));
    scene.flow(30);
    const Chat& chat = scene.chats().front();
    const auto before = scene.logged_by_dispatchers(" leading ");
    const auto id = chat.shopper->client().command(swarm::frames::send(chat.conversation, "poison"));
    run.say("the poison is sent");
    scene.cluster().until([&] { return chat.shopper->answer(id) != nullptr; }, "its sender is told", 30s);
    const auto starts = scene.logged_by_dispatchers(" leading ") - before;
    run.say(fmt::format("answered with {}; {} more terms of leading",
                        v1::ErrorCode_Name(chat.shopper->answer(id)->error()), starts));
    run.expect(chat.shopper->answer(id)->error() == v1::INTERNAL_ERROR, "its sender was told something else");
    scene.flow(50);
    scene.finish();
    // The leader of that moment dies, then three that started where it stood; the fourth goes on without the command.
    run.expect(starts == 4, "it took another number of starts than three until the pool went on without it");
    run.expect(run.counted("commands left out as poison") == 1, "not exactly one command was left out");
}

}  // namespace yunke::chaos
