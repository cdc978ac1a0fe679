#include "dispatcher/sim/arrivals.hpp"

#include <algorithm>
#include <cmath>

namespace yunke::sim {

std::uint32_t period_of(const RunPlan& run, Ms at_ms) {
    const auto after = std::ranges::upper_bound(run.periods, at_ms % run.cycle_ms);
    return static_cast<std::uint32_t>(after - run.periods.begin()) - 1;
}

double Busyness::of_cycle(std::size_t cycle) {
    if (shape_ <= 0) return 1;
    while (drawn_.size() <= cycle)
        drawn_.push_back(random_.gamma(shape_) / shape_);
    return drawn_[cycle];
}

std::optional<TraceRow> Arrivals::next(Busyness& busyness) {
    if (queue_->trace.empty()) return next_of_process(busyness);
    if (row_ == queue_->trace.size() || queue_->trace[row_].at_ms >= run_->horizon_ms) return std::nullopt;
    return queue_->trace[row_++];
}

// An exponential amount of rate is used up, piece by piece; each piece has one rate. Bounded by the horizon.
std::optional<TraceRow> Arrivals::next_of_process(Busyness& busyness) {
    double amount = random_.exponential();
    const auto horizon = static_cast<double>(run_->horizon_ms);
    const auto cycle_ms = static_cast<double>(run_->cycle_ms);
    while (at_ms_ < horizon) {
        const auto cycle = static_cast<std::size_t>(at_ms_ / cycle_ms);
        const double begin = static_cast<double>(cycle) * cycle_ms;
        const std::uint32_t period = period_of(*run_, static_cast<Ms>(at_ms_ - begin));
        const bool last = period + 1 == run_->periods.size();
        const double end = begin + (last ? cycle_ms : static_cast<double>(run_->periods[period + 1]));
        const double rate =
            by_period(queue_->per_hour, period) * busyness.of_cycle(cycle) / static_cast<double>(limits::hour_ms);
        if (rate * (end - at_ms_) > amount) {
            at_ms_ += amount / rate;
            if (at_ms_ >= horizon) break;
            return TraceRow{static_cast<Ms>(at_ms_)};
        }
        amount -= rate * (end - at_ms_);
        at_ms_ = end;
    }
    at_ms_ = horizon;
    return std::nullopt;
}

}  // namespace yunke::sim
