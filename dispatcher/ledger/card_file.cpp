#include "dispatcher/ledger/card_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>
#include <iterator>
#include <set>

#include "dispatcher/ledger/card_values.hpp"
#include "runtime/durations.hpp"
#include "runtime/limits.hpp"
#include "runtime/suggestion.hpp"

namespace yunke::ledger {
namespace {

using definitions::List;
using definitions::Member;
using definitions::Node;
using definitions::Problems;
using definitions::Table;

constexpr std::int64_t funds_max = 2'000'000'000;

// One [[…]] table. Stays where it is: the reader writes into its places.
struct Entry {
    Entry(const Table& table, std::size_t line, const std::string& name, Problems& problems)
        : reader(table, line, name, problems, places) {}
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    definitions::Places places;
    definitions::Reader reader;
};

class Parser {
public:
    Parser(std::string file, const CardFileNames& names) : names_(names), problems_(std::move(file)) {
        made_.named.merchants.emplace();
        made_.named.skills.emplace();
        made_.named.agents.emplace();
    }

    ReadCardFile run(const Table& root) {
        for (const auto& member : root)
            sort(member);
        const auto read_all = [&](const std::string& kind, auto read) {
            for (auto& entry : entries_[kind]) {
                Values values(entry.reader, names_, made_.named);
                (this->*read)(entry, values);
            }
        };
        read_all("fund", &Parser::read_fund);
        read_all("holidays", &Parser::read_holidays);
        read_all("card", &Parser::read_card);
        read_all("plan", &Parser::read_plan);
        read_all("terms", &Parser::read_terms);
        read_all("tax", &Parser::read_tax);
        read_all("relief", &Parser::read_relief);
        read_all("agent", &Parser::read_agent);
        if (problems_.count() == 0) check_cards();
        if (problems_.count() > 0) return std::unexpected(problems_.take());
        for (const auto& table : statutory_tables())
            made_.tax_tables.push_back(table);
        return std::move(made_);
    }

private:
    void sort(const Member& member);
    void read_fund(Entry& entry, Values& values);
    void read_holidays(Entry& entry, Values& values);
    void read_card(Entry& entry, Values& values);
    void read_plan(Entry& entry, Values& values);
    void read_terms(Entry& entry, Values& values);
    void read_tax(Entry& entry, Values& values);
    void read_relief(Entry& entry, Values& values);
    void read_agent(Entry& entry, Values& values);
    void check_cards();

    // Of plans and terms, which share their numbers.
    void take_version(Values& values, std::uint32_t number) {
        if (number != 0 && !versions_.insert(number).second) {
            values.refuse("version",
                          fmt::format("is {} twice among plans and terms; give each a number of its own.", number));
        }
    }
    template <class T>
    void put(Values& values, Dated<T>& dated, Day day, T value) {
        if (day != Day{} && dated.values().contains(day)) {
            values.refuse("from", fmt::format("is {} twice for the same; write each start once.", text_of(day)));
        }
        dated.put(day, std::move(value));
    }
    void blame(const Entry& entry, const std::string& field, const std::string& sentence) {
        const auto place = entry.places.find(field);
        const auto line = place == entry.places.end() ? entry.reader.line() : place->second.line;
        problems_.add(line, fmt::format("{}{}{} {}", entry.reader.name(), field.empty() ? "" : ".", field, sentence));
    }

