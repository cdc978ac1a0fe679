#include "dispatcher/sim/csv.hpp"

#include <charconv>
#include <cmath>
#include <fstream>

#include "dispatcher/sim/limits.hpp"
#include "runtime/csv.hpp"

namespace yunke::sim {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t at = text.find(separator);
        parts.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::expected<CsvTable, std::string> CsvTable::read(const std::filesystem::path& file) {
    CsvTable table;
    table.file_ = file.string();
    std::ifstream stream(file);
    std::string line;
    if (!stream || !std::getline(stream, line)) return std::unexpected(table.file_ + ": cannot be read, or is empty");
    const std::vector<std::string> header = runtime::csv_fields(line);
    for (std::size_t i = 0; i < header.size(); ++i)
        table.columns_[header[i]] = i;
    for (std::size_t number = 2; std::getline(stream, line); ++number) {
        if (line.empty() || line == "\r") continue;
        if (table.rows_.size() == limits::trace_rows) return std::unexpected(table.file_ + ": too many rows");
        Row& row = table.rows_.emplace_back(Row{number, runtime::csv_fields(line)});
        if (row.fields.size() != header.size())
            return std::unexpected(table.file_ + ":" + std::to_string(number) + ": " +
                                   std::to_string(row.fields.size()) + " fields under a header of " +
                                   std::to_string(header.size()));
    }
    return table;
}

std::expected<void, std::string> CsvTable::require(const std::vector<std::string>& columns) const {
    for (const std::string& column : columns)
        if (!has(column)) return std::unexpected(file_ + ":1: there is no column " + column);
    return {};
}

const std::string& CsvTable::text(const Row& row, const std::string& column) const {
    return row.fields[columns_.at(column)];
}

std::string CsvTable::complain(const Row& row, const std::string& column, std::string_view what) const {
    return file_ + ":" + std::to_string(row.line) + ": " + column + ": " + std::string(what);
}

std::expected<double, std::string> CsvTable::number(const Row& row, const std::string& column) const {
    auto list = numbers(row, column);
    if (!list) return std::unexpected(std::move(list.error()));
    if (list->size() != 1) return std::unexpected(complain(row, column, "one number is expected"));
    return list->front();
}

std::expected<std::vector<double>, std::string> CsvTable::numbers(const Row& row, const std::string& column) const {
    std::vector<double> values;
    for (const std::string& part : split(text(row, column), ';')) {
        double value = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (error != std::errc{} || end != part.data() + part.size() || !std::isfinite(value))
            return std::unexpected(complain(row, column, "'" + part + "' is no number"));
        values.push_back(value);
    }
    return values;
}

}  // namespace yunke::sim
