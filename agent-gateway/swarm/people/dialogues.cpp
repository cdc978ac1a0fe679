#include "agent-gateway/swarm/people/dialogues.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <utility>

#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

namespace json = boost::json;
using Failed = std::unexpected<std::string>;

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::expected<std::string, std::string> text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr) return Failed(fmt::format("\"{}\" is missing", key));
    if (!value->is_string() || value->as_string().empty()) return Failed(fmt::format("\"{}\" must be a text", key));
    return std::string(value->as_string());
}

std::expected<Turn, std::string> turn_of(const json::value& value) {
    const json::object* object = value.if_object();
    if (object == nullptr) return Failed("must be an object with role and text");
    const auto role = text_at(*object, "role");
    if (!role) return Failed(role.error());
    if (*role != "shopper" && *role != "agent") return Failed("role must be shopper or agent, not '" + *role + "'");
    auto text = text_at(*object, "text");
    if (!text) return Failed(text.error());
    if (code_points(*text) > limits::turn_points_max)
        return Failed(fmt::format("text is longer than {} characters", limits::turn_points_max));
    return Turn{*role == "shopper", std::move(*text)};
}

std::expected<Dialogue, std::string> dialogue_of(const std::string& line) {
    boost::system::error_code failed;
    const json::value value = json::parse(line, failed);
    if (failed) return Failed("not valid JSON: " + failed.message());
    const json::object* object = value.if_object();
    if (object == nullptr) return Failed("must be a JSON object");
    Dialogue dialogue;
    for (const auto& [key, field] :
         {std::pair{"id", &dialogue.id}, std::pair{"lang", &dialogue.language}, std::pair{"shop", &dialogue.shop},
          std::pair{"topic", &dialogue.topic}, std::pair{"shopper", &dialogue.shopper}}) {
        auto text = text_at(*object, key);
        if (!text) return Failed(text.error());
        *field = std::move(*text);
    }
    const json::value* turns = object->if_contains("turns");
    if (turns == nullptr || !turns->is_array() || turns->as_array().empty())
        return Failed("\"turns\" must be a list with at least one turn");
    if (turns->as_array().size() > limits::turns_max)
        return Failed(fmt::format("more than {} turns", limits::turns_max));
    for (const json::value& each : turns->as_array()) {
        auto turn = turn_of(each);
        if (!turn) return Failed(fmt::format("turn {}: {}", dialogue.turns.size() + 1, turn.error()));
        dialogue.turns.push_back(std::move(*turn));
    }
    if (!dialogue.turns.front().by_shopper) return Failed("the first turn must be the shopper's");
    return dialogue;
}

}  // namespace

std::size_t Dialogue::shopper_turns() const {
    return static_cast<std::size_t>(std::ranges::count(turns, true, &Turn::by_shopper));
}

const Turn* Dialogue::shopper_turn(std::size_t k) const {
    for (const Turn& turn : turns)
        if (turn.by_shopper && k-- == 0) return &turn;
    return nullptr;
}

std::span<const Turn> Dialogue::replies_after(std::size_t said) const {
    auto begin = turns.begin();
    for (std::size_t passed = 0; begin != turns.end() && passed < said; ++begin)
        if (begin->by_shopper) ++passed;
    const auto end = std::find_if(begin, turns.end(), [](const Turn& turn) { return turn.by_shopper; });
    return {begin, end};
}

std::expected<std::vector<Dialogue>, std::string> Dialogues::parse(const std::string& file, std::istream& text) {
    std::vector<Dialogue> dialogues;
    std::string line;
    for (std::size_t number = 1; std::getline(text, line); ++number) {
        if (line.empty()) continue;
        if (line.size() > limits::dialogue_line_bytes_max)
            return Failed(fmt::format("{}:{}: longer than {} bytes", file, number, limits::dialogue_line_bytes_max));
        auto dialogue = dialogue_of(line);
        if (!dialogue) return Failed(fmt::format("{}:{}: {}", file, number, dialogue.error()));
        if (dialogues.size() == limits::dialogues_max)
            return Failed(fmt::format("{}:{}: more than {} dialogues", file, number, limits::dialogues_max));
        dialogues.push_back(std::move(*dialogue));
    }
    return dialogues;
}

std::expected<Dialogues, std::string> Dialogues::of(std::vector<Dialogue> dialogues) {
    Dialogues result;
    std::set<std::string> ids;
    for (std::size_t i = 0; i < dialogues.size(); ++i) {
        if (!ids.insert(dialogues[i].id).second) return Failed("the id " + dialogues[i].id + " is given twice");
        result.by_opening_.try_emplace(dialogues[i].turns.front().text, i);
    }
    result.dialogues_ = std::move(dialogues);
    return result;
}

std::expected<Dialogues, std::string> Dialogues::load(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
        if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
    if (failed) return Failed(folder.string() + ": " + failed.message());
    if (files.empty()) return Failed(folder.string() + ": no file *.jsonl in this folder");
    std::ranges::sort(files);
    std::vector<Dialogue> all;
    for (const auto& file : files) {
        std::ifstream text(file);
        if (!text) return Failed(file.string() + ": cannot be read");
        auto dialogues = parse(file.string(), text);
        if (!dialogues) return Failed(dialogues.error());
        std::ranges::move(*dialogues, std::back_inserter(all));
    }
    return of(std::move(all));
}

const Dialogue* Dialogues::by_opening(std::string_view text) const {
    const auto found = by_opening_.find(std::string(text));
    return found == by_opening_.end() ? nullptr : &dialogues_[found->second];
}

}  // namespace yunke::swarm
