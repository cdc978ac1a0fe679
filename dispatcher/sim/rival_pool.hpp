// The books of a pool that a rival policy decides: who waits, who holds what, who is online. It takes the same commands
// as the core and keeps its entities in the core's types, but none of the core's rules: no deadlines, no relaxation, no
// overflow, no hours, no limits of agents.
#pragma once

#include <map>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dispatcher/sim/pool.hpp"
#include "dispatcher/sim/rivals.hpp"

namespace yunke::sim {

class RivalPool final : public Pool, private RivalDesk {
public:
    explicit RivalPool(std::unique_ptr<Rival> rival) : rival_(std::move(rival)) {}

    core::Effects apply(const core::BatchHeader& header, std::span<const core::Command> commands) override;
    const core::State& state() const override { return state_; }
    std::optional<Ms> next_due_ms() const override;
    bool pushes() const override { return rival_->reservation_ms() == 0; }
    std::vector<std::string> broken_invariants() const override;

private:
    struct Line {
        std::set<core::ConversationId> waiting;  // ids rise with the arrivals
        std::vector<std::uint32_t> members;
        bool known = false;  // the members are
    };
    struct Seat {
        std::uint32_t load = 0;  // on the desk, active, being written up
        Ms assigned_ms = 0, idle_since_ms = 0;
        std::set<core::ConversationId> offered;  // on the desk or reserved, not begun
        std::vector<std::uint32_t> queues;
    };
    struct Due {
        Ms at_ms = 0;
        core::ConversationId chat{};
        Ms since_ms = 0;  // of the reservation that runs out; 0 = notes that end
        bool operator>(const Due& o) const { return std::tie(at_ms, chat) > std::tie(o.at_ms, o.chat); }
    };

    // ---- RivalDesk -------------------------------------------------------------------------------------------------
    Ms now_ms() const override { return state_.pool.now_ms; }
    std::uint32_t queues() const override { return static_cast<std::uint32_t>(lines_.size()); }
    Ms priority_of(std::uint32_t queue) const override;
    std::size_t waiting(std::uint32_t queue) const override { return lines_[queue].waiting.size(); }
    core::ConversationId oldest(std::uint32_t queue) const override { return *lines_[queue].waiting.begin(); }
    const std::vector<std::uint32_t>& members(std::uint32_t queue) const override { return lines_[queue].members; }
    const std::vector<std::uint32_t>& queues_of(std::uint32_t agent) const override { return seats_[agent].queues; }
    bool has_room(std::uint32_t agent) const override;
    std::uint32_t load(std::uint32_t agent) const override { return seats_[agent].load; }
    Ms assigned_ms(std::uint32_t agent) const override { return seats_[agent].assigned_ms; }
    Ms idle_since_ms(std::uint32_t agent) const override { return seats_[agent].idle_since_ms; }
    void assign(core::ConversationId id, std::uint32_t agent) override;

    // ---- commands --------------------------------------------------------------------------------------------------
    void take(const core::ConfigChange& change);
    void take(const core::Attach& attach);
    void take(const core::FromClient& said);
    template <class Other>
    void take(const Other& /*other*/) {}
    void open(core::SessionId session, const core::Open& command);
    void close(core::SessionId session);
    void accept(core::Conversation& chat, std::uint32_t agent);
    void resolve(core::Conversation& chat);
    void done(core::Conversation& chat);
    void forget(core::Conversation& chat, core::EndReason reason);
    void set_presence(std::uint32_t agent, core::Presence presence);
    void be_back(std::uint32_t agent);

    void know_members(std::uint32_t queue, const std::string& language);
    void wait(core::Conversation& chat);
    void take_back(core::Conversation& chat);
    void leave_desk(std::uint32_t agent, core::ConversationId chat);
    void fire(const Due& due);
    void plan_tick();
    core::Conversation& touch(core::ConversationId id);
    core::Agent& touch_agent(std::uint32_t agent);

    std::unique_ptr<Rival> rival_;
    core::State state_;
    core::Changed changed_;
    std::vector<Line> lines_;
    std::vector<Seat> seats_;
    std::vector<const core::Agent*> agents_;
    std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> by_topic_;  // shop and topic
    std::unordered_map<core::SessionId, std::uint32_t> shop_of_;               // shoppers
    std::unordered_map<core::SessionId, std::uint32_t> agent_of_;
    std::unordered_map<core::SessionId, core::ConversationId> chat_of_;
    std::vector<core::ConversationId> closed_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::size_t waiting_ = 0;
    Ms tick_ms_ = 0;  // the next one; 0 = none, as nobody waits
};

}  // namespace yunke::sim
