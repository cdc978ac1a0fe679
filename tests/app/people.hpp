// A small shop with agents and shoppers, spoken for by a test: what gateways would append to `{p}:cmd` for them, and
// what they would be shown.
#pragma once

#include <string>
#include <vector>

#include "tests/app/harness.hpp"

namespace yunke::testing {

struct Person {
    core::SessionId session{};
    core::AttachId attach{};
    core::Role role{};
    std::uint32_t subject = 0;
    std::uint32_t number = 0;
};

struct Told {
    std::uint32_t number = 0;
    core::ErrorCode error{};
    core::ConversationId conversation{};
};

class People {
public:
    explicit People(SyncRedis& redis) : redis_(redis) {}

    static constexpr const char* gateway = "g1-0.00000000000000aa";

    // Shop 1 with queue 11 ("sizes", skill 1 at level 2) and these agents (skill 1 at level 3, zh and en).
    void open_shop(std::vector<std::uint32_t> agents, std::uint32_t capacity = 2);
    static core::AgentConfig agent_config(std::uint32_t id, std::uint32_t capacity = 2);
    void configure(decltype(core::ConfigChange::change) change);

    Person connect(core::Role role, std::uint32_t subject);
    Person agent(std::uint32_t id);  // connected and available
    Person shopper() { return connect(core::Role::shopper, 1); }

    // Appends and gives the command's id.
    std::string append(const core::Command& command);
    std::string append_bytes(std::string_view bytes);
    std::string say(Person& person, core::ClientBody body);

    // Waits for the answer to the person's last command.
    std::optional<Told> answer(const Person& person, milliseconds within = std::chrono::seconds(10));
    // say() and answer(); throws if none comes.
    Told ask(Person& person, core::ClientBody body);
    core::ConversationId open(Person& shopper, const std::string& text = "Does this run small?");

    // So many chats, each opened by a shopper of its own, taken by her, spoken in and resolved; all of it committed.
    void serve(Person& agent, int chats);

    bool wait_committed(const std::string& id, milliseconds within = std::chrono::seconds(10));
    bool wait_committed(milliseconds within = std::chrono::seconds(10)) { return wait_committed(last_id_, within); }

    // Everything in the gateway's out stream: its entries' ids.
    std::vector<redis::StreamId> out_ids();
    // Texts of a transcript, in order.
    std::vector<std::string> transcript(core::ConversationId id);

private:
    SyncRedis& redis_;
    std::uint64_t next_id_ = 1'000;
    std::uint64_t revision_ = 0;
    std::string last_id_;
};

}  // namespace yunke::testing
