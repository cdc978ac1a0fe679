// The domain's words as types: ids, configuration, and the live entities whose sum is a pool's state. Plain data over
// the standard library. dispatcher/wire turns them into entity.proto and back; the comments on units and meaning of
// each field stand there. Nothing in here is derived: what can be computed from these lives in index.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::core {

using Ms = std::int64_t;  // milliseconds, of the pool's clock or a duration

enum class ShopId : std::uint32_t {};
enum class QueueId : std::uint32_t {};
enum class AgentId : std::uint32_t {};
enum class SkillId : std::uint32_t {};
enum class ConversationId : std::uint64_t {};
enum class SessionId : std::uint64_t {};
enum class AttachId : std::uint64_t {};  // one socket's life; 0 = detached

constexpr AgentId no_agent{0};
constexpr ConversationId no_conversation{0};
constexpr SessionId no_session{0};
constexpr AttachId no_attach{0};

template <class Id>
constexpr auto raw(Id id) {
    return static_cast<std::underlying_type_t<Id>>(id);
}

// The numbers of these enumerations are those of client.proto and entity.proto.
enum class Role : std::uint8_t { unspecified, shopper, agent, supervisor, merchant, administrator };
enum class Presence : std::uint8_t { offline, available, finishing, resting };
enum class ConversationState : std::uint8_t { unspecified, waiting, active, wrap_up, closed };
enum class EntryKind : std::uint8_t {
    unspecified,
    message,
    opened,
    joined,
    requeued,
    transferred,
    held,
    unheld,
    idle_warned,
    ended,
    message_left,
    rated
};
enum class EndReason : std::uint8_t { unspecified, resolved, shopper_closed, shopper_gone, shopper_idle, abandoned };
enum class DeclineReason : std::uint8_t { unspecified, not_now, not_my_topic, content, technical };
enum class OfferEnd : std::uint8_t { unspecified, accepted, taken, declined, missed, withdrawn };
enum class WrapUpMode : std::uint8_t { none, fixed, until_done };
enum class ErrorCode : std::uint8_t {
    ok,
    invalid,
    not_found,
    forbidden,
    wrong_state,
    offer_gone,
    queue_closed,
    queue_full,
    pool_full,
    has_conversation,
    already_applied,
    number_reused,
    internal_error
};

// ---- configuration -------------------------------------------------------------------------------------------------

struct SkillLevel {
    SkillId skill{};
    std::uint32_t level = 0;  // 1 to 5
    bool operator==(const SkillLevel&) const = default;
};

struct ShopConfig {
    ShopId id{};
    std::string name;
    std::uint32_t merchant = 0;
    bool open = false;
    bool operator==(const ShopConfig&) const = default;
};

struct QueueConfig {
    QueueId id{};
    ShopId shop{};
    std::string topic, title_zh, title_en;
    std::vector<SkillLevel> skills;  // least levels
    Ms answer_target_ms = 0;
    Ms idle_warn_ms = 0;
    Ms idle_close_ms = 0;
    std::uint32_t waiting_max = 0;
    bool open = false;
    bool operator==(const QueueConfig&) const = default;
};

struct AgentConfig {
    AgentId id{};
    std::string name;
    std::vector<SkillLevel> skills;
    std::vector<std::string> languages;
    std::uint32_t capacity = 0;
    Ms offer_timeout_ms = 0;
    bool auto_accept = false;
    std::uint32_t misses_to_hold = 0;
    WrapUpMode wrap_up = WrapUpMode::none;
    Ms wrap_up_ms = 0;
    bool enabled = false;
    bool operator==(const AgentConfig&) const = default;
};

// 0 stands for the default in limits.hpp.
struct PoolConfig {
    Ms agent_grace_ms = 0;
    Ms shopper_grace_ms = 0;
    Ms decline_cooldown_ms = 0;
    Ms agent_session_ms = 0;
    bool operator==(const PoolConfig&) const = default;
};

// ---- live entities -------------------------------------------------------------------------------------------------

struct Pool {
    std::uint64_t next_conversation = 1;
    std::uint64_t facts = 0;
    Ms now_ms = 0;
    std::uint64_t config_revision = 0;
    bool memory_pressure = false;
    std::uint64_t log_epoch = 0;
    PoolConfig config;
    Ms board_due_ms = 0;
    bool operator==(const Pool&) const = default;
};

struct Shop {
    ShopConfig config;
    bool operator==(const Shop&) const = default;
};

struct Queue {
    QueueConfig config;
    Ms positions_due_ms = 0;
    bool operator==(const Queue&) const = default;
};

struct Agent {
    AgentConfig config;
    Presence presence = Presence::offline;
    Ms presence_since_ms = 0;
    Ms idle_since_ms = 0;
    std::uint32_t misses = 0;
    bool arrivals_held = false;
    SessionId session{};
    Ms line_lost_ms = 0;
    bool operator==(const Agent&) const = default;
};

struct Answer {
    std::uint32_t number = 0;
    ErrorCode error = ErrorCode::ok;
    std::string detail;
    ConversationId conversation{};
    std::uint32_t entry = 0;
    Ms at_ms = 0;
    bool operator==(const Answer&) const = default;
};

struct KeptAnswer {
    std::uint64_t body_hash = 0;
    Answer answer;
    bool operator==(const KeptAnswer&) const = default;
};

struct Session {
    SessionId id{};
    Role role{};
    std::uint32_t subject = 0;
    std::string name;
    AttachId attach{};
    std::string gateway;
    std::uint64_t instance = 0;
    std::uint32_t last_number = 0;
    std::vector<KeptAnswer> kept;  // rising numbers
    Ms expires_ms = 0;
    ConversationId conversation{};
    bool watching = false;
    bool ended = false;
    bool operator==(const Session&) const = default;
};

struct OfferState {
    AgentId agent{};
    Ms since_ms = 0;
    Ms expires_ms = 0;
    std::uint32_t prolonged = 0;
    bool operator==(const OfferState&) const = default;
};

struct Exclusion {
    AgentId agent{};
    Ms until_ms = 0;
    bool operator==(const Exclusion&) const = default;
};

struct Conversation {
    ConversationId id{};
    ShopId shop{};
    QueueId queue{};
    SessionId session{};
    std::string shopper_name;
    std::string language;
    std::string opening;
    ConversationState state{};
    bool on_hold = false;
    Ms arrival_ms = 0;
    Ms deadline_ms = 0;
    std::uint32_t visit = 0;
    std::uint32_t entries = 0;
    AgentId owner{};
    std::string owner_name;
    std::vector<OfferState> offers;
    std::vector<Exclusion> excluded;
    Ms accepted_ms = 0;
    Ms handling_since_ms = 0;
    Ms shopper_at_ms = 0;
    bool idle_warned = false;
    Ms idle_due_ms = 0;
    Ms shopper_gone_ms = 0;
    std::uint32_t shopper_read = 0;
    std::uint32_t agent_read = 0;
    Ms closed_ms = 0;
    EndReason end_reason{};
    Ms wrap_up_until_ms = 0;
    std::uint32_t stars = 0;
    bool message_left = false;
    std::string contact;
    Ms forget_ms = 0;
    bool operator==(const Conversation&) const = default;
};

struct Gateway {
    std::string name;
    std::uint64_t out = 0;
    bool operator==(const Gateway&) const = default;
};

}  // namespace yunke::core
