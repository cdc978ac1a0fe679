#include "agent-gateway/http/archive_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "dispatcher/ledger/archive/limits.hpp"
#include "dispatcher/ledger/archive/plain_name.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using archive::Found;
using archive::plain_name;

json::string text(std::string_view from) {
    return json::string(from);
}

// Numbers that count from 1; null: there is none.
json::value known(std::integral auto number) {
    return number == 0 ? json::value(nullptr) : json::value(number);
}

json::value agent_name(const ArchiveNames& names, std::uint32_t agent) {
    const auto at = names.agents.find(agent);
    return at == names.agents.end() ? json::value(nullptr) : json::value(text(at->second));
}

json::object found_json(const Found& found, const ArchiveNames& names) {
    const QueueNames queue = names.shops.queue(found.queue);
    json::object object;
    object["number"] = std::to_string(found.number);
    object["conversation"] = std::to_string(found.conversation);
    object["shop"] = found.shop;
    object["shop_name"] = names.shops.shop(found.shop);
    object["queue"] = found.queue;
    object["topic"] = queue.topic;
    object["title_zh"] = queue.title_zh;
    object["title_en"] = queue.title_en;
    object["agent"] = known(found.agent);
    object["agent_name"] = agent_name(names, found.agent);
    object["opened_ms"] = found.opened_ms;
    object["accepted_ms"] = known(found.accepted_ms);
    object["closed_ms"] = found.closed_ms;
    object["reason"] = plain_name(v1::EndReason_Name(found.end_reason));
    object["stars"] = known(found.stars);
    object["message_left"] = found.message_left;
    object["entries"] = found.entries;
    return object;
}

// What stands in its place where a merchant's copy has a blank.
constexpr std::string_view between_agents = "between-agents";

json::object line_json(const v1::Entry& entry) {
    const std::string kind = plain_name(v1::EntryKind_Name(entry.kind()));
    const std::string author = plain_name(v1::Role_Name(entry.author()));
    json::object object;
    object["n"] = entry.n();
    object["at_ms"] = entry.at_ms();
    object["kind"] = text(kind.empty() ? between_agents : std::string_view(kind));
    object["author"] = author.empty() ? json::value(nullptr) : json::value(text(author));
    object["name"] = entry.name();
    object["text"] = entry.text();
    object["language"] = entry.language();
    return object;
}

}  // namespace

std::string page_json(const archive::Page& page, const ArchiveNames& names, const ArchiveClock& clock) {
    json::array shops;
    for (const auto& [shop, name] : names.shops.shops)
        shops.emplace_back(json::object{{"shop", shop}, {"name", name}});
    json::array conversations;
    for (const Found& found : page.found)
        conversations.emplace_back(found_json(found, names));
    json::object object;
    object["as_of_ms"] = clock.now_ms;
    object["utc_offset_minutes"] = clock.utc_offset_minutes;
    object["shops"] = std::move(shops);
    object["conversations"] = std::move(conversations);
    object["next"] = page.next == 0 ? json::value(nullptr) : json::value(text(std::to_string(page.next)));
    return json::serialize(object);
}

std::string conversation_json(const archive::Shown& shown, const ArchiveNames& names, const ArchiveClock& clock) {
    json::array lines;
    for (const v1::Entry& entry : shown.entries.entries())
        lines.emplace_back(line_json(entry));
    json::object object = found_json(shown.about, names);
    object["utc_offset_minutes"] = clock.utc_offset_minutes;
    object["lines"] = std::move(lines);
    return json::serialize(object);
}

std::string kept_json(const Kept& kept) {
    json::object object;
    object["days"] = kept.own_days.value_or(kept.default_days);
    object["own"] = kept.own_days.has_value();
    object["default_days"] = kept.default_days;
    object["least_days"] = archive::limits::keep_days_min;
    object["most_days"] = archive::limits::keep_days_max;
    return json::serialize(object);
}

}  // namespace yunke::gateway
