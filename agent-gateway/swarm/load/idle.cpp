#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "agent-gateway/swarm/load/lane.hpp"

namespace yunke::swarm {
namespace {

// A shopper who connects and says nothing.
class IdleShopper final : public ClientListener {
public:
    IdleShopper(net::io_context& io, ClientOptions options, std::uint64_t& downs, Histogram& attach_ns)
        : downs_(downs), attach_ns_(attach_ns), begin_ns_(steady_ns()), client_(io, std::move(options), this) {
        client_.start();
    }

    Client& client() { return client_; }

private:
    void on_attached(const v1::Attached&, bool) override {
        if (!std::exchange(attached_, true)) attach_ns_.record(static_cast<std::uint64_t>(steady_ns() - begin_ns_));
    }
    void on_down(std::uint16_t code) override {
        if (code != 1000) ++downs_;
    }

    std::uint64_t& downs_;
    Histogram& attach_ns_;
    std::int64_t begin_ns_;
    bool attached_ = false;
    Client client_;
};

// One thread's share; runs from its first connection to its last.
struct IdleLane {
    std::uint32_t wanted = 0, online_at_start = 0, online_at_end = 0;
    double connect_seconds = 0;
    std::uint64_t downs = 0;
    Histogram attach_ns;

    std::uint32_t online(const std::vector<std::unique_ptr<IdleShopper>>& shoppers) const {
        std::uint32_t count = 0;
        for (const auto& shopper : shoppers)
            count += shopper->client().online() ? 1 : 0;
        return count;
    }

    void run(const runtime::Tokens& tokens, const IdleOptions& options, std::uint32_t index) {
        net::io_context io(1);
        Chance chance(options.seed * 1'000 + index);
        std::vector<std::unique_ptr<IdleShopper>> shoppers;
        const std::int64_t begin_ns = steady_ns();
        const double rate = options.connect_rate / options.threads;
        const auto passed = [&] { return static_cast<double>(steady_ns() - begin_ns) / 1e9; };
        const double patience = wanted / rate + options.settle_seconds;
        while (online(shoppers) < wanted && passed() < patience) {
            while (shoppers.size() < wanted && static_cast<double>(shoppers.size()) < passed() * rate) {
                ClientOptions client;
                client.gateways = options.gateways.from(chance.id());
                client.tickets = signed_tickets(tokens, options.pool, v1::SHOPPER, options.shop, "");
                client.origin = "own";
                client.seed = chance.id();
                shoppers.push_back(std::make_unique<IdleShopper>(io, std::move(client), downs, attach_ns));
            }
            io.run_for(std::chrono::milliseconds(20));
            io.restart();
        }
        connect_seconds = passed();
        online_at_start = online(shoppers);
        io.run_for(std::chrono::milliseconds(static_cast<std::int64_t>(options.hold_seconds * 1e3)));
        online_at_end = online(shoppers);
        if (options.at_end) options.at_end();
        for (const auto& shopper : shoppers)
            shopper->client().stop();
        io.restart();
        io.run_for(std::chrono::milliseconds(500));
    }
};

}  // namespace

IdleReport run_idle(const runtime::Tokens& tokens, const IdleOptions& options) {
    std::vector<std::unique_ptr<IdleLane>> lanes;
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < options.threads; ++i) {
        lanes.push_back(std::make_unique<IdleLane>());
        lanes[i]->wanted = options.connections / options.threads + (i < options.connections % options.threads ? 1 : 0);
        threads.emplace_back([&, i] { lanes[i]->run(tokens, options, i); });
    }
    IdleReport report;
    report.wanted = options.connections;
    for (std::uint32_t i = 0; i < options.threads; ++i) {
        threads[i].join();
        const IdleLane& lane = *lanes[i];
        report.online_at_start += lane.online_at_start;
        report.online_at_end += lane.online_at_end;
        report.connect_seconds = std::max(report.connect_seconds, lane.connect_seconds);
        report.downs += lane.downs;
        report.attach_ns.merge(lane.attach_ns);
    }
    return report;
}

}  // namespace yunke::swarm
