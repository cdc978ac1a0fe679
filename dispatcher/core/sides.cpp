#include "dispatcher/core/sides.hpp"

#include <algorithm>

namespace yunke::core {
namespace {

const Session* if_attached(const Session* session) {
    return session != nullptr && session->attach != no_attach ? session : nullptr;
}

const Session* session_of(const World& world, AgentId id) {
    const Agent* agent = world.find(id);
    return agent == nullptr ? nullptr : if_attached(world.find(agent->session));
}

Side agents_side(const Conversation& c, AgentId agent) {
    const bool active = c.state == ConversationState::active;
    if (c.owner == agent && (active || c.state == ConversationState::wrap_up)) return Side::owner;
    return active && c.helper == agent ? Side::helper : Side::none;
}

Side supervisors_side(Part part) {
    switch (part) {
        case Part::none:
            return Side::none;
        case Part::watch:
            return Side::watcher;
        case Part::join:
            return Side::speaker;
        case Part::take:
            return Side::keeper;
    }
    return Side::none;
}

}  // namespace

Side side_of(const Conversation& c, const Session& session) {
    if (session.role == Role::shopper)
        return c.session == session.id && session.conversation == c.id ? Side::shopper : Side::none;
    if (session.role == Role::agent) return agents_side(c, AgentId{session.subject});
    return supervisors_side(part_of(c, session.id));
}

Part part_of(const Conversation& c, SessionId session) {
    const auto at = std::ranges::find(c.attendance, session, &Attendance::session);
    return at == c.attendance.end() ? Part::none : at->part;
}

const Attendance* keeper_of(const Conversation& c) {
    const auto at = std::ranges::find(c.attendance, Part::take, &Attendance::part);
    return at == c.attendance.end() ? nullptr : &*at;
}

const std::string& name_of(const Conversation& c, const Session& session) {
    switch (side_of(c, session)) {
        case Side::shopper:
            return c.shopper_name;
        case Side::owner:
            return c.owner_name;
        case Side::helper:
            return c.helper_name;
        default:
            return session.name;
    }
}

const Session* shopper_session(const World& world, const Conversation& c) {
    return if_attached(world.find(c.session));
}

const Session* owner_session(const World& world, const Conversation& c) {
    if (c.owner == no_agent) return nullptr;
    if (c.state != ConversationState::active && c.state != ConversationState::wrap_up) return nullptr;
    return session_of(world, c.owner);
}

const Session* helper_session(const World& world, const Conversation& c) {
    return c.helper == no_agent ? nullptr : session_of(world, c.helper);
}

const Session* answering_session(const World& world, const Conversation& c) {
    if (c.owner != no_agent) return owner_session(world, c);
    const Attendance* keeper = keeper_of(c);
    return keeper == nullptr ? nullptr : if_attached(world.find(keeper->session));
}

}  // namespace yunke::core
