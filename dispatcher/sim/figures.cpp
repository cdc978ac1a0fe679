#include "dispatcher/sim/figures.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace yunke::sim {
namespace {

using Values = std::vector<double>;

// Sums over these queues and all periods, by batch.
std::vector<Counts> by_batch(const Measures& measures, std::span<const std::uint32_t> queues) {
    std::vector<Counts> sums(measures.batches());
    for (std::uint32_t batch = 0; batch < measures.batches(); ++batch)
        for (const std::uint32_t queue : queues)
            for (std::uint32_t period = 0; period < measures.periods(); ++period)
                sums[batch] += measures.counts(queue, period, batch);
    return sums;
}

template <class Take>
Values each(const std::vector<Counts>& batches, const Take& take) {
    Values values;
    for (const Counts& counts : batches)
        values.push_back(take(counts));
    return values;
}

void percentiles_of(const Measures& measures, std::span<const std::uint32_t> queues, QueueFigures& figures) {
    TimeHistogram all;
    std::vector<TimeHistogram> batches(measures.batches());
    for (std::uint32_t batch = 0; batch < measures.batches(); ++batch) {
        for (const std::uint32_t queue : queues)
            batches[batch].add(measures.waits(queue, batch));
        all.add(batches[batch]);
    }
    for (std::size_t i = 0; i < std::size(percentiles); ++i) {
        Values values;
        for (const TimeHistogram& batch : batches)
            values.push_back(batch.quantile(percentiles[i]));
        figures.wait_percentile_ms[i] = with_spread(all.quantile(percentiles[i]), values);
    }
}

}  // namespace

QueueFigures queue_figures(const Scenario&, const Measures& measures, std::span<const std::uint32_t> queues) {
    QueueFigures figures;
    const std::vector<Counts> batches = by_batch(measures, queues);
    for (const Counts& counts : batches)
        figures.totals += counts;
    const auto values = [&](double Counts::* member) {
        return each(batches, [&](const Counts& c) { return c.*member; });
    };
    const Values arrivals = values(&Counts::arrivals);
    const Values served = values(&Counts::served);
    const Values good = values(&Counts::good);
    figures.p_wait = ratio(values(&Counts::waited), arrivals);
    figures.p_abandon = ratio(values(&Counts::abandoned), arrivals);
    figures.p_blocked = ratio(values(&Counts::blocked), arrivals);
    figures.mean_wait_ms =
        ratio(values(&Counts::wait_ms), each(batches, [](const Counts& c) { return c.arrivals - c.blocked; }));
    figures.mean_wait_served_ms = ratio(values(&Counts::wait_served_ms), served);
    figures.served_in_target = ratio(good, arrivals);
    figures.good_of_served = ratio(good, served);
    figures.good_of_answerable =
        ratio(good, each(batches, [](const Counts& c) { return c.served + c.abandoned_late; }));
    figures.mean_service_ms = ratio(values(&Counts::service_ms), values(&Counts::closed));
    const Values batch_ms(measures.batches(), static_cast<double>(measures.batch_ms()));
    const Values hours(measures.batches(), static_cast<double>(measures.batch_ms()) / limits::hour_ms);
    figures.served_per_hour = ratio(served, hours);
    Values waiting_ms(measures.batches());
    for (std::uint32_t batch = 0; batch < measures.batches(); ++batch)
        for (const std::uint32_t queue : queues)
            waiting_ms[batch] += measures.waiting_ms(queue, batch);
    figures.mean_queue = ratio(waiting_ms, batch_ms);
    percentiles_of(measures, queues, figures);
    return figures;
}

QueueFigures queue_figures(const Scenario& scenario, const Measures& measures) {
    std::vector<std::uint32_t> all(scenario.queues.size());
    std::iota(all.begin(), all.end(), 0U);
    return queue_figures(scenario, measures, all);
}

AgentFigures agent_figures(const Measures& measures, std::uint32_t first, std::uint32_t count) {
    const std::uint32_t batches = measures.batches();
    std::uint32_t levels = 0;
    for (std::uint32_t agent = first; agent < first + count; ++agent)
        levels = std::max(levels, measures.levels(agent));
    Values there(batches), busy(batches), chats(batches), room(batches), hours(batches);
    std::vector<Values> at(levels, Values(batches));
    for (std::uint32_t agent = first; agent < first + count; ++agent)
        for (std::uint32_t batch = 0; batch < batches; ++batch)
            for (std::uint32_t level = 0; level < measures.levels(agent); ++level) {
                const double ms = measures.level_ms(agent, batch, level);
                at[level][batch] += ms;
                there[batch] += ms;
                busy[batch] += level > 0 ? ms : 0;
                chats[batch] += level * ms;
                room[batch] += (measures.levels(agent) - 1) * ms;
            }
    for (std::uint32_t batch = 0; batch < batches; ++batch)
        hours[batch] = there[batch] / limits::hour_ms;
    AgentFigures figures;
    figures.busy = ratio(busy, there);
    figures.chats = ratio(chats, there);
    figures.room_used = ratio(chats, room);
    figures.chats_when_busy = ratio(chats, busy);
    figures.hours = mean(hours);
    for (const Values& values : at)
        figures.level.push_back(ratio(values, there));
    return figures;
}

AccommodationFigures accommodation_figures(const Measures& measures, std::size_t queues) {
    AccommodationFigures figures;
    std::vector<std::uint32_t> all(queues);
    std::iota(all.begin(), all.end(), 0U);
    Values broken(measures.batches());
    for (std::uint32_t batch = 0; batch < measures.batches(); ++batch)
        for (std::size_t kind = 0; kind < accommodations; ++kind) {
            figures.count.at(kind) += measures.broken(kind, batch);
            broken[batch] += measures.broken(kind, batch);
        }
    figures.total = std::accumulate(broken.begin(), broken.end(), 0.0);
    figures.per_served = ratio(broken, each(by_batch(measures, all), [](const Counts& c) { return c.served; }));
    return figures;
}

namespace {

// Each agent's busy time over the time wished for, by batch.
std::vector<Values> shares_by_batch(const Scenario& scenario, const Measures& measures) {
    std::vector<double> wished;
    for (const GroupPlan& group : scenario.groups)
        for (const core::AgentConfig& agent : group.members)
            wished.push_back(
                static_cast<double>(agent.routing.wished_ms > 0 ? agent.routing.wished_ms : 8 * limits::hour_ms));
    std::vector<Values> batches(measures.batches(), Values(wished.size()));
    for (std::uint32_t batch = 0; batch < measures.batches(); ++batch)
        for (std::uint32_t agent = 0; agent < wished.size(); ++agent)
            for (std::uint32_t level = 1; level < measures.levels(agent); ++level)
                batches[batch][agent] += measures.level_ms(agent, batch, level) / wished[agent];
    return batches;
}

}  // namespace

std::vector<double> fairness_by_batch(const Scenario& scenario, const Measures& measures) {
    Values values;
    for (Values& shares : shares_by_batch(scenario, measures))
        values.push_back(gini(std::move(shares)));
    return values;
}

Estimate fairness(const Scenario& scenario, const Measures& measures) {
    const std::vector<Values> batches = shares_by_batch(scenario, measures);
    Values total(batches.front().size());
    for (const Values& shares : batches)
        std::ranges::transform(total, shares, total.begin(), std::plus<>());
    return with_spread(gini(std::move(total)), fairness_by_batch(scenario, measures));
}

}  // namespace yunke::sim
