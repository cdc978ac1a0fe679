#include "agent-gateway/swarm/load/load.hpp"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

#include "agent-gateway/swarm/load/lane.hpp"

namespace yunke::swarm {
namespace {

using Lanes = std::vector<std::unique_ptr<Lane>>;

// Looks every 5 ms; true when it came about within the time.
bool wait_until(double seconds, const std::function<bool()>& done) {
    const std::int64_t until = steady_ns() + static_cast<std::int64_t>(seconds * 1e9);
    while (!done()) {
        if (steady_ns() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

std::uint64_t sum(const Lanes& lanes, const std::function<std::uint64_t(const Lane&)>& of) {
    std::uint64_t total = 0;
    for (const auto& lane : lanes)
        total += of(*lane);
    return total;
}

void open_chats(const Lanes& lanes, const LoadOptions& options) {
    const auto ready = [&] { return sum(lanes, [](const Lane& l) { return l.counters.agents_ready.load(); }); };
    const auto active = [&] { return sum(lanes, [](const Lane& l) { return l.counters.shoppers_active.load(); }); };
    for (const auto& lane : lanes)
        lane->start_agents();
    wait_until(options.settle_seconds, [&] { return ready() == options.ground.agents.size(); });
    if (options.say) options.say(fmt::format("{} of {} agents at work", ready(), options.ground.agents.size()));
    for (const auto& lane : lanes)
        lane->start_shoppers();
    wait_until(options.settle_seconds, [&] { return active() == options.shoppers; });
    if (options.say) options.say(fmt::format("{} of {} chats open", active(), options.shoppers));
}

}  // namespace

LoadReport run_load(const runtime::Tokens& tokens, const LoadOptions& options) {
    Lanes lanes;
    for (std::uint32_t i = 0; i < options.threads; ++i)
        lanes.push_back(std::make_unique<Lane>(tokens, options, i));
    open_chats(lanes, options);
    // The frames that come of so many openings are not what is measured.
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const std::int64_t begin_ns = steady_ns();
    for (const auto& lane : lanes)
        lane->start_messages(begin_ns);
    wait_until(options.seconds + options.settle_seconds, [&] {
        return sum(lanes, [](const Lane& l) { return l.counters.scheduled.load() ? 1U : 0U; }) == lanes.size();
    });
    const double seconds = static_cast<double>(steady_ns() - begin_ns) / 1e9;
    wait_until(options.settle_seconds, [&] {
        const auto sent = sum(lanes, [](const Lane& l) { return l.counters.sent.load(); });
        const auto over = sum(lanes, [](const Lane& l) { return l.counters.acknowledged + l.counters.refused; });
        return over >= sent && sum(lanes, [](const Lane& l) { return l.counters.delivered.load(); }) >= sent;
    });
    for (const auto& lane : lanes)
        lane->close_chats();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    LoadReport report;
    report.seconds = seconds;
    for (const auto& lane : lanes) {
        lane->finish();
        lane->add_to(report);
    }
    report.unknown = report.sent - report.acknowledged - report.refused;
    return report;
}

}  // namespace yunke::swarm
