// What all scenarios stand on: a Cluster whose people talk without a pause (long chats, and shoppers who come, say a
// few things, close and rate), and a service manager that starts again what has died, as systemd does. At the end
// finish() lets everything come to rest, compares it, and counts what happened.
#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/chaos/run.hpp"
#include "tests/integration/traffic.hpp"

namespace yunke::chaos {

using testing::Chat;
using testing::Cluster;
using testing::ClusterOptions;
using testing::milliseconds;
using testing::Person;
using namespace std::chrono_literals;

// Two dispatchers, two gateways, agents who accept by themselves.
ClusterOptions pool_of_two();

struct Crowd {
    int chats = 6;
    bool arrivals = true;
    milliseconds every = 25ms;  // a text of each side of each chat
};

class Scene {
public:
    Scene(Run& run, ClusterOptions options, Crowd crowd = {});
    ~Scene();  // prints what the processes said if the run went wrong
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    Cluster& cluster() { return *cluster_; }
    Run& run() { return run_; }
    const std::vector<Chat>& chats() const { return chats_; }

    // Time passes, people talk.
    void live(milliseconds time) { cluster_->pass(time); }
    // So many more texts are acknowledged.
    void flow(std::uint64_t more, milliseconds within = 40s) { traffic_->flow(more, within); }
    std::uint64_t acknowledged() const { return traffic_->acknowledged(); }
    int leader();  // waits until there is one

    // kill -9, counted; started again by the service manager after `down`.
    void kill_gateway(int index, milliseconds down);
    void kill_dispatcher(int index, milliseconds down);
    void kill_redis(milliseconds down);
    // A dispatcher that starts with this next time, once.
    void arm(int index, testing::Environment environment) { armed_[index] = std::move(environment); }
    // After its next death it stays away for so long, whatever killed it.
    void stay_away(int dispatcher, milliseconds time) { away_[fmt::format("dispatcher {}", dispatcher)] = time; }
    // What is not kept up stays dead: the scenario does it itself.
    void keep_up_redis(bool on) { redis_kept_up_ = on; }
    void keep_up_gateway(int index, bool on);
    bool all_up();

    // Under which name the gateway is known now, and whether that one was called lost.
    std::string gateway_name(int index) const;
    bool called_lost(const std::string& name) const;
    // Gateways called lost under a name that they had not given up themselves.
    std::uint64_t wrongly_called_lost() const;
    std::uint64_t logged_by_dispatchers(const std::string& event) const;
    std::uint64_t logged_by_gateways(const std::string& event) const;
    // Entries of this kind in the long chats, as their shoppers have them.
    std::uint64_t events(v1::EntryKind kind) const;
    std::uint64_t closes(std::uint16_t code) const;  // that people were told

    void finish(swarm::CheckOptions options = {});

private:
    using Time = std::chrono::steady_clock::time_point;

    void people_come(const Crowd& crowd);
    void upkeep();
    void keep_up(const std::string& what, bool running, const std::function<void()>& start);
    void count_what_happened();

    Run& run_;
    std::shared_ptr<bool> going_ = std::make_shared<bool>(true);
    std::unique_ptr<Cluster> cluster_;
    std::vector<Person*> agents_;
    std::vector<Chat> chats_;
    std::unique_ptr<testing::Traffic> traffic_;
    std::shared_ptr<int> visitors_ = std::make_shared<int>(0);  // arrivals that are not gone yet
    std::map<std::string, Time> back_at_;
    std::map<std::string, milliseconds> away_;
    std::map<int, testing::Environment> armed_;
    bool redis_kept_up_ = true;
    std::set<int> gateways_left_;     // not kept up
    std::uint64_t fresh_before_ = 0;  // while the pool learnt of its people
    bool proven_ = false;
};

// kill -9 of a gateway, a dispatcher or redis-server, as the run's dice say; who is down already is waited for.
void kill_somebody(Scene& scene);

}  // namespace yunke::chaos
