#include "agent-gateway/swarm/bench/drive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "agent-gateway/swarm/load/schedule.hpp"

namespace yunke::swarm {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t tail_ns = 10 * second_ns;  // for the last answers
constexpr std::int64_t longest_wait_ns = 10'000'000;

// One measurement: warm-up, the measured time, the tail. `give` says what is due and how long nothing more will be.
class Drive {
public:
    Drive(Stage& stage, double warm_seconds, double seconds)
        : stage_(stage),
          begin_ns_(steady_ns()),
          from_ns_(begin_ns_ + static_cast<std::int64_t>(warm_seconds * 1e9)),
          to_ns_(from_ns_ + static_cast<std::int64_t>(seconds * 1e9)) {
        Tally& tally = stage.tally;
        tally.delivery_ns = {};
        tally.ack_ns = {};
        tally.from_ns = from_ns_;
        tally.to_ns = to_ns_;
    }

    std::int64_t begin_ns() const { return begin_ns_; }
    std::int64_t to_ns() const { return to_ns_; }

    Measured run(const std::function<std::int64_t(std::int64_t now_ns)>& give) {
        std::int64_t now_ns = steady_ns();
        for (; now_ns < from_ns_; now_ns = steady_ns())
            turn(give(now_ns), from_ns_ - now_ns);
        const ProcessorTime processor(stage_.roles);
        const std::uint64_t delivered = stage_.tally.delivered, acknowledged = stage_.tally.acknowledged;
        const std::int64_t measured_from_ns = now_ns;
        for (; now_ns < to_ns_; now_ns = steady_ns())
            turn(give(now_ns), to_ns_ - now_ns);
        Measured measured;
        measured.seconds = static_cast<double>(now_ns - measured_from_ns) / 1e9;
        const auto messages = static_cast<double>(stage_.tally.delivered - delivered);
        measured.delivered = messages / measured.seconds;
        measured.acknowledged = static_cast<double>(stage_.tally.acknowledged - acknowledged) / measured.seconds;
        for (const auto& [role, us] : processor.microseconds())
            measured.processor_us[role] = messages > 0 ? us / messages : 0;
        finish(measured);
        return measured;
    }

private:
    void turn(std::int64_t due_ns, std::int64_t left_ns) {
        stage_.loop.turn(std::min({due_ns, left_ns, longest_wait_ns}));
    }

    bool all_arrived() const {
        const Tally& tally = stage_.tally;
        return tally.delivered == tally.said && (!stage_.acknowledges || tally.acknowledged == tally.said) &&
               std::ranges::all_of(stage_.talkers, [](const Talker* talker) { return talker->waiting() == 0; });
    }

    void finish(Measured& measured) {
        stage_.tally.window = 0;
        const std::int64_t until_ns = steady_ns() + tail_ns;
        while (!all_arrived() && stage_.tally.faults == 0 && steady_ns() < until_ns)
            stage_.loop.turn(longest_wait_ns);
        const Tally& tally = stage_.tally;
        measured.complete = all_arrived() && tally.faults == 0;
        if (tally.faults > 0)
            measured.why = fmt::format("{} faults, the first: {}", tally.faults, tally.first_fault);
        else if (!measured.complete)
            measured.why =
                fmt::format("said {}, delivered {}, acknowledged {}", tally.said, tally.delivered, tally.acknowledged);
        for (Talker* talker : stage_.talkers)
            talker->forget_waiting();
        measured.delivery_ns = tally.delivery_ns;
        measured.ack_ns = tally.ack_ns;
    }

    Stage& stage_;
    std::int64_t begin_ns_, from_ns_, to_ns_;
};

}  // namespace

Measured drive_at_rate(Stage& stage, double rate, double warm_seconds, double seconds) {
    Drive drive(stage, warm_seconds, seconds);
    const Schedule schedule{rate, static_cast<std::uint64_t>(rate * (warm_seconds + seconds))};
    std::uint64_t number = 0;
    Measured measured = drive.run([&](std::int64_t now_ns) {
        for (const auto due = schedule.due(now_ns - drive.begin_ns()); number < due; ++number)
            stage.talkers[number % stage.talkers.size()]->say(drive.begin_ns() + schedule.at_ns(number));
        return drive.begin_ns() + schedule.at_ns(number) - now_ns;
    });
    measured.offered = rate;
    return measured;
}

Measured drive_windows(Stage& stage, unsigned window, double warm_seconds, double seconds) {
    Drive drive(stage, warm_seconds, seconds);
    stage.tally.window = window;
    for (Talker* talker : stage.talkers)
        talker->fill_window(window, steady_ns());
    return drive.run([](std::int64_t) { return longest_wait_ns; });
}

}  // namespace yunke::swarm
