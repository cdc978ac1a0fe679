// Redis loses what it had promised to keep, or has no room: the AOF cut in the middle of a commit, a replica that lags,
// maxmemory, a full disk.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "agent-gateway/swarm/client/frames.hpp"
#include "agent-gateway/swarm/client/http.hpp"
#include "runtime/numbers.hpp"
#include "tests/chaos/scene.hpp"

namespace yunke::chaos {
namespace {

namespace fs = std::filesystem;
using testing::RedisServer;
using testing::TcpProxy;

// ---- the AOF cut in the middle of a commit -------------------------------------------------------------------------

fs::path last_aof(const fs::path& folder) {
    fs::path last;
    for (const auto& each : fs::directory_iterator(folder / "appendonlydir"))
        if (each.path().string().ends_with(".incr.aof") && (last.empty() || each.path() > last)) last = each.path();
    return last;
}

// Cuts the file within its `back`-th transaction from the end that commits something; what follows is gone as well.
// Returns how many bytes are.
std::uint64_t cut_within_a_commit(const fs::path& file, std::size_t back, double where) {
    const std::string bytes = testing::read_file(file);
    std::size_t begin = bytes.size(), end = bytes.size();
    for (std::size_t found = 0; found < back;) {
        end = bytes.rfind("$4\r\nEXEC\r\n", begin - 1);
        begin = bytes.rfind("$5\r\nMULTI\r\n", end);
        if (begin == std::string::npos || begin == 0) throw std::runtime_error("the AOF holds too few transactions");
        found += bytes.substr(begin, end - begin).find("{main}:log") != std::string::npos ? 1 : 0;
    }
    const auto size = begin + 11 + static_cast<std::size_t>(static_cast<double>(end - begin - 11) * where);
    fs::resize_file(file, size);
    return bytes.size() - size;
}

// The number that the metric has now, over both dispatchers that run.
double metric(Cluster& cluster, const std::string& name) {
    double sum = 0;
    for (int i = 0; i < 2; ++i) {
        std::optional<std::string> body;
        const swarm::Address address{.port = cluster.dispatcher_port(i)};
        const auto ask = [](Cluster& c, swarm::Address to, std::optional<std::string>& into) -> net::awaitable<void> {
            swarm::HttpRequest request;
            request.target = "/metrics";
            const auto answer = co_await swarm::http_call(c.io(), to, request);
            into = answer ? answer->body : std::string();
        };
        net::co_spawn(cluster.io(), ask(cluster, address, body), net::detached);
        cluster.until([&] { return body.has_value(); }, "a dispatcher tells its metrics", 10s);
        const std::string line = "\n" + name + "{pool=\"main\"} ";
        if (const auto at = body->find(line); at != std::string::npos)
            sum += std::stod(body->substr(at + line.size(), 32));
    }
    return sum;
}

void expect_told_and_mended(Scene& scene) {
    Run& run = scene.run();
    run.expect(run.counted("log epochs minted") > 0, "no new log epoch began");
    run.expect(run.counted("changes of the log epoch that clients saw") >= scene.chats().size(),
               "not every client heard of the new log epoch");
}

}  // namespace

void aof_cut(Run& run) {
    Scene scene(run, pool_of_two(), {.arrivals = false});
    const auto rounds = run.request().kills > 0 ? run.request().kills : 3;
    double counted = 0;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        scene.flow(60);
        scene.live(run.between(50, 400));
        scene.keep_up_redis(false);
        scene.kill_redis(0ms);
        // The very last commit may not be answered yet: then its leader still has it, and nothing is lost.
        const auto back = run.chance().below(4) + 2;
        const auto bytes = cut_within_a_commit(last_aof(scene.cluster().redis().folder()), back, run.chance().unit());
        run.say(fmt::format("the AOF is cut within the {}. commit from its end: {} bytes are gone", back, bytes));
        run.count("times that the AOF was cut in the middle of a commit");
        // In the last round nobody is left who could remember what there was.
        if (i + 1 == rounds)
            for (int index = 0; index < 2; ++index)
                scene.kill_dispatcher(index, 0ms);
        scene.cluster().redis().start();
        scene.keep_up_redis(true);
        scene.flow(60, 60s);
        if (i + 2 == rounds) counted = metric(scene.cluster(), "yunke_dispatcher_commits_lost_total");
    }
    scene.finish({.tail_lost = true});
    run.say(fmt::format("commits_lost_total was {} before the last round", counted));
    run.expect(run.counted("log epochs minted") >= rounds, "an epoch is missing");
    run.expect(counted >= static_cast<double>(rounds) - 1, "what was lost was not counted");
    expect_told_and_mended(scene);
}

