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

std::uint32_t add_entry(World& world, Conversation& c, Entry entry, const Session* author) {
    entry.n = ++c.entries;
    entry.at_ms = world.now_ms();
    const auto line = static_cast<std::uint32_t>(world.effects().entries.size());
    const bool by_shopper = author != nullptr && author->id == c.session;
    const bool by_owner = author != nullptr && author->role == Role::agent && author->subject == raw(c.owner);
    if (const Session* shopper = by_shopper ? nullptr : shopper_session(world, c))
        world.tell(*shopper, NewEntry{line, entry.kind == EntryKind::transferred});
    if (const Session* owner = by_owner ? nullptr : owner_session(world, c)) world.tell(*owner, NewEntry{line, false});
    world.effects().entries.emplace_back(c.id, std::move(entry));
    return c.entries;
}

std::uint32_t add_event(World& world, ConversationId id, EntryKind kind, EndReason end_reason) {
    Entry entry;
    entry.kind = kind;
    entry.end_reason = end_reason;
    return add_entry(world, world.touch(id), std::move(entry));
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
