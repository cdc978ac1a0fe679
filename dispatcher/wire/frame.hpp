// What the core says to sockets and to the ledger, as bytes: frames, transcript entries and facts. The commit encoder
// uses the same code on messages that it reuses; these functions serve tests, replay and tools.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/core/effect.hpp"
#include "dispatcher/wire/error.hpp"

namespace yunke::wire {

// client.proto ServerFrame; empty for a ReadEntries, for a CloseSocket without a frame before it, and for a NewEntry,
// which is written with the line that it names.
std::string encode_frame(const core::Payload& payload);
std::string encode_entry(const core::Entry& entry);  // client.proto Entry
Decoded<core::Entry> decode_entry(std::string_view bytes);
std::string encode_fact(const core::Fact& fact);  // effect.proto Fact

}  // namespace yunke::wire
