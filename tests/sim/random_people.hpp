// A random crowd: from a seed and the pool's state it makes up the next batch of what shoppers, agents, supervisors,
// gateways and the office do — mostly sensible, sometimes late, doubled, out of order or plainly wrong. It remembers
// what it sent, so that the checks can tell what must have come of it. Deterministic by seed.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "dispatcher/core/core.hpp"

namespace yunke::sim {

inline constexpr const char* languages[] = {"zh-CN", "en", "zh-TW"};

struct Batch {
    core::BatchHeader header;
    std::vector<core::Command> commands;
};

class RandomPeople {
public:
    // Without `hands`, conversations change hands by transfer to a queue alone, and supervisors watch, raise chats and
    // close queues.
    explicit RandomPeople(std::uint64_t seed, bool hands = true);

    // The office's first commands: shops, queues, agents.
    Batch founding();
    Batch next(const core::State& state);

    // Texts sent with a number that the session will take as its next one, by text.
    const std::map<std::string, core::SessionId>& texts() const { return texts_; }

private:
    struct Client {
        core::SessionId session{};
        core::Role role{};
        std::uint32_t subject = 0;
        std::uint64_t instance = 1;
    };

    std::uint64_t pick(std::uint64_t below) { return below == 0 ? 0 : random_() % below; }
    bool chance(unsigned percent) { return pick(100) < percent; }
    std::string gateway();

    core::AgentConfig random_agent(std::uint32_t id);
    core::AgentRouting random_ways(std::uint32_t id);
    core::QueueConfig random_queue(std::uint32_t id);
    core::QueueRouting random_routing(std::uint32_t id);
    core::ShopConfig random_shop(std::uint32_t id, bool open);
    core::PoolConfig random_pool();
    core::ShiftConfig random_shift(const core::State& state);
    core::WeekHours random_hours(std::int32_t utc_offset_minutes);
    std::vector<core::Relaxation> random_steps();
    std::vector<core::GroupId> random_groups();
    core::Ms between(core::Ms least, core::Ms most);
    core::Command make_attach(const Client& client, bool by_ticket, const core::State& state);
    core::Command connect_somebody(const core::State& state);
    core::Command line_event(const core::State& state);
    core::Command office(const core::State& state);
    core::Command client_frame(const core::State& state);
    core::ClientBody body_for(const core::Session& session, const core::State& state);
    core::ClientBody shopper_body(const core::Session& session);
    core::ClientBody supervisor_body(const core::State& state);
    core::ConversationId open_chat(const core::State& state);
    core::Transfer random_transfer(core::ConversationId id);
    core::AgentId some_agent();
    core::ClientBody agent_body(const core::Session& session, const core::State& state);
    core::ConversationId one_of(std::vector<core::ConversationId> chats);
    core::ConversationId some_chat(const core::Session& session, const core::State& state);

    std::mt19937_64 random_;
    bool hands_ = true;
    core::Ms now_ms_ = 1'700'000'000'000;
    std::uint64_t next_id_ = 1;
    std::uint64_t revision_ = 0;
    std::uint64_t epoch_ = 1;
    std::vector<Client> clients_;
    std::vector<core::Command> late_;  // sent again at a random time
    std::map<std::string, core::SessionId> texts_;
    std::uint32_t agents_ = 0;
    std::uint32_t queues_ = 0;
    core::PoolConfig pool_;
};

}  // namespace yunke::sim
