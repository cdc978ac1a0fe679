// What a run writes down as it goes: counts and sums for each queue, period of arrival and batch, times by level for
// each agent and batch. The engine fills it, over one replication or many; report.hpp makes figures of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "dispatcher/sim/scenario.hpp"
#include "dispatcher/sim/statistics.hpp"

namespace yunke::sim {

struct Counts {
    double arrivals = 0, retries = 0, blocked = 0;
    double waited = 0;  // not taken by an agent in the arrival's own step
    double served = 0, abandoned = 0;
    double ended = 0;           // by the pool: waited as long as the queue lets anybody wait
    double left = 0;            // still there when the run ended
    double good = 0;            // served, after T at most
    double abandoned_late = 0;  // after T or more
    double wait_ms = 0;         // of all who were not blocked
    double wait_served_ms = 0;
    double service_ms = 0;  // from accepted to closed, of those closed
    double closed = 0;      // chats whose service ended

    Counts& operator+=(const Counts& other);
};

enum class Fate { served, abandoned, blocked, ended, left };

// One chat of the measured time, when its waiting is over.
struct Outcome {
    std::uint32_t queue = 0;
    std::uint32_t period = 0;  // of its arrival
    std::uint32_t batch = 0;
    Fate fate{};
    Ms arrival_ms = 0;  // scenario's time
    Ms wait_ms = 0;
    bool waited = false;
    // Which chat it was and what it needed: the same under every policy.
    std::uint32_t number = 0, attempt = 0;
    double patience_ms = 0, service_ms = 0;
    std::uint32_t agent = 0;  // who took it, from 0 through all groups; of those who were served
};
using Observer = std::function<void(const Outcome&)>;

// What an agent's own settings ask for. Each count is one chat put before her, or taken from her, against one of them.
enum class Accommodation : std::uint8_t {
    offer_time,  // shown for less than her offer time, or pushed without asking
    per_hour,    // more new ones in an hour than hers
    gap,         // too soon after the last one
    rest,        // when a rest was due
    day,         // beyond her day
    quiet,       // in her quiet hours
    content,     // with something that she does not work with
    most_chats,  // more at once than hers
};
inline constexpr std::array accommodation_names = {"offer_time", "per_hour", "gap",     "rest",
                                                   "day",        "quiet",    "content", "most_chats"};
inline constexpr std::size_t accommodations = accommodation_names.size();

// A value that stays the same for a while: how long it was how large, by batch.
struct Span {
    Ms from_ms = 0, to_ms = 0;
};

struct Series {  // by column of the drawing
    std::vector<double> wait_ms, waits, queue_ms, chats_ms, room_ms;
};

class Measures {
public:
    explicit Measures(const Scenario& scenario);

    // The replication that what follows belongs to.
    void begin(std::uint32_t replication) { replication_ = replication; }

    bool measured(Ms at_ms) const { return at_ms >= from_ms_ && at_ms < until_ms_; }
    std::uint32_t batch_of(Ms at_ms) const;

    Counts& counts(std::uint32_t queue, std::uint32_t period, std::uint32_t batch);
    void outcome(const Outcome& outcome, Ms target_ms);
    // So many waited in this queue during this time.
    void waiting(std::uint32_t queue, Span span, std::uint32_t count);
    // An agent, there for work, held so many chats during this time.
    void level(std::uint32_t agent, Span span, std::uint32_t chats);
    void broken(Accommodation kind, std::uint32_t batch) { ++broken_[batch][static_cast<std::size_t>(kind)]; }

    // ---- for reports -----------------------------------------------------------------------------------------------
    std::uint32_t batches() const { return batches_; }
    std::uint32_t periods() const { return periods_; }
    Ms batch_ms() const { return batch_ms_; }
    const Counts& counts(std::uint32_t queue, std::uint32_t period, std::uint32_t batch) const;
    double waiting_ms(std::uint32_t queue, std::uint32_t batch) const;
    const TimeHistogram& waits(std::uint32_t queue, std::uint32_t batch) const;
    // Time at this level, up to levels(agent) - 1.
    double level_ms(std::uint32_t agent, std::uint32_t batch, std::uint32_t level) const;
    std::uint32_t levels(std::uint32_t agent) const;
    double broken(std::size_t kind, std::uint32_t batch) const { return broken_[batch].at(kind); }
    const Series& series() const { return series_; }

private:
    std::size_t cell(std::uint32_t queue, std::uint32_t period, std::uint32_t batch) const;
    template <class Add>
    void split(Span span, Ms until_ms, const Add& add);
    template <class Add>
    void columns(Span span, const Add& add);

    std::uint32_t periods_, batches_, replication_ = 0;
    bool replicated_, series_on_;
    Ms from_ms_, until_ms_, agents_until_ms_, horizon_ms_, batch_ms_;
    std::vector<Counts> counts_;
    std::vector<double> waiting_ms_;
    std::vector<TimeHistogram> waits_;
    std::vector<std::size_t> level_from_;  // of each agent, and the end
    std::vector<std::uint32_t> capacity_;
    std::vector<double> level_ms_;
    std::vector<std::array<double, accommodations>> broken_;  // of each batch
    Series series_;
};

}  // namespace yunke::sim
