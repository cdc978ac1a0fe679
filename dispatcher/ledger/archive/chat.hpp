// One ended conversation on its way into the archive: what Redis held of it, read and judged. Pure.
//
// Who took part stands by pseudonymous ids: agents by the pool's agent id, the shopper by a hash of her session's
// random id, which tells that two conversations were one visit and nothing else. Names and contacts that the pool's
// state held are left behind; what people wrote, and the display names that the lines themselves bear, stand in the
// transcript as they stood, because it is the evidence of what was said.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/archive/words.hpp"
#include "dispatcher/ledger/error.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::archive {

using ledger::Error;
using ledger::Result;

// As it stands in Redis.
struct Held {
    std::string pool;
    std::uint64_t conversation = 0;
    std::string bytes;                 // its field of `{p}:archive`
    std::vector<std::string> entries;  // its transcript, a serialized Entry each
};

struct Chat {
    std::string pool;
    std::uint64_t conversation = 0;
    std::string digest;   // of all of Held, base64url
    std::string shopper;  // pseudonym, base64url; empty = unknown
    std::uint32_t merchant = 0, shop = 0, queue = 0;
    std::uint32_t agent = 0, former = 0;  // whose it was at its end, and before its last transfer; 0 = nobody's
    std::int64_t opened_ms = 0;
    std::int64_t accepted_ms = 0;  // when an agent first joined; 0 = none did
    std::int64_t closed_ms = 0;
    v1::EndReason end_reason = v1::END_REASON_UNSPECIFIED;
    std::uint32_t stars = 0;  // 0 = not rated
    bool message_left = false;
    v1::Entries entries;
};

// malformed: it is nothing that a dispatcher wrote. Fields of `{p}:archive` from before programs kept more than the
// time of the end are read, too: such a conversation belongs to no shop.
Result<Chat> read_chat(const Held& held);

// Whether people who are not staff may see what an entry says: not what is between agents and supervisors.
bool is_for_everybody(const v1::Entry& entry);

// The texts of people that words are looked for in, folded: messages and comments, not what is between agents.
std::vector<std::u32string> searchable(const v1::Entries& entries);

// What is indexed of them: rising, once each, at most limits::tokens_max.
std::vector<Token> tokens_of(const v1::Entries& entries);

}  // namespace yunke::archive
