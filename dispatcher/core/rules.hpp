// The rules of the pool, one function per thing that can happen, in the files named after their subject. Those that
// answer a client's command return the error (ok = done); all others always succeed. They may assume a well-formed
// command (the gateway checked lengths and roles) but nothing about whether it fits the state.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/core/command.hpp"
#include "dispatcher/core/effect.hpp"
#include "dispatcher/core/router.hpp"
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

// metering.cpp: work intervals for the ledger
void load_meter_timer(World& world, const Agent& agent);
// All that may have changed: before time goes on.
void read_meters(World& world);
bool meter_stands(const World& world, const Agent& agent);
void put_shift(World& world, const ShiftConfig& config);

// share_rules.cpp: fair share. Inside an edit of the conversation that she takes, or that leaves her hands.
void begin_share(World& world, Agent& agent, Conversation& conversation);
void end_share(World& world, Agent& agent, Conversation& conversation);
// Newcomers are neither flooded nor starved. Before she becomes ready.
void level_share(World& world, Agent& agent);

// waiting_rules.cpp: what time does to a chat that waits, and its merchant's balance. The queue that this one goes over
// to; nullptr if there is none, or if it is another shop's: a chat never leaves its shop.
const Queue* overflow_of(const World& world, const QueueConfig& queue);
Ms next_waiting_due(const World& world, const QueueConfig& queue, const Conversation& conversation);
void schedule_waiting(World& world, const Conversation& conversation);
void waiting_due(World& world, ConversationId id);
void queue_edited(World& world, QueueId id);
void hours_due(World& world, QueueId id);
void shop_balance(World& world, const ShopBalance& command);

// offer_rules.cpp
void make_offer(World& world, ConversationId id, Decision decision, std::string from_name = {});
// What somebody must meet to be asked for it in person.
ClassId class_in_person(World& world, const Conversation& conversation);
// Whether this agent fits the chat and has room for it now; and its offer to her alone.
bool can_be_asked(World& world, const Conversation& conversation, AgentId agent);
void ask_in_person(World& world, ConversationId id, AgentId agent, std::string from_name);
// Inside an edit: she is not asked for it again so soon.
void exclude(World& world, Conversation& conversation, AgentId agent, Ms for_ms);
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
Answer whisper(World& world, const Session& session, const Whisper& command);
Answer hold(World& world, const Session& session, const Hold& command);
Answer resolve(World& world, const Session& session, const Resolve& command);
Answer wrap_up_done(World& world, const Session& session, const WrapUpDone& command);
Answer history(World& world, const Session& session, const History& command);
void idle_due(World& world, ConversationId id);
bool takes_new_ones(const World& world, const Queue& queue);
// Of a chat that arrives now: earliest first, less what the queue is credited with; kept through everything but a
// transfer.
Ms deadline_of(const World& world, const QueueConfig& queue);

// reply_rules.cpp. Not inside an edit, but for await_reply.
void await_reply(World& world, Conversation& conversation);
void replied(World& world, Conversation& conversation);
void reply_due(World& world, ConversationId id);

// transfer_rules.cpp
Answer transfer(World& world, const Session& session, const Transfer& command);
Answer find_agents(World& world, const Session& session, const FindAgents& command);
Answer ask_help(World& world, const Session& session, const AskHelp& command);
Answer end_help(World& world, const Session& session, const EndHelp& command);
void helper_leaves(World& world, ConversationId id);
Answer reopen(World& world, const Session& session, const Reopen& command);

// supervisor_rules.cpp
Answer supervise(World& world, const Session& session, const Supervise& command);
Answer raise(World& world, const Session& session, const Raise& command);
Answer set_agent_presence(World& world, const Session& session, const SetAgentPresence& command);
Answer close_queue(World& world, const Session& session, const CloseQueue& command);
Answer broadcast(World& world, const Session& session, const Broadcast& command);
Answer list_chats(World& world, const Session& session, const ListChats& command);
Answer list_agents(World& world, const Session& session, const ListAgents& command);
void note_act(World& world, const Session& session, SupervisorAct::Kind kind, const ActedOn& on,
              const std::string& text = {});
// A supervisor's session ends, or its line is lost while she has conversations in her hands.
void leave_all(World& world, SessionId id);
void keeper_lost(World& world, SessionId id);
void keeper_grace_over(World& world, SessionId id);

// ending_rules.cpp: how a conversation comes into an agent's hands and leaves them
void end_conversation(World& world, ConversationId id, EndReason reason);
void end_wrap_up(World& world, ConversationId id);
// Its agent is not there any more.
void requeue(World& world, ConversationId id);
void shopper_gone(World& world, ConversationId id);
void forget(World& world, ConversationId id);
// How long after its end its shopper can go on with it; 0 = not.
Ms reopen_window_ms(const World& world, const Conversation& conversation);

// Its pieces. These inside an edit: who had it in her hands is returned, to be let go after the edit.
struct Hands {
    AgentId owner{}, helper{};
};
void begin_handling(World& world, Conversation& conversation, AgentId owner);
Hands take_from_hands(World& world, Conversation& conversation);
void end_helping(Conversation& conversation);
// Facts of who had it.
void note_handed_on(World& world, const Conversation& conversation, AgentId from, AgentId to);
void note_kept(World& world, const Conversation& conversation, const Attendance& one);
// These after it. It waits in its old place in time.
Hands wait_again(World& world, ConversationId id);
// Her page drops it, she has room for another.
void let_go(World& world, ConversationId id, AgentId agent);
void turn_idle(World& world, AgentId id);
void tell_gone(World& world, const Conversation& conversation, AgentId id);

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

inline Answer not_found() {
    return refuse(ErrorCode::not_found, "no such conversation of yours");
}

}  // namespace rules
}  // namespace yunke::core
