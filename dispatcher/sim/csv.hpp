// Tables in comma-separated files: a header, then rows; fields may stand in double quotes. For the reference tables,
// traces and samples.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::sim {

class CsvTable {
public:
    struct Row {
        std::size_t line = 0;
        std::vector<std::string> fields;
    };

    // An error names file, line and reason.
    static std::expected<CsvTable, std::string> read(const std::filesystem::path& file);

    const std::vector<Row>& rows() const { return rows_; }
    // Whether these columns are there; the sentence says which one is not.
    std::expected<void, std::string> require(const std::vector<std::string>& columns) const;
    bool has(const std::string& column) const { return columns_.contains(column); }
    const std::string& text(const Row& row, const std::string& column) const;
    std::expected<double, std::string> number(const Row& row, const std::string& column) const;
    // Numbers with semicolons between them.
    std::expected<std::vector<double>, std::string> numbers(const Row& row, const std::string& column) const;
    // "file:line: column: what"
    std::string complain(const Row& row, const std::string& column, std::string_view what) const;

private:
    std::string file_;
    std::map<std::string, std::size_t> columns_;
    std::vector<Row> rows_;
};

std::vector<std::string> split(std::string_view text, char separator);

}  // namespace yunke::sim
