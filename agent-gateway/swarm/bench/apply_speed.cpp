// How fast the core folds commands in, alone and on one core.
#include <fmt/format.h>

#include <ctime>

#include "agent-gateway/swarm/bench/apply_crowd.hpp"
#include "agent-gateway/swarm/bench/bench.hpp"

namespace yunke::swarm {
namespace {

constexpr std::uint32_t agents = 1'000, chats = 10'000;
constexpr std::size_t batch_sizes[] = {1, 64, 256};
constexpr double wanted_per_second = 1e6;

double seconds_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::string line_of(std::size_t batch) {
    return fmt::format("batches of {}", batch);
}

}  // namespace

Benched bench_apply(const BenchOptions& options, Report& report) {
    Sheet sheet("(e) `apply` alone, one core", "commands in",
                {{"commands/s of processor time"},
                 {"commands/s of wall time"},
                 {"allocations per command", 1},
                 {"outs per command", 2}});
    sheet.notes = {fmt::format("{} agents at work, {} live chats, {} commands a run, written down before; effects are "
                               "made and thrown away.",
                               agents, chats, options.commands),
                   apply_mix};
    for (const std::size_t batch_commands : batch_sizes) {
        ApplyCrowd crowd(agents, chats);
        if (crowd.live() < chats) return std::unexpected("The crowd of the apply benchmark does not come together.");
        const core::State before = crowd.state();
        const std::vector<ApplyBatch> batches = crowd.write(options.commands, batch_commands);
        if (crowd.refused() > 0)
            sheet.notes.push_back(fmt::format("{}: {} commands refused.", line_of(batch_commands), crowd.refused()));
        for (int run = 0; run < options.runs; ++run) {
            core::Core core(before);
            std::size_t outs = 0, count = 0;
            const std::uint64_t allocated = options.allocations ? options.allocations() : 0;
            const double wall = seconds_of(CLOCK_MONOTONIC), spent = seconds_of(CLOCK_THREAD_CPUTIME_ID);
            for (const ApplyBatch& batch : batches) {
                const core::Effects effects = core.apply(batch.header, batch.commands);
                count += batch.commands.size();
                for (const auto& [gateway, out] : effects.outs)
                    outs += out.size();
            }
            const double commands = static_cast<double>(count);
            const double per_second = commands / (seconds_of(CLOCK_THREAD_CPUTIME_ID) - spent);
            sheet.add(
                line_of(batch_commands),
                {per_second, commands / (seconds_of(CLOCK_MONOTONIC) - wall),
                 options.allocations ? static_cast<double>(options.allocations() - allocated) / commands : no_figure,
                 static_cast<double>(outs) / commands});
            if (options.say)
                options.say(fmt::format("apply, {}, run {}: {:.0f} commands a second", line_of(batch_commands), run + 1,
                                        per_second));
            if (core.state() != crowd.state()) return std::unexpected("Two runs of the same commands differ.");
        }
    }
    const double figure = sheet.median(line_of(64), 0);
    report.targets.push_back({"(e) mixed commands a second on one core, batches of 64", ">= 1,000,000",
                              fmt::format("{:.0f}", figure), figure >= wanted_per_second});
    report.sheets.push_back(std::move(sheet));
    return {};
}

}  // namespace yunke::swarm
