// Walks through one table of a definitions file: takes each key by its type, remembers where the field that it sets
// stands, and refuses what nobody took. Private to runtime/definitions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/definitions/definitions.hpp"
#include "runtime/definitions/toml_tree.hpp"

namespace yunke::definitions {

struct Text {
    std::string text;
    std::size_t line = 0;
};

// What is wrong with one file, a sentence each.
class Problems {
public:
    explicit Problems(std::string file) : file_(std::move(file)) {}

    void add(std::size_t line, const std::string& sentence);
    std::size_t count() const { return found_.size(); }
    // In the order of their lines, as many as fit on a screen.
    std::vector<std::string> take();

private:
    std::string file_;
    std::multimap<std::size_t, std::string> found_;  // by line
};

// Each of the readers gives nothing when the key is absent, or of another type (which becomes a problem). `field` is
// the path of the field in the message that a later failure may blame.
class Reader {
public:
    Reader(const Table& table, std::size_t line, std::string name, Problems& problems, Places& places)
        : table_(table), line_(line), name_(std::move(name)), problems_(problems), places_(places) {}

    std::optional<Text> text(std::string_view key, const std::string& field);
    std::optional<bool> flag(std::string_view key, const std::string& field);
    std::optional<std::uint32_t> number(std::string_view key, const std::string& field);
    std::optional<std::uint32_t> duration(std::string_view key, const std::string& field);
    std::optional<std::vector<Text>> texts(std::string_view key, const std::string& field);
    // The table below `key`, which the caller has to finish().
    std::optional<Reader> table(std::string_view key, const std::string& field);
    // The tables of the list below `key`; field i stands in `field[i]`.
    std::optional<std::vector<Reader>> tables(std::string_view key, const std::string& field);
    // Any node, for what is of several types.
    const Node* any(std::string_view key, const std::string& field);
    // The members of a table whose keys are names.
    const Table& members() const { return table_; }

    // Something that was read is wrong: "LINE: NAME.KEY SENTENCE".
    void refuse(std::string_view key, std::size_t line, const std::string& sentence);
    // Refuses the keys that nobody took, but for those in `others`.
    void finish(const std::vector<std::string>& others = {});
    void note(const std::string& field, std::size_t line, const std::string& key);

    std::size_t line() const { return line_; }
    const std::string& name() const { return name_; }

private:
    const Member* take(std::string_view key, const std::string& field);
    void wrong_type(const Member& member, std::string_view allowed);

    const Table& table_;
    std::size_t line_;
    std::string name_;
    Problems& problems_;
    Places& places_;
    std::vector<std::string> taken_;
};

}  // namespace yunke::definitions
