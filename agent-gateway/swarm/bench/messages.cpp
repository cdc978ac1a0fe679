// Messages a second and their times: ours at both durabilities and the relay, started in turn within each run.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent-gateway/swarm/bench/bench.hpp"
#include "agent-gateway/swarm/bench/drive.hpp"
#include "agent-gateway/swarm/bench/private_pool.hpp"
#include "agent-gateway/swarm/bench/stages.hpp"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;

constexpr std::size_t text_bytes = 200;
constexpr const char* roles_shown[] = {"gateway", "dispatcher", "redis", "swarm"};

std::string system_name(const std::string& system) {
    return system == "peer" ? "Socket.IO everysec" : "yunke " + system;
}

std::vector<Column> columns() {
    std::vector<Column> all{{"delivered/s"},        {"acknowledged/s"}, {"delivery p50 ms", 2},
                            {"delivery p99 ms", 2}, {"ack p50 ms", 2},  {"ack p99 ms", 2}};
    for (const char* role : roles_shown)
        all.push_back({fmt::format("{} µs", role), 1});
    all.push_back({"all µs", 1});
    all.push_back({"complete"});
    return all;
}

std::vector<double> figures(const Stage& stage, const Measured& measured) {
    const auto ms = [](const Histogram& times, double share) {
        return times.count() == 0 ? no_figure : static_cast<double>(times.percentile(share)) / 1e6;
    };
    std::vector<double> all{measured.delivered,
                            stage.acknowledges ? measured.acknowledged : no_figure,
                            ms(measured.delivery_ns, 0.5),
                            ms(measured.delivery_ns, 0.99),
                            ms(measured.ack_ns, 0.5),
                            ms(measured.ack_ns, 0.99)};
    double sum = 0;
    for (const char* role : roles_shown) {
        const auto found = measured.processor_us.find(role);
        all.push_back(found == measured.processor_us.end() ? no_figure : found->second);
        if (found != measured.processor_us.end()) sum += found->second;
    }
    all.push_back(sum);
    all.push_back(measured.complete ? 1 : 0);
    return all;
}

class Messages {
public:
    explicit Messages(const BenchOptions& options)
        : options_(options), sheet_("(b, c, f) Messages, shopper to agent", "system and rate", columns()) {
        sheet_.notes = {
            fmt::format("{} pairs of one shopper and one agent, {} bytes a message, shoppers at one node, agents at "
                        "the other; {} gateways of one thread (Socket.IO: 2 nodes), generator of one thread; {:g} s "
                        "measured after {:g} s of warm-up.",
                        options.pairs, text_bytes, options.gateways, options.seconds, options.warm_seconds),
            fmt::format("Saturation: each pair keeps {} messages under way. Times count from when the schedule wanted "
                        "a message sent. µs: processor time per delivered message, user and kernel, by process (for "
                        "Socket.IO both nodes stand under gateway); the generator's own is swarm.",
                        options.window),
            "Ours acknowledges to the sender after the commit; the relay does not acknowledge. Its adapter's stream is "
            "allowed 200,000 entries (10,000 by default, beyond which it loses messages)."};
    }

    Benched run() {
        if (std::ranges::find(options_.systems, "peer") != options_.systems.end())
            if (auto done = install_peer(options_.peer_sources, options_.peer_build); !done) return done;
        for (int run = 0; run < options_.runs; ++run)
            for (const std::string& system : options_.systems)
                if (auto done = run_system(system, run); !done) return done;
        return {};
    }

    void report_to(Report& report) {
        add_targets(report.targets);
        report.sheets.push_back(std::move(sheet_));
    }

private:
    Benched run_system(const std::string& system, int run) {
        const StageOptions options{.pairs = options_.pairs,
                                   .text_bytes = text_bytes,
                                   .always = system == "always",
                                   .gateways = options_.gateways};
        auto started = system == "peer" ? start_relay_stage(options, options_.peer_build) : start_yunke_stage(options);
        if (!started) return Failed(started.error());
        Stage& stage = **started;
        for (const double rate : options_.rates)
            note(system, fmt::format("{:.0f}/s", rate), run, stage,
                 drive_at_rate(stage, rate, options_.warm_seconds, options_.seconds));
        if (!options_.saturation) return {};
        const Measured most = drive_windows(stage, options_.window, options_.warm_seconds, options_.seconds);
        note(system, "saturation", run, stage, most);
        const double half = std::floor(std::min(most.delivered, stage.acknowledges ? most.acknowledged : 1e9) / 2);
        note(system, "half of it", run, stage,
             drive_at_rate(stage, std::max(1.0, half), options_.warm_seconds, options_.seconds));
        return {};
    }

    void note(const std::string& system, const std::string& load, int run, const Stage& stage,
              const Measured& measured) {
        const std::string line = system_name(system) + ", " + load;
        sheet_.add(line, figures(stage, measured));
        if (!measured.complete) sheet_.notes.push_back(fmt::format("{}, run {}: {}", line, run + 1, measured.why));
        if (options_.say)
            options_.say(fmt::format("{}, run {}: {:.0f} delivered a second, p50 {:.2f} ms, p99 {:.2f} ms{}", line,
                                     run + 1, measured.delivered,
                                     static_cast<double>(measured.delivery_ns.percentile(0.5)) / 1e6,
                                     static_cast<double>(measured.delivery_ns.percentile(0.99)) / 1e6,
                                     measured.complete ? "" : "; " + measured.why));
    }

    double sustained(const std::string& system) const {
        const std::string line = system_name(system) + ", saturation";
        const double delivered = sheet_.median(line, "delivered/s"), acked = sheet_.median(line, "acknowledged/s");
        return system == "peer" ? delivered : std::min(delivered, acked);
    }

    void add_targets(std::vector<Target>& targets) const {
        const double peer = sustained("peer");
        const auto ratio = [&](const std::string& system, double wanted, const char* what) {
            const double ours = sustained(system);
            if (ours == no_figure || peer <= 0) return;
            targets.push_back({fmt::format("(b, c) messages a second, {} against the relay's everysec", what),
                               fmt::format(">= {:g} times", wanted),
                               fmt::format("{:.2f} times ({:.0f} to {:.0f})", ours / peer, ours, peer),
                               ours >= wanted * peer});
        };
        ratio("relaxed", 2, "relaxed");
        ratio("always", 1, "always");
        const double peer_p99 = sheet_.median(system_name("peer") + ", 5000/s", "delivery p99 ms");
        for (const char* system : {"always", "relaxed"}) {
            const double ours = sheet_.median(system_name(system) + ", 5000/s", "delivery p99 ms");
            if (ours == no_figure || peer_p99 == no_figure) continue;
            targets.push_back(
                {fmt::format("(b, c) p99 of send to delivery at 5,000/s, {}", system), "<= 1/4 of the relay's",
                 fmt::format("{:.2f} ms to {:.2f} ms: {:.2f}", ours, peer_p99, ours / peer_p99), ours <= peer_p99 / 4});
        }
    }

    const BenchOptions& options_;
    Sheet sheet_;
};

}  // namespace

Benched bench_messages(const BenchOptions& options, Report& report) {
    Messages messages(options);
    if (auto done = messages.run(); !done) return done;
    messages.report_to(report);
    return {};
}

}  // namespace yunke::swarm
