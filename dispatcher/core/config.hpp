// What administrators define: shops, queues, agents, the pool's settings. Plain data; entity.proto tells the units and
// the meaning of each field, docs/routing.md what it does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/core/ids.hpp"

namespace yunke::core {

inline constexpr std::int32_t platform_utc_offset_minutes = 480;  // Asia/Shanghai

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
    Ms reopen_ms = 0;
    Ms reply_ms = 0;
    Ms wrap_up_standard_ms = 0;
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
    std::uint32_t wished_chats = 0;
    Ms idle_allowance_ms = 0;
    bool operator==(const AgentRouting&) const = default;
};

struct ShopConfig {
    ShopId id{};
    std::string name;
    std::uint32_t merchant = 0;
    bool open = false;
    std::int32_t utc_offset_minutes = platform_utc_offset_minutes;  // of its merchant's clock
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

// Hours that an agent booked.
struct ShiftConfig {
    ShiftId id{};
    AgentId agent{};
    Ms from_ms = 0, to_ms = 0;
    bool cancelled = false;
    bool operator==(const ShiftConfig&) const = default;
};

// 0 stands for the default in limits.hpp.
struct PoolConfig {
    Ms agent_grace_ms = 0;
    Ms shopper_grace_ms = 0;
    Ms decline_cooldown_ms = 0;
    Ms agent_session_ms = 0;
    std::vector<Criterion> order;
    bool single_offer = false;
    std::uint32_t second_offer_percent = 0;
    bool operator==(const PoolConfig&) const = default;
};

}  // namespace yunke::core
