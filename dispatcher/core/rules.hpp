// The rules of the pool, one function per thing that can happen, in the files named after their subject. Those that
// answer a client's command return the error (ok = done); all others always succeed. They may assume a well-formed
// command (the gateway checked lengths and roles) but nothing about whether it fits the state.
#pragma once

#include <string_view>

#include "dispatcher/core/command.hpp"
#include "dispatcher/core/effect.hpp"
#include "dispatcher/core/timers.hpp"

namespace yunke::core {

class World;

namespace rules {

// session_rules.cpp: who is connected
void attach(World& world, const Attach& command);
void detach(World& world, const Detach& command);
void gateway_lost(World& world, const GatewayLost& command);
void end_sessions(World& world, const EndSessions& command);
void log_out(World& world, SessionId id);
void session_expired(World& world, SessionId id);

// numbering.cpp: each command once, answered by its number
void from_client(World& world, const FromClient& command);
void skip_client(World& world, const FromClient& command);
// Forgets the answers that the client has seen.
void prune_answers(Session& session, std::uint32_t answered);

// presence_rules.cpp: an agent's readiness and line
Answer set_presence(World& world, const Session& session, const SetPresence& command);
Answer resume_arrivals(World& world, const Session& session);
void change_presence(World& world, AgentId id, Presence presence);
void rest_if_finished(World& world, AgentId id);
void line_lost(World& world, AgentId id);
void line_back(World& world, AgentId id, SessionId session);
void grace_over(World& world, AgentId id);

// limit_rules.cpp: what an agent's own settings ask for. Books work and rest up to now, for a change of presence.
bool has_limits(const Agent& agent);
void book_work(World& world, Agent& agent);
void book_accept(World& world, AgentId id);
// What is only offered goes to somebody else if it is more than she takes at once by now, after an edit of her
// settings or when she is ready for one chat.
void withdraw_excess(World& world, AgentId id);
// Looks again at her limits: after anything that they depend on, and when time has come.
void review_limits(World& world, AgentId id);

// share_rules.cpp: fair share. Inside an edit of the conversation that she takes, or that leaves her hands.
void begin_share(World& world, Agent& agent, Conversation& conversation);
void end_share(World& world, Agent& agent, Conversation& conversation);
// Newcomers are neither flooded nor starved. Before she becomes ready.
void level_share(World& world, Agent& agent);

// waiting_rules.cpp: what time does to a chat that waits. The queue that this one goes over to; nullptr if there is
// none, or if it is another shop's: a chat never leaves its shop.
const Queue* overflow_of(const World& world, const QueueConfig& queue);
Ms next_waiting_due(const World& world, const QueueConfig& queue, const Conversation& conversation);
void schedule_waiting(World& world, const Conversation& conversation);
void waiting_due(World& world, ConversationId id);
void queue_edited(World& world, QueueId id);
void hours_due(World& world, QueueId id);

// offer_rules.cpp
void make_offer(World& world, ConversationId id, Decision decision);
Answer accept(World& world, const Session& session, const Accept& command);
Answer decline(World& world, const Session& session, const Decline& command);
Answer prolong(World& world, const Session& session, const Prolong& command);
void offer_due(World& world, ConversationId id);
void exclusion_over(World& world, ConversationId id);
// Takes offers back without a mark against anybody: all of a conversation, or all of an agent.
void withdraw_offers(World& world, ConversationId id, OfferEnd why);
void withdraw_offers_of(World& world, AgentId agent);
// Only from those who, after an edit, no longer meet what the chat asks for.
void withdraw_misfits(World& world, ConversationId id);

// conversation_rules.cpp
Answer open(World& world, const Session& session, const Open& command);
Answer leave_message(World& world, const Session& session, const LeaveMessage& command);
Answer send(World& world, const Session& session, const Send& command);
void typing(World& world, const Session& session, const Typing& command);
Answer read(World& world, const Session& session, const Read& command);
Answer close(World& world, const Session& session, const Close& command);
Answer rate(World& world, const Session& session, const Rate& command);
Answer hold(World& world, const Session& session, const Hold& command);
Answer transfer(World& world, const Session& session, const Transfer& command);
Answer resolve(World& world, const Session& session, const Resolve& command);
Answer wrap_up_done(World& world, const Session& session, const WrapUpDone& command);
Answer history(World& world, const Session& session, const History& command);
void idle_due(World& world, ConversationId id);

// ending_rules.cpp: how a conversation leaves an agent's hands
void end_conversation(World& world, ConversationId id, EndReason reason);
void end_wrap_up(World& world, ConversationId id);
void requeue(World& world, ConversationId id);
void shopper_gone(World& world, ConversationId id);
void forget(World& world, ConversationId id);
// Pieces that a transfer shares: the handling interval ends here; her standing in line starts anew; her page drops it.
void stop_handling(World& world, Conversation& conversation);
void turn_idle(World& world, AgentId id);
void tell_owner_gone(World& world, const Conversation& conversation, AgentId owner);

// config_rules.cpp
void config_change(World& world, const ConfigChange& command);

// views.cpp
Answer watch_queues(World& world, const Session& session, const WatchQueues& command);
void positions_due(World& world, QueueId id);
void board_due(World& world);

inline Answer refuse(ErrorCode error, std::string_view detail) {
    Answer answer;
    answer.error = error;
    answer.detail = detail;
    return answer;
}

}  // namespace rules
}  // namespace yunke::core
