#include "dispatcher/sim/program/printing.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cmath>
#include <cstdio>

namespace yunke::sim {
namespace {

const char* verdict_of(const CheckLine& line) {
    switch (line.verdict) {
        case Verdict::agrees:
            return "agrees";
        case Verdict::within_interval:
            return "agrees within its ±95 %";
        default:
            return "DISAGREES";
    }
}

}  // namespace

void print_timing(const RunCost& cost, double seconds) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double cpu = static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
    fmt::print(stderr, "{:.2f} s wall, {:.2f} s cpu, {} events ({:.0f}/s), {} batches, {} commands, {:.1f} MiB peak\n",
               seconds, cpu, cost.events, static_cast<double>(cost.events) / seconds, cost.batches, cost.commands,
               static_cast<double>(usage.ru_maxrss) / 1024);
}

void print_month(const MonthFigures& figures) {
    const auto line = [](const char* name, const Spread& spread) {
        fmt::print("{:<26} {:>10.1f} {:>10.1f} {:>10.1f} {:>10.1f} {:>10.1f}\n", name, spread.mean, spread.p10,
                   spread.median, spread.p90, spread.most);
    };
    fmt::print("\n{:04}-{:02}, {} people   {:>14} {:>10} {:>10} {:>10} {:>10}\n", figures.month.year,
               figures.month.month, figures.people, "mean", "P10", "median", "P90", "most");
    line("hours", figures.hours);
    line("yuan before tax", figures.yuan);
}

void print_check_line(const CheckLine& line) {
    const std::string tolerance =
        line.relative ? fmt::format("{:.3g} %", line.tolerance * 100) : fmt::format("{:.4g}", line.tolerance);
    fmt::print("{:<10} {:<32} {:>14.6g} {:>14.6g} ±{:<11.3g} ±{:<9} {}\n", line.row, line.measure, line.expected,
               line.measured.value, line.measured.half, tolerance, verdict_of(line));
    std::fflush(stdout);
}

void print_replay(const std::string& month, const ReplayResult& result) {
    fmt::print("\n{}: {:.0f} agent hours\n{:<26} {:>12} {:>12} {}\n", month, result.agent_hours, "", "real",
               "simulated", "±95 % over days");
    for (const ReplayFigure& figure : result.figures) {
        fmt::print("{:<26} {:>12.4f} {:>12.4f}", figure.name, figure.real, figure.simulated.value);
        if (!std::isnan(figure.simulated.half)) fmt::print(" ±{:.4f}", figure.simulated.half);
        fmt::print("\n");
    }
    fmt::print("hour  calls  mean wait, s: real  simulated  P(abandon): real  simulated\n");
    for (std::size_t i = 0; i < result.hours.size(); ++i) {
        const ReplayHour& hour = result.hours.at(i);
        if (hour.calls > 0)
            fmt::print("{:>4} {:>6.0f} {:>19.1f} {:>10.1f} {:>17.4f} {:>10.4f}\n", i, hour.calls, hour.real_wait_s,
                       hour.simulated_wait_s, hour.real_abandoned, hour.simulated_abandoned);
    }
}

}  // namespace yunke::sim
