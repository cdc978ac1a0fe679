// When the next one comes: a Poisson process whose rate changes by period and, if wished, by a daily factor, or a
// trace.
#pragma once

#include <optional>
#include <vector>

#include "dispatcher/sim/scenario.hpp"

namespace yunke::sim {

// Which part of the cycle this is.
std::uint32_t period_of(const RunPlan& run, Ms at_ms);

// One factor for each cycle (a day, mostly), the same for all queues.
class Busyness {
public:
    Busyness(const RunPlan& run, Random random) : shape_(run.busyness_shape), random_(random) {}
    double of_cycle(std::size_t cycle);

private:
    double shape_;
    Random random_;
    std::vector<double> drawn_;
};

class Arrivals {
public:
    Arrivals(const RunPlan& run, const QueuePlan& queue, Random random) : run_(&run), queue_(&queue), random_(random) {}

    // The next one before the horizon, if any. Rows of a trace tell more than their time.
    std::optional<TraceRow> next(Busyness& busyness);

private:
    std::optional<TraceRow> next_of_process(Busyness& busyness);

    const RunPlan* run_;
    const QueuePlan* queue_;
    Random random_;
    double at_ms_ = 0;
    std::size_t row_ = 0;
};

}  // namespace yunke::sim
