// How long something takes: patience, service, delays. Values in milliseconds, as real numbers; the engine rounds.
#pragma once

#include <limits>
#include <vector>

#include "dispatcher/sim/random.hpp"

namespace yunke::sim {

struct Distribution {
    enum class Law { never, constant, exponential, lognormal, uniform, gamma, table };
    // A point of a table: so much of all is at most that long. Between two points the value is interpolated.
    struct Point {
        double probability = 0;
        double value_ms = 0;
    };

    Law law = Law::never;
    double a = 0;               // constant: value; exponential: mean; lognormal: mu; uniform: least; gamma: shape
    double b = 0;               // lognormal: sigma; uniform: most; gamma: scale
    std::vector<Point> points;  // table, rising. A last probability below 1 leaves the rest to wait for ever.

    static Distribution never() { return {}; }
    static Distribution constant(double ms) { return {Law::constant, ms, 0, {}}; }
    static Distribution exponential(double mean_ms) { return {Law::exponential, mean_ms, 0, {}}; }
    static Distribution lognormal(double mean_ms, double deviation_ms);
    static Distribution uniform(double least_ms, double most_ms) { return {Law::uniform, least_ms, most_ms, {}}; }
    static Distribution gamma(double mean_ms, double deviation_ms);
    // Of a sample: every value is as likely as any other.
    static Distribution sample_of(std::vector<double> values_ms);

    static constexpr double for_ever = std::numeric_limits<double>::infinity();

    double draw(Random& random) const;
    double mean_ms() const;
};

}  // namespace yunke::sim
