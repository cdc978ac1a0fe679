#include <fmt/format.h>

#include <algorithm>

#include "runtime/definitions/keys.hpp"

namespace yunke::definitions {
namespace {

using Ids = google::protobuf::RepeatedField<std::uint32_t>;

// Ids of a set rise in the message; in the file its names stand in any order.
void put_rising(Reader& reader, std::string_view key, const std::string& field,
                std::vector<std::pair<std::uint32_t, std::size_t>> ids, Ids& to) {
    std::ranges::sort(ids);
    to.Clear();
    for (const auto& [id, line] : ids) {
        if (!to.empty() && *to.rbegin() == id) reader.refuse(key, line, "names one twice; name each once.");
        reader.note(fmt::format("{}[{}]", field, to.size()), line, std::string(key));
        to.Add(id);
    }
}

void read_groups(Reader& reader, const Names& names, v1::AgentRouting& routing) {
    const auto texts = reader.texts("groups", "routing.groups");
    const auto ids = texts ? ids_of(reader, "groups", *texts, names.groups) : std::nullopt;
    if (!ids) return;
    std::vector<std::pair<std::uint32_t, std::size_t>> placed;
    placed.reserve(ids->size());
    for (std::size_t i = 0; i < ids->size(); ++i)
        placed.emplace_back((*ids)[i], (*texts)[i].line);
    put_rising(reader, "groups", "routing.groups", std::move(placed), *routing.mutable_groups());
}

void read_shops(Reader& reader, std::string_view key, const std::string& field, const Names& names, Ids& to) {
    const auto* node = reader.any(key, field);
    if (node == nullptr) return;
    const auto* list = std::get_if<List>(&node->value);
    if (list == nullptr) {
        reader.refuse(key, node->line, fmt::format("is {}; allowed is a list of shops.", type_name(*node)));
        return;
    }
    std::vector<std::pair<std::uint32_t, std::size_t>> placed;
    for (const auto& one : *list) {
        if (const auto id = names.shop(reader, key, one)) placed.emplace_back(*id, one.line);
    }
    put_rising(reader, key, field, std::move(placed), to);
}

void read_pace(Reader& reader, v1::AgentConfig& agent) {
    if (const auto ms = reader.duration("offer_timeout", "offer_timeout_ms")) agent.set_offer_timeout_ms(*ms);
    if (const auto flag = reader.flag("auto_accept", "auto_accept")) agent.set_auto_accept(*flag);
    if (const auto count = reader.number("misses_to_hold", "misses_to_hold")) agent.set_misses_to_hold(*count);
    if (const auto mode = reader.text("wrap_up", "wrap_up")) {
        const auto found = std::ranges::find(wrap_up_names(), mode->text);
        if (found == wrap_up_names().end()) {
            reader.refuse("wrap_up", mode->line,
                          fmt::format("is \"{}\"; allowed is none, fixed or until-done.", mode->text));
        } else {
            agent.set_wrap_up(static_cast<v1::WrapUpMode>(found - wrap_up_names().begin()));
        }
    }
    if (const auto ms = reader.duration("wrap_up_time", "wrap_up_ms")) agent.set_wrap_up_ms(*ms);
}

void read_respected(Reader& reader, v1::AgentRouting& routing) {
    if (const auto cannot = read_contents(reader, "cannot", "routing.cannot")) routing.set_cannot(*cannot);
    if (const auto count = reader.number("new_per_hour", "routing.new_per_hour_max")) {
        routing.set_new_per_hour_max(*count);
    }
    if (const auto ms = reader.duration("gap", "routing.gap_ms")) routing.set_gap_ms(*ms);
    if (const auto ms = reader.duration("rest_every", "routing.rest_every_ms")) routing.set_rest_every_ms(*ms);
    if (const auto ms = reader.duration("rest", "routing.rest_ms")) routing.set_rest_ms(*ms);
    if (const auto ms = reader.duration("day_max", "routing.day_max_ms")) routing.set_day_max_ms(*ms);
    if (auto quiet = reader.table("quiet", "routing.quiet")) {
        read_quiet(*quiet, "routing.quiet", *routing.mutable_quiet());
        if (quiet->members().empty()) routing.clear_quiet();
    }
    if (const auto ms = reader.duration("wished", "routing.wished_ms")) routing.set_wished_ms(*ms);
    if (const auto count = reader.number("wished_chats", "routing.wished_chats")) routing.set_wished_chats(*count);
    if (const auto ms = reader.duration("idle_allowance", "routing.idle_allowance_ms")) {
        routing.set_idle_allowance_ms(*ms);
    }
}

}  // namespace

void read_agent(Reader& reader, const Names& names, v1::AgentConfig& agent) {
    read_skills(reader, names, *agent.mutable_skills());
    if (const auto languages = reader.texts("languages", "languages")) {
        agent.clear_languages();
        for (const auto& language : *languages)
            agent.add_languages(language.text);
    }
    if (const auto count = reader.number("capacity", "capacity")) agent.set_capacity(*count);
    if (const auto flag = reader.flag("enabled", "enabled")) agent.set_enabled(*flag);
    read_pace(reader, agent);
    auto& routing = *agent.mutable_routing();
    read_groups(reader, names, routing);
    read_shops(reader, "certified", "routing.certified_shops", names, *routing.mutable_certified_shops());
    read_shops(reader, "direct", "routing.direct_shops", names, *routing.mutable_direct_shops());
    read_respected(reader, routing);
    if (routing.ByteSizeLong() == 0) agent.clear_routing();
}

void read_pool(Reader& reader, v1::PoolConfig& pool) {
    if (const auto ms = reader.duration("agent_grace", "agent_grace_ms")) pool.set_agent_grace_ms(*ms);
    if (const auto ms = reader.duration("shopper_grace", "shopper_grace_ms")) pool.set_shopper_grace_ms(*ms);
    if (const auto ms = reader.duration("decline_cooldown", "decline_cooldown_ms")) pool.set_decline_cooldown_ms(*ms);
    if (const auto ms = reader.duration("agent_session", "agent_session_ms")) pool.set_agent_session_ms(*ms);
    if (const auto order = reader.texts("order", "order")) {
        pool.clear_order();
        for (const auto& text : *order) {
            const auto found = std::ranges::find(criterion_names(), text.text);
            if (found == criterion_names().end() || found == criterion_names().begin()) {
                reader.refuse("order", text.line,
                              fmt::format("names \"{}\"; allowed are group, share, least_load, most_load, surplus and "
                                          "longest_idle.",
                                          text.text));
            } else {
                pool.add_order(static_cast<v1::Criterion>(found - criterion_names().begin()));
            }
        }
    }
    if (const auto flag = reader.flag("single_offer", "single_offer")) pool.set_single_offer(*flag);
    if (const auto percent = reader.number("second_offer", "second_offer_percent"))
        pool.set_second_offer_percent(*percent);
}

const std::vector<std::string>& wrap_up_names() {
    static const std::vector<std::string> names = {"none", "fixed", "until-done"};
    return names;
}

const std::vector<std::string>& criterion_names() {
    static const std::vector<std::string> names = {"unspecified", "group",   "share",       "least_load",
                                                   "most_load",   "surplus", "longest_idle"};
    return names;
}

}  // namespace yunke::definitions
