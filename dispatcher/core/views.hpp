// What each person may see of the state, as frames. The only place that decides it.
#pragma once

#include "dispatcher/core/effect.hpp"

namespace yunke::core {

class World;

ConversationView view_for(const World& world, const Conversation& conversation, const Session& reader);
// The names of those who have a part in it.
std::vector<std::string> supervisors_of(const World& world, const Conversation& conversation);
OfferView offer_view(const World& world, const Conversation& conversation, const OfferState& offer);
AgentSelf agent_self(const World& world, const Agent& agent);
QueueBoard board(const World& world);

// The view of everything a session may see, for Attached.
Attached attached_view(const World& world, const Session& session);

// Tells everybody who reads along how the conversation looks now.
void tell_conversation(World& world, const Conversation& conversation);

}  // namespace yunke::core
