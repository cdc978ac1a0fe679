// Chats that go on while a test breaks things: pairs of a shopper and an agent, each sending a numbered text every few
// milliseconds, whether the line is up or not. Nothing is lost when every one of them is acknowledged in the end and
// Cluster::verify() agrees.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tests/integration/cluster.hpp"

namespace yunke::testing {

struct Chat {
    Person* shopper = nullptr;
    Person* agent = nullptr;
    std::uint64_t conversation = 0;
};

// A shopper on one gateway whose chat the agent (who is available) accepts.
Chat open_chat(Cluster& cluster, Person& agent, const std::string& name, int gateway = 0);

class Traffic {
public:
    // Both sides of every chat begin to send at once.
    Traffic(Cluster& cluster, std::vector<Chat> chats, milliseconds every = 20ms);
    ~Traffic() { stop(); }
    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;

    void stop();  // no new texts
    std::uint64_t sent() const { return *sent_; }
    std::uint64_t acknowledged() const;
    // Stops, and waits until every text is acknowledged and everybody has everything.
    void settle(milliseconds within = 30s);
    // Waits until this many more texts are acknowledged than now.
    void flow(std::uint64_t more, milliseconds within = 20s);

private:
    Cluster& cluster_;
    std::vector<Chat> chats_;
    std::shared_ptr<bool> going_ = std::make_shared<bool>(true);
    std::shared_ptr<std::uint64_t> sent_ = std::make_shared<std::uint64_t>(0);
    std::uint64_t acknowledged_before_ = 0;
};

}  // namespace yunke::testing
