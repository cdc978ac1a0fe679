// How fast, how evenly and with how much memory routing decides. `yunke-bench-routing --help`; docs/performance.md has
// the figures and what they mean.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <new>

#include "tests/bench/counted_memory.hpp"
#include "tests/bench/routing_world.hpp"

namespace {
std::uint64_t allocations = 0;
std::uint64_t allocated_bytes = 0;
}  // namespace

void* operator new(std::size_t bytes) {
    void* memory = std::malloc(bytes == 0 ? 1 : bytes);
    if (memory == nullptr) throw std::bad_alloc();
    ++allocations;
    allocated_bytes += malloc_usable_size(memory) + sizeof(void*);
    return memory;
}
void operator delete(void* memory) noexcept {
    if (memory != nullptr) allocated_bytes -= malloc_usable_size(memory) + sizeof(void*);
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    operator delete(memory);
}

namespace yunke::bench {

std::uint64_t counted_allocations() {
    return allocations;
}

namespace {

using namespace core;
using Status = Standing::Status;
using Clock = std::chrono::steady_clock;

// Times of single decisions, 10 ns apart up to 100 µs.
class Times {
public:
    void add(Clock::duration time) {
        const auto ns = static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count());
        ++counts_[std::min(ns / 10, counts_.size() - 1)];
        ++total_;
    }
    double percentile_ns(double share) const {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            seen += counts_[i];
            if (seen > wanted) return static_cast<double>(10 * (i + 1));
        }
        return static_cast<double>(10 * counts_.size());
    }

private:
    std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(10'000);
    std::uint64_t total_ = 0;
};

// The waiting chat with the earliest deadline among the classes marked, and who takes it.
struct Decided {
    Waiting chat;
    Choice choice;
};

Decided decide(Router& router) {
    Decided decided;
    bool any = false;
    for (const ClassId id : router.dirty()) {
        if (router.waiting(id).empty() || !router.has_free(id)) continue;
        if (!any || router.first(id) < decided.chat.place) decided.chat = {router.first(id), id};
        any = true;
    }
    router.clear_dirty();
    if (any) decided.choice = router.choose(decided.chat.id, {});
    return decided;
}

Shape shape_of(const benchmark::State& state) {
    Shape shape;
    shape.agents = static_cast<std::uint32_t>(state.range(0));
    shape.waiting = 2 * shape.agents;
    return shape;
}

void report(benchmark::State& state, const Times& times, std::uint64_t new_allocations) {
    const auto decisions = static_cast<double>(state.iterations());
    state.counters["per_s"] = benchmark::Counter(decisions, benchmark::Counter::kIsRate);
    state.counters["p50_ns"] = times.percentile_ns(.5);
    state.counters["p99_ns"] = times.percentile_ns(.99);
    state.counters["allocations"] = static_cast<double>(new_allocations) / decisions;
}

// Everybody is busy and chats wait: somebody becomes free and takes the chat that is due first of those that she fits.
void BM_SomebodyBecomesFree(benchmark::State& state) {
    const Shape shape = shape_of(state);
    Crowd crowd(shape, Status::full);
    for (std::uint32_t i = 0; i < shape.waiting; ++i)
        crowd.arrive();
    Router& router = crowd.router();
    router.clear_dirty();
    Times times;
    std::uint64_t new_allocations = 0;
    for ([[maybe_unused]] auto _ : state) {
        const std::uint32_t agent = crowd.chance().below(shape.agents);
        Standing& standing = crowd.standing(agent);
        const std::uint64_t before = allocations;
        const auto begun = Clock::now();
        standing.status = Status::free;
        --standing.load;
        standing.idle_since_ms = crowd.tick();
        router.set_standing(crowd.slot(agent), standing);
        const Decided decided = decide(router);
        standing.status = Status::full;
        ++standing.load;
        if (decided.choice.chosen != no_agent) {
            ++standing.share;
            router.leave(decided.chat.id, decided.chat.place);
        }
        router.set_standing(crowd.slot(agent), standing);
        times.add(Clock::now() - begun);
        new_allocations += allocations - before;
        benchmark::DoNotOptimize(decided.choice.chosen);
        if (decided.choice.chosen != no_agent) {
            crowd.arrive();
            router.clear_dirty();
        }
    }
    report(state, times, new_allocations);
}

// Half of the people are free: a chat arrives and is taken by the first in order; somewhere else a chat ends.
void BM_AChatArrives(benchmark::State& state) {
    const Shape shape = shape_of(state);
    Crowd crowd(shape, Status::free);
    Router& router = crowd.router();
    Times times;
    std::uint64_t new_allocations = 0;
    std::vector<std::uint32_t> busy;
    busy.reserve(shape.agents * 5);
    const auto take = [&](std::uint32_t agent, std::uint32_t more) {
        Standing& standing = crowd.standing(agent);
        standing.load += more;
        standing.share += more == 1 ? 1 : 0;
        standing.idle_since_ms = crowd.tick();
        standing.status = standing.load < crowd.agents()[agent].capacity ? Status::free : Status::full;
        router.set_standing(crowd.slot(agent), standing);
    };
    for ([[maybe_unused]] auto _ : state) {
        const Waiting chat = crowd.arrive();
        const std::uint64_t before = allocations;
        const auto begun = Clock::now();
        const Decided decided = decide(router);
        if (decided.choice.chosen != no_agent) {
            take(raw(decided.choice.chosen) - 1, 1);
            busy.push_back(raw(decided.choice.chosen) - 1);
        }
        times.add(Clock::now() - begun);
        new_allocations += allocations - before;
        router.leave(chat.id, chat.place);
        if (busy.size() < shape.agents) continue;
        std::swap(busy[crowd.chance().below(static_cast<std::uint32_t>(busy.size()))], busy.back());
        take(busy.back(), ~std::uint32_t{0});  // one less
        busy.pop_back();
    }
    report(state, times, new_allocations);
}

// The same two decisions as a program without an index makes them: by looking at every chat, or at every agent.
void BM_ScanForAChat(benchmark::State& state) {
    const Shape shape = shape_of(state);
    Crowd crowd(shape, Status::full);
    std::vector<std::pair<Place, std::uint32_t>> waiting;
    for (std::uint32_t i = 0; i < shape.waiting; ++i)
        waiting.push_back({{crowd.tick(), ConversationId{i + 1}}, crowd.chance().below(shape.classes)});
    for ([[maybe_unused]] auto _ : state) {
        const AgentConfig& agent = crowd.agents()[crowd.chance().below(shape.agents)];
        Place first{std::numeric_limits<Ms>::max(), ConversationId{0}};
        for (const auto& [place, number] : waiting)
            if (place < first && meets(agent, crowd.needs()[number])) first = place;
        benchmark::DoNotOptimize(first);
    }
    state.counters["per_s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void BM_ScanForAnAgent(benchmark::State& state) {
    const Shape shape = shape_of(state);
    Crowd crowd(shape, Status::free);
    const TurnOrder order;
    for ([[maybe_unused]] auto _ : state) {
        const Needs& needs = crowd.needs()[crowd.chance().below(shape.classes)];
        Turn first = no_turn;
        for (std::uint32_t i = 0; i < shape.agents; ++i) {
            const AgentConfig& agent = crowd.agents()[i];
            if (!meets(agent, needs)) continue;
            first = std::min(first, order.of(crowd.standing(i), agent.id) | order.of(fit_of(agent, needs)));
        }
        benchmark::DoNotOptimize(first);
    }
    state.counters["per_s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void BM_EditSkills(benchmark::State& state) {
    const Shape shape = shape_of(state);
    Crowd crowd(shape, Status::free);
    // The edited ones live beside the crowd's own, which must not change under the router.
    std::vector<std::unique_ptr<AgentConfig>> edited;
    for (std::uint32_t i = 0; i < 1'000; ++i)
        edited.push_back(
            std::make_unique<AgentConfig>(random_agent(1 + crowd.chance().below(shape.agents), shape, crowd.chance())));
    std::size_t next = 0;
    for ([[maybe_unused]] auto _ : state)
        crowd.router().put_agent(*edited[next++ % edited.size()]);
}

void BM_NewClass(benchmark::State& state) {
    const Shape shape = shape_of(state);
    Crowd crowd(shape, Status::free);
    const bool everybody = state.range(1) != 0;
    std::uint32_t number = 0;
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        Needs needs = random_needs(shape, crowd.chance());
        needs.shop = ShopId{++number};  // no other class is like it
        if (everybody) needs.skills.clear();
        state.ResumeTiming();
        crowd.router().class_of(needs);
    }
}

void BM_Memory(benchmark::State& state) {
    const Shape shape = shape_of(state);
    double per_agent = 0, per_chat = 0;
    for ([[maybe_unused]] auto _ : state) {
        Chance chance(1);
        std::uint64_t configs = 0;
        {
            const std::uint64_t before = allocated_bytes;
            std::vector<AgentConfig> only;
            only.reserve(shape.agents);
            for (std::uint32_t i = 0; i < shape.agents; ++i)
                only.push_back(random_agent(i + 1, shape, chance));
            configs = allocated_bytes - before;
        }
        const std::uint64_t empty = allocated_bytes;
        Crowd crowd(shape, Status::free);
        const std::uint64_t people = allocated_bytes;
        for (std::uint32_t i = 0; i < shape.waiting; ++i)
            crowd.arrive();
        per_agent = static_cast<double>(people - empty - configs) / shape.agents;
        per_chat = static_cast<double>(allocated_bytes - people) / shape.waiting;
    }
    state.counters["bytes_per_agent"] = per_agent;
    state.counters["bytes_per_chat"] = per_chat;
}

constexpr std::int64_t usual = 50'000;
BENCHMARK(BM_SomebodyBecomesFree)->Arg(5'000)->Arg(usual)->Arg(500'000);
BENCHMARK(BM_AChatArrives)->Arg(5'000)->Arg(usual)->Arg(500'000);
BENCHMARK(BM_ScanForAChat)->Arg(usual);
BENCHMARK(BM_ScanForAnAgent)->Arg(usual);
BENCHMARK(BM_EditSkills)->Arg(usual)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_NewClass)->Args({usual, 0})->Args({usual, 1})->Unit(benchmark::kMicrosecond)->Iterations(50);
BENCHMARK(BM_Memory)->Arg(usual)->Iterations(1);

}  // namespace
}  // namespace yunke::bench

BENCHMARK_MAIN();
