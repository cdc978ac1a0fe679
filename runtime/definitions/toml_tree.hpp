// A TOML file as a tree of plain values with their lines: all that definitions need to know of TOML, so that the
// parser's header stays in one .cpp file. Private to runtime/definitions.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace yunke::definitions {

struct Node;

struct Date {
    int year = 0;
    unsigned month = 0, day = 0;
};
struct Member;
using List = std::vector<Node>;
using Table = std::vector<Member>;  // in the order of their lines

// What is of no type we use (a float, a time) is std::monostate.
struct Node {
    std::variant<std::monostate, bool, std::int64_t, std::string, Date, List, Table> value;
    std::size_t line = 0;
};

struct Member {
    std::string key;
    std::size_t line = 0;  // of the key
    Node node;
};

// "a text", "a list", …
std::string_view type_name(const Node& node);

// The error is a whole sentence with file and line.
std::expected<Table, std::string> parse_toml(std::string_view text, const std::string& file);

}  // namespace yunke::definitions
