// Writing into transcripts: numbers an entry, hands it to the commit, and tells whoever reads along.
#pragma once

#include "dispatcher/core/effect.hpp"

namespace yunke::core {

class World;

// Appends to the conversation's transcript. The entry's n and at_ms are set here. It is told to shopper and owner,
// except to its author, who learns the number by the answer (nullptr: nobody in this conversation). Returns n.
std::uint32_t add_entry(World& world, Conversation& conversation, Entry entry, const Session* author = nullptr);

// An entry without a person behind it.
std::uint32_t add_event(World& world, ConversationId id, EntryKind kind, EndReason end_reason = {});

// The shopper's or the owner's session of a conversation, if it is attached; else nullptr.
const Session* shopper_session(const World& world, const Conversation& conversation);
const Session* owner_session(const World& world, const Conversation& conversation);

// The first `count` code points of UTF-8 text.
std::string first_code_points(std::string_view text, std::size_t count);

}  // namespace yunke::core
