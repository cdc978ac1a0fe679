// What goes out to sockets, as the core says it: frames, and what a gateway does besides writing one. dispatcher/wire
// turns it into the bytes of `{p}:out`. Part of a batch's result (effect.hpp).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "dispatcher/core/types.hpp"

namespace yunke::core {

// ---- frames to clients (client.proto has the same names) -----------------------------------------------------------

struct Resend {
    std::uint32_t from = 0;
    bool operator==(const Resend&) const = default;
};

struct Entry {
    std::uint32_t n = 0;
    Ms at_ms = 0;
    EntryKind kind{};
    Role author{};
    std::string name, text, language;
    EndReason end_reason{};
    bool operator==(const Entry&) const = default;
};

// One new entry for one reader: the batch's transcript line of this index.
struct NewEntry {
    std::uint32_t line = 0;    // in Effects::entries
    bool for_shopper = false;  // without what is between agents
    bool operator==(const NewEntry&) const = default;
};

struct ConversationView {
    ConversationId id{};
    ConversationState state{};
    ShopId shop{};
    std::string shop_name;
    QueueId queue{};
    std::string topic, shopper_name, agent_name, language;
    bool on_hold = false;
    std::uint32_t entries = 0;
    Ms arrival_ms = 0, deadline_ms = 0, accepted_ms = 0, wrap_up_until_ms = 0;
    std::uint32_t ahead = 0, serving = 0;
    bool message_left = false, peer_online = false;
    std::uint32_t peer_read = 0, own_read = 0;
    EndReason end_reason{};
    std::uint32_t stars = 0;
    std::string contact;
    Ms reopen_until_ms = 0;
    std::string helper_name;
    bool helping = false;
    std::string help_asked, former_name;
    std::vector<std::string> supervisors;
    Part part{};
    bool operator==(const ConversationView&) const = default;
};

struct ConversationGone {
    ConversationId conversation{};
    bool operator==(const ConversationGone&) const = default;
};

struct OfferView {
    ConversationId conversation{};
    ShopId shop{};
    std::string shop_name;
    QueueId queue{};
    std::string topic, shopper_name, language, opening;
    Ms arrival_ms = 0, expires_ms = 0;
    std::uint32_t prolongs_left = 0;
    bool message_left = false, returning = false, help = false;
    std::string from_name;
    bool operator==(const OfferView&) const = default;
};

struct OfferGone {
    ConversationId conversation{};
    OfferEnd why{};
    bool operator==(const OfferGone&) const = default;
};

struct AgentSelf {
    AgentId agent{};
    Presence presence{};
    Ms presence_since_ms = 0;
    bool arrivals_held = false;
    std::uint32_t misses = 0, misses_to_hold = 0, capacity = 0, load = 0;
    Limit limit{};
    Ms limit_until_ms = 0;
    bool operator==(const AgentSelf&) const = default;
};

struct TypingNotice {
    ConversationId conversation{};
    Role who{};
    bool operator==(const TypingNotice&) const = default;
};

struct QueueName {
    QueueId queue{};
    ShopId shop{};
    std::string shop_name, topic, title_zh, title_en;
    bool open = false;
    bool operator==(const QueueName&) const = default;
};

struct BoardRow {
    QueueName name;
    std::uint32_t waiting = 0, offered = 0, overdue = 0, active = 0, serving = 0;
    Ms oldest_arrival_ms = 0;
    bool closed = false;
    std::uint32_t unanswered = 0;
    bool operator==(const BoardRow&) const = default;
};

struct QueueBoard {
    std::vector<BoardRow> rows;
    std::uint32_t available = 0, full = 0, finishing = 0, resting = 0, held = 0, line_lost = 0, training = 0;
    Ms now_ms = 0;
    bool operator==(const QueueBoard&) const = default;
};

struct AgentChoices {
    struct Choice {
        AgentId agent{};
        std::string name;
        bool operator==(const Choice&) const = default;
    };
    ConversationId conversation{};
    std::vector<Choice> choices;
    bool operator==(const AgentChoices&) const = default;
};

struct ChatList {
    struct Chat {
        ConversationId conversation{};
        ConversationState state{};
        std::string shopper_name, agent_name;
        Ms arrival_ms = 0, deadline_ms = 0;
        std::uint32_t entries = 0;
        bool message_left = false;
        Ms unanswered_since_ms = 0;
        std::string helper_name;
        std::vector<std::string> supervisors;
        bool operator==(const Chat&) const = default;
    };
    QueueId queue{};
    std::vector<Chat> chats;
    Ms now_ms = 0;
    bool operator==(const ChatList&) const = default;
};

struct AgentList {
    struct Row {
        AgentId agent{};
        std::string name;
        Presence presence{};
        Ms presence_since_ms = 0;
        std::uint32_t load = 0;
        bool free = false, arrivals_held = false, line_lost = false;
        bool operator==(const Row&) const = default;
    };
    std::vector<Row> rows;
    AgentId next{};
    bool operator==(const AgentList&) const = default;
};

struct Attached {
    SessionId session{};
    Role role{};
    std::string name;
    std::uint64_t log_epoch = 0;
    std::uint32_t last_number = 0;
    std::vector<Answer> answers;
    Ms now_ms = 0;
    std::vector<ConversationView> conversations;
    std::vector<OfferView> offers;
    bool has_self = false;
    AgentSelf self;
    bool has_board = false;
    QueueBoard board;
    std::vector<QueueName> queues;
    std::vector<Notice> notices;
    bool operator==(const Attached&) const = default;
};

// ---- what the gateway does besides writing a frame -----------------------------------------------------------------

// Reads entries first..last of a transcript and sends them; later frames of the socket wait behind.
struct ReadEntries {
    ConversationId conversation{};
    std::uint32_t first = 0, last = 0;
    Role role{};
    bool operator==(const ReadEntries&) const = default;
};

enum class FreshReason : std::uint8_t { none, unknown, logged_out, ticket_used };

struct CloseSocket {
    std::uint32_t code = 0;  // docs/protocol.md lists them
    std::string reason;
    FreshReason fresh = FreshReason::none;  // a Fresh frame goes before the close
    bool operator==(const CloseSocket&) const = default;
};

using Payload = std::variant<Answer, Resend, NewEntry, ConversationView, ConversationGone, OfferView, OfferGone,
                             AgentSelf, TypingNotice, QueueBoard, Attached, ReadEntries, CloseSocket, AgentChoices,
                             ChatList, AgentList, Notice>;

// For one socket, or for every socket of a role.
struct Out {
    SessionId session{};
    AttachId attach{};
    Role everybody{};
    Payload payload;
    bool operator==(const Out&) const = default;
};

}  // namespace yunke::core
