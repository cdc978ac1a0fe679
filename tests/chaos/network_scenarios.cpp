// A line that carries packets in one direction only: a gateway and a dispatcher stand on the far side of a veth pair,
// Redis and the others on the near side.
#include <fmt/format.h>

#include "tests/chaos/scene.hpp"

namespace yunke::chaos {
namespace {

constexpr const char* near_address = "10.99.0.1";
constexpr const char* far_address = "10.99.0.2";
constexpr const char* nowhere = "02:00:00:00:00:99";  // nobody's network card

void ip(const std::string& words) {
    std::vector<std::string> command = {"ip"};
    for (std::size_t at = 0, end = 0; at < words.size(); at = end + 1) {
        end = std::min(words.find(' ', at), words.size());
        command.push_back(words.substr(at, end - at));
    }
    run_program(std::move(command));
}

// Two namespaces with a line between them; both end with this process.
void lay_line() {
    run_program({"mount", "-t", "tmpfs", "tmpfs", "/run"});
    ip("link set lo up");
    ip("netns add far");
    ip("link add near0 type veth peer name far0 netns far");
    ip(fmt::format("addr add {}/24 dev near0", near_address));
    ip("link set near0 up");
    ip(fmt::format("-n far addr add {}/24 dev far0", far_address));
    ip("-n far link set far0 up");
    ip("-n far link set lo up");
}

// What goes that way is sent to a card that nobody has: lost without a word, as on a broken line.
void lose(bool to_far, bool on) {
    const std::string where = to_far ? "neigh" : "-n far neigh";
    const std::string device = to_far ? "near0" : "far0";
    const char* address = to_far ? far_address : near_address;
    if (on)
        ip(fmt::format("{} replace {} lladdr {} dev {} nud permanent", where, address, nowhere, device));
    else
        ip(fmt::format("{} del {} dev {}", where, address, device));
}

bool stands_by(Cluster& cluster, int dispatcher) {
    const std::string log = cluster.dispatcher(dispatcher).output();
    const auto standing = log.rfind("standing_by");
    const auto leading = log.rfind(" leading ");
    return standing != std::string::npos && (leading == std::string::npos || standing > leading);
}

}  // namespace

void one_way_drop(Run& run) {
    lay_line();
    ClusterOptions options = pool_of_two();
    options.heartbeat_ms = 1'000;
    options.redis.tcp = true;
    options.redis.arguments = {"--bind", "127.0.0.1", near_address, "--protected-mode", "no"};
    const std::uint16_t port = testing::free_port();
    options.redis.arguments.insert(options.redis.arguments.end(), {"--port", std::to_string(port)});
    testing::Place far;
    far.prefix = {"ip", "netns", "exec", "far"};
    far.address = far_address;
    far.redis_url = fmt::format("redis://{}:{}", near_address, port);
    options.dispatcher_places = {far};
    options.gateway_places = {far};
    Scene scene(run, std::move(options));
    scene.flow(50);
    const auto rounds = run.request().kills > 0 ? run.request().kills : 2;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        for (const bool to_far : {false, true}) {
            // The far dispatcher leads when the line breaks.
            if (scene.leader() != 0) {
                scene.cluster().until([&] { return stands_by(scene.cluster(), 0); }, "the far one stands by", 30s);
                scene.kill_dispatcher(1, 3s);
            }
            scene.cluster().until([&] { return scene.cluster().leads(0); }, "the far dispatcher leads", 20s);
            scene.flow(30);
            run.say(to_far ? "packets to the far side are lost" : "packets from the far side are lost");
            run.count("one-way drops");
            lose(to_far, true);
            scene.cluster().until([&] { return scene.cluster().leader() == 1; }, "the near dispatcher leads", 30s);
            scene.flow(30, 60s);
            scene.live(run.between(1'000, 4'000));
            run.say("the line is whole again");
            lose(to_far, false);
            scene.flow(50, 60s);
        }
    }
    scene.finish();
    run.expect(run.counted("sessions found gone") == 0, "a session was lost");
}

}  // namespace yunke::chaos
