// A simulated shopper: opens a chat on a topic with the first line of a dialogue, goes on line by line as an agent
// (simulated or a real person) answers, reads, types, ends it or has it ended, rates, and goes. Some fall silent, some
// lose their line and come back, some run out of patience.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "agent-gateway/swarm/chance.hpp"
#include "agent-gateway/swarm/client/client.hpp"
#include "agent-gateway/swarm/people/agenda.hpp"
#include "agent-gateway/swarm/people/counts.hpp"
#include "agent-gateway/swarm/people/dialogues.hpp"
#include "agent-gateway/swarm/people/habits.hpp"

namespace yunke::swarm {

struct ShopperSurroundings {
    Agenda& agenda;
    const Dialogues& dialogues;
    CrowdCounts& counts;
    ShopperHabits habits;
};

struct Errand {
    const Dialogue* dialogue = nullptr;
    std::string topic;  // of the shop's queue that takes it
};

class SimulatedShopper final : public ClientListener {
public:
    // `done` is called once when she has gone; the shopper may be destroyed then, by post.
    SimulatedShopper(net::io_context& io, ClientOptions options, ShopperSurroundings surroundings, Errand errand,
                     std::uint64_t seed, std::function<void()> done);

    void start() { client_.start(); }
    void stop() { client_.stop(); }
    bool waiting() const { return state() == v1::WAITING && !left_message_; }
    bool talking() const { return state() == v1::ACTIVE; }
    // Seconds since she opened, while waiting(); 0 otherwise.
    double waiting_seconds() const;
    const ClientMachine& machine() const { return client_.machine(); }

private:
    void on_attached(const v1::Attached& attached, bool same_session) override;
    void on_down(std::uint16_t code) override;
    void on_entry(std::uint64_t conversation, const v1::Entry& entry, bool history) override;
    void on_view(const v1::ConversationView& view) override;
    void on_outcome(const Outcome& outcome) override;

    void open();
    void opened(const v1::Answer& answer);
    void consider();
    void wait_for_agent();
    void lose_patience();
    void leave_message();
    void go_on(const Turn& line, double after);
    void end_talk(double after);
    void rate();
    void plan_read();
    void leave();

    v1::ConversationState state() const;
    const v1::ConversationView* view() const;
    double seconds(const Span& span) { return chance_.between(span.low, span.high); }

    ShopperSurroundings surroundings_;
    ShopperHabits habits_;
    Errand errand_;
    Chance chance_;
    Plans plans_;
    std::function<void()> done_;
    Client client_;

    std::uint64_t conversation_ = 0;
    std::int64_t opened_ms_ = 0;
    bool asked_to_open_ = false;
    bool line_planned_ = false;
    std::uint32_t quiet_since_ = 0;  // the entry after which the next line was planned without the dialogue's answer
    bool end_planned_ = false;
    bool rate_planned_ = false;
    bool read_planned_ = false;
    bool left_message_ = false;
    bool leaving_ = false;
    bool silent_ = false;
    bool falls_silent_;
    bool drops_line_;
};

}  // namespace yunke::swarm
