#include "runtime/definitions/definitions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>
#include <set>

#include "runtime/definitions/keys.hpp"
#include "runtime/limits.hpp"
#include "runtime/registry/validate.hpp"
#include "runtime/suggestion.hpp"

namespace yunke::definitions {
namespace {

using registry::Error;
using registry::Result;

// One table while it is read. Stays where it is: its reader notes places in it.
template <class Row>
struct Entry {
    Entry(const Table& table, std::size_t line, const std::string& kind, Problems& problems)
        : reader(table, line, kind, problems, defined.places) {
        defined.places[""] = {line, kind};
    }

    Defined<Row> defined;
    Reader reader;
    bool placed = true;  // false: what it is about could not be told
};

template <class Row>
using Entries = std::deque<Entry<Row>>;

template <class Rows, class Id>
std::uint32_t last_id(const Rows& rows, Id id) {
    std::uint32_t last = 0;
    for (const auto& row : rows)
        last = std::max(last, id(row));
    return last;
}

// The line and the sentence of a failure: that of its field, or of what the field stands in.
std::pair<std::size_t, std::string> placed(const Places& places, const Error& error) {
    auto at = error.field;
    auto place = places.find(at);
    while (place == places.end() && !at.empty()) {
        const auto end = at.find_last_of(".[");
        at.resize(end == std::string::npos ? 0 : end);
        place = places.find(at);
    }
    if (place == places.end()) return {1, error.message};
    const auto line = place->second.line;
    const auto prefix = "Field " + error.field + " ";
    if (!error.message.starts_with(prefix)) return {line, error.message};
    const auto sentence = error.message.substr(prefix.size());
    auto subject = at == error.field ? place->second.key : place->second.key + ": " + error.field;
    if (error.field.ends_with("_ms") && sentence.find_first_of("0123456789") != std::string::npos) {
        subject += ", in milliseconds,";
    }
    return {line, subject + " " + sentence};
}

class Parser {
public:
    Parser(std::string file, const Known& known, const Options& options)
        : file_(std::move(file)), known_(known), options_(options), names_(known), problems_(file_) {
        for (const auto& agent : known.agents) {
            agents_by_name_.emplace(agent.name(), &agent);
            agents_by_id_.emplace(agent.id(), &agent);
            last_agent_ = std::max(last_agent_, agent.id());
        }
    }

    Parsed run(const Table& root) {
        sort_tables(root);
        read_keyed(skills_, known_.skills, names_.skills, registry::check_skill);
        read_keyed(groups_, known_.groups, names_.groups, registry::check_group);
        for (auto& entry : queues_)
            place_queue(entry);
        for (auto& entry : agents_)
            place_agent(entry);
        for (auto& entry : queues_)
            read_body(
                entry, "queue", [&] { read_queue(entry.reader, names_, entry.defined.row); }, registry::check_queue);
        for (auto& entry : agents_)
            read_body(
                entry, "agent", [&] { read_agent(entry.reader, names_, entry.defined.row); }, registry::check_agent);
        for (auto& entry : pools_) {
            entry.defined.row = known_.pool;
            read_body(entry, "pool", [&] { read_pool(entry.reader, entry.defined.row); }, registry::check_pool_config);
        }
        if (problems_.count() == 0) check_rings();
        if (problems_.count() > 0) return std::unexpected(problems_.take());
        return finish();
    }

private:
    void sort_tables(const Table& root);
    template <class Row>
    void add_tables(Entries<Row>& entries, const Member& member);
    template <class Row, class Check>
    void read_keyed(Entries<Row>& entries, const std::vector<Row>& known, Directory& names, Check check);
    void place_queue(Entry<v1::QueueConfig>& entry);
    void place_agent(Entry<v1::AgentConfig>& entry);
    std::optional<v1::AgentConfig> known_agent(Entry<v1::AgentConfig>& entry);
    template <class Row, class Read, class Check>
    void read_body(Entry<Row>& entry, const std::string& kind, Read read, Check check);
    std::vector<v1::QueueConfig> all_queues() const;
    void check_rings();
    std::size_t depth_of(const v1::QueueConfig& queue, const std::map<std::uint32_t, std::uint32_t>& next) const;
    Definitions finish();

