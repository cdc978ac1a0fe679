#include "dispatcher/ctl/files.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace yunke::ctl {

std::expected<std::string, Refusal> read_text_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return refuse("Cannot read " + file + ".");
    return text;
}

std::expected<runtime::Csv, Refusal> read_csv_file(const std::string& file, std::string_view needed) {
    const auto text = read_text_file(file);
    if (!text) return std::unexpected(text.error());
    auto csv = runtime::parse_csv(*text, {needed});
    if (!csv) return std::unexpected(Refusal(file + ": " + csv.error() + ".", exit_usage));
    return std::move(*csv);
}

std::unexpected<Refusal> wrong_line(const std::string& file, std::size_t line, const std::string& what) {
    return std::unexpected(Refusal(fmt::format("{}:{}: {}", file, line, what), exit_usage));
}

}  // namespace yunke::ctl
