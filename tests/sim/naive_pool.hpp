// The oracle: who is offered what and who holds what, worked out the slow and plain way. No index, no timer queue, no
// incremental anything: every question is a scan over all people and all chats. Written from the rules' description,
// not from the core's code; it knows nothing of transcripts, views, facts or answers. What holds at a moment is worked
// out at that moment: it asks at every instant at which anything could change, rather than noting what changes when.
#pragma once

#include <map>
#include <set>
#include <string_view>
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
        core::Ms arrived = 0, deadline = 0, waiting_since = 0;
        std::uint32_t step = 0, visit = 1;
        bool second = false;
        core::AgentId owner{};
        std::vector<Offer> offers;
        std::map<core::AgentId, core::Ms> not_before;  // who declined or missed it, and until when
        bool hold = false, warned = false, left = false;
        core::Ms idle = 0, gone = 0, wrap_end = 0, closed = 0, forget = 0;
        core::Ms charged = 0;
        core::Decision noted;       // the last, without its keys
        std::uint64_t handled = 0;  // of its owner's time, in parts of a millisecond
    };
    struct Worker {
        core::AgentConfig config;
        core::Presence presence = core::Presence::offline;
        bool held = false;
        std::uint32_t misses = 0;
        core::SessionId session{};
        core::Ms lost = 0, idle_since = 0;
        core::Ms share = 0;
        std::vector<core::Ms> accepts;
        core::Ms since = 0;                               // of the presence
        core::Ms worked = 0;                              // since the last rest that counted, before `since`
        core::Ms rested = 0;                              // without a break, before `since`
        std::vector<std::pair<core::Ms, core::Ms>> work;  // all of it, before `since`
    };

    const std::map<core::ConversationId, Chat>& chats() const { return chats_; }
    const std::map<core::AgentId, Worker>& workers() const { return workers_; }
    std::size_t load(core::AgentId id) const;
    // What her own settings ask for at this moment.
    core::Limit limit(const Worker& worker) const;
    // How often each kind of thing has happened.
    const std::map<std::string_view, std::size_t>& happened() const { return happened_; }

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
        core::AgentId known{};
        core::Ms known_until = 0;
    };
    // What a chat asks for by now.
    struct Asked {
        std::vector<core::SkillLevel> skills;
        std::vector<core::GroupId> groups;
        bool groups_only = false;
    };

    core::Ms grace(core::Ms configured, core::Ms otherwise) const { return configured > 0 ? configured : otherwise; }
    core::Ms agent_grace() const { return grace(settings_.agent_grace_ms, 90'000); }
    core::Ms shopper_grace() const { return grace(settings_.shopper_grace_ms, 600'000); }
    core::Ms cooldown() const { return grace(settings_.decline_cooldown_ms, 300'000); }

    void count(std::string_view what) { ++happened_[what]; }

    // naive_rules.cpp: what holds at this moment
    Asked asked(const Chat& chat) const;
    bool fits(const Worker& worker, const Chat& chat) const;
    bool asked_already(const Worker& worker, const Chat& chat) const;
    bool can_take(const Worker& worker) const;
    std::string_view lacks(const Worker& worker, const Chat& chat) const;
    core::Criterion decides(const Worker& one, const Worker& other, const Chat& chat) const;
    core::Decision note(const Chat& chat) const;
    void count_choice(const Worker* best, const Chat& chat);
    void count_limits();
    bool comes_before(const Worker& one, const Worker& other, const Chat& chat) const;
    core::Ms standing(core::Criterion by, const Worker& worker, const Chat& chat) const;
    core::Ms until_deadline(const core::QueueConfig& queue) const;
    core::Ms target(const Chat& chat) const;
    core::Ms asks_another_at(const Chat& chat) const;
    bool open_now(const core::QueueConfig& queue) const;
    bool wants_offer(const Chat& chat) const;
    core::Ms day_work(const Worker& worker) const;
    bool holds_too_much(const Worker& worker) const;
    std::size_t offers_of(core::AgentId id) const;
    core::Ms stretch(const Worker& worker) const;
    core::Ms rest(const Worker& worker) const;
    void limit_instants(const Worker& worker, std::vector<core::Ms>& instants) const;
    static void edges(const core::WeekHours& hours, core::Ms from, core::Ms until, std::vector<core::Ms>& instants);
    void book(Worker& worker, core::Presence to);
    void charge(Worker& worker, Chat& chat);
    void correct(Worker& worker, Chat& chat);
    void level(Worker& worker);
    void pass_time(core::Ms to);

    core::Ms next_due(core::Ms until) const;
    void fire_all_due();
    void waiting_due(Chat& chat);
    void enter(Chat& chat, core::QueueId queue);
    void recompute_step(Chat& chat);
    void obey_limits();
    void match();
    const Worker* first_for(Chat& chat);
    void offer(Chat& chat, core::AgentId agent);
    void own(Chat& chat, core::AgentId agent);
    void drop_offer(Chat& chat, core::AgentId agent, core::Ms not_for);
    void drop_misfits();
    bool has_room(const core::QueueConfig& queue) const;
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
    void command(const core::ShopBalance& c);

    void shopper_says(core::SessionId id, const core::ClientBody& body);
    void open(core::SessionId id, const core::Open& body, bool left);
    void supervisor_says(const core::ClientBody& body);
    void agent_says(core::AgentId agent, const core::ClientBody& body);
    void agent_about_chat(core::AgentId agent, Chat& chat, const core::ClientBody& body);

    std::map<core::ConversationId, Chat> chats_;
    std::map<core::AgentId, Worker> workers_;
    std::map<core::SessionId, Login> logins_;
    std::map<core::QueueId, core::QueueConfig> queues_;
    std::map<core::ShopId, core::ShopConfig> shops_;
    std::set<core::ShopId> unpaid_;
    std::set<core::QueueId> shut_;  // by a supervisor
    core::PoolConfig settings_;
    core::Ms now_ = 0, last_commit_ = 0;
    std::uint64_t revision_ = 0, next_chat_ = 1;
    bool pressure_ = false;
    std::map<std::string_view, std::size_t> happened_;
};

}  // namespace yunke::sim
