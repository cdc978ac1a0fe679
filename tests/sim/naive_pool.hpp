// The oracle: who is offered what and who holds what, worked out the slow and plain way. No index, no timer queue, no
// incremental anything: every question is a scan over all people and all chats. Written from the rules' description,
// not from the core's code; it knows nothing of transcripts, views, facts or answers.
#pragma once

#include <map>
#include <vector>

#include "dispatcher/core/command.hpp"

namespace yunke::sim {

class NaivePool {
public:
    // `last_commit_ms`: the pool time of the last batch that was committed, as the pool tells it.
    void batch(core::Ms last_commit_ms, const core::BatchHeader& header, const std::vector<core::Command>& commands);

    struct Offer {
        core::AgentId agent{};
        core::Ms expires = 0;
        std::uint32_t prolonged = 0;
    };
    struct Chat {
        core::ConversationId id{};
        core::QueueId queue{};
        core::ShopId shop{};
        core::SessionId session{};
        std::string language;
        core::ConversationState state = core::ConversationState::waiting;
        core::Ms deadline = 0;
        core::AgentId owner{};
        std::vector<Offer> offers;
        std::map<core::AgentId, core::Ms> not_before;  // who declined or missed it, and until when
        bool hold = false, warned = false, left = false;
        core::Ms idle = 0, gone = 0, wrap_end = 0, closed = 0, forget = 0;
    };
    struct Worker {
        core::AgentConfig config;
        core::Presence presence = core::Presence::offline;
        bool held = false;
        std::uint32_t misses = 0;
        core::SessionId session{};
        core::Ms lost = 0, idle_since = 0;
    };

    const std::map<core::ConversationId, Chat>& chats() const { return chats_; }
    const std::map<core::AgentId, Worker>& workers() const { return workers_; }
    std::size_t load(core::AgentId id) const;

private:
    struct Login {
        core::Role role{};
        std::uint32_t subject = 0;
        core::AttachId attach{};
        std::string gateway;
        std::uint64_t instance = 0;
        std::uint32_t last = 0;
        core::Ms expires = 0;
        core::ConversationId chat{};
        bool ended = false;
    };

    core::Ms grace(core::Ms configured, core::Ms otherwise) const { return configured > 0 ? configured : otherwise; }
    core::Ms agent_grace() const { return grace(settings_.agent_grace_ms, 90'000); }
    core::Ms shopper_grace() const { return grace(settings_.shopper_grace_ms, 600'000); }
    core::Ms cooldown() const { return grace(settings_.decline_cooldown_ms, 300'000); }

    core::Ms next_due() const;
    void fire_all_due();
    void match();
    bool fits(const Worker& worker, const Chat& chat) const;
    bool can_take(const Worker& worker) const;
    void offer(Chat& chat, core::AgentId agent);
    void own(Chat& chat, core::AgentId agent);
    void drop_offer(Chat& chat, core::AgentId agent, core::Ms not_for);
    void drop_misfits();
    void drop_offers_of(core::AgentId agent);
    void settle(core::AgentId agent);
    void presence(core::AgentId agent, core::Presence to);
    void give_back(core::AgentId agent);
    void end(Chat& chat);
    void end_wrap_up(Chat& chat);
    void line_lost(core::AgentId agent);
    void socket_lost(core::SessionId id);
    void end_login(core::SessionId id);
    void leave(core::SessionId id);
    void expire_login(core::SessionId id);
    void shift(core::Ms gap);

    void command(const core::FromClient& c);
    void command(const core::Attach& c);
    void command(const core::Detach& c);
    void command(const core::EndSessions& c);
    void command(const core::GatewayLost& c);
    void command(const core::ConfigChange& c);
    void command(const core::MemoryPressure& c) { pressure_ = c.on; }

    void shopper_says(core::SessionId id, const core::ClientBody& body);
    void open(core::SessionId id, const core::Open& body, bool left);
    void agent_says(core::AgentId agent, const core::ClientBody& body);
    void agent_about_chat(core::AgentId agent, Chat& chat, const core::ClientBody& body);

    std::map<core::ConversationId, Chat> chats_;
    std::map<core::AgentId, Worker> workers_;
    std::map<core::SessionId, Login> logins_;
    std::map<core::QueueId, core::QueueConfig> queues_;
    std::map<core::ShopId, core::ShopConfig> shops_;
    core::PoolConfig settings_;
    core::Ms now_ = 0, last_commit_ = 0;
    std::uint64_t revision_ = 0, next_chat_ = 1;
    bool pressure_ = false;
};

}  // namespace yunke::sim
