#include "runtime/definitions/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/suggestion.hpp"

namespace yunke::definitions {

std::optional<std::uint32_t> Directory::find(const std::string& name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

std::string Directory::unknown(const std::string& name) const {
    std::vector<std::string> known;
    known.reserve(ids_.size());
    for (const auto& [one, id] : ids_)
        known.push_back(one);
    return fmt::format("names the {} \"{}\", which does not exist{}", kind_, name, runtime::suggestion(name, known));
}

std::string Directory::name_of(std::uint32_t id) const {
    const auto found = std::ranges::find_if(ids_, [&](const auto& entry) { return entry.second == id; });
    return found == ids_.end() ? std::to_string(id) : found->first;
}

Names::Names(const Known& known) : known_(known) {
    for (const auto& skill : known.skills)
        skills.add(skill.key, skill.id);
    for (const auto& group : known.groups)
        groups.add(group.key, group.id);
    for (const auto& queue : known.queues)
        add_queue(queue.shop(), queue.topic(), queue.id());
}

std::optional<std::uint32_t> Names::shop(Reader& reader, std::string_view key, const Node& node) const {
    std::optional<std::uint32_t> found;
    std::size_t count = 0;
    std::vector<std::string> names;
    const auto* name = std::get_if<std::string>(&node.value);
    const auto* id = std::get_if<std::int64_t>(&node.value);
    if (name == nullptr && id == nullptr) {
        reader.refuse(key, node.line, fmt::format("is {}; allowed is a shop's name or id.", type_name(node)));
        return std::nullopt;
    }
    for (const auto& shop : known_.shops) {
        names.push_back(shop.name());
        if (name != nullptr ? shop.name() != *name : shop.id() != *id) continue;
        found = shop.id();
        ++count;
    }
    const auto given = name != nullptr ? *name : std::to_string(*id);
    if (count > 1) {
        reader.refuse(key, node.line,
                      fmt::format("is \"{}\", as {} shops are called; give the shop's id.", given, count));
        return std::nullopt;
    }
    if (!found) {
        reader.refuse(
            key, node.line,
            fmt::format("names the shop {}, which does not exist{}", given, runtime::suggestion(given, names)));
    }
    return found;
}

std::string Names::shop_name(std::uint32_t id) const {
    const auto of_id = [&](const v1::ShopConfig& shop) { return shop.id() == id; };
    const auto found = std::ranges::find_if(known_.shops, of_id);
    if (found == known_.shops.end()) return std::to_string(id);
    const auto same = [&](const v1::ShopConfig& shop) { return shop.name() == found->name(); };
    return std::ranges::count_if(known_.shops, same) == 1 ? found->name() : std::to_string(id);
}

std::optional<std::uint32_t> Names::queue(std::uint32_t shop, const std::string& topic) const {
    const auto found = queues_.find({shop, topic});
    return found == queues_.end() ? std::nullopt : std::optional(found->second);
}

std::string Names::topic(std::uint32_t queue) const {
    const auto found = std::ranges::find_if(queues_, [&](const auto& entry) { return entry.second == queue; });
    return found == queues_.end() ? std::to_string(queue) : found->first.second;
}

std::optional<std::vector<std::uint32_t>> ids_of(Reader& reader, std::string_view key, const std::vector<Text>& texts,
                                                 const Directory& directory) {
    std::vector<std::uint32_t> ids;
    for (const auto& text : texts) {
        if (const auto id = directory.find(text.text)) {
            ids.push_back(*id);
        } else {
            reader.refuse(key, text.line, directory.unknown(text.text));
        }
    }
    return ids.size() == texts.size() ? std::optional(std::move(ids)) : std::nullopt;
}

}  // namespace yunke::definitions
