#include "dispatcher/ctl/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace yunke::ctl {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    return parts.empty() ? "-" : fmt::format("{}", fmt::join(parts, " "));
}

std::string text_of(const Cell& cell) {
    struct Visitor {
        std::string operator()(const std::string& text) const { return text.empty() ? "-" : text; }
        std::string operator()(std::uint64_t number) const { return std::to_string(number); }
        std::string operator()(bool flag) const { return flag ? "yes" : "no"; }
        std::string operator()(const std::vector<std::string>& list) const { return joined(list); }
    };
    return std::visit(Visitor{}, cell);
}

std::string json_of(const Cell& cell) {
    struct Visitor {
        std::string operator()(const std::string& text) const { return json_string(text); }
        std::string operator()(std::uint64_t number) const { return std::to_string(number); }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(const std::vector<std::string>& list) const {
            std::vector<std::string> quoted;
            quoted.reserve(list.size());
            for (const auto& text : list)
                quoted.push_back(json_string(text));
            return fmt::format("[{}]", fmt::join(quoted, ","));
        }
    };
    return std::visit(Visitor{}, cell);
}

// Columns on a terminal: Chinese characters take two. Near enough for aligning names.
std::size_t width(std::string_view text) {
    std::size_t columns = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0) == 0x80) continue;
        columns += byte >= 0xe3 && byte < 0xf5 ? 2 : 1;
    }
    return columns;
}

void append_padded(std::string& line, const std::string& text, std::size_t columns) {
    line += text;
    line.append(columns - width(text) + 2, ' ');
}

std::string lines_of(const Table& table, const std::vector<Cell>& row) {
    std::size_t widest = 0;
    for (const auto& column : table.columns)
        widest = std::max(widest, column.size());
    std::string text;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        append_padded(text, table.columns[i], widest);
        text += text_of(row[i]) + '\n';
    }
    return text;
}

std::string object_of(const Table& table, const std::vector<Cell>& row) {
    std::vector<std::string> members;
    members.reserve(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        members.push_back(json_string(table.columns[i]) + ":" + json_of(row[i]));
    }
    return fmt::format("{{{}}}", fmt::join(members, ","));
}

}  // namespace

std::string as_text(const Table& table) {
    if (table.single) return table.rows.empty() ? "" : lines_of(table, table.rows.front());
    std::vector<std::vector<std::string>> lines = {table.columns};
    for (const auto& row : table.rows) {
        auto& line = lines.emplace_back();
        for (const auto& cell : row)
            line.push_back(text_of(cell));
    }
    std::vector<std::size_t> widths(table.columns.size(), 0);
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], width(line[i]));
    }
    std::string text;
    for (const auto& line : lines) {
        std::string padded;
        for (std::size_t i = 0; i < line.size(); ++i)
            append_padded(padded, line[i], widths[i]);
        padded.erase(padded.find_last_not_of(' ') + 1);
        text += padded + '\n';
    }
    return text;
}

std::string as_json(const Table& table) {
    std::vector<std::string> objects;
    objects.reserve(table.rows.size());
    for (const auto& row : table.rows)
        objects.push_back(object_of(table, row));
    if (table.single) return (objects.empty() ? "null" : objects.front()) + "\n";
    return fmt::format("[{}]\n", fmt::join(objects, ",\n "));
}

std::string json_string(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string time_text(std::int64_t ms) {
    if (ms <= 0) return "";
    const std::time_t seconds = ms / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, ms % 1000);
}

}  // namespace yunke::ctl
