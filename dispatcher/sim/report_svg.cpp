// The drawing: three curves over the time of a run, averaged over its replications.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dispatcher/sim/report.hpp"

namespace yunke::sim {
namespace {

constexpr double left = 70, width = 860, panel = 150, gap = 56, top = 40;

struct Panel {
    std::string title;
    std::vector<double> values;  // NaN where there is nothing to show
    std::string colour;
};

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '&')
            out += "&amp;";
        else
            out += c;
    }
    return out;
}

// The least of 1, 2, 5, 10, 20, … that reaches the highest value.
double scale_for(const std::vector<double>& values) {
    double most = 0;
    for (const double value : values)
        if (!std::isnan(value)) most = std::max(most, value);
    if (most <= 0) return 1;
    const double power = std::pow(10, std::floor(std::log10(most)));
    for (const double step : {1.0, 2.0, 5.0})
        if (most <= step * power) return step * power;
    return 10 * power;
}

std::string hours_text(Ms ms) {
    return fmt::format("{:.4g} h", static_cast<double>(ms) / limits::hour_ms);
}

std::string draw(const Panel& p, double y, Ms horizon_ms) {
    const double most = scale_for(p.values);
    std::string svg = fmt::format(
        "<text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>\n"
        "<path d=\"M{} {} v{} h{}\" fill=\"none\" stroke=\"#555\"/>\n",
        left, y - 10, escaped(p.title), left, y, panel, width);
    for (const double part : {0.0, 0.5, 1.0})
        svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{:.4g}</text>\n", left - 8,
                           y + panel * (1 - part) + 4, most * part);
    for (const int quarter : {0, 1, 2, 3, 4})
        svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", left + width * quarter / 4,
                           y + panel + 18, hours_text(horizon_ms * quarter / 4));
    std::string path;
    bool pen_down = false;
    const auto count = static_cast<double>(p.values.size());
    for (std::size_t i = 0; i < p.values.size(); ++i) {
        if (std::isnan(p.values[i])) {
            pen_down = false;
            continue;
        }
        path +=
            fmt::format("{}{:.1f} {:.1f} ", pen_down ? "L" : "M", left + (static_cast<double>(i) + 0.5) / count * width,
                        y + panel * (1 - p.values[i] / most));
        pen_down = true;
    }
    return svg + fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>\n", path, p.colour);
}

std::vector<double> quotient(const std::vector<double>& above, const std::vector<double>& below, double factor) {
    std::vector<double> values;
    values.reserve(above.size());
    for (std::size_t i = 0; i < above.size(); ++i)
        values.push_back(below[i] > 0 ? above[i] / below[i] * factor : NAN);
    return values;
}

}  // namespace

std::string report_svg(const Scenario& scenario, const Run& run) {
    const Series& series = run.measures.series();
    const double column_ms = static_cast<double>(scenario.run.horizon_ms) / limits::plot_buckets *
                             static_cast<double>(scenario.run.replications);
    const std::vector<double> whole(limits::plot_buckets, column_ms);
    const Panel panels[] = {
        {"Mean wait of those who arrived, s · 到达者的平均等待（秒）", quotient(series.wait_ms, series.waits, 1e-3),
         "#8a2be2"},
        {"Waiting · 等待人数", quotient(series.queue_ms, whole, 1), "#b34700"},
        {"Chats held, of the agents' capacity, % · 占用率（%）", quotient(series.chats_ms, series.room_ms, 100),
         "#00669e"},
    };
    const double height = top + std::size(panels) * (panel + gap) + 20;
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" "
        "font-size=\"13\" role=\"img\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        left + width + 40, height, escaped(scenario.name));
    double y = top;
    for (const Panel& p : panels) {
        svg += draw(p, y, scenario.run.horizon_ms);
        y += panel + gap;
    }
    return svg + "</svg>\n";
}

}  // namespace yunke::sim
