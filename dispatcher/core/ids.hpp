// The core's ids and enumerations. Those that go over the wire have the numbers of client.proto and entity.proto.
#pragma once

#include <compare>
#include <cstdint>
#include <type_traits>

namespace yunke::core {

using Ms = std::int64_t;  // milliseconds, of the pool's clock or a duration

enum class ShopId : std::uint32_t {};
enum class QueueId : std::uint32_t {};
enum class AgentId : std::uint32_t {};
enum class SkillId : std::uint32_t {};
enum class GroupId : std::uint32_t {};
enum class ConversationId : std::uint64_t {};
enum class SessionId : std::uint64_t {};
enum class ShiftId : std::uint32_t {};
enum class AttachId : std::uint64_t {};  // one socket's life; 0 = detached

constexpr AgentId no_agent{0};
constexpr ShiftId no_shift{0};
constexpr ConversationId no_conversation{0};
constexpr SessionId no_session{0};
constexpr AttachId no_attach{0};

template <class Id>
constexpr auto raw(Id id) {
    return static_cast<std::underlying_type_t<Id>>(id);
}

enum class Role : std::uint8_t { unspecified, shopper, agent, supervisor, merchant, administrator };
enum class Presence : std::uint8_t { offline, available, finishing, resting, on_demand, training };
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
    rated,
    whispered,
    helper_joined,
    helper_left,
    supervisor_joined,
    supervisor_left,
    reopened
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
enum class UnitKind : std::uint8_t { none, handling, hold, help, wrap_up, wrap_up_over };
enum class Part : std::uint8_t { none, watch, join, take };
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

}  // namespace yunke::core
