#include "dispatcher/ledger/reading/program_report.hpp"

#include <algorithm>
#include <set>

#include "dispatcher/ledger/reading/statement.hpp"

namespace yunke::ledger {
namespace {

constexpr std::string_view no_value = "-";

std::string value_of(const Participant& person, const std::string& attribute) {
    const auto at = person.attributes.find(attribute);
    return at == person.attributes.end() || at->second.empty() ? std::string(no_value) : at->second;
}

template <class Bounds>
std::size_t band_of(std::int64_t value, const Bounds& bounds) {
    return static_cast<std::size_t>(std::ranges::upper_bound(bounds, value) - bounds.begin());
}

std::vector<std::string> values_of(const std::vector<Participant>& people, const std::string& attribute) {
    std::set<std::string> values;
    for (const Participant& person : people)
        values.insert(value_of(person, attribute));
    return {values.begin(), values.end()};
}

// Hours or income of a group. Percentiles of many people tell of the few among them who are not known otherwise.
struct Figures {
    std::vector<std::int64_t> values{};
    std::size_t unknown = 0;

    void add(std::int64_t value, bool known) {
        values.push_back(value);
        if (!known) ++unknown;
    }
    std::optional<Percentiles> percentiles() {
        if (unknown > 0 && unknown < percentile_people_min) return std::nullopt;
        return percentiles_of(std::move(values));
    }
};

// Each table with that of the people alone who are not known by name.
std::array<std::pair<CountTable*, CountTable*>, 3> tables_of(AttributeReport& report) {
    return {{{&report.by_stage, &report.unknown_by_stage},
             {&report.by_hours, &report.unknown_by_hours},
             {&report.by_income, &report.unknown_by_income}}};
}

AttributeReport count(const std::vector<Participant>& people, const std::string& attribute) {
    const std::vector<std::string> values = values_of(people, attribute);
    AttributeReport report{.attribute = attribute,
                           .groups = {},
                           .by_stage = {values.size(), stages},
                           .by_hours = {values.size(), bands},
                           .by_income = {values.size(), bands},
                           .unknown_by_stage = {values.size(), stages},
                           .unknown_by_hours = {values.size(), bands},
                           .unknown_by_income = {values.size(), bands}};
    std::vector<Figures> worked(values.size() + 1);
    std::vector<Figures> income(values.size() + 1);
    for (const Participant& person : people) {
        const auto row =
            static_cast<std::size_t>(std::ranges::lower_bound(values, value_of(person, attribute)) - values.begin());
        const auto stage = static_cast<std::size_t>(person.stage);
        report.by_stage.add(row, stage);
        if (!person.progress_known) report.unknown_by_stage.add(row, stage);
        if (person.worked_ms == 0) continue;
        const std::size_t hours = band_of(person.worked_ms, hour_bounds_ms);
        const std::size_t money = income_band(person.income_fen);
        report.by_hours.add(row, hours);
        report.by_income.add(row, money);
        if (!person.progress_known) report.unknown_by_hours.add(row, hours);
        if (!person.income_known) report.unknown_by_income.add(row, money);
        for (const std::size_t place : {row, values.size()}) {
            worked[place].add(person.worked_ms, person.progress_known);
            income[place].add(person.income_fen, person.income_known);
        }
    }
    for (const auto& [whole, unknown] : tables_of(report)) {
        whole->sum();
        unknown->sum();
    }
    for (std::size_t i = 0; i <= values.size(); ++i) {
        report.groups.push_back({.value = i < values.size() ? values[i] : "",
                                 .worked_ms = worked[i].percentiles(),
                                 .income_fen = income[i].percentiles()});
    }
    return report;
}

// Those who worked are the same people in both tables of a report, so the sums of rows are the same numbers.
bool share_row_sums(CountTable& one, CountTable& other) {
    bool changed = false;
    for (std::size_t row = 0; row <= one.rows(); ++row) {
        if (one.hidden(row, one.columns())) changed = other.hide(row, other.columns()) || changed;
        if (other.hidden(row, other.columns())) changed = one.hide(row, one.columns()) || changed;
    }
    return changed;
}

// Everybody is the same people whatever they are told apart by, so the sums of columns are the same numbers.
bool share_column_sums(CountTable& one, CountTable& other) {
    bool changed = false;
    for (std::size_t column = 0; column <= one.columns(); ++column) {
        if (one.hidden(one.rows(), column)) changed = other.hide(other.rows(), column) || changed;
        if (other.hidden(other.rows(), column)) changed = one.hide(one.rows(), column) || changed;
    }
    return changed;
}

// What is known by name tells the difference of the two, cell by cell.
bool share_cells(CountTable& one, CountTable& other) {
    bool changed = false;
    for (std::size_t row = 0; row <= one.rows(); ++row) {
        for (std::size_t column = 0; column <= one.columns(); ++column) {
            if (one.hidden(row, column)) changed = other.hide(row, column) || changed;
            if (other.hidden(row, column)) changed = one.hide(row, column) || changed;
        }
    }
    return changed;
}

bool protect_once(std::vector<AttributeReport>& reports) {
    bool changed = false;
    for (AttributeReport& report : reports) {
        for (const auto& [whole, unknown] : tables_of(report)) {
            changed = whole->suppress() || changed;
            changed = unknown->suppress() || changed;
            changed = share_cells(*whole, *unknown) || changed;
        }
        changed = share_row_sums(report.by_hours, report.by_income) || changed;
        AttributeReport& first = reports.front();
        changed = share_column_sums(first.by_stage, report.by_stage) || changed;
        changed = share_column_sums(first.by_hours, report.by_hours) || changed;
        changed = share_column_sums(first.by_income, report.by_income) || changed;
    }
    return changed;
}

std::string money_band(std::size_t band) {
    if (band == 0) return "below " + yuan_text(income_bounds_fen.front());
    if (band == income_bounds_fen.size()) return "from " + yuan_text(income_bounds_fen.back());
    return yuan_text(income_bounds_fen.at(band - 1)) + " to " + yuan_text(income_bounds_fen.at(band));
}

std::string hours_band(std::size_t band) {
    const auto hours = [](std::size_t i) { return std::to_string(hour_bounds_ms.at(i) / ms_per_hour); };
    if (band == 0) return "below " + hours(0);
    if (band == hour_bounds_ms.size()) return "from " + hours(band - 1);
    return hours(band - 1) + " to " + hours(band);
}

class Csv {
public:
    void line(const AttributeReport& report, const std::string& value, std::string_view table, std::string_view column,
              const std::string& number) {
        text_ += csv_field(report.attribute) + "," + csv_field(value.empty() ? "all" : value) + "," +
                 std::string(table) + "," + std::string(column) + "," + number + "\r\n";
    }
    template <class Name>
    void table(const AttributeReport& report, std::string_view name, const CountTable& counts, const Name& column) {
        for (std::size_t row = 0; row <= counts.rows(); ++row) {
            for (std::size_t i = 0; i <= counts.columns(); ++i) {
                const auto shown = counts.shown(row, i);
                line(report, report.groups[row].value, name, i < counts.columns() ? column(i) : "all",
                     shown ? std::to_string(*shown) : "*");
            }
        }
    }
    template <class Text>
    void percentiles(const AttributeReport& report, const Group& group, std::string_view name,
                     const std::optional<Percentiles>& values, const Text& text) {
        line(report, group.value, name, "p10", values ? text(values->p10) : "*");
        line(report, group.value, name, "median", values ? text(values->median) : "*");
        line(report, group.value, name, "p90", values ? text(values->p90) : "*");
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_ =
        "\xEF\xBB\xBF"
        "attribute,value,table,column,number\r\n";
};

}  // namespace

std::size_t income_band(Fen fen) {
    return band_of(fen, income_bounds_fen);
}

std::string_view stage_name(Stage stage) {
    constexpr std::array<std::string_view, stages> names{"signed_up", "trained", "passed", "on_duty", "stable"};
    return names.at(static_cast<std::size_t>(stage));
}

std::optional<Percentiles> percentiles_of(std::vector<std::int64_t> values) {
    if (values.size() < percentile_people_min) return std::nullopt;
    std::ranges::sort(values);
    const auto at = [&](std::size_t percent) { return values[(values.size() * percent + 99) / 100 - 1]; };
    return Percentiles{.p10 = at(10), .median = at(50), .p90 = at(90)};
}

std::vector<AttributeReport> program_report(const std::vector<Participant>& people,
                                            const std::vector<std::string>& attributes) {
    std::vector<AttributeReport> reports;
    reports.reserve(attributes.size());
    for (const std::string& attribute : attributes)
        reports.push_back(count(people, attribute));
    while (protect_once(reports)) {
    }
    return reports;
}

std::string program_report_csv(const std::vector<AttributeReport>& reports) {
    Csv csv;
    for (const AttributeReport& report : reports) {
        csv.table(report, "stage", report.by_stage,
                  [](std::size_t i) { return std::string(stage_name(static_cast<Stage>(i))); });
        csv.table(report, "hours", report.by_hours, hours_band);
        csv.table(report, "income_yuan", report.by_income, money_band);
        for (const Group& group : report.groups) {
            csv.percentiles(report, group, "hours", group.worked_ms, [](std::int64_t ms) {
                return std::to_string(ms / ms_per_hour) + "." + std::to_string(ms % ms_per_hour / (ms_per_hour / 10));
            });
            csv.percentiles(report, group, "income_yuan", group.income_fen,
                            [](std::int64_t fen) { return yuan_text(fen); });
        }
    }
    return csv.take();
}

}  // namespace yunke::ledger
