#include "agent-gateway/swarm/bench/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

namespace yunke::swarm {
namespace {

namespace json = boost::json;

// 1234567.8 with thousands apart.
std::string spelled(double value, int decimals) {
    if (value == no_figure) return "–";
    std::string text = fmt::format("{:.{}f}", value, decimals);
    const auto point = std::min(text.find('.'), text.size());
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = point; at > first + 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

// Code points, which is what a terminal's columns count here.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

using Cells = std::vector<std::vector<std::string>>;

// The first column to the left, the others to the right.
std::string aligned(const Cells& cells) {
    std::vector<std::size_t> widths;
    for (const auto& line : cells)
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (i == widths.size()) widths.push_back(0);
            widths[i] = std::max(widths[i], width(line[i]));
        }
    std::string out;
    for (const auto& line : cells) {
        std::string text = "  ";
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string pad(widths[i] - width(line[i]), ' ');
            text += i == 0 ? line[i] + pad : "  " + pad + line[i];
        }
        out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
    }
    return out;
}

std::string piped(const Cells& cells) {
    std::string out;
    for (std::size_t row = 0; row < cells.size(); ++row) {
        out += "|";
        for (const std::string& cell : cells[row])
            out += " " + cell + " |";
        out += "\n";
        if (row > 0) continue;
        out += "|";
        for (std::size_t i = 0; i < cells[row].size(); ++i)
            out += i == 0 ? " --- |" : " ---: |";
        out += "\n";
    }
    return out;
}

std::vector<double> medians(const Sheet& sheet, const Sheet::Row& row) {
    std::vector<double> figures;
    figures.reserve(sheet.columns.size());
    for (std::size_t i = 0; i < sheet.columns.size(); ++i)
        figures.push_back(sheet.median(row.name, i));
    return figures;
}

Cells cells_of(const Sheet& sheet, bool every_run) {
    Cells cells{{sheet.line_name}};
    for (const Column& column : sheet.columns)
        cells[0].push_back(column.name);
    const auto add = [&](const std::string& name, const std::vector<double>& figures) {
        cells.push_back({name});
        for (std::size_t i = 0; i < figures.size(); ++i)
            cells.back().push_back(spelled(figures[i], sheet.columns[i].decimals));
    };
    for (const Sheet::Row& row : sheet.rows) {
        if (every_run)
            for (std::size_t run = 0; run < row.runs.size(); ++run)
                add(fmt::format("{}, run {}", row.name, run + 1), row.runs[run]);
        add(every_run ? row.name + ", median" : row.name, medians(sheet, row));
    }
    return cells;
}

Cells cells_of(const std::vector<Target>& targets) {
    Cells cells{{"target", "wanted", "figure", ""}};
    for (const Target& target : targets)
        cells.push_back({target.what, target.wanted, target.figure, target.met ? "met" : "MISSED"});
    return cells;
}

json::array json_of(const std::vector<double>& figures) {
    json::array all;
    for (const double figure : figures)
        all.push_back(figure == no_figure ? json::value(nullptr) : json::value(figure));
    return all;
}

json::object json_of(const Sheet& sheet) {
    json::array columns, rows;
    for (const Column& column : sheet.columns)
        columns.emplace_back(column.name);
    for (const Sheet::Row& row : sheet.rows) {
        json::array runs;
        for (const auto& run : row.runs)
            runs.push_back(json_of(run));
        rows.push_back(json::object{{"name", row.name}, {"runs", runs}, {"median", json_of(medians(sheet, row))}});
    }
    return {{"title", sheet.title}, {"columns", columns}, {"rows", rows}, {"notes", json::value_from(sheet.notes)}};
}

}  // namespace

double median_of(std::vector<double> values) {
    if (values.empty()) return no_figure;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void Sheet::add(const std::string& line, std::vector<double> figures) {
    auto found = std::ranges::find(rows, line, &Row::name);
    if (found == rows.end()) found = rows.insert(rows.end(), Row{line, {}});
    found->runs.push_back(std::move(figures));
}

double Sheet::median(const std::string& line, std::size_t column) const {
    const auto found = std::ranges::find(rows, line, &Row::name);
    if (found == rows.end()) return no_figure;
    std::vector<double> values;
    for (const auto& run : found->runs)
        if (column < run.size() && run[column] != no_figure) values.push_back(run[column]);
    return median_of(std::move(values));
}

double Sheet::median(const std::string& line, const std::string& column) const {
    const auto found = std::ranges::find(columns, column, &Column::name);
    return median(line, static_cast<std::size_t>(found - columns.begin()));
}

std::string Report::text() const {
    std::string out = fmt::format("{}\n{}\n{}\n", machine, command, date);
    for (const std::string& note : notes)
        out += note + "\n";
    for (const Sheet& sheet : sheets) {
        out += "\n" + sheet.title + "\n";
        for (const std::string& note : sheet.notes)
            out += "  " + note + "\n";
        out += aligned(cells_of(sheet, true));
    }
    if (!targets.empty()) out += "\nTargets\n" + aligned(cells_of(targets));
    return out;
}

std::string Report::markdown() const {
    std::string out = fmt::format("- Machine: {}\n- Command: `{}`\n- Date: {}\n", machine, command, date);
    for (const std::string& note : notes)
        out += "- " + note + "\n";
    for (const Sheet& sheet : sheets) {
        out += "\n### " + sheet.title + "\n\n";
        for (const std::string& note : sheet.notes)
            out += note + "\n";
        if (!sheet.notes.empty()) out += "\n";
        out += piped(cells_of(sheet, false));
    }
    if (!targets.empty()) out += "\n### Targets\n\n" + piped(cells_of(targets));
    return out;
}

std::string Report::json() const {
    json::array sheets_json, targets_json;
    for (const Sheet& sheet : sheets)
        sheets_json.push_back(json_of(sheet));
    for (const Target& target : targets)
        targets_json.push_back(json::object{
            {"what", target.what}, {"wanted", target.wanted}, {"figure", target.figure}, {"met", target.met}});
    return json::serialize(json::object{{"machine", machine},
                                        {"command", command},
                                        {"date", date},
                                        {"notes", json::value_from(notes)},
                                        {"sheets", sheets_json},
                                        {"targets", targets_json}}) +
           "\n";
}

}  // namespace yunke::swarm