    template <class Row>
    void blame(const Entry<Row>& entry, const Error& error) {
        const auto [line, sentence] = placed(entry.defined.places, error);
        problems_.add(line, sentence);
    }

    std::string file_;
    const Known& known_;
    const Options& options_;
    Names names_;
    Problems problems_;
    Entries<v1::PoolConfig> pools_;
    Entries<registry::Skill> skills_;
    Entries<registry::Group> groups_;
    Entries<v1::QueueConfig> queues_;
    Entries<v1::AgentConfig> agents_;
    std::multimap<std::string, const v1::AgentConfig*> agents_by_name_;
    std::map<std::uint32_t, const v1::AgentConfig*> agents_by_id_;
    std::uint32_t last_agent_ = 0;
    std::set<std::uint32_t> agents_seen_;
    std::set<std::string> new_agents_;
};

template <class Row>
void Parser::add_tables(Entries<Row>& entries, const Member& member) {
    const auto* list = std::get_if<List>(&member.node.value);
    const bool tables = list != nullptr && std::ranges::all_of(*list, [](const Node& node) {
                            return std::holds_alternative<Table>(node.value);
                        });
    if (!tables) {
        problems_.add(member.line, fmt::format("{} is {}; write each as a table [[{}]].", member.key,
                                               type_name(member.node), member.key));
        return;
    }
    for (const auto& node : *list)
        entries.emplace_back(std::get<Table>(node.value), node.line, member.key, problems_);
}

void Parser::sort_tables(const Table& root) {
    for (const auto& member : root) {
        if (member.key == "pool") {
            if (const auto* table = std::get_if<Table>(&member.node.value)) {
                pools_.emplace_back(*table, member.line, member.key, problems_);
            } else {
                problems_.add(member.line,
                              "pool is " + std::string(type_name(member.node)) + "; write a table [pool].");
            }
        } else if (member.key == "skill") {
            add_tables(skills_, member);
        } else if (member.key == "group") {
            add_tables(groups_, member);
        } else if (member.key == "queue") {
            add_tables(queues_, member);
        } else if (member.key == "agent") {
            add_tables(agents_, member);
        } else if (std::ranges::find(options_.others, member.key) == options_.others.end()) {
            problems_.add(member.line,
                          fmt::format("no such table \"{}\"{}", member.key,
                                      runtime::suggestion(member.key, {"pool", "skill", "group", "queue", "agent"})));
        }
    }
}

// Skills and groups, which are only a key and two names.
template <class Row, class Check>
void Parser::read_keyed(Entries<Row>& entries, const std::vector<Row>& known, Directory& names, Check check) {
    auto next = last_id(known, [](const Row& row) { return row.id; });
    std::set<std::string> seen;
    for (auto& entry : entries) {
        auto& row = entry.defined.row;
        const auto before = problems_.count();
        const auto key = entry.reader.text("key", "key");
        if (key) {
            const auto stands = std::ranges::find(known, key->text, &Row::key);
            entry.defined.fresh = stands == known.end();
            if (entry.defined.fresh) {
                row.id = ++next;
                row.key = key->text;
            } else {
                row = *stands;
            }
            if (!seen.insert(key->text).second) {
                entry.reader.refuse("key", key->line, "is \"" + key->text + "\" twice; define each once.");
            }
            names.add(row.key, row.id);
        }
        if (const auto name = entry.reader.text("name_zh", "name_zh")) row.name_zh = name->text;
        if (const auto name = entry.reader.text("name_en", "name_en")) row.name_en = name->text;
        entry.reader.finish();
        if (problems_.count() != before) continue;
        if (auto good = check(row); !good) blame(entry, good.error());
    }
}

void Parser::place_queue(Entry<v1::QueueConfig>& entry) {
    auto& queue = entry.defined.row;
    entry.placed = false;
    const auto* node = entry.reader.any("shop", "shop");
    const auto topic = entry.reader.text("topic", "topic");
    if (node == nullptr) entry.reader.refuse("shop", entry.reader.line(), "is missing; name the shop.");
    if (!topic) entry.reader.refuse("topic", entry.reader.line(), "is missing; name the topic.");
    const auto shop = node == nullptr ? std::nullopt : names_.shop(entry.reader, "shop", *node);
    if (!shop || !topic) return;
    const auto same = [&](const auto& one) { return one.shop() == *shop && one.topic() == topic->text; };
    const auto stands = std::ranges::find_if(known_.queues, same);
    const bool twice = std::ranges::any_of(queues_, [&](const auto& other) {
        return &other != &entry && other.defined.row.id() != 0 && same(other.defined.row);
    });
    if (twice) {
        entry.reader.refuse("topic", topic->line, "is \"" + topic->text + "\" twice for one shop; define each once.");
        return;
    }
    entry.placed = true;
    if (stands != known_.queues.end()) {
        queue = *stands;
        return;
    }
    entry.defined.fresh = true;
    auto last = last_id(known_.queues, [](const auto& row) { return row.id(); });
    for (const auto& other : queues_)
        last = std::max(last, other.defined.row.id());
    queue.set_id(last + 1);
    queue.set_shop(*shop);
    queue.set_topic(topic->text);
    queue.set_answer_target_ms(60'000);
    queue.set_idle_warn_ms(180'000);
    queue.set_idle_close_ms(120'000);
    queue.set_open(true);
    names_.add_queue(*shop, topic->text, queue.id());
}

// The agent that the table names; nullopt: a new one, or a problem.
std::optional<v1::AgentConfig> Parser::known_agent(Entry<v1::AgentConfig>& entry) {
    const auto name = entry.reader.text("name", "name");
    const auto id = entry.reader.number("id", "id");
    std::vector<v1::AgentConfig> found;
    if (id) {
        if (const auto one = agents_by_id_.find(*id); one != agents_by_id_.end()) found.push_back(*one->second);
    } else if (name) {
        const auto [first, last] = agents_by_name_.equal_range(name->text);
        for (auto one = first; one != last; ++one)
            found.push_back(*one->second);
    }
    const auto line = entry.reader.line();
    if (!id && !name) {
        entry.reader.refuse("name", line, "is missing; name the agent.");
    } else if (id && found.empty()) {
        entry.reader.refuse("id", line, fmt::format("is {}, but there is no such agent in the pool.", *id));
    } else if (found.size() > 1) {
        entry.reader.refuse("name", line,
                            fmt::format("is \"{}\", as {} agents are called; add id = {} or another of theirs.",
                                        name->text, found.size(), found.front().id()));
    } else if (found.empty()) {
        if (!new_agents_.insert(name->text).second) {
            entry.reader.refuse("name", name->line, "is \"" + name->text + "\" twice; define each agent once.");
        }
        entry.defined.fresh = true;
        entry.defined.row.set_name(name->text);
    } else if (!agents_seen_.insert(found.front().id()).second) {
        entry.reader.refuse("name", line, "is defined twice; define each agent once.");
    } else {
        if (name) found.front().set_name(name->text);
        return found.front();
    }
    return std::nullopt;
}

void Parser::place_agent(Entry<v1::AgentConfig>& entry) {
    auto& agent = entry.defined.row;
    const auto before = problems_.count();
    if (auto stands = known_agent(entry)) {
        agent = std::move(*stands);
        return;
    }
    entry.placed = problems_.count() == before;
    agent.set_id(last_agent_ + static_cast<std::uint32_t>(new_agents_.size()));
    agent.add_languages("zh-CN");
    agent.set_capacity(3);
    agent.set_offer_timeout_ms(60'000);
    agent.set_misses_to_hold(3);
    agent.set_wrap_up(v1::WRAP_UP_UNTIL_DONE);
    agent.set_enabled(true);
}

template <class Row, class Read, class Check>
void Parser::read_body(Entry<Row>& entry, const std::string& kind, Read read, Check check) {
    if (!entry.placed) return;
    const auto before = problems_.count();
    read();
    std::vector<std::string> others;
    for (const auto& other : options_.others) {
        if (other.starts_with(kind + ".")) others.push_back(other.substr(kind.size() + 1));
    }
    entry.reader.finish(others);
    if (problems_.count() != before) return;
    if (auto good = check(entry.defined.row); !good) blame(entry, good.error());
}

// Those of the file first, so that a ring is blamed on one of them.
std::vector<v1::QueueConfig> Parser::all_queues() const {
    std::vector<v1::QueueConfig> all;
    std::set<std::uint32_t> defined;
    for (const auto& entry : queues_) {
        all.push_back(entry.defined.row);
        defined.insert(entry.defined.row.id());
    }
    for (const auto& queue : known_.queues) {
        if (!defined.contains(queue.id())) all.push_back(queue);
    }
    return all;
}

void Parser::check_rings() {
    const auto all = all_queues();
    const auto good = registry::check_overflows(all);
    if (good) return;
    if (good.error().at < queues_.size()) {
        blame(queues_[good.error().at], good.error().error);
    } else {
        problems_.add(1, good.error().error.message);
    }
}

// How many overflows lie behind a queue.
std::size_t Parser::depth_of(const v1::QueueConfig& queue, const std::map<std::uint32_t, std::uint32_t>& next) const {
    std::size_t depth = 0;
    for (auto now = next.find(queue.id()); now != next.end() && depth <= next.size(); ++depth)
        now = next.find(now->second);
    return depth;
}

Definitions Parser::finish() {
    std::map<std::uint32_t, std::uint32_t> next;
    for (const auto& queue : all_queues()) {
        if (queue.routing().overflow_queue() != 0) next[queue.id()] = queue.routing().overflow_queue();
    }
    Definitions made;
    made.file = file_;
    const auto move_all = [](auto& entries, auto& to) {
        for (auto& entry : entries)
            to.push_back(std::move(entry.defined));
    };
    if (!pools_.empty()) made.pool = std::move(pools_.front().defined);
    move_all(skills_, made.skills);
    move_all(groups_, made.groups);
    move_all(queues_, made.queues);
    move_all(agents_, made.agents);
    std::ranges::sort(made.queues, {},
                      [&](const auto& queue) { return std::pair(depth_of(queue.row, next), queue.row.id()); });
    return made;
}

}  // namespace

std::string Definitions::explain(const Places& places, const Error& error) const {
    const auto [line, sentence] = placed(places, error);
    return fmt::format("{}:{}: {}", file, line, sentence);
}

Parsed parse(std::string_view toml, const std::string& file, const Known& known, const Options& options) {
    const auto root = parse_toml(toml, file);
    if (!root) return std::unexpected(std::vector{root.error()});
    return Parser(file, known, options).run(*root);
}

Parsed read(const std::filesystem::path& file, const Known& known, const Options& options) {
    const auto refuse = [&](const std::string& why) {
        return std::unexpected(std::vector{file.string() + ": " + why});
    };
    std::error_code failed;
    if (std::filesystem::is_directory(file, failed)) return refuse("this is a folder; name a definitions file.");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return refuse(std::string("cannot be read: ") + std::strerror(errno) + ".");
    constexpr auto most = runtime::limits::definitions_bytes_max;
    const std::string content(std::istreambuf_iterator<char>(stream), {});
    if (content.size() > most) return refuse("larger than 16 MiB; these are no definitions.");
    return parse(content, file.string(), known, options);
}

}  // namespace yunke::definitions
