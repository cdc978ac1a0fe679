// Who is connected, and over which socket.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/views.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

constexpr std::uint32_t close_replaced = 4001;
constexpr std::uint32_t close_fresh = 4007;
constexpr std::uint32_t close_logged_out = 4010;

void refuse_attach(World& world, const Attach& command, FreshReason reason) {
    world.tell(command.gateway, command.session, command.attach,
               CloseSocket{close_fresh, "session is no more", reason});
}

// The session's socket is no longer: the index, the watchers and the session forget it.
void drop_socket(World& world, SessionId id) {
    Session& session = world.touch(id);
    if (session.attach == no_attach) return;
    world.index().detached(session);
    world.watchers().erase(id);
    session.attach = no_attach;
    session.gateway.clear();
}

// Ends a session for good; its ticket stays burned for a while.
void end_session(World& world, SessionId id, const CloseSocket& close) {
    Session& session = world.touch(id);
    if (session.ended) return;
    leave_all(world, id);
    world.tell(session, close);
    drop_socket(world, id);
    session.ended = true;
    session.kept.clear();
    session.expires_ms = world.now_ms() + limits::ticket_life_ms;
    world.timers().add(session.expires_ms, TimerKind::session_expiry, raw(id));
}

bool subject_exists(const World& world, const Attach& command) {
    switch (command.role) {
        case Role::shopper:
            return world.find(ShopId{command.subject}) != nullptr;
        case Role::agent: {
            const Agent* agent = world.find(AgentId{command.subject});
            return agent != nullptr && agent->config.enabled;
        }
        case Role::supervisor:
        case Role::administrator:
            return true;
        default:
            return false;
    }
}

// An agent works in one place at a time: a new login ends the older session, her chats stay with her.
void replace_agent_session(World& world, AgentId agent) {
    const SessionId older = world.find(agent)->session;
    if (older != no_session && world.find(older) != nullptr)
        end_session(world, older, CloseSocket{close_replaced, "logged in elsewhere", FreshReason::none});
}

bool create_session(World& world, const Attach& command) {
    if (world.find(command.session) != nullptr) {
        refuse_attach(world, command, FreshReason::ticket_used);
        return false;
    }
    if (!subject_exists(world, command)) {
        refuse_attach(world, command, FreshReason::unknown);
        return false;
    }
    if (command.role == Role::agent) replace_agent_session(world, AgentId{command.subject});
    Session& session = world.create(command.session);
    session.role = command.role;
    session.subject = command.subject;
    session.name = command.name;
    session.instance = command.instance;
    if (command.role != Role::shopper) {
        session.expires_ms = world.now_ms() + world.agent_session_ms();
        world.timers().add(session.expires_ms, TimerKind::session_expiry, raw(command.session));
    }
    return true;
}

bool resume_session(World& world, const Attach& command) {
    const Session* found = world.find(command.session);
    if (found == nullptr || found->ended || found->role != command.role || found->subject != command.subject) {
        refuse_attach(world, command, FreshReason::unknown);
        return false;
    }
    Session& session = world.touch(command.session);
    if (session.attach != no_attach && session.attach != command.attach) {
        world.tell(session, CloseSocket{close_replaced, "resumed elsewhere", FreshReason::none});
        drop_socket(world, session.id);
    }
    if (session.instance != command.instance) {
        session.instance = command.instance;
        session.last_number = 0;
        session.kept.clear();
    }
    prune_answers(session, command.last_answer);
    return true;
}

// What the client says to have, if it can be believed: a position of another epoch, or beyond the end, is void.
std::uint32_t position_of(const World& world, const Attach& command, const Conversation& c) {
    if (command.log_epoch != world.state().pool.log_epoch) return 0;
    for (const Position& position : command.positions)
        if (position.conversation == c.id) return position.entry <= c.entries ? position.entry : 0;
    return 0;
}

void tell_missing_entries(World& world, const Attach& command, const Session& session, const Attached& view) {
    for (const ConversationView& seen : view.conversations) {
        const Conversation& c = *world.find(seen.id);
        const std::uint32_t have = position_of(world, command, c);
        if (have < c.entries) world.tell(session, ReadEntries{c.id, have + 1, c.entries, session.role});
    }
}

void shopper_back(World& world, const Session& session) {
    world.touch(session.id).expires_ms = 0;
    const Conversation* c = world.find(session.conversation);
    if (c == nullptr) return;
    world.touch(c->id).shopper_gone_ms = 0;
    world.view_changed(c->id);
}

