#include "runtime/csv.hpp"

#include <algorithm>

namespace yunke::runtime {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

}  // namespace

std::vector<std::string> csv_fields(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
            fields.back() += line[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    for (std::string& field : fields)
        field = std::string(trimmed(field));
    return fields;
}

std::size_t Csv::column(const std::vector<std::string_view>& names) const {
    const auto at = std::ranges::find_if(
        columns, [&](const std::string& column) { return std::ranges::find(names, column) != names.end(); });
    return at == columns.end() ? npos : static_cast<std::size_t>(at - columns.begin());
}

std::expected<Csv, std::string> parse_csv(std::string_view text, const std::vector<std::string_view>& named_by) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Csv csv;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = take_line(text);
        if (trimmed(line).empty()) continue;
        auto fields = csv_fields(line);
        if (csv.columns_line == 0) {
            csv.columns = std::move(fields);
            if (csv.column(named_by) != Csv::npos) csv.columns_line = number;
            continue;
        }
        if (fields.size() != csv.columns.size()) {
            return std::unexpected("line " + std::to_string(number) + ": " + std::to_string(fields.size()) +
                                   " fields, but there are " + std::to_string(csv.columns.size()) + " columns");
        }
        csv.rows.push_back({number, std::move(fields)});
    }
    if (csv.columns_line == 0) {
        return std::unexpected("no line names a column \"" + std::string(named_by.front()) +
                               "\"; the first line must name the columns");
    }
    return csv;
}

}  // namespace yunke::runtime
