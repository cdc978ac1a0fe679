// Definitions back to TOML, and settings in words for tables.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "runtime/definitions/keys.hpp"
#include "runtime/durations.hpp"

namespace yunke::definitions {
namespace {

using runtime::format_duration;

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;  // names hold no control characters
    }
    return out + '"';
}

std::string list_of(const std::vector<std::string>& texts) {
    std::vector<std::string> all;
    all.reserve(texts.size());
    for (const auto& text : texts)
        all.push_back(toml_text(text));
    return fmt::format("[{}]", fmt::join(all, ", "));
}

// Keys with their values as TOML.
class Keys {
public:
    void put(const std::string& key, std::string toml) { all_.emplace_back(key, std::move(toml)); }
    void text(const std::string& key, std::string_view text) { put(key, toml_text(text)); }
    void flag(const std::string& key, bool flag) { put(key, flag ? "true" : "false"); }
    void duration(const std::string& key, std::uint32_t ms) { put(key, toml_text(format_duration(ms))); }
    void number(const std::string& key, std::uint32_t number) { put(key, std::to_string(number)); }
    // These say nothing when there is nothing to say.
    void set_duration(const std::string& key, std::uint32_t ms) {
        if (ms != 0) duration(key, ms);
    }
    void set_list(const std::string& key, const std::vector<std::string>& texts) {
        if (!texts.empty()) put(key, list_of(texts));
    }

