// Bytes as a script: each few of them become the next thing that happens to a pool. A small cast (shoppers of two
// shops, agents, a supervisor, three gateways), so that short scripts already make people meet; ids and times are
// chosen relative to the state, so that most of what happens makes sense, and the rest is what late, doubled and wrong
// commands look like. Deterministic. Called by the target `apply`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dispatcher/core/core.hpp"

namespace yunke::fuzz {

struct Step {
    enum class Kind : std::uint8_t {
        apply,   // a batch of `commands`, often of one, sometimes of none
        skip,    // its one command is left out
        reload,  // what stands in Redis is loaded anew
    };
    Kind kind = Kind::apply;
    core::BatchHeader header;
    std::vector<core::Command> commands;
};

class Script {
public:
    explicit Script(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    // Shops, queues and agents, by a few bytes; an empty pool for some scripts.
    std::vector<Step> founding();
    // nullopt: the script is at its end.
    std::optional<Step> next(const core::State& state, std::optional<core::Ms> due_ms);

private:
    struct Person {
        core::Role role{};
        std::uint32_t subject = 0;
        std::uint32_t generation = 0;  // of its session
        std::uint64_t instance = 1;
    };

    std::uint8_t byte();  // 0 at the end
    std::uint32_t below(std::uint32_t bound) { return byte() % bound; }
    bool flag() { return (byte() & 1U) != 0; }
    core::Ms duration();
    std::string text();
    std::string gateway();

    std::size_t somebody() { return below(static_cast<std::uint32_t>(people_.size())); }
    core::SessionId session_of(std::size_t person) const;
    core::ConversationId conversation(const core::State& state, const core::Session* session);

    core::Command command(std::uint8_t kind, const core::State& state);
    core::Command attach(const core::State& state);
    core::Command detach(const core::State& state);
    core::Command config(const core::State& state);
    core::Command frame(const core::State& state);
    core::ClientBody body(const core::State& state, const core::Session* session);
    core::Transfer transfer(core::ConversationId chat);
    core::ClientBody other_body(std::uint32_t kind, core::ConversationId chat);
    core::ClientBody agents_body(std::uint8_t kind, core::ConversationId chat);
    core::Open open();
    core::ShopConfig shop(std::uint32_t id);
    core::QueueConfig queue(std::uint32_t id);
    core::AgentConfig agent(std::uint32_t id);
    core::PoolConfig pool();
    std::vector<core::SkillLevel> skills();

    std::span<const std::uint8_t> bytes_;
    std::size_t at_ = 0;
    core::Ms now_ms_ = 1'700'000'000'000;
    std::uint64_t attaches_ = 0;
    std::array<Person, 10> people_{{{core::Role::shopper, 1},
                                    {core::Role::shopper, 1},
                                    {core::Role::shopper, 2},
                                    {core::Role::shopper, 2},
                                    {core::Role::shopper, 9},
                                    {core::Role::agent, 1},
                                    {core::Role::agent, 2},
                                    {core::Role::agent, 3},
                                    {core::Role::agent, 1},
                                    {core::Role::supervisor, 1}}};
};

}  // namespace yunke::fuzz
