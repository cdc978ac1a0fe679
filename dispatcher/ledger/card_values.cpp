#include "dispatcher/ledger/card_values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/suggestion.hpp"

namespace yunke::ledger {
namespace {

constexpr std::int64_t versions_max = 2'000'000'000;

void note(CardFileNames::ByName& to, const std::string& name, std::uint32_t id) {
    const auto [first, last] = to.equal_range(name);
    if (std::none_of(first, last, [&](const auto& one) { return one.second == id; })) to.emplace(name, id);
}

}  // namespace

using definitions::Node;

std::optional<std::string> Values::text(std::string_view key) {
    const auto found = reader_.text(key, std::string(key));
    if (!found) return std::nullopt;
    if (!found->text.empty() && found->text.size() <= 200) return found->text;
    refuse(key, "must have 1 to 200 characters.");
    return std::nullopt;
}

std::optional<bool> Values::flag(std::string_view key) {
    return reader_.flag(key, std::string(key));
}

std::optional<std::int64_t> Values::whole(std::string_view key, Bounds bounds) {
    const auto* node = reader_.any(key, std::string(key));
    if (node == nullptr) return std::nullopt;
    const auto* number = std::get_if<std::int64_t>(&node->value);
    if (number != nullptr && *number >= bounds.least && *number <= bounds.most) return *number;
    const auto given = number == nullptr ? std::string(type_name(*node)) : std::to_string(*number);
    refuse(key, fmt::format("is {}; allowed is a whole number from {} to {}.", given, bounds.least, bounds.most));
    return std::nullopt;
}

std::optional<Ms> Values::duration(std::string_view key) {
    const auto ms = reader_.duration(key, std::string(key));
    return ms ? std::optional<Ms>(*ms) : std::nullopt;
}

std::optional<std::int64_t> Values::hundredths(std::string_view key, std::int64_t most, std::string_view example) {
    const auto* node = reader_.any(key, std::string(key));
    if (node == nullptr) return std::nullopt;
    std::string given(type_name(*node));
    std::optional<std::int64_t> found;
    if (const auto* number = std::get_if<std::int64_t>(&node->value)) {
        given = std::to_string(*number);
        found = parse_yuan(given);
    } else if (const auto* text = std::get_if<std::string>(&node->value)) {
        given = '"' + *text + '"';
        found = parse_yuan(*text);
    }
    if (found && *found >= 0 && *found <= most) return found;
    if (found && *found < 0) {
        refuse(key, fmt::format("is {}, which is negative; write 0 or more.", given));
    } else if (found) {
        refuse(key, fmt::format("is {}; at most {} can be meant.", given, yuan_text(most)));
    } else {
        refuse(key, fmt::format("is {}; write a text with at most two decimals, such as {}.", given, example));
    }
    return std::nullopt;
}

std::optional<Fen> Values::yuan(std::string_view key, Fen most) {
    return hundredths(key, most, "\"24.50\"");
}

std::optional<std::int32_t> Values::percent(std::string_view key) {
    const auto found = hundredths(key, 10'000, "\"6\" or \"12.5\" for a percentage");
    return found ? std::optional(static_cast<std::int32_t>(*found)) : std::nullopt;
}

std::optional<std::uint32_t> Values::stars(std::string_view key) {
    const auto found = hundredths(key, 500, "\"4.5\"");
    return found ? std::optional(static_cast<std::uint32_t>(*found)) : std::nullopt;
}

std::optional<Day> Values::day(std::string_view key, const Node& node) {
    std::optional<Day> found;
    if (const auto* date = std::get_if<definitions::Date>(&node.value)) {
        found = parse_day(fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day));
    } else if (const auto* text = std::get_if<std::string>(&node.value)) {
        found = parse_day(*text);
    }
    if (!found) reader_.refuse(key, node.line, "is no date; write it as 2026-10-01.");
    return found;
}

std::optional<Day> Values::day(std::string_view key) {
    const auto* node = reader_.any(key, std::string(key));
    return node == nullptr ? std::nullopt : day(key, *node);
}

std::optional<std::uint32_t> Values::numbered(std::string_view key, std::int64_t number, const Kind& kind) {
    const bool fits = number > 0 && number <= 0xffff'ffff;
    const auto is_it = [&](const auto& one) { return one.second == number; };
    const bool known = names_.numbers_stand || !kind.known || std::ranges::any_of(*kind.known, is_it);
    if (!fits || !known) {
        refuse(key, fmt::format("is {}, but there is no such {}.", number, kind.name));
        return std::nullopt;
    }
    const auto id = static_cast<std::uint32_t>(number);
    note(kind.named, {}, id);
    return id;
}

std::optional<std::uint32_t> Values::named(std::string_view key, const Kind& kind) {
    const auto* node = reader_.any(key, std::string(key));
    return node == nullptr ? std::nullopt : meant(key, *node, kind);
}

std::optional<std::uint32_t> Values::meant(std::string_view key, const Node& node, const Kind& kind) {
    if (const auto* number = std::get_if<std::int64_t>(&node.value)) return numbered(key, *number, kind);
    const auto* name = std::get_if<std::string>(&node.value);
    if (name == nullptr) {
        refuse(key, fmt::format("is {}; write which {} is meant.", type_name(node), kind.name));
        return std::nullopt;
    }
    if (!kind.known) {
        refuse(key, fmt::format("is \"{}\"; names cannot be looked up without a database, so write the {}'s number.",
                                *name, kind.name));
        return std::nullopt;
    }
    const auto count = name->empty() ? 0 : kind.known->count(*name);
    if (count == 1) {
        const auto id = kind.known->find(*name)->second;
        note(kind.named, *name, id);
        return id;
    }
    if (count > 1) {
        refuse(key, fmt::format("is \"{}\", as {} are called; write the {}'s number.", *name, count, kind.name));
        return std::nullopt;
    }
    std::vector<std::string> all;
    for (const auto& [one, id] : *kind.known)
        if (!one.empty()) all.push_back(one);
    refuse(key, fmt::format("names the {} \"{}\", which does not exist{}", kind.name, *name,
                            runtime::suggestion(*name, all)));
    return std::nullopt;
}

std::optional<MerchantId> Values::merchant(std::string_view key) {
    const auto id = named(key, {"merchant", names_.merchants, *named_.merchants});
    return id ? std::optional(MerchantId{*id}) : std::nullopt;
}

std::vector<MerchantId> Values::merchants(std::string_view key) {
    std::vector<MerchantId> all;
    const auto* node = reader_.any(key, std::string(key));
    if (node == nullptr) return all;
    const auto* list = std::get_if<definitions::List>(&node->value);
    if (list == nullptr || list->empty()) {
        refuse(key, "must be a list of merchants, such as [\"…\", 3]; leave it out to mean everybody.");
        return all;
    }
    for (const Node& one : *list) {
        const auto id = meant(key, one, {"merchant", names_.merchants, *named_.merchants});
        if (!id) continue;
        if (std::ranges::find(all, MerchantId{*id}) != all.end()) {
            refuse(key, fmt::format("names merchant {} again; name each once.", *id));
        } else {
            all.push_back(MerchantId{*id});
        }
    }
    return all;
}

std::optional<SkillId> Values::skill(std::string_view key) {
    const auto id = named(key, {"skill", names_.skills, *named_.skills});
    return id ? std::optional(SkillId{*id}) : std::nullopt;
}

// By number only: the file is kept with the ledger, which has no names of people, and two may bear the same.
std::optional<AgentId> Values::agent(std::string_view key) {
    const auto found = std::ranges::find(reader_.members(), key, &definitions::Member::key);
    if (found != reader_.members().end() && std::holds_alternative<std::string>(found->node.value)) {
        reader_.any(key, std::string(key));
        refuse(key, "is a text; write the agent's number, because the ledger keeps no names of people.");
        return std::nullopt;
    }
    const auto id = named(key, {"agent", names_.agents, *named_.agents});
    return id ? std::optional(AgentId{*id}) : std::nullopt;
}

std::uint32_t Values::version() {
    if (!needed("version", "give it a number that no other has or had; what was posted names it.")) return 0;
    return static_cast<std::uint32_t>(whole("version", {1, versions_max}).value_or(0));
}

Day Values::from() {
    if (!needed("from", "write the first day on which it counts, such as 2026-01-01.")) return {};
    return day("from").value_or(Day{});
}

bool Values::has(std::string_view key) const {
    return std::ranges::find(reader_.members(), key, &definitions::Member::key) != reader_.members().end();
}

bool Values::has_table(std::string_view key) const {
    const auto found = std::ranges::find(reader_.members(), key, &definitions::Member::key);
    return found != reader_.members().end() && std::holds_alternative<definitions::Table>(found->node.value);
}

std::size_t Values::line_of(std::string_view key) const {
    const auto found = std::ranges::find(reader_.members(), key, &definitions::Member::key);
    return found == reader_.members().end() ? reader_.line() : found->line;
}

bool Values::needed(std::string_view key, std::string_view what) {
    if (has(key)) return true;
    refuse(key, fmt::format("is missing; {}", what));
    return false;
}

void Values::refuse(std::string_view key, const std::string& sentence) {
    reader_.refuse(key, line_of(key), sentence);
}

}  // namespace yunke::ledger
