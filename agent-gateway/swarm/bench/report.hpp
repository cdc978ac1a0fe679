// What a benchmark found, and how it is printed: sheets of figures with every run and their medians, and the targets
// with a plain "met" or "missed". As text for a terminal, as Markdown for docs/performance.md (medians), as JSON.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace yunke::swarm {

inline constexpr double no_figure = -1;  // printed as a dash: this does not exist for this line

struct Column {
    std::string name;
    int decimals = 0;
};

class Sheet {
public:
    Sheet(std::string title, std::string line_name, std::vector<Column> columns)
        : title(std::move(title)), line_name(std::move(line_name)), columns(std::move(columns)) {}

    // One run of the line that bears the name; lines stand in the order in which they came first.
    void add(const std::string& line, std::vector<double> figures);
    double median(const std::string& line, std::size_t column) const;  // no_figure if there is none
    double median(const std::string& line, const std::string& column) const;

    struct Row {
        std::string name;
        std::vector<std::vector<double>> runs;
    };
    std::string title, line_name;
    std::vector<Column> columns;
    std::vector<Row> rows;
    std::vector<std::string> notes;  // sentences below the title
};

struct Target {
    std::string what, wanted, figure;
    bool met = false;
};

struct Report {
    std::string machine, command, date;
    std::vector<std::string> notes;
    std::vector<Sheet> sheets;
    std::vector<Target> targets;

    std::string text() const;
    std::string markdown() const;
    std::string json() const;
};

double median_of(std::vector<double> values);

}  // namespace yunke::swarm
