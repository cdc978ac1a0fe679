#include "dispatcher/core/entries.hpp"

#include "dispatcher/core/world.hpp"

namespace yunke::core {
namespace {

const Session* if_attached(const Session* session) {
    return session != nullptr && session->attach != no_attach ? session : nullptr;
}

}  // namespace

const Session* shopper_session(const World& world, const Conversation& c) {
    return if_attached(world.find(c.session));
}

const Session* owner_session(const World& world, const Conversation& c) {
    if (c.state != ConversationState::active && c.state != ConversationState::wrap_up) return nullptr;
    const Agent* agent = world.find(c.owner);
    return agent == nullptr ? nullptr : if_attached(world.find(agent->session));
}

std::uint32_t add_entry(World& world, ConversationId id, Entry entry, SessionId author_session) {
    Conversation& c = world.touch(id);
    entry.n = ++c.entries;
    entry.at_ms = world.now_ms();
    if (const Session* shopper = shopper_session(world, c); shopper != nullptr && shopper->id != author_session) {
        Entry seen = entry;
        // A transfer's note is between agents.
        if (seen.kind == EntryKind::transferred) seen.text.clear();
        world.tell(*shopper, NewEntry{id, std::move(seen)});
    }
    if (const Session* owner = owner_session(world, c); owner != nullptr && owner->id != author_session)
        world.tell(*owner, NewEntry{id, entry});
    const std::uint32_t n = entry.n;
    world.effects().entries.push_back(TranscriptEntry{id, std::move(entry)});
    return n;
}

std::uint32_t add_event(World& world, ConversationId id, EntryKind kind, EndReason end_reason) {
    Entry entry;
    entry.kind = kind;
    entry.end_reason = end_reason;
    return add_entry(world, id, std::move(entry));
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
