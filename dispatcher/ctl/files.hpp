// Files that people name on the command line.
#pragma once

#include <expected>
#include <string>

#include "dispatcher/ctl/context.hpp"
#include "runtime/csv.hpp"

namespace yunke::ctl {

std::expected<std::string, Refusal> read_text_file(const std::string& file);

// A table whose first line names the columns, `needed` among them.
std::expected<runtime::Csv, Refusal> read_csv_file(const std::string& file, std::string_view needed);

// Points at a line of such a file, from 1.
std::unexpected<Refusal> wrong_line(const std::string& file, std::size_t line, const std::string& what);

}  // namespace yunke::ctl
