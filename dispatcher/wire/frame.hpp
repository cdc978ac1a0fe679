// What the core says to sockets and to the ledger, as bytes: Out (with the ServerFrame in it), transcript entries and
// facts. The commit encoder uses the same code on messages that it reuses; these functions serve tests, replay and
// tools.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/core/effect.hpp"
#include "dispatcher/wire/error.hpp"

namespace yunke::wire {

std::string encode_out(const core::Out& out);            // effect.proto Out
std::string encode_frame(const core::Payload& payload);  // client.proto ServerFrame; empty for a ReadEntries, and for
                                                         // a CloseSocket without a frame before it
std::string encode_entry(const core::Entry& entry);      // client.proto Entry
Decoded<core::Entry> decode_entry(std::string_view bytes);
std::string encode_fact(const core::Fact& fact);  // effect.proto Fact

}  // namespace yunke::wire
