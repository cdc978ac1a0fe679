// Tables of text that people bring: CSV with a first line that names the columns. UTF-8, with or without a byte order
// mark; quoted fields may hold commas, and quotes doubled, but no line breaks.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::runtime {

struct CsvRow {
    std::size_t line = 0;  // from 1
    std::vector<std::string> fields{};
};

struct Csv {
    std::vector<std::string> columns{};
    std::size_t columns_line = 0;
    std::vector<CsvRow> rows{};  // each with as many fields as there are columns; empty lines are left out

    // npos: there is no column of any of these names.
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    std::size_t column(const std::vector<std::string_view>& names) const;
};

// Of one line, spaces around each taken off; an unclosed quote ends with the line.
std::vector<std::string> csv_fields(std::string_view line);

// `named_by`: the first line that has a column of one of these names is the one that names them all; what stands above,
// as banks write it, is passed over. An error, as a sentence with the line's number: there is none, or a row of another
// length.
std::expected<Csv, std::string> parse_csv(std::string_view text, const std::vector<std::string_view>& named_by);

}  // namespace yunke::runtime