void shopper_away(World& world, SessionId id) {
    Session& session = world.touch(id);
    const Conversation* c = world.find(session.conversation);
    if (c == nullptr) {
        session.expires_ms = std::max(world.now_ms() + world.shopper_grace_ms(), session.known_until_ms);
        world.timers().add(session.expires_ms, TimerKind::session_expiry, raw(id));
        return;
    }
    world.view_changed(c->id);
    // A closed chat is forgotten in its own time, a message that was left waits for its answer.
    if (c->closed_ms > 0 || c->message_left) return;
    world.touch(c->id).shopper_gone_ms = world.now_ms();
    world.timers().add(world.now_ms() + world.shopper_grace_ms(), TimerKind::shopper_gone, raw(c->id));
}

void socket_lost(World& world, SessionId id) {
    const Session& session = *world.find(id);
    drop_socket(world, id);
    if (session.role == Role::shopper) shopper_away(world, id);
    if (session.role == Role::agent) line_lost(world, AgentId{session.subject});
    keeper_lost(world, id);
}

// Whoever logs out leaves at once, and nothing waits for them.
void leave(World& world, SessionId id) {
    const Session session = *world.find(id);
    if (session.role == Role::agent) {
        const AgentId agent{session.subject};
        if (world.find(agent) == nullptr || world.find(agent)->session != id) return;
        change_presence(world, agent, Presence::offline);
        AgentEdit edit(world, agent);
        edit->session = no_session;
        edit->line_lost_ms = 0;
    }
    if (session.role == Role::shopper) {
        const Conversation* c = world.find(session.conversation);
        if (c != nullptr && c->closed_ms == 0 && !c->message_left)
            end_conversation(world, c->id, EndReason::shopper_closed);
    }
}

}  // namespace

void attach(World& world, const Attach& command) {
    const bool ready = command.by_ticket ? create_session(world, command) : resume_session(world, command);
    if (!ready) return;
    Session& session = world.touch(command.session);
    const bool new_socket = session.attach != command.attach;
    session.attach = command.attach;
    session.gateway = command.gateway;
    if (new_socket) world.index().attached(session);
    session.line_lost_ms = 0;
    if (session.role == Role::shopper) shopper_back(world, session);
    if (session.role == Role::agent) line_back(world, AgentId{session.subject}, session.id);
    if (session.watching) world.watchers().insert(session.id);
    Attached view = attached_view(world, session);
    world.tell(session, view);
    tell_missing_entries(world, command, session, view);
}

void detach(World& world, const Detach& command) {
    const Session* session = world.find(command.session);
    if (session == nullptr || session->attach == no_attach || session->attach != command.attach) return;
    socket_lost(world, command.session);
}

void gateway_lost(World& world, const GatewayLost& command) {
    for (const SessionId id : world.index().sessions_of(command.gateway))
        socket_lost(world, id);
    world.erase_gateway(command.gateway);
    world.effects().lost_gateways.push_back(command.gateway);
}

void end_sessions(World& world, const EndSessions& command) {
    std::vector<SessionId> ids;
    for (const auto& [id, session] : world.state().sessions)
        if (!session.ended && session.role == command.role && session.subject == command.subject) ids.push_back(id);
    std::ranges::sort(ids);
    for (const SessionId id : ids) {
        leave(world, id);
        end_session(world, id, CloseSocket{close_logged_out, "logged out", FreshReason::logged_out});
    }
}

void log_out(World& world, SessionId id) {
    leave(world, id);
    end_session(world, id, CloseSocket{close_logged_out, "logged out", FreshReason::none});
}

void session_expired(World& world, SessionId id) {
    const Session* session = world.find(id);
    if (session == nullptr || session->expires_ms == 0 || session->expires_ms > world.now_ms()) return;
    if (session->ended) {
        world.erase(id);
        return;
    }
    // Her chats stay within the grace: a new login picks them up.
    if (session->role == Role::agent) {
        const AgentId agent{session->subject};
        if (world.find(agent) != nullptr && world.find(agent)->session == id) {
            line_lost(world, agent);
            AgentEdit edit(world, agent);
            edit->session = no_session;
        }
    }
    end_session(world, id, CloseSocket{close_fresh, "session expired", FreshReason::unknown});
}

}  // namespace yunke::core::rules
