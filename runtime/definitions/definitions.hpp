// What queues ask for and what agents can work with, as people write it: one TOML file with [pool], [[skill]],
// [[group]], [[queue]] and [[agent]] tables becomes the messages that the registry stores and the dispatcher gets.
// docs/routing.md describes every key. Called by `yunkectl apply`, which writes them to SQL, and by the simulator,
// which needs no database.
//
// A table names what it is about (a skill or group by its key, a queue by shop and topic, an agent by name or id). What
// stands already keeps everything that the table does not mention; what does not is new, with defaults.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/registry/error.hpp"
#include "runtime/registry/types.hpp"

namespace yunke::definitions {

// What the names in a file may lead to: rows of the registry, or what a simulation has made up.
struct Known {
    v1::PoolConfig pool;
    std::vector<registry::Skill> skills;
    std::vector<registry::Group> groups;
    std::vector<v1::ShopConfig> shops;
    std::vector<v1::QueueConfig> queues;
    std::vector<v1::AgentConfig> agents;
};

// Where a field of a message stands in the file, and under which key.
struct Place {
    std::size_t line = 0;
    std::string key;
};
using Places = std::map<std::string, Place>;  // by the field's path, "" = the whole table

template <class Row>
struct Defined {
    Row row;             // with its id
    bool fresh = false;  // the id is a provisional one: above every known id, from 1 on if nothing is known
    Places places;
};

struct Definitions {
    std::string file;
    std::optional<Defined<v1::PoolConfig>> pool;
    std::vector<Defined<registry::Skill>> skills;
    std::vector<Defined<registry::Group>> groups;
    // A queue stands behind the one that it overflows into, so that writing them in order meets no unknown one.
    std::vector<Defined<v1::QueueConfig>> queues;
    std::vector<Defined<v1::AgentConfig>> agents;

    // A failure of the registry as a sentence with file and line.
    std::string explain(const Places& places, const registry::Error& error) const;
};

struct Options {
    // Keys that somebody else reads: "traffic" for a whole table, "queue.traffic" or "agent.traffic" for a key in each.
    std::vector<std::string> others;
};

// The error is every problem of the file, each a sentence that begins with FILE:LINE; nothing is defined then.
using Parsed = std::expected<Definitions, std::vector<std::string>>;
Parsed parse(std::string_view toml, const std::string& file, const Known& known, const Options& options = {});
Parsed read(const std::filesystem::path& file, const Known& known, const Options& options = {});

// The same file for what stands: parse() of it changes nothing.
std::string to_toml(const Known& known);

class Names;

// Settings in words, as the file has them: `needs=["pictures"]`. For tables.
class Words {
public:
    explicit Words(const Known& known);  // has to live as long
    ~Words();
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;

    // What is set of the routing.
    std::vector<std::string> routing(const v1::QueueConfig& queue) const;
    std::vector<std::string> routing(const v1::AgentConfig& agent) const;
    // What differs: the new values, and "no …" for what is not set any more. Empty when the file would be the same.
    std::vector<std::string> changes(const v1::PoolConfig& from, const v1::PoolConfig& to) const;
    std::vector<std::string> changes(const v1::QueueConfig& from, const v1::QueueConfig& to) const;
    std::vector<std::string> changes(const v1::AgentConfig& from, const v1::AgentConfig& to) const;

private:
    std::unique_ptr<Names> names_;
};

std::vector<std::string> order_names(const v1::PoolConfig& pool);

}  // namespace yunke::definitions
