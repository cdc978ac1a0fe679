// What yunkectl prints: rows with named columns, as aligned text for people or as JSON for programs. Every command
// builds a Table, so that both forms always tell the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace yunke::ctl {

using Cell = std::variant<std::string, std::uint64_t, bool, std::vector<std::string>>;

struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;
    bool single = false;  // one thing: a line per column, and an object instead of an array
};

std::string as_text(const Table& table);
std::string as_json(const Table& table);

// The same in both forms.
struct Printed {
    std::string text{};
    std::string json{};
};

std::string json_string(std::string_view text);  // quoted and escaped

// Milliseconds since 1970 as 2026-01-31T08:00:00.123Z; empty for 0, which stands for "none".
std::string time_text(std::int64_t ms);

}  // namespace yunke::ctl
