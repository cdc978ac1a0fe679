#include "dispatcher/core/entries.hpp"

#include "dispatcher/core/sides.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core {

std::uint32_t add_entry(World& world, Conversation& c, Entry entry, const Session* author) {
    entry.n = ++c.entries;
    entry.at_ms = world.now_ms();
    const auto line = static_cast<std::uint32_t>(world.effects().entries.size());
    const bool between_agents = entry.kind == EntryKind::transferred || entry.kind == EntryKind::whispered;
    for_each_reader(world, c, [&](const Session& reader) {
        if (author != nullptr && author->id == reader.id) return;
        world.tell(reader, NewEntry{line, between_agents && reader.role == Role::shopper});
    });
    world.effects().entries.emplace_back(c.id, std::move(entry));
    return c.entries;
}

std::uint32_t add_event(World& world, ConversationId id, EntryKind kind, EndReason end_reason) {
    Entry entry;
    entry.kind = kind;
    entry.end_reason = end_reason;
    return add_entry(world, world.touch(id), std::move(entry));
}

std::uint32_t add_person(World& world, ConversationId id, EntryKind kind, Role role, const std::string& name) {
    Entry entry;
    entry.kind = kind;
    entry.author = role;
    entry.name = name;
    return add_entry(world, world.touch(id), std::move(entry));
}

Entry message_of(const Conversation& c, Role author, const std::string& name, const std::string& text) {
    Entry entry;
    entry.kind = EntryKind::message;
    entry.author = author;
    entry.name = name;
    entry.text = text;
    entry.language = c.language;
    return entry;
}

Entry for_shopper(const Entry& entry) {
    Entry seen;
    if (entry.kind != EntryKind::whispered) seen = entry;
    seen.n = entry.n;
    seen.at_ms = entry.at_ms;
    if (entry.kind == EntryKind::transferred) seen.text.clear();
    return seen;
}

std::string first_code_points(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    while (end < text.size()) {
        const bool starts_code_point = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
        if (starts_code_point && count-- == 0) break;
        ++end;
    }
    return std::string(text.substr(0, end));
}

}  // namespace yunke::core