// ---- a replica that lags -------------------------------------------------------------------------------------------

void lagging_replica(Run& run) {
    ClusterOptions options = pool_of_two();
    options.redis.tcp = true;
    options.redis.arguments = {"--repl-diskless-sync-delay", "0"};
    options.through_proxy = true;
    // Slow enough that nobody says more while the replica lags than clients keep to send again (200 commands).
    Scene scene(run, std::move(options), {.arrivals = false, .every = 60ms});
    Cluster& cluster = scene.cluster();
    TcpProxy link(cluster.redis().port());
    testing::RedisOptions replica_options;
    replica_options.tcp = true;
    replica_options.arguments = {"--replicaof", fmt::format("127.0.0.1 {}", link.port())};
    RedisServer replica(std::move(replica_options));
    cluster.until(
        [&] { return replica.cli({"info", "replication"}).find("master_link_status:up") != std::string::npos; },
        "the replica follows", 30s);
    scene.flow(60);
    run.say("the replica's link is held");
    link.hold(TcpProxy::Way::to_client, true);
    scene.live(100ms);
    const auto before = scene.acknowledged();
    scene.live(run.between(700, 1'800));
    const auto beyond = scene.acknowledged() - before;
    run.say(fmt::format("{} texts were acknowledged since; redis-server dies and the replica takes its place", beyond));
    run.count("texts acknowledged that the replica never got (about)", beyond);
    scene.keep_up_redis(false);
    scene.kill_redis(0ms);
    link.drop(TcpProxy::Way::to_client, true);
    link.cut();
    replica.cli({"replicaof", "no", "one"});
    cluster.use_redis(replica.url());
    cluster.redis_proxy().retarget(replica.port());
    scene.flow(60, 60s);
    const double lost = metric(cluster, "yunke_dispatcher_commits_lost_total");
    const double minted = metric(cluster, "yunke_dispatcher_log_epochs_minted_total");
    scene.finish({.tail_lost = true});
    run.say(fmt::format("metrics: log_epochs_minted_total {}, commits_lost_total {}", minted, lost));
    run.expect(beyond > 0, "nothing was acknowledged while the replica lagged");
    run.expect(minted >= 1 && lost > 0, "the loss was not counted");
    expect_told_and_mended(scene);
}

// ---- maxmemory -----------------------------------------------------------------------------------------------------

void maxmemory(Run& run) {
    Scene scene(run, pool_of_two(), {.arrivals = false});
    Cluster& cluster = scene.cluster();
    RedisServer& redis = cluster.redis();
    scene.flow(60);
    const auto used = [&] {
        const std::string info = redis.cli({"info", "memory"});
        const auto at = info.find("used_memory:") + 12;
        return std::stoull(info.substr(at, 20));
    };
    redis.cli({"config", "set", "maxmemory", std::to_string(used() * 5 / 4)});
    run.say("Redis is at 80 % of its memory: new chats are refused, live ones go on");
    cluster.until([&] { return scene.logged_by_dispatchers("on=true used=") > 0; }, "the pool is told", 20s);
    Person& late = cluster.shopper("late");
    cluster.online(late);
    const auto refused = cluster.ask(late, swarm::frames::open("help", "late", "zh-CN", "anybody there?"));
    run.expect(refused.error() == v1::POOL_FULL, "a new chat was not refused: " + v1::ErrorCode_Name(refused.error()));
    scene.flow(60);
    redis.cli({"config", "set", "maxmemory", std::to_string(used() - 10'000)});
    run.say("Redis is beyond its memory: appends are refused, commits go on");
    cluster.until([&] { return scene.closes(1013) > 0; }, "people are told to try again later", 20s);
    scene.live(run.between(2'000, 3'000));
    const std::string last = redis.cli({"xrevrange", "{main}:cmd", "+", "-", "count", "1"});
    const std::string cursor = redis.cli({"hget", "{main}:cursor", "last_command"});
    run.expect(last.starts_with(cursor), "the backlog did not drain at maxmemory: at " + cursor);
    run.say("there is room again");
    redis.cli({"config", "set", "maxmemory", "0"});
    scene.flow(60, 60s);
    cluster.until([&] { return scene.logged_by_dispatchers("on=false used=") > 0; }, "new chats are welcome", 20s);
    cluster.until([&] { return late.client().online(); }, "the late shopper is back", 40s);
    const auto welcome = cluster.ask(late, swarm::frames::open("help", "late", "zh-CN", "and now?"));
    run.expect(welcome.error() == v1::OK, "a new chat was refused: " + v1::ErrorCode_Name(welcome.error()));
    scene.finish();
    run.expect(run.counted("log epochs minted") == 0, "a log epoch began although nothing was lost");
}

// ---- disk full -----------------------------------------------------------------------------------------------------

namespace {

// A file that takes what room there is, down to `left` bytes.
void fill(const fs::path& folder, std::uintmax_t left) {
    const auto room = fs::space(folder).available;
    std::ofstream ballast(folder / "ballast", std::ios::binary);
    const std::string block(4'096, 'x');
    for (std::uintmax_t bytes = left; bytes + block.size() <= room; bytes += block.size())
        ballast << block;
}

}  // namespace

void disk_full(Run& run) {
    run_program({"ip", "link", "set", "lo", "up"});
    const testing::TempDir folder;
    const fs::path disk = folder / "disk";
    fs::create_directory(disk);
    run_program({"mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk.string()});
    {
        ClusterOptions options = pool_of_two();
        options.redis.arguments = {"--dir", disk.string()};
        Scene scene(run, std::move(options));
        Cluster& cluster = scene.cluster();
        for (int round = 0; round < 2; ++round) {
            scene.flow(60);
            scene.live(run.between(50, 500));
            scene.keep_up_redis(false);
            fill(disk, 16'384);
            run.say("the disk is full; Redis syncs every write");
            cluster.until([&] { return !cluster.redis().running(); }, "redis-server ends itself", 30s);
            run.count("ends of redis-server for want of room");
            scene.live(500ms);
            fs::remove(disk / "ballast");
            run.say("there is room again; Redis is started");
            cluster.redis().start();
            scene.keep_up_redis(true);
            scene.flow(60, 60s);
        }
        cluster.redis().cli({"config", "set", "appendfsync", "everysec"});
        fill(disk, 16'384);
        run.say("the disk is full; Redis syncs every second");
        cluster.until([&] { return cluster.redis().cli({"set", "probe", "1"}).find("MISCONF") != std::string::npos; },
                      "Redis refuses writes", 30s);
        run.count("times that Redis refused writes for want of room");
        scene.live(2s);
        run.expect(cluster.redis().running(), "Redis must go on when it syncs every second");
        fs::remove(disk / "ballast");
        run.say("there is room again");
        scene.flow(60, 60s);
        cluster.redis().cli({"config", "set", "appendfsync", "always"});
        scene.finish();
    }
    run_program({"umount", disk.string()});
    run.expect(run.counted("sessions found gone") == 0, "a session was lost");
}

}  // namespace yunke::chaos
