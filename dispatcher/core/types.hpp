// The domain's words as types: ids, configuration, and the live entities whose sum is a pool's state. Plain data over
// the standard library. dispatcher/wire turns them into entity.proto and back; the comments on units and meaning of
// each field stand there. Nothing in here is derived: what can be computed from these lives in index.hpp.
#pragma once

#include <array>
#include <compare>
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
enum class GroupId : std::uint32_t {};
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
enum class Presence : std::uint8_t { offline, available, finishing, resting, on_demand };
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
enum class EndReason : std::uint8_t {
    unspecified,
    resolved,
    shopper_closed,
    shopper_gone,
    shopper_idle,
    abandoned,
    nobody_free
};
enum class DeclineReason : std::uint8_t { unspecified, not_now, not_my_topic, content, technical };
enum class OfferEnd : std::uint8_t { unspecified, accepted, taken, declined, missed, withdrawn };
enum class WrapUpMode : std::uint8_t { none, fixed, until_done };
enum class Limit : std::uint8_t { none, pace, gap, rest, day, quiet };
enum class Beyond : std::uint8_t { leave_message, overflow, close };
enum class Criterion : std::uint8_t { unspecified, group, share, least_load, most_load, surplus, longest_idle };
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
    auto operator<=>(const SkillLevel&) const = default;
};

// Hours of a week in local time. No spans = always.
struct WeekHours {
    struct Span {
        std::uint32_t weekday = 0;  // 1 Monday to 7 Sunday
        std::uint32_t from_minute = 0, to_minute = 0;
        bool operator==(const Span&) const = default;
    };
    std::int32_t utc_offset_minutes = 0;
    std::vector<Span> spans;                 // in the week's order, without overlap
    std::vector<std::uint32_t> closed_days;  // days since 1970-01-01, rising
    bool operator==(const WeekHours&) const = default;
};

struct Relaxation {
    enum class Kind : std::uint8_t { none, lower, any_group, widen };
    Ms after_ms = 0;
    Kind kind{};
    SkillLevel lower;    // kind lower; level 0 = no longer asked for
    GroupId widen_to{};  // kind widen
    bool operator==(const Relaxation&) const = default;
};

using ContentSet = std::uint32_t;  // bits of Content in entity.proto

struct QueueRouting {
    std::string language;
    ContentSet needs = 0;
    bool certified = false;
    std::vector<GroupId> groups;
    bool groups_only = false;
    Ms priority_credit_ms = 0;
    std::vector<Relaxation> relaxations;
    QueueId overflow_queue{};
    Ms overflow_after_ms = 0;
    Beyond beyond = Beyond::leave_message;
    Ms wait_max_ms = 0;
    Ms sticky_ms = 0;
    Ms handling_ms = 0;
    WeekHours hours;
    bool operator==(const QueueRouting&) const = default;
};

struct AgentRouting {
    std::vector<GroupId> groups;
    std::vector<ShopId> certified_shops, direct_shops;  // rising
    ContentSet cannot = 0;
    std::uint32_t new_per_hour_max = 0;
    Ms gap_ms = 0;
    Ms rest_every_ms = 0, rest_ms = 0;
    Ms day_max_ms = 0;
    WeekHours quiet;
    Ms wished_ms = 0;
    bool operator==(const AgentRouting&) const = default;
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
    QueueRouting routing;
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
    AgentRouting routing;
    bool operator==(const AgentConfig&) const = default;
};

// 0 stands for the default in limits.hpp.
struct PoolConfig {
    Ms agent_grace_ms = 0;
    Ms shopper_grace_ms = 0;
    Ms decline_cooldown_ms = 0;
    Ms agent_session_ms = 0;
    std::vector<Criterion> order;
    bool single_offer = false;
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
    bool after_hours = false;
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
    Ms share_ms = 0;
    std::uint64_t share_clock = 0;
    Ms share_at_ms = 0;
    std::vector<Ms> accepts_ms;
    Ms stretch_ms = 0;
    Ms worked_ms = 0;
    std::uint32_t worked_day = 0;
    Ms rested_ms = 0;
    Limit limit{};
    Ms limit_until_ms = 0;
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
    AgentId known_agent{};
    Ms known_until_ms = 0;
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

// An agent's standing by the pool's criteria, in their order.
struct DecisionKey {
    static constexpr std::size_t size_max = 6;
    std::uint32_t size = 0;
    std::array<std::uint32_t, size_max> values{};
    bool operator==(const DecisionKey&) const = default;
};

struct Decision {
    Ms at_ms = 0;
    AgentId chosen{}, runner_up{};
    DecisionKey chosen_key, runner_up_key;
    bool known = false, second = false;
    std::uint32_t matching = 0, free = 0, full = 0, away = 0, held = 0, excluded = 0;
    bool operator==(const Decision&) const = default;
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
    Ms charged_ms = 0;
    std::uint64_t share_since = 0;
    Ms waiting_since_ms = 0;
    std::vector<Decision> decisions;
    std::uint32_t step = 0;
    bool second = false;
    bool operator==(const Conversation&) const = default;
};

struct Gateway {
    std::string name;
    std::uint64_t out = 0;
    bool operator==(const Gateway&) const = default;
};

}  // namespace yunke::core
