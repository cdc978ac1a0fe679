#include "dispatcher/sim/measures.hpp"

#include <algorithm>

namespace yunke::sim {

Counts& Counts::operator+=(const Counts& o) {
    arrivals += o.arrivals;
    retries += o.retries;
    blocked += o.blocked;
    waited += o.waited;
    served += o.served;
    abandoned += o.abandoned;
    ended += o.ended;
    left += o.left;
    good += o.good;
    abandoned_late += o.abandoned_late;
    wait_ms += o.wait_ms;
    wait_served_ms += o.wait_served_ms;
    service_ms += o.service_ms;
    closed += o.closed;
    return *this;
}

Measures::Measures(const Scenario& scenario)
    : periods_(static_cast<std::uint32_t>(scenario.run.periods.size())),
      replicated_(scenario.run.replications > 1),
      series_on_(scenario.run.series),
      from_ms_(scenario.run.warm_up_ms),
      until_ms_(scenario.run.horizon_ms),
      horizon_ms_(scenario.run.horizon_ms) {
    const RunPlan& run = scenario.run;
    batches_ = replicated_ ? run.replications : run.batches;
    agents_until_ms_ = run.measure_drain ? limits::time_ms : until_ms_;
    batch_ms_ = replicated_ ? until_ms_ - from_ms_ : std::max<Ms>(1, (until_ms_ - from_ms_) / batches_);
    const std::size_t queues = scenario.queues.size();
    counts_.resize(queues * periods_ * batches_);
    waiting_ms_.resize(queues * batches_);
    waits_.resize(queues * batches_);
    level_from_.push_back(0);
    for (const GroupPlan& group : scenario.groups)
        for (const core::AgentConfig& agent : group.members) {
            capacity_.push_back(agent.capacity);
            level_from_.push_back(level_from_.back() + std::size_t{agent.capacity + 1} * batches_);
        }
    level_ms_.resize(level_from_.back());
    broken_.resize(batches_);
    if (series_on_)
        for (auto* column : {&series_.wait_ms, &series_.waits, &series_.queue_ms, &series_.chats_ms, &series_.room_ms})
            column->resize(limits::plot_buckets);
}

std::uint32_t Measures::batch_of(Ms at_ms) const {
    if (replicated_) return replication_;
    return std::min(static_cast<std::uint32_t>((at_ms - from_ms_) / batch_ms_), batches_ - 1);
}

std::size_t Measures::cell(std::uint32_t queue, std::uint32_t period, std::uint32_t batch) const {
    return (std::size_t{queue} * periods_ + period) * batches_ + batch;
}

Counts& Measures::counts(std::uint32_t queue, std::uint32_t period, std::uint32_t batch) {
    return counts_[cell(queue, period, batch)];
}

const Counts& Measures::counts(std::uint32_t queue, std::uint32_t period, std::uint32_t batch) const {
    return counts_[cell(queue, period, batch)];
}

void Measures::outcome(const Outcome& o, Ms target_ms) {
    Counts& c = counts(o.queue, o.period, o.batch);
    ++c.arrivals;
    if (o.fate == Fate::blocked) {
        ++c.blocked;
        return;
    }
    c.waited += o.waited ? 1 : 0;
    c.wait_ms += static_cast<double>(o.wait_ms);
    waits_[std::size_t{o.queue} * batches_ + o.batch].add(o.wait_ms);
    switch (o.fate) {
        case Fate::served:
            ++c.served;
            c.good += o.wait_ms <= target_ms ? 1 : 0;
            c.wait_served_ms += static_cast<double>(o.wait_ms);
            break;
        case Fate::abandoned:
            ++c.abandoned;
            c.abandoned_late += o.wait_ms >= target_ms ? 1 : 0;
            break;
        case Fate::ended:
            ++c.ended;
            break;
        default:
            ++c.left;
    }
    if (!series_on_ || o.arrival_ms >= horizon_ms_) return;
    const auto column = static_cast<std::size_t>(o.arrival_ms * static_cast<Ms>(limits::plot_buckets) / horizon_ms_);
    series_.wait_ms[column] += static_cast<double>(o.wait_ms);
    ++series_.waits[column];
}

// Hands each batch its part of the time.
template <class Add>
void Measures::split(Span span, Ms until_ms, const Add& add) {
    span.from_ms = std::max(span.from_ms, from_ms_);
    span.to_ms = std::min(span.to_ms, until_ms);
    while (span.from_ms < span.to_ms) {
        const std::uint32_t batch = batch_of(span.from_ms);
        const bool last = replicated_ || batch + 1 == batches_;
        const Ms end_ms = last ? span.to_ms : std::min(span.to_ms, from_ms_ + (batch + 1) * batch_ms_);
        add(batch, static_cast<double>(end_ms - span.from_ms));
        span.from_ms = end_ms;
    }
}

template <class Add>
void Measures::columns(Span span, const Add& add) {
    if (!series_on_) return;
    const auto width = static_cast<double>(horizon_ms_) / static_cast<double>(limits::plot_buckets);
    auto from = static_cast<double>(span.from_ms);
    const auto to = static_cast<double>(std::min(span.to_ms, horizon_ms_));
    auto column = static_cast<std::size_t>(from / width);
    for (; from < to && column < limits::plot_buckets; ++column) {
        const double end = std::min(to, static_cast<double>(column + 1) * width);
        if (end > from) add(column, end - from);
        from = std::max(from, end);
    }
}

void Measures::waiting(std::uint32_t queue, Span span, std::uint32_t count) {
    if (count == 0) return;
    split(span, until_ms_,
          [&](std::uint32_t batch, double ms) { waiting_ms_[std::size_t{queue} * batches_ + batch] += ms * count; });
    columns(span, [&](std::size_t column, double ms) { series_.queue_ms[column] += ms * count; });
}

void Measures::level(std::uint32_t agent, Span span, std::uint32_t chats) {
    const std::size_t row = capacity_[agent] + std::size_t{1};
    const std::uint32_t level = std::min(chats, capacity_[agent]);
    split(span, agents_until_ms_,
          [&](std::uint32_t batch, double ms) { level_ms_[level_from_[agent] + batch * row + level] += ms; });
    columns(span, [&](std::size_t column, double ms) {
        series_.chats_ms[column] += ms * chats;
        series_.room_ms[column] += ms * capacity_[agent];
    });
}

double Measures::waiting_ms(std::uint32_t queue, std::uint32_t batch) const {
    return waiting_ms_[std::size_t{queue} * batches_ + batch];
}

const TimeHistogram& Measures::waits(std::uint32_t queue, std::uint32_t batch) const {
    return waits_[std::size_t{queue} * batches_ + batch];
}

double Measures::level_ms(std::uint32_t agent, std::uint32_t batch, std::uint32_t level) const {
    return level_ms_[level_from_[agent] + std::size_t{batch} * (capacity_[agent] + 1) + level];
}

std::uint32_t Measures::levels(std::uint32_t agent) const {
    return capacity_[agent] + 1;
}

}  // namespace yunke::sim
