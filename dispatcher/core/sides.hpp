// Who takes part in a conversation, and as what: the one place that says whose it is, who reads along and whose line is
// up. A conversation has one shopper and, while it is active, one who answers: its owner, an agent, or its keeper, a
// supervisor who took it into her own hands. A second agent may help, supervisors may watch or join.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/core/world.hpp"

namespace yunke::core {

enum class Side : std::uint8_t {
    none,
    shopper,
    owner,    // active, or in wrap-up
    helper,   // active
    watcher,  // supervisors: Part::watch, join, take
    speaker,
    keeper
};

Side side_of(const Conversation& conversation, const Session& session);
Part part_of(const Conversation& conversation, SessionId session);
// The supervisor who has it in her own hands; nullptr if none has.
const Attendance* keeper_of(const Conversation& conversation);

// Whether it is in this side's hands.
constexpr bool answers(Side side) {
    return side == Side::owner || side == Side::keeper;
}
// As the others in it know her.
const std::string& name_of(const Conversation& conversation, const Session& session);

constexpr bool is_open(const Conversation& c) {
    return c.state == ConversationState::waiting || c.state == ConversationState::active;
}

// The session of this side, if it is attached; else nullptr.
const Session* shopper_session(const World& world, const Conversation& conversation);
const Session* owner_session(const World& world, const Conversation& conversation);
const Session* helper_session(const World& world, const Conversation& conversation);
// Of the owner or the keeper.
const Session* answering_session(const World& world, const Conversation& conversation);

// Calls `visit` with the attached session of each who reads along.
template <class Visit>
void for_each_reader(const World& world, const Conversation& c, Visit visit) {
    if (const Session* shopper = shopper_session(world, c)) visit(*shopper);
    if (const Session* owner = owner_session(world, c)) visit(*owner);
    if (const Session* helper = helper_session(world, c)) visit(*helper);
    for (const Attendance& one : c.attendance)
        if (const Session* session = world.find(one.session); session != nullptr && session->attach != no_attach)
            visit(*session);
}

}  // namespace yunke::core
