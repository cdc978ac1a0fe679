// Writing into transcripts: numbers an entry, hands it to the commit, and tells whoever reads along.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/core/effect.hpp"
#include "dispatcher/core/types.hpp"

namespace yunke::core {

class World;

// Appends to the conversation's transcript. The entry's n and at_ms are set here. It is told to everybody who reads
// along, except to its author, who learns the number by the answer (nullptr: nobody in this conversation). Returns n.
std::uint32_t add_entry(World& world, Conversation& conversation, Entry entry, const Session* author = nullptr);

// An entry without a person behind it.
std::uint32_t add_event(World& world, ConversationId id, EntryKind kind, EndReason end_reason = {});

// Somebody comes or goes.
std::uint32_t add_person(World& world, ConversationId id, EntryKind kind, Role role, const std::string& name);

// What a person wrote.
Entry message_of(const Conversation& conversation, Role author, const std::string& name, const std::string& text);

// As shoppers get it: without what is between agents. A transfer loses its note, a whisper all but its number.
Entry for_shopper(const Entry& entry);

// The first `count` code points of UTF-8 text.
std::string first_code_points(std::string_view text, std::size_t count);

}  // namespace yunke::core
