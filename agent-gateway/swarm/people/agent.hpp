// A simulated agent: available most of the time, thinks before accepting, answers by the dialogue that the shopper's
// opening line belongs to, line by line with typing notices, holds and transfers now and then, resolves, writes up, and
// takes breaks. Looks only at what its client holds, so it goes on after any reconnect.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "agent-gateway/swarm/chance.hpp"
#include "agent-gateway/swarm/client/client.hpp"
#include "agent-gateway/swarm/people/agenda.hpp"
#include "agent-gateway/swarm/people/counts.hpp"
#include "agent-gateway/swarm/people/dialogues.hpp"
#include "agent-gateway/swarm/people/habits.hpp"

namespace yunke::swarm {

struct AgentSurroundings {
    Agenda& agenda;
    const Dialogues& dialogues;
    CrowdCounts& counts;
    AgentHabits habits;
    // Chats at once that she takes at this moment, below her capacity: leaves work for others.
    std::function<std::uint32_t()> chats_wanted;
};

class SimulatedAgent final : public ClientListener {
public:
    SimulatedAgent(net::io_context& io, ClientOptions options, AgentSurroundings surroundings, std::uint64_t seed);

    void start() { client_.start(); }
    void stop() { client_.stop(); }
    bool online() const { return client_.online(); }
    std::size_t chats() const { return client_.machine().view().conversations.size(); }
    const ClientMachine& machine() const { return client_.machine(); }

private:
    struct Chat {
        bool planned = false;  // something is intended or on its way
        bool read_planned = false;
        bool resolve_planned = false;
        bool tempted = false;  // whether to hold or transfer was asked already
        bool holding = false;
        std::uint32_t read = 0;
    };

    void on_attached(const v1::Attached& attached, bool same_session) override;
    void on_down(std::uint16_t code) override;
    void on_entry(std::uint64_t conversation, const v1::Entry& entry, bool history) override;
    void on_view(const v1::ConversationView& view) override;
    void on_gone(std::uint64_t conversation) override;
    void on_offer(const v1::Offer& offer) override;
    void on_self(const v1::AgentSelf& self) override;
    void on_outcome(const Outcome& outcome) override;

    void tend();
    void ask_presence(v1::Presence presence);
    void plan_break();
    void think_of_offer(std::uint64_t conversation);
    void decide_offer(std::uint64_t conversation);

    // Looks at a chat and plans the next step, if there is one.
    void consider(std::uint64_t conversation);
    void plan_reply(std::uint64_t conversation, std::string text);
    void say(std::uint64_t conversation, const std::string& text);
    void plan_resolve(std::uint64_t conversation, double after);
    void plan_wrap_up(std::uint64_t conversation);
    void plan_read(std::uint64_t conversation);
    bool give_in_to_temptation(std::uint64_t conversation);
    bool transfer_elsewhere(std::uint64_t conversation);
    void do_once(std::uint64_t conversation, v1::ClientFrame frame);
    const v1::ConversationView* view_of(std::uint64_t conversation) const;

    double seconds(const Span& span) { return chance_.between(span.low, span.high); }

    AgentSurroundings surroundings_;
    AgentHabits habits_;
    Chance chance_;
    Plans plans_;
    Client client_;
    std::map<std::uint64_t, Chat> chats_;
    std::map<CommandId, std::uint64_t> steps_;  // commands whose outcome a chat waits for
    CommandId presence_command_ = 0;
    bool break_planned_ = false;
    bool on_break_ = false;
    bool break_ending_ = false;
    bool trains_next_ = false;
    bool arrivals_planned_ = false;
};

}  // namespace yunke::swarm
