// Matching: which waiting chat is offered next, and to whom. The one place that decides. It reads requirement classes
// from the index and makes offers through offer_rules; it is called after every command and timer, whenever the index
// says that a new pair may have become possible.
#pragma once

#include "dispatcher/core/types.hpp"

namespace yunke::core {

class World;

// Whether this chat is not to be offered to her now, because she declined or missed it lately.
bool is_excluded(const Conversation& conversation, AgentId agent, Ms now_ms);

// Offers waiting chats to free agents: chats by earliest deadline, each to whoever served this shopper last if she is
// free, else to the first in the pool's order of those who match. At most limits::offers_per_step; returns true when
// some may be left.
bool match(World& world);

}  // namespace yunke::core
