// A TOML file as plain values with their lines, so that the parser's header stays in one .cpp file. Private to the
// reading of scenarios.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dispatcher/sim/distribution.hpp"
#include "dispatcher/sim/scenario.hpp"

namespace yunke::sim {

struct TreeNode;
struct TreeMember;
using TreeList = std::vector<TreeNode>;
using TreeTable = std::vector<TreeMember>;

struct TreeNode {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, TreeList, TreeTable> value;
    std::size_t line = 0;

    const TreeTable* table() const { return std::get_if<TreeTable>(&value); }
    const TreeList* list() const { return std::get_if<TreeList>(&value); }
    const std::string* text() const { return std::get_if<std::string>(&value); }
    std::optional<double> number() const;
};

struct TreeMember {
    std::string key;
    std::size_t line = 0;
    TreeNode node;
};

// The error is a whole sentence with file and line.
std::expected<TreeTable, std::string> parse_tree(std::string_view text, const std::string& file);

// What is wrong with one file: a sentence each, with file and line.
class Faults {
public:
    explicit Faults(std::string file) : file_(std::move(file)) {}
    void add(std::size_t line, const std::string& sentence) {
        found_.emplace(line, file_ + ":" + std::to_string(line) + ": " + sentence);
    }
    bool none() const { return found_.empty(); }
    std::vector<std::string> take() const;

private:
    std::string file_;
    std::multimap<std::size_t, std::string> found_;
};

// One table of a scenario: hands out what stands under each key, by its type, and refuses the keys that nobody asked
// for. What is absent, or became a fault, is nullopt.
class Keys {
public:
    Keys(const TreeTable& table, std::size_t line, std::string name, Faults& faults)
        : table_(&table), line_(line), name_(std::move(name)), faults_(&faults) {}

    const TreeNode* any(std::string_view key);
    std::optional<std::string> text(std::string_view key);
    std::optional<bool> flag(std::string_view key);
    std::optional<double> number(std::string_view key, double least, double most);
    std::optional<std::uint64_t> whole(std::string_view key, std::uint64_t least, std::uint64_t most);
    std::optional<Ms> duration(std::string_view key);
    std::optional<Keys> table(std::string_view key);

    // Of a node found by any().
    std::optional<Ms> duration(std::string_view key, const TreeNode& node);
    std::optional<Ms> time_of_cycle(std::string_view key, const TreeNode& node);  // "08:30"
    std::optional<Ms> date_and_time(std::string_view key, const TreeNode& node);  // "2026-06-01 00:00 +08:00"
    std::optional<double> number(std::string_view key, const TreeNode& node, double least, double most);

    void refuse(std::string_view key, std::size_t line, const std::string& sentence) {
        faults_->add(line, name_ + "." + std::string(key) + " " + sentence);
    }
    void finish();
    std::size_t line() const { return line_; }
    const std::string& name() const { return name_; }
    Faults& faults() { return *faults_; }

private:
    const TreeTable* table_;
    std::size_t line_;
    std::string name_;
    Faults* faults_;
    std::vector<std::string> taken_;
};

// {law = "exponential", mean = "2min"} and its like, or "none" where that has a meaning.
std::optional<Distribution> read_law(Keys& keys, std::string_view key, const TreeNode& node, const std::string& folder);
// One law, or a list of one for each period.
std::optional<std::vector<Distribution>> read_laws(Keys& keys, std::string_view key, std::size_t periods,
                                                   const std::string& folder);

}  // namespace yunke::sim
