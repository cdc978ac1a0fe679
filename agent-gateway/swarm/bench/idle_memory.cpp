// What a connection costs that only stands: resident memory of the gateway, the dispatcher and Redis, before and with
// all of them.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "agent-gateway/swarm/bench/bench.hpp"
#include "agent-gateway/swarm/bench/private_pool.hpp"
#include "agent-gateway/swarm/limits.hpp"
#include "agent-gateway/swarm/load/load.hpp"
#include "runtime/random.hpp"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;

constexpr double hold_seconds = 4, wanted_bytes = 4'096;
// New connections a second: a TLS handshake costs both sides a millisecond. Then patience for a machine with other
// work.
constexpr double connect_rate = 2'000, tls_connect_rate = 400, settle_seconds = 180;
// Of these, bytes each are right to a few in a hundred; more would mostly measure handshakes.
constexpr std::uint32_t tls_connections_max = 3'000;

struct Memory {
    double gateway = 0, dispatcher = 0, redis = 0;
};

Memory memory_of(PrivatePool& pool) {
    Memory memory;
    memory.gateway = static_cast<double>(resident_bytes(pool.gateway(0).pid()));
    memory.dispatcher = static_cast<double>(resident_bytes(pool.dispatcher(0).pid()));
    const auto info = pool.redis_answer({"INFO", "memory"});
    const auto at = info ? info->find("used_memory:") : std::string::npos;
    if (at != std::string::npos) std::from_chars(info->data() + at + 12, info->data() + info->size(), memory.redis);
    return memory;
}

Benched run_once(const BenchOptions& options, std::uint32_t connections, bool tls, Sheet& sheet) {
    auto pool = PrivatePool::start({.gateways = 1, .tls = tls});
    if (!pool) return Failed(pool.error());
    const auto ground = prepare_ground((*pool)->registry(), PrivatePool::name, 1);
    if (!ground) return Failed(ground.error());
    if (auto done = (*pool)->start_gateways(); !done) return done;
    const Memory before = memory_of(**pool);
    Memory with;
    IdleOptions idle;
    idle.gateways = (*pool)->gateways();
    idle.pool = PrivatePool::name;
    idle.shop = ground->shop;
    idle.connections = connections;
    idle.connect_rate = tls ? tls_connect_rate : connect_rate;
    idle.settle_seconds = settle_seconds;
    idle.hold_seconds = hold_seconds;
    idle.seed = runtime::random_id();
    idle.at_end = [&] { with = memory_of(**pool); };
    const IdleReport stood = run_idle((*pool)->tokens(), idle);
    if (stood.online_at_end != connections)
        return Failed(fmt::format("{} of {} connections stood.", stood.online_at_end, connections));
    if (stood.downs > 0)
        sheet.notes.push_back(fmt::format("{} lines had to connect again before all stood.", stood.downs));
    const auto each = [&](double grown) { return grown / connections; };
    sheet.add(tls ? "with TLS" : "without TLS",
              {static_cast<double>(connections), each(with.gateway - before.gateway),
               each(with.dispatcher - before.dispatcher), each(with.redis - before.redis), stood.connect_seconds});
    if (options.say)
        options.say(fmt::format("idle, {}: {:.0f} bytes of the gateway each", tls ? "with TLS" : "without TLS",
                                each(with.gateway - before.gateway)));
    return {};
}

}  // namespace

Benched bench_idle(const BenchOptions& options, Report& report) {
    const std::uint64_t limit = file_limit();
    const auto connections = static_cast<std::uint32_t>(std::min<std::uint64_t>(
        options.connections, limit > 2 * limits::descriptors_spared ? limit - limits::descriptors_spared : 1));
    Sheet sheet("(a) Memory of an idle connection, bytes", "line",
                {{"connections"}, {"gateway"}, {"dispatcher"}, {"redis"}, {"seconds to connect", 1}});
    sheet.notes = {
        fmt::format("Shoppers attached by WebSocket, each with a session and without a chat; they beat and "
                    "say nothing. Growth of RssAnon of the processes (Redis: used_memory) from none to all, "
                    "{:g} s after the last came; the file limit is {}.",
                    hold_seconds, limit)};
    for (int run = 0; run < options.runs; ++run)
        for (const bool tls : {false, true})
            if (auto done =
                    run_once(options, tls ? std::min(connections, tls_connections_max) : connections, tls, sheet);
                !done)
                return done;
    const double figure = sheet.median("without TLS", "gateway");
    report.targets.push_back({fmt::format("(a) resident bytes of the gateway per idle connection, {}", connections),
                              "<= 4,096", fmt::format("{:.0f}", figure), figure <= wanted_bytes});
    report.sheets.push_back(std::move(sheet));
    return {};
}

}  // namespace yunke::swarm
