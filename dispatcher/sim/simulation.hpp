// One run in virtual time over the real core, or over a rival policy's pool (pool.hpp): everything that people do
// becomes a command in its own batch, and what became of it is read from the pool's state. No threads, no clock; the
// same scenario gives the same run, and the same people come, need and answer alike whatever policy decides. Called by
// the program, the checks and tests, once for each replication.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dispatcher/sim/accommodations.hpp"
#include "dispatcher/sim/arrivals.hpp"
#include "dispatcher/sim/event_queue.hpp"
#include "dispatcher/sim/measures.hpp"
#include "dispatcher/sim/pool.hpp"

namespace yunke::sim {

struct RunCost {
    std::uint64_t events = 0;                 // of the simulator
    std::uint64_t batches = 0, commands = 0;  // given to the pool
};

class Simulation {
public:
    // The scenario, the measures and the observer (may be empty) must outlive it. Ids in the scenario's configurations
    // are set here: queue and agent n is the n-th, counted from 1 through all groups.
    Simulation(const Scenario& scenario, Measures& measures, const Observer& observer, std::uint32_t replication);

    // Facts as the core tells them to a ledger, in order; the first is fact 1 of log epoch 1.
    using FactSink = std::function<void(const std::vector<core::Fact>&)>;
    void set_facts(FactSink sink) { facts_ = std::move(sink); }

    void run();
    const RunCost& cost() const { return cost_; }
    const Pool& pool() const { return *pool_; }

private:
    enum class Phase : std::uint8_t { free, opening, waiting, served };

    static constexpr std::uint32_t nobody = 0xffff'ffff;

    struct SeenOffer {
        std::uint32_t worker = nobody;
        Ms since_ms = 0;
    };
    // What is known of an arrival before anybody has decided anything.
    struct Arrival {
        Ms at_ms = 0;
        double patience_ms = 0, service_ms = 0;
        std::uint32_t number = 0;   // of those who came to the queue by themselves
        std::uint32_t attempt = 0;  // above 0: came again after having given up
    };
    // What a chat's own chance is asked for.
    enum class Use : std::uint8_t { again, offer, notes };
    struct Chat {
        std::uint64_t serial = 0;
        Arrival arrival;
        core::ConversationId id{};
        Phase phase = Phase::free;
        bool counted = false, waited = false, decided = false;
        std::uint32_t queue = 0, period = 0, batch = 0;
        std::uint32_t worker = nobody;
        Ms accepted_ms = 0, worked_at_ms = 0;
        double work_left_ms = 0;  // at speed 1
        std::uint64_t plan = 0;   // version of the planned end of service
        SeenOffer seen[2];        // at most two at a time
        std::uint32_t asked = 0;  // offers so far
    };
    struct Worker {
        core::SessionId session{};
        core::AttachId attach{};
        std::uint32_t number = 0;
        std::uint32_t group = 0;
        bool duty = false;     // wanted now
        bool resting = false;  // on duty, and her settings keep her from being ready
        bool resume_planned = false;
        Ms back_at_ms = 0;  // when she means to be ready again
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
        Random patience, service;
        Arrival upcoming;
        std::uint32_t waiting = 0;
        Ms since_ms = 0;
    };

    // ---- simulation.cpp: the run itself ----------------------------------------------------------------------------
    void configure();
    void people_come();
    void plan_shifts();
    void handle(const Event& event);
    void finish_run();
    // Gives the pool what was said, and follows up until nothing more is.
    void apply();
    void say(core::SessionId session, core::AttachId attach, std::uint32_t number, core::ClientBody body);
    void note(const core::Effects& effects);

    // ---- shoppers.cpp ----------------------------------------------------------------------------------------------
    void plan_arrival(std::uint32_t queue);
    void arrive(std::uint32_t queue, const Arrival& arrival);
    void come_again(const Event& event);
    void open(std::uint32_t place);
    void lose_patience(std::uint32_t place, std::uint64_t serial);
    void look(std::uint32_t place, const core::Conversation& conversation);
    void decide(Chat& chat, Fate fate);
    Outcome outcome_of(const Chat& chat, Fate fate) const;
    void enter_line(Chat& chat, int step);
    void leave(std::uint32_t place);
    // The same for the same chat, whoever serves it and whatever policy decides.
    Random chance(const Chat& chat, Use use, std::uint32_t worker = 0) const;
    std::uint32_t free_place();
    core::SessionId session_of(std::uint32_t place) const;

    // ---- workers.cpp -----------------------------------------------------------------------------------------------
    void say(Worker& worker, core::ClientBody body);
    void take(std::uint32_t place, const core::Conversation& conversation);
    void give_up(std::uint32_t place);  // the chat leaves its worker
    void change_level(Worker& worker, std::uint32_t place, bool added);
    void plan_end(std::uint32_t place, double speed);
    void end_service(std::uint32_t place, std::uint64_t plan);
    void write_up(const Chat& chat, const core::Conversation& conversation);
    void see_offers(std::uint32_t place, const core::Conversation& conversation);
    void consider(std::uint32_t place, const SeenOffer& offer);
    // What she was shown is not there any more; `taken_back` if the pool did that while the chat still waits.
    void offer_over(const SeenOffer& offer, bool taken_back);
    void answer_offer(const Event& event);
    void look_at_hold(std::uint32_t index);
    void resume(std::uint32_t index);
    void be_on_duty(std::uint32_t index, bool on);
    void staff(std::uint32_t group, std::uint32_t count);
    void shrink(Group& group);
    void freed(std::uint32_t index);
    void draw_turn(const QueuePlan& queue);
    void look_at_presence(std::uint32_t index);
    void come_back(const Event& event);
    void note_level(std::uint32_t index);
    bool is_there(const Worker& worker) const { return (worker.duty && !worker.resting) || !worker.chats.empty(); }
    const core::AgentConfig& config_of(const Worker& worker) const;
    std::uint32_t index_of(const Worker& worker) const;

    const Scenario& scenario_;
    Measures& measures_;
    const Observer& observer_;
    FactSink facts_;
    std::uint32_t replication_;
    std::unique_ptr<Pool> pool_;
    bool timers_matter_;  // else the core needs no batch of its own when one is due
    bool agents_matter_;  // else nobody's presence changes but by her own command
    AccommodationWatch watch_;
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
