// One thread of the load generator: its loop, its shoppers and its agents. Driven by load.cpp, which tells it what to
// do next and looks at its counters; nothing else is shared between lanes. Private to load/.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "agent-gateway/swarm/load/load.hpp"
#include "runtime/asio.hpp"

namespace yunke::swarm {

std::int64_t steady_ns();

// What the people of a lane count, each in her lane's thread; other threads may look.
struct LaneCounters {
    std::atomic<std::uint32_t> agents_ready{0};
    std::atomic<std::uint32_t> shoppers_active{0};
    std::atomic<std::uint64_t> wanted{0}, sent{0}, acknowledged{0}, delivered{0}, refused{0}, unknown{0}, unsent{0};
    std::atomic<std::uint64_t> downs{0};
    std::atomic<bool> scheduled{false};  // every message of the schedule was given out
};

class LoadShopper;
class LoadAgent;

class Lane {
public:
    Lane(const runtime::Tokens& tokens, const LoadOptions& options, std::uint32_t index);
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    void start_agents();
    void start_shoppers();
    // Messages at this lane's share of the rate, from `begin_ns` on, to shoppers whose chat is active.
    void start_messages(std::int64_t begin_ns);
    void close_chats();
    // Ends the thread. Only then may what people hold be looked at.
    void finish();

    LaneCounters counters;
    Histogram ack_ns, delivery_ns;  // after finish()
    std::uint32_t agents() const { return agents_wanted_; }
    std::uint32_t shoppers() const { return shoppers_wanted_; }
    void add_to(LoadReport& report);

private:
    static net::awaitable<void> send_messages(Lane& lane, std::int64_t begin_ns);
    void send_one(std::uint64_t number, std::int64_t at_ns);
    ClientOptions client_options(TicketSource tickets, Record* record);

    const runtime::Tokens& tokens_;
    const LoadOptions& options_;
    std::uint32_t index_;
    std::uint32_t agents_wanted_ = 0;
    std::uint32_t shoppers_wanted_ = 0;
    Chance chance_;
    net::io_context io_{1};
    net::executor_work_guard<net::io_context::executor_type> work_;
    std::vector<std::unique_ptr<Record>> records_;
    std::vector<std::unique_ptr<LoadAgent>> agents_;
    std::vector<std::unique_ptr<LoadShopper>> shoppers_;
    std::size_t next_shopper_ = 0;
    std::thread thread_;
};

}  // namespace yunke::swarm
