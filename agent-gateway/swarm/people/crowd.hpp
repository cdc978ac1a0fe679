// The demo's life: simulated agents at work and simulated shoppers who arrive one after the other, all over real
// WebSockets on one thread, until told to stop. It leaves work for people: agents think before they accept, take few
// chats at once, and take more only when shoppers have waited for a while. Called by `yunke-swarm demo`.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "agent-gateway/swarm/people/agent.hpp"
#include "agent-gateway/swarm/people/shopper.hpp"
#include "runtime/asio.hpp"

namespace yunke::swarm {

struct CrowdAccount {
    std::string login;
    std::string password;
};

struct CrowdShop {
    std::string slug;  // as dialogues name it
    std::string key;   // signed, as in the shop's script tag
    std::string origin;
    std::vector<std::string> topics;
};

struct CrowdOptions {
    Gateways gateways;
    std::vector<CrowdAccount> agents;
    std::vector<CrowdShop> shops;
    double shoppers_per_minute = 12;
    double pace = 1.0;
    std::uint64_t seed = 1;
    ClientTimings timings;
    AgentHabits agent_habits;
    ShopperHabits shopper_habits;
};

class Crowd {
public:
    // The dialogues outlive the crowd. Those whose shop or topic nobody keeps are left out.
    Crowd(net::io_context& io, CrowdOptions options, const Dialogues& dialogues);
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    // How many dialogues can be held in the given shops; with none there is nothing to do.
    std::size_t errands() const { return errands_.size(); }

    void start();
    // No arrivals any more, every line closed in order. The io_context runs out of work soon after.
    void stop();

    // One line for people: chats, waiting, agents, reconnects, refusals. Never texts.
    std::string status() const;
    const CrowdCounts& counts() const { return counts_; }
    std::size_t agents_online() const;
    std::size_t shoppers() const { return shoppers_.size(); }

private:
    struct Errands {
        const Dialogue* dialogue;
        std::size_t shop;
        std::string topic;
    };

    void gather_errands();
    void plan_arrival();
    void arrive();
    std::uint32_t chats_wanted() const;
    std::size_t waiting() const;
    double longest_wait() const;

    net::io_context& io_;
    CrowdOptions options_;
    const Dialogues& dialogues_;
    Chance chance_;
    CrowdCounts counts_;
    Agenda agenda_;
    Plans plans_;
    std::vector<Errands> errands_;
    std::vector<std::size_t> bag_;  // errands in random order, until all had their turn
    std::vector<std::unique_ptr<SimulatedAgent>> agents_;
    std::list<std::unique_ptr<SimulatedShopper>> shoppers_;
};

}  // namespace yunke::swarm
