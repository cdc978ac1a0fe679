// Commands as the core reads them: what clients ask for, what happened to sockets, and facts from outside (time is in
// the batch's header, never here). dispatcher/wire makes them from command.proto; the meaning of each stands there.
#pragma once

#include <variant>

#include "dispatcher/core/types.hpp"

namespace yunke::core {

// ---- bodies of client frames ---------------------------------------------------------------------------------------

struct Send {
    ConversationId conversation{};
    std::string text;
};
struct Typing {
    ConversationId conversation{};
};
struct Read {
    ConversationId conversation{};
    std::uint32_t entry = 0;
};
struct Open {
    std::string topic, name, language, text;
};
struct Close {
    ConversationId conversation{};
};
struct Rate {
    ConversationId conversation{};
    std::uint32_t stars = 0;
    std::string comment;
};
struct LeaveMessage {
    ConversationId conversation{};  // 0 = open a new one
    Open open;
    std::string contact;
};
struct SetPresence {
    Presence presence{};
};
struct ResumeArrivals {};
struct Accept {
    ConversationId conversation{};
};
struct Decline {
    ConversationId conversation{};
    DeclineReason reason{};
};
struct Prolong {
    ConversationId conversation{};
};
struct Hold {
    ConversationId conversation{};
    bool on = false;
};
// Exactly one of queue, agent and back is set.
struct Transfer {
    ConversationId conversation{};
    QueueId queue{};
    std::string note;
    AgentId agent{};
    bool back = false;
};
struct FindAgents {
    ConversationId conversation{};
};
struct AskHelp {
    ConversationId conversation{};
    AgentId agent{};
};
struct EndHelp {
    ConversationId conversation{};
};
struct Whisper {
    ConversationId conversation{};
    std::string text;
};
struct Reopen {
    ConversationId conversation{};
    std::string text;
};
struct Resolve {
    ConversationId conversation{};
};
struct WrapUpDone {
    ConversationId conversation{};
};
struct History {
    ConversationId conversation{};
    std::uint32_t before = 0;
    std::uint32_t count = 0;
};
struct WatchQueues {
    bool on = false;
};
struct ListChats {
    QueueId queue{};
};
struct ListAgents {
    AgentId after{};
    std::uint32_t count = 0;
    bool at_work = false;
};
struct Supervise {
    ConversationId conversation{};
    Part part{};
};
struct Raise {
    ConversationId conversation{};
    std::int32_t seconds = 0;
};
struct SetAgentPresence {
    AgentId agent{};
    Presence presence{};
};
struct CloseQueue {
    QueueId queue{};
    bool closed = false;
};
struct Broadcast {
    std::string text;
    std::uint32_t minutes = 0;
};
struct Logout {};

using ClientBody = std::variant<Send, Typing, Read, Open, Close, Rate, LeaveMessage, SetPresence, ResumeArrivals,
                                Accept, Decline, Prolong, Hold, Transfer, Resolve, WrapUpDone, History, WatchQueues,
                                Logout, FindAgents, AskHelp, EndHelp, Whisper, Reopen, ListChats, ListAgents, Supervise,
                                Raise, SetAgentPresence, CloseQueue, Broadcast>;

// ---- commands ------------------------------------------------------------------------------------------------------

struct FromClient {
    SessionId session{};
    AttachId attach{};
    std::uint64_t body_hash = 0;
    std::uint32_t number = 0;  // 0 = not numbered (Typing)
    std::uint32_t answered = 0;
    ClientBody body;
};

struct Position {
    ConversationId conversation{};
    std::uint32_t entry = 0;
};

struct Attach {
    SessionId session{};
    AttachId attach{};
    std::string gateway;
    bool by_ticket = false;
    Role role{};
    std::uint32_t subject = 0;
    std::string name;
    std::uint64_t instance = 0;
    std::vector<Position> positions;
    std::uint32_t last_answer = 0;
    std::uint64_t log_epoch = 0;
};

struct Detach {
    SessionId session{};
    AttachId attach{};
};

struct EndSessions {
    Role role{};
    std::uint32_t subject = 0;
};

struct GatewayLost {
    std::string gateway;
};

struct ConfigChange {
    std::uint64_t revision = 0;
    std::variant<std::monostate, ShopConfig, QueueConfig, AgentConfig, PoolConfig, EndSessions, ShiftConfig> change;
};

struct MemoryPressure {
    bool on = false;
};

struct ShopBalance {
    ShopId shop{};
    bool used_up = false;
};

using Command =
    std::variant<FromClient, Attach, Detach, EndSessions, GatewayLost, ConfigChange, MemoryPressure, ShopBalance>;

// What the leader says of a batch. A batch may hold no command at all: that is how timers fire in quiet times.
struct BatchHeader {
    Ms now_ms = 0;                    // never below the last batch's
    Ms gap_ms = 0;                    // time without a leader just before, already in now_ms; shifts deadlines
    std::uint64_t new_log_epoch = 0;  // minted with this batch; 0 = none
};

}  // namespace yunke::core