    std::string lines() const {
        std::string out;
        for (const auto& [key, toml] : all_)
            out += fmt::format("{} = {}\n", key, toml);
        return out;
    }
    std::string table() const {
        std::vector<std::string> members;
        members.reserve(all_.size());
        for (const auto& [key, toml] : all_)
            members.push_back(fmt::format("{} = {}", key, toml));
        return fmt::format("{{ {} }}", fmt::join(members, ", "));
    }
    std::vector<std::string> changes_from(const Keys& before) const {
        std::vector<std::string> words;
        for (const auto& one : all_) {
            if (std::ranges::find(before.all_, one) == before.all_.end()) words.push_back(one.first + "=" + one.second);
        }
        for (const auto& [key, toml] : before.all_) {
            if (std::ranges::find(all_, key, [](const auto& one) { return one.first; }) == all_.end()) {
                words.push_back("no " + key);
            }
        }
        return words;
    }
    std::vector<std::string> words() const {
        std::vector<std::string> words;
        words.reserve(all_.size());
        for (const auto& [key, toml] : all_)
            words.push_back(fmt::format("{}={}", key, toml));
        return words;
    }

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

std::vector<std::string> names_of(const google::protobuf::RepeatedField<std::uint32_t>& ids,
                                  const std::function<std::string(std::uint32_t)>& name) {
    std::vector<std::string> names;
    for (const auto id : ids)
        names.push_back(name(id));
    return names;
}

std::string skills_table(const google::protobuf::RepeatedPtrField<v1::SkillLevel>& skills, const Names& names) {
    Keys keys;
    for (const auto& skill : skills)
        keys.number(names.skills.name_of(skill.skill()), skill.level());
    return skills.empty() ? "{}" : keys.table();
}

// Shops whose name is not their own stand there by their id, which is no text.
std::string shop_value(const Names& names, std::uint32_t id) {
    const auto name = names.shop_name(id);
    return name == std::to_string(id) ? name : toml_text(name);
}

std::string shop_list(const Names& names, const google::protobuf::RepeatedField<std::uint32_t>& ids) {
    const auto values = names_of(ids, [&](std::uint32_t id) { return shop_value(names, id); });
    return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string step_table(const v1::Relaxation& step, const Names& names) {
    Keys keys;
    keys.duration("after", step.after_ms());
    if (step.has_lower()) {
        keys.text("lower", fmt::format("{}:{}", names.skills.name_of(step.lower().skill()), step.lower().level()));
    }
    if (step.any_group()) keys.flag("any_group", true);
    if (step.has_widen_to()) keys.text("widen_to", names.groups.name_of(step.widen_to()));
    return keys.table();
}

std::string week_table(const v1::WeekHours& hours, const std::string& key) {
    Keys keys;
    keys.text("utc_offset", offset_text(hours.utc_offset_minutes()));
    keys.set_list(key, span_texts(hours));
    keys.set_list("holidays", day_texts(hours));
    return keys.table();
}

void add_routing(Keys& keys, const v1::QueueRouting& routing, const Names& names) {
    if (!routing.language().empty()) keys.text("language", routing.language());
    keys.set_list("needs", content_names(routing.needs()));
    if (routing.certified()) keys.flag("certified", true);
    keys.set_list("groups", names_of(routing.groups(), [&](std::uint32_t id) { return names.groups.name_of(id); }));
    if (routing.groups_only()) keys.flag("groups_only", true);
    keys.set_duration("priority_credit", routing.priority_credit_ms());
    if (routing.relaxations_size() > 0) {
        std::vector<std::string> steps;
        for (const auto& step : routing.relaxations())
            steps.push_back(step_table(step, names));
        keys.put("relax", fmt::format("[{}]", fmt::join(steps, ", ")));
    }
    if (routing.overflow_queue() != 0) {
        Keys overflow;
        overflow.text("queue", names.topic(routing.overflow_queue()));
        overflow.set_duration("after", routing.overflow_after_ms());
        keys.put("overflow", overflow.table());
    }
    if (routing.beyond() != v1::BEYOND_LEAVE_MESSAGE) {
        keys.text("beyond", beyond_names().at(static_cast<std::size_t>(routing.beyond())));
    }
    keys.set_duration("wait_max", routing.wait_max_ms());
    keys.set_duration("sticky", routing.sticky_ms());
    keys.set_duration("reopen", routing.reopen_ms());
    keys.set_duration("reply", routing.reply_ms());
    keys.set_duration("wrap_up_standard", routing.wrap_up_standard_ms());
    keys.set_duration("handling", routing.handling_ms());
    const auto& hours = routing.hours();
    if (hours.spans_size() > 0 || hours.closed_days_size() > 0 || hours.utc_offset_minutes() != 0)
        keys.put("hours", week_table(hours, "open"));
}

void add_routing(Keys& keys, const v1::AgentRouting& routing, const Names& names) {
    keys.set_list("groups", names_of(routing.groups(), [&](std::uint32_t id) { return names.groups.name_of(id); }));
    if (routing.certified_shops_size() > 0) keys.put("certified", shop_list(names, routing.certified_shops()));
    if (routing.direct_shops_size() > 0) keys.put("direct", shop_list(names, routing.direct_shops()));
    keys.set_list("cannot", content_names(routing.cannot()));
    if (routing.new_per_hour_max() != 0) keys.number("new_per_hour", routing.new_per_hour_max());
    keys.set_duration("gap", routing.gap_ms());
    keys.set_duration("rest_every", routing.rest_every_ms());
    keys.set_duration("rest", routing.rest_ms());
    keys.set_duration("day_max", routing.day_max_ms());
    // Without spans its clock still says when a local day begins.
    const auto& quiet = routing.quiet();
    if (quiet.spans_size() > 0 || quiet.utc_offset_minutes() != 0) keys.put("quiet", week_table(quiet, "spans"));
    keys.set_duration("wished", routing.wished_ms());
    if (routing.wished_chats() != 0) keys.number("wished_chats", routing.wished_chats());
    keys.set_duration("idle_allowance", routing.idle_allowance_ms());
}

Keys keys_of(const v1::PoolConfig& pool) {
    Keys keys;
    keys.set_duration("agent_grace", pool.agent_grace_ms());
    keys.set_duration("shopper_grace", pool.shopper_grace_ms());
    keys.set_duration("decline_cooldown", pool.decline_cooldown_ms());
    keys.set_duration("agent_session", pool.agent_session_ms());
    keys.set_list("order", order_names(pool));
    keys.flag("single_offer", pool.single_offer());
    if (pool.second_offer_percent() != 0) keys.number("second_offer", pool.second_offer_percent());
    return keys;
}

template <class Row>
std::string keyed_lines(const std::string& kind, const std::vector<Row>& rows) {
    std::string out;
    for (const auto& row : rows) {
        Keys keys;
        keys.text("key", row.key);
        keys.text("name_zh", row.name_zh);
        keys.text("name_en", row.name_en);
        out += "\n[[" + kind + "]]\n" + keys.lines();
    }
    return out;
}

Keys keys_of(const v1::QueueConfig& queue, const Names& names) {
    Keys keys;
    keys.put("shop", shop_value(names, queue.shop()));
    keys.text("topic", queue.topic());
    keys.text("title_zh", queue.title_zh());
    keys.text("title_en", queue.title_en());
    keys.put("skills", skills_table(queue.skills(), names));
    keys.duration("answer_target", queue.answer_target_ms());
    keys.duration("idle_warn", queue.idle_warn_ms());
    keys.duration("idle_close", queue.idle_close_ms());
    keys.number("waiting_max", queue.waiting_max());
    keys.flag("open", queue.open());
    add_routing(keys, queue.routing(), names);
    return keys;
}

Keys keys_of(const v1::AgentConfig& agent, const Names& names) {
    Keys keys;
    keys.text("name", agent.name());
    keys.put("skills", skills_table(agent.skills(), names));
    keys.put("languages", list_of({agent.languages().begin(), agent.languages().end()}));
    keys.number("capacity", agent.capacity());
    keys.duration("offer_timeout", agent.offer_timeout_ms());
    keys.flag("auto_accept", agent.auto_accept());
    keys.number("misses_to_hold", agent.misses_to_hold());
    keys.text("wrap_up", wrap_up_names().at(static_cast<std::size_t>(agent.wrap_up())));
    keys.duration("wrap_up_time", agent.wrap_up_ms());
    keys.flag("enabled", agent.enabled());
    add_routing(keys, agent.routing(), names);
    return keys;
}

}  // namespace

std::vector<std::string> order_names(const v1::PoolConfig& pool) {
    std::vector<std::string> names;
    for (const auto criterion : pool.order())
        names.push_back(criterion_names().at(static_cast<std::size_t>(criterion)));
    return names;
}

std::string to_toml(const Known& known) {
    const Names names(known);
    auto out = "[pool]\n" + keys_of(known.pool).lines();
    out += keyed_lines("skill", known.skills);
    out += keyed_lines("group", known.groups);
    for (const auto& queue : known.queues)
        out += "\n[[queue]]\n" + keys_of(queue, names).lines();
    for (const auto& agent : known.agents)
        out += fmt::format("\n[[agent]]\nid = {}\n{}", agent.id(), keys_of(agent, names).lines());
    return out;
}

Words::Words(const Known& known) : names_(std::make_unique<Names>(known)) {}
Words::~Words() = default;

std::vector<std::string> Words::routing(const v1::QueueConfig& queue) const {
    Keys keys;
    add_routing(keys, queue.routing(), *names_);
    return keys.words();
}

std::vector<std::string> Words::routing(const v1::AgentConfig& agent) const {
    Keys keys;
    add_routing(keys, agent.routing(), *names_);
    return keys.words();
}

std::vector<std::string> Words::changes(const v1::PoolConfig& from, const v1::PoolConfig& to) const {
    return keys_of(to).changes_from(keys_of(from));
}

std::vector<std::string> Words::changes(const v1::QueueConfig& from, const v1::QueueConfig& to) const {
    return keys_of(to, *names_).changes_from(keys_of(from, *names_));
}

std::vector<std::string> Words::changes(const v1::AgentConfig& from, const v1::AgentConfig& to) const {
    return keys_of(to, *names_).changes_from(keys_of(from, *names_));
}

}  // namespace yunke::definitions
