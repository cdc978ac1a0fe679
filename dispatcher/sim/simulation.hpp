// One run over the real core in virtual time: everything that people do becomes a command in its own batch, and what
// became of it is read from the core's state. No threads, no clock; the same scenario gives the same run. Called by the
// program, the checks and tests, once for each replication.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/core/core.hpp"
#include "dispatcher/sim/arrivals.hpp"
#include "dispatcher/sim/event_queue.hpp"
#include "dispatcher/sim/measures.hpp"

namespace yunke::sim {

struct RunCost {
    std::uint64_t events = 0;                 // of the simulator
    std::uint64_t batches = 0, commands = 0;  // given to the core
};

class Simulation {
public:
    // The scenario, the measures and the observer (may be empty) must outlive it. Ids in the scenario's configurations
    // are set here: queue and agent n is the n-th, counted from 1 through all groups.
    Simulation(const Scenario& scenario, Measures& measures, const Observer& observer, std::uint32_t replication);

    void run();
    const RunCost& cost() const { return cost_; }
    const core::Core& core() const { return core_; }

private:
    enum class Phase : std::uint8_t { free, opening, waiting, served };

    static constexpr std::uint32_t nobody = 0xffff'ffff;

    struct SeenOffer {
        std::uint32_t worker = nobody;
        Ms since_ms = 0;
    };
    struct Chat {
        std::uint64_t serial = 0;
        core::ConversationId id{};
        Phase phase = Phase::free;
        bool counted = false, waited = false, decided = false;
        std::uint32_t queue = 0, period = 0, batch = 0;
        std::uint32_t worker = nobody;
        Ms arrival_ms = 0, accepted_ms = 0, worked_at_ms = 0;
        double work_left_ms = 0;  // at speed 1
        std::uint64_t plan = 0;   // version of the planned end of service
        SeenOffer seen[2];        // at most two at a time
    };
    struct Worker {
        core::SessionId session{};
        core::AttachId attach{};
        std::uint32_t number = 0;
        std::uint32_t group = 0;
        bool duty = false;  // wanted now
        bool resting = false;
        bool resume_planned = false;
        std::uint64_t turn = 0;  // version of the planned rest
        Ms level_since_ms = 0;
        std::vector<std::uint32_t> chats;
    };
    struct Group {
        std::uint32_t first = 0, count = 0;  // workers
        std::uint32_t wanted = 0;
        bool shrinking = false;  // whoever is done first leaves
        Random random;
    };
    struct Line {  // a queue's side of the run
        Arrivals arrivals;
        Random patience, service, retry;
        TraceRow upcoming;
        std::uint32_t waiting = 0;
        Ms since_ms = 0;
    };

    // ---- simulation.cpp: the run itself ----------------------------------------------------------------------------
    void configure();
    void people_come();
    void plan_shifts();
    void handle(const Event& event);
    void finish_run();
    // Gives the core what was said, and follows up until nothing more is.
    void apply();
    void say(core::SessionId session, core::AttachId attach, std::uint32_t number, core::ClientBody body);
    void note(const core::Effects& effects);

    // ---- shoppers.cpp ----------------------------------------------------------------------------------------------
    void plan_arrival(std::uint32_t queue);
    void arrive(std::uint32_t queue, const TraceRow& row, bool retried);
    void open(std::uint32_t place, const TraceRow& row);
    void lose_patience(std::uint32_t place, std::uint64_t serial);
    void look(std::uint32_t place, const core::Conversation& conversation);
    void decide(Chat& chat, Fate fate);
    void blocked(std::uint32_t queue, Ms at_ms, std::uint32_t period, bool counted);
    void enter_line(Chat& chat, int step);
    void leave(std::uint32_t place);
    std::uint32_t free_place();
    core::SessionId session_of(std::uint32_t place) const;

    // ---- workers.cpp -----------------------------------------------------------------------------------------------
    void say(Worker& worker, core::ClientBody body);
    void take(std::uint32_t place, const core::Conversation& conversation);
    void give_up(std::uint32_t place);  // the chat leaves its worker
    void change_level(Worker& worker, std::uint32_t place, bool added);
    void plan_end(std::uint32_t place, double speed);
    void end_service(std::uint32_t place, std::uint64_t plan);
    void write_up(std::uint32_t index, core::ConversationId conversation);
    void see_offers(std::uint32_t place, const core::Conversation& conversation);
    void answer_offer(const Event& event);
    void look_at_hold(std::uint32_t index);
    void resume(std::uint32_t index);
    void be_on_duty(std::uint32_t index, bool on);
    void staff(std::uint32_t group, std::uint32_t count);
    void shrink(Group& group);
    void freed(std::uint32_t index);
    void draw_turn(const QueuePlan& queue);
    void plan_rest(std::uint32_t index);
    void go_to_rest(const Event& event);
    void come_back(std::uint32_t index);
    void note_level(std::uint32_t index);
    bool is_there(const Worker& worker) const { return (worker.duty && !worker.resting) || !worker.chats.empty(); }
    const core::AgentConfig& config_of(const Worker& worker) const;
    std::uint32_t index_of(const Worker& worker) const;

    const Scenario& scenario_;
    Measures& measures_;
    const Observer& observer_;
    std::uint32_t replication_;
    core::Core core_;
    bool timers_matter_;  // else the core needs no batch of its own when one is due
    EventQueue events_;
    Busyness busyness_;
    std::vector<Line> lines_;
    std::vector<Group> groups_;
    std::vector<Worker> workers_;
    std::vector<Chat> chats_;
    std::vector<std::uint32_t> free_places_;
    std::vector<core::Command> commands_;
    std::uint64_t serial_ = 0, plans_ = 0;  // both only grow
    std::uint64_t opened_ = 0;              // chats open now
    std::uint32_t arriving_ = nobody;       // the place of the chat whose own step this is
    bool offers_wait_ = false;              // somebody does not accept at once
    Ms now_ms_ = 0;
    RunCost cost_;
};

// All replications of a scenario.
struct Run {
    Measures measures;
    RunCost cost;
};
Run simulate(const Scenario& scenario, const Observer& observer = {});

}  // namespace yunke::sim
