// Two hundred chats that go on while others do their worst: shoppers and agents who send numbered texts all the time,
// on a thread of their own, so that they keep their pace whatever the test's thread waits for. Nothing of theirs may be
// lost or come twice, which Cluster::verify() tells in the end; how long their answers took is printed, never judged.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "tests/integration/cluster.hpp"

namespace yunke::testing {

class Bystanders {
public:
    // Opens the chats with the agents 0 to agents - 1, who accept by themselves. On the test's thread.
    Bystanders(Cluster& cluster, int chats, int agents);
    ~Bystanders();
    Bystanders(const Bystanders&) = delete;
    Bystanders& operator=(const Bystanders&) = delete;

    // Everybody sends from now on. Until rest() the cluster's people are this thread's: the caller must not touch them.
    void go();
    // The texts that follow count for another part of the report: "before", "during", "after".
    void part(int number) { part_.store(number); }
    std::uint64_t acknowledged() const { return acknowledged_.load(); }
    // Waits until this many more are acknowledged; false if that takes too long.
    bool flow(std::uint64_t more, milliseconds within = 20s);
    // Ends the thread, and waits until every text is acknowledged and everybody has everything.
    void rest();

    void print() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Talker {
        Person* who = nullptr;
        std::vector<std::uint64_t> chats;  // of an agent: all of hers
        std::map<swarm::CommandId, Clock::time_point> sent;
    };

    void open_chats(int chats, int agents);
    net::awaitable<void> talk(Talker& talker, milliseconds every, milliseconds first);
    void heard(Talker& talker, const swarm::Outcome& outcome);

    static constexpr int parts = 3;

    Cluster& cluster_;
    std::vector<std::unique_ptr<Talker>> talkers_;
    std::atomic<bool> going_ = false;
    std::atomic<int> part_ = 0;
    std::atomic<std::uint64_t> sent_ = 0;
    std::atomic<std::uint64_t> acknowledged_ = 0;
    std::vector<double> waits_ms_[parts];
    std::thread thread_;
};

}  // namespace yunke::testing
