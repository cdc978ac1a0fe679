// What random people say: the frames of shoppers, agents and supervisors.
#include <algorithm>

#include "tests/sim/random_people.hpp"

namespace yunke::sim {

using namespace core;

namespace {

bool is_offered(const Conversation& c, const Session& agent) {
    return std::ranges::any_of(c.offers, [&](const OfferState& o) { return raw(o.agent) == agent.subject; });
}

}  // namespace

ConversationId RandomPeople::some_chat(const Session& session, const State& state) {
    if (chance(5)) return ConversationId{1 + pick(60)};
    if (session.role == Role::shopper) return session.conversation;
    std::vector<ConversationId> hers;
    for (const auto& [id, c] : state.conversations)
        if (is_offered(c, session) || raw(c.owner) == session.subject || raw(c.helper) == session.subject)
            hers.push_back(id);
    return one_of(std::move(hers));
}

ConversationId RandomPeople::one_of(std::vector<ConversationId> chats) {
    std::ranges::sort(chats);
    return chats.empty() ? ConversationId{0} : chats[pick(chats.size())];
}

ClientBody RandomPeople::body_for(const Session& session, const State& state) {
    if (pick(400) == 0) return Logout{};
    const std::string text = "text " + std::to_string(next_id_++);
    if (chance(15)) return Send{some_chat(session, state), text};
    if (chance(4)) return Typing{some_chat(session, state)};
    if (chance(8)) return Read{some_chat(session, state), static_cast<std::uint32_t>(pick(12))};
    if (chance(3))
        return History{some_chat(session, state), static_cast<std::uint32_t>(pick(12)),
                       static_cast<std::uint32_t>(pick(9))};
    if (session.role == Role::shopper) return shopper_body(session);
    if (session.role == Role::agent) return agent_body(session, state);
    if (hands_) return supervisor_body(state);
    if (chance(30)) return Raise{open_chat(state), static_cast<std::int32_t>(pick(1'200)) - 600};
    if (chance(20)) return CloseQueue{QueueId{static_cast<std::uint32_t>(1 + pick(queues_ + 1))}, chance(30)};
    return WatchQueues{chance(70)};
}

// Mostly something that is there; now and then anything.
ConversationId RandomPeople::open_chat(const State& state) {
    std::vector<ConversationId> open;
    for (const auto& [id, c] : state.conversations)
        if (c.state == ConversationState::waiting || c.state == ConversationState::active) open.push_back(id);
    return chance(95) ? one_of(std::move(open)) : ConversationId{1 + pick(60)};
}

Transfer RandomPeople::random_transfer(ConversationId id) {
    Transfer transfer{id, {}, "note", {}, false};
    const std::uint64_t way = hands_ ? pick(10) : 0;
    if (way < 4) transfer.queue = QueueId{static_cast<std::uint32_t>(1 + pick(queues_))};
    if (way >= 4 && way < 8) transfer.agent = some_agent();
    transfer.back = way >= 8;
    return transfer;
}

AgentId RandomPeople::some_agent() {
    return AgentId{static_cast<std::uint32_t>(1 + pick(agents_ + 1))};
}

ClientBody RandomPeople::supervisor_body(const State& state) {
    const ConversationId chat = open_chat(state);
    switch (pick(16)) {
        case 0:
            return ListChats{QueueId{static_cast<std::uint32_t>(1 + pick(queues_ + 1))}};
        case 1:
            return ListAgents{some_agent(), static_cast<std::uint32_t>(1 + pick(5)), chance(50)};
        case 2:
        case 3:
        case 4:
            return Supervise{chat, static_cast<Part>(pick(4))};
        case 5:
            return Raise{chat, static_cast<std::int32_t>(pick(1'200)) - 600};
        case 6:
            return SetAgentPresence{some_agent(), static_cast<Presence>(pick(6))};
        case 7:
            return CloseQueue{QueueId{static_cast<std::uint32_t>(1 + pick(queues_ + 1))}, chance(30)};
        case 8:
            return Broadcast{"to all", static_cast<std::uint32_t>(1 + pick(30))};
        case 9:
        case 10:
            return random_transfer(chat);
        case 11:
            return FindAgents{chat};
        case 12:
            return Whisper{chat, "whisper"};
        case 13:
            return Hold{chat, chance(50)};
        case 14:
            return Resolve{chat};
        default:
            return WatchQueues{chance(70)};
    }
}

ClientBody RandomPeople::shopper_body(const Session& session) {
    Open open{"t" + std::to_string(1 + pick(queues_)), "Lin", languages[pick(3)],
              "opening " + std::to_string(next_id_)};
    if (chance(10)) open.topic.clear();
    switch (pick(12)) {
        case 0:
            return Close{session.conversation};
        case 1:
            return Rate{session.conversation, static_cast<std::uint32_t>(pick(7)), "fine"};
        case 2:
            return LeaveMessage{chance(50) ? session.conversation : ConversationId{0}, open, "mail"};
        case 3:
            return Accept{session.conversation};
        case 4:
        case 5:
            if (hands_) return Reopen{session.conversation, "once more " + std::to_string(next_id_++)};
            return open;
        default:
            return open;
    }
}

ClientBody RandomPeople::agent_body(const Session& session, const State& state) {
    const auto agent = state.agents.find(AgentId{session.subject});
    const bool away = agent != state.agents.end() && agent->second.presence != Presence::available;
    if (away && chance(40)) return SetPresence{chance(85) ? Presence::available : Presence::on_demand};
    std::vector<ConversationId> offered, active;
    for (const auto& [id, c] : state.conversations) {
        if (is_offered(c, session)) offered.push_back(id);
        if (raw(c.owner) == session.subject && c.state == ConversationState::active) active.push_back(id);
    }
    if (!offered.empty() && chance(50)) {
        const ConversationId one = one_of(offered);
        if (chance(75)) return Accept{one};
        if (chance(60)) return Decline{one, DeclineReason::not_now};
        return Prolong{one};
    }
    if (!active.empty() && chance(15)) return Resolve{one_of(active)};
    if (!active.empty() && chance(8)) return random_transfer(one_of(active));
    if (hands_ && !active.empty() && chance(40)) return AskHelp{one_of(active), some_agent()};
    if (hands_ && chance(4)) return EndHelp{open_chat(state)};
    if (hands_ && chance(2)) return FindAgents{some_chat(session, state)};
    if (hands_ && chance(3)) return Whisper{some_chat(session, state), "whisper"};
    const ConversationId chat = some_chat(session, state);
    switch (pick(16)) {
        case 0:
        case 1:
        case 2:
            return SetPresence{static_cast<Presence>(chance(60) ? 1 : pick(6))};
        case 3:
            return ResumeArrivals{};
        case 4:
        case 5:
        case 6:
        case 7:
            return Accept{chat};
        case 8:
            return Decline{chat, DeclineReason::not_now};
        case 9:
            return Prolong{chat};
        case 10:
            return Hold{chat, chance(50)};
        case 11:
            return Transfer{chat, QueueId{static_cast<std::uint32_t>(1 + pick(queues_ + 1))}, "note"};
        case 12:
        case 13:
            return Resolve{chat};
        default:
            return WrapUpDone{chat};
    }
}

}  // namespace yunke::sim