    const CardFileNames& names_;
    Problems problems_;
    std::map<std::string, std::deque<Entry>> entries_;
    CardFile made_;
    std::vector<const Entry*> card_entries_;
    std::set<std::uint32_t> versions_;
};

constexpr std::array kinds = {"card", "plan", "terms", "agent", "tax", "relief", "holidays", "fund"};

void Parser::sort(const Member& member) {
    if (member.key == "utc_offset") {
        const auto* text = std::get_if<std::string>(&member.node.value);
        const auto minutes = text == nullptr ? std::nullopt : runtime::parse_utc_offset(*text);
        if (minutes) made_.utc_offset_minutes = *minutes;
        if (!minutes) problems_.add(member.line, "utc_offset is no offset; write it as \"+08:00\".");
        return;
    }
    if (std::ranges::find(kinds, member.key) == kinds.end()) {
        std::vector<std::string> known(kinds.begin(), kinds.end());
        known.emplace_back("utc_offset");
        problems_.add(member.line,
                      fmt::format("no such table \"{}\"{}", member.key, runtime::suggestion(member.key, known)));
        return;
    }
    const auto* list = std::get_if<List>(&member.node.value);
    const auto is_table = [](const Node& node) { return std::holds_alternative<Table>(node.value); };
    if (list == nullptr || !std::ranges::all_of(*list, is_table)) {
        problems_.add(member.line, fmt::format("{} is {}; write each as a table [[{}]].", member.key,
                                               type_name(member.node), member.key));
        return;
    }
    for (const auto& node : *list)
        entries_[member.key].emplace_back(std::get<Table>(node.value), node.line, member.key, problems_);
}

void Parser::read_fund(Entry&, Values& values) {
    if (!values.needed("id", "give the fund a number from 1 on that stays its own.")) return;
    if (!values.needed("name", "write what merchants and funders call it.")) return;
    const auto id = values.whole("id", {1, funds_max});
    const auto name = values.text("name");
    values.finish();
    if (!id || !name) return;
    for (const auto& [other, its_name] : made_.funds) {
        if (its_name == *name) values.refuse("name", "is another fund's, too; give each a name of its own.");
    }
    if (!made_.funds.emplace(FundId{static_cast<std::uint32_t>(*id)}, *name).second) {
        values.refuse("id", fmt::format("is {} twice; give each fund a number of its own.", *id));
    }
}

void Parser::read_holidays(Entry& entry, Values& values) {
    if (values.has("name")) values.text("name");  // for people who read the file
    if (!values.needed("days", "list the days, such as [2026-10-01, 2026-10-02].")) return;
    const auto* node = entry.reader.any("days", "days");
    values.finish();
    const auto* list = std::get_if<List>(&node->value);
    if (list == nullptr) {
        values.refuse("days", fmt::format("is {}; allowed is a list of dates.", type_name(*node)));
        return;
    }
    for (const auto& one : *list) {
        const auto day = values.day("days", one);
        if (day && !made_.holidays.add(*day)) {
            entry.reader.refuse("days", one.line, fmt::format("names {} again; name each day once.", text_of(*day)));
        }
    }
}

void Parser::read_card(Entry& entry, Values& values) {
    made_.cards.add(read_rate_card(values, made_.funds));
    card_entries_.push_back(&entry);
}

void Parser::read_plan(Entry&, Values& values) {
    auto read = read_package_plan(values);
    take_version(values, read.plan.version);
    put(values, made_.plans[read.key], read.from, std::move(read.plan));
}

void Parser::read_terms(Entry&, Values& values) {
    const auto read = read_merchant_terms(values);
    take_version(values, read.terms.version);
    if (read.merchant) put(values, made_.terms[*read.merchant], read.from, read.terms);
}

void Parser::check_cards() {
    for (const auto& problem : made_.cards.problems())
        blame(*card_entries_.at(problem.card), problem.field, problem.sentence);
}

void Parser::read_tax(Entry& entry, Values& values) {
    const auto before = problems_.count();
    const auto table = read_tax_table(values);
    if (!table || problems_.count() != before) return;
    for (const auto& problem : problems_of(*table))
        blame(entry, problem.field, problem.sentence);
    for (const auto& other : made_.tax_tables) {
        if (other.from == table->from) values.refuse("from", "is another tax table's, too; only one can hold.");
    }
    made_.tax_tables.push_back(*table);
}

void Parser::read_relief(Entry& entry, Values& values) {
    const auto before = problems_.count();
    const auto relief = read_tax_relief(values);
    if (problems_.count() != before) return;
    for (const auto& problem : problems_of(relief))
        blame(entry, problem.field, problem.sentence);
    for (const auto& other : made_.reliefs) {
        const bool apart =
            (other.until && *other.until <= relief.from) || (relief.until && *relief.until <= other.from);
        if (other.key != relief.key || apart) continue;
        values.refuse("from", fmt::format("is {}, when the relief \"{}\" of {} holds as well; give one of them until.",
                                          text_of(relief.from), other.key, text_of(other.from)));
    }
    made_.reliefs.push_back(relief);
}

void Parser::read_agent(Entry&, Values& values) {
    std::optional<AgentId> agent;
    if (values.needed("agent", "name the agent.")) agent = values.agent("agent");
    const auto day = values.from();
    const auto tier = values.whole("tier", {0, tiers_max});
    const auto relief = values.reader().text("relief", "relief");
    values.finish();
    if (relief && !relief->text.empty() &&
        std::ranges::find(made_.reliefs, relief->text, &TaxRelief::key) == made_.reliefs.end()) {
        values.refuse("relief", fmt::format("is \"{}\", for which the file has no [[relief]]; add one.", relief->text));
    }
    if (!values.has("tier") && !values.has("relief")) values.refuse("tier", "is missing, and so is relief; write one.");
    if (agent && tier) put(values, made_.tiers[*agent], day, static_cast<std::uint32_t>(*tier));
    if (agent && relief) put(values, made_.reliefs_of[*agent], day, relief->text);
}

}  // namespace

void CardFile::put_into(Setup& setup) const {
    setup.utc_offset_minutes = utc_offset_minutes;
    setup.cards = cards;
    setup.holidays = holidays;
    setup.tiers = tiers;
    setup.terms = terms;
    setup.plans = plans;
}

ReadCardFile parse_card_file(std::string_view toml, const std::string& file, const CardFileNames& names) {
    const auto root = definitions::parse_toml(toml, file);
    if (!root) return std::unexpected(std::vector{root.error()});
    return Parser(file, names).run(*root);
}

ReadCardFile read_card_file(const std::filesystem::path& file, const CardFileNames& names) {
    const auto refuse = [&](const std::string& why) {
        return std::unexpected(std::vector{file.string() + ": " + why});
    };
    std::error_code failed;
    if (std::filesystem::is_directory(file, failed)) return refuse("this is a folder; name a card file.");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return refuse(std::string("cannot be read: ") + std::strerror(errno) + ".");
    const std::string content(std::istreambuf_iterator<char>(stream), {});
    if (content.size() > runtime::limits::definitions_bytes_max)
        return refuse("larger than 16 MiB; this is no card file.");
    return parse_card_file(content, file.string(), names);
}

}  // namespace yunke::ledger
