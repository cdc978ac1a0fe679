#include "dispatcher/sim/distribution.hpp"

#include <algorithm>
#include <cmath>

namespace yunke::sim {
namespace {

double from_table(const std::vector<Distribution::Point>& points, double u) {
    const auto above = std::ranges::lower_bound(points, u, {}, &Distribution::Point::probability);
    if (above == points.end()) return Distribution::for_ever;
    if (above == points.begin()) return above->value_ms;
    const Distribution::Point& below = *std::prev(above);
    const double part = (u - below.probability) / (above->probability - below.probability);
    return below.value_ms + part * (above->value_ms - below.value_ms);
}

}  // namespace

Distribution Distribution::lognormal(double mean_ms, double deviation_ms) {
    const double variance = std::log1p(deviation_ms * deviation_ms / (mean_ms * mean_ms));
    return {Law::lognormal, std::log(mean_ms) - variance / 2, std::sqrt(variance), {}};
}

Distribution Distribution::gamma(double mean_ms, double deviation_ms) {
    const double scale = deviation_ms * deviation_ms / mean_ms;
    return {Law::gamma, mean_ms / scale, scale, {}};
}

Distribution Distribution::sample_of(std::vector<double> values_ms) {
    std::ranges::sort(values_ms);
    Distribution result{Law::table, 0, 0, {}};
    const auto count = static_cast<double>(values_ms.size());
    // Steps, not slopes: a value that occurs in the sample is all that can be drawn.
    for (std::size_t i = 0; i < values_ms.size(); ++i) {
        result.points.push_back({static_cast<double>(i) / count, values_ms[i]});
        result.points.push_back({static_cast<double>(i + 1) / count, values_ms[i]});
    }
    return result;
}

double Distribution::mean_ms() const {
    switch (law) {
        case Law::never:
            return for_ever;
        case Law::constant:
        case Law::exponential:
            return a;
        case Law::lognormal:
            return std::exp(a + b * b / 2);
        case Law::uniform:
            return (a + b) / 2;
        case Law::gamma:
            return a * b;
        case Law::table:
            break;
    }
    if (points.back().probability < 1) return for_ever;
    double sum = points.front().probability * points.front().value_ms;
    for (std::size_t i = 1; i < points.size(); ++i)
        sum += (points[i].probability - points[i - 1].probability) * (points[i].value_ms + points[i - 1].value_ms) / 2;
    return sum;
}

double Distribution::draw(Random& random) const {
    switch (law) {
        case Law::never:
            return for_ever;
        case Law::constant:
            return a;
        case Law::exponential:
            return a * random.exponential();
        case Law::lognormal:
            return std::exp(a + b * random.normal());
        case Law::uniform:
            return a + (b - a) * random.uniform();
        case Law::gamma:
            return b * random.gamma(a);
        case Law::table:
            return from_table(points, random.uniform());
    }
    return for_ever;
}

}  // namespace yunke::sim
