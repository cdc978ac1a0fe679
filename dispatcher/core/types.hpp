// The live entities whose sum is a pool's state. Plain data over the standard library. dispatcher/wire turns them into
// entity.proto and back; the comments on units and meaning of each field stand there. Nothing in here is derived: what
// can be computed from these lives in index.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/core/config.hpp"

namespace yunke::core {

struct Notice {
    enum class Kind : std::uint8_t { none, text, presence_set };
    std::uint64_t id = 0;
    Kind kind{};
    std::string from_name, text;
    Ms at_ms = 0, until_ms = 0;
    bool operator==(const Notice&) const = default;
};

struct Pool {
    std::uint64_t next_conversation = 1;
    std::uint64_t facts = 0;
    Ms now_ms = 0;
    std::uint64_t config_revision = 0;
    bool memory_pressure = false;
    std::uint64_t log_epoch = 0;
    PoolConfig config;
    Ms board_due_ms = 0;
    std::uint64_t last_notice = 0;
    std::vector<Notice> notices;
    bool operator==(const Pool&) const = default;
};

struct Shop {
    ShopConfig config;
    bool unpaid = false;
    bool operator==(const Shop&) const = default;
};

struct Queue {
    QueueConfig config;
    Ms positions_due_ms = 0;
    bool after_hours = false;
    bool closed = false;
    bool operator==(const Queue&) const = default;
};

struct Shift {
    ShiftId id{};
    Ms from_ms = 0, to_ms = 0;
    bool operator==(const Shift&) const = default;
};

// One conversation in somebody's hands, as it is metered.
struct MeterUnit {
    ConversationId conversation{};
    ShopId shop{};
    QueueId queue{};
    UnitKind kind{};
    std::int64_t owed_ticks = 0;
    bool operator==(const MeterUnit&) const = default;
};

// What an agent has been doing, without a change, since `since_ms`. metering.cpp keeps it.
struct Meter {
    Ms since_ms = 0;  // 0 = nothing runs
    Presence presence = Presence::offline;
    bool held = false, line_lost = false;
    Ms period_ms = 0;  // begin of the work period; 0 = none
    ShiftId shift{};
    std::vector<MeterUnit> units;  // rising conversations
    bool operator==(const Meter&) const = default;
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
    Meter meter;
    std::vector<Shift> shifts;  // by their beginnings, without overlap
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

// What nearly every command looks at stands first, here and in Conversation: what comes from memory ahead of it
// (fetch_ahead) is the first lines.
struct Session {
    SessionId id{};
    AttachId attach{};
    std::uint32_t last_number = 0;
    Role role{};
    bool ended = false;
    bool watching = false;
    std::vector<KeptAnswer> kept;  // rising numbers
    ConversationId conversation{};
    std::string gateway;
    std::uint32_t subject = 0;
    std::string name;
    std::uint64_t instance = 0;
    Ms expires_ms = 0;
    AgentId known_agent{};
    Ms known_until_ms = 0;
    Ms line_lost_ms = 0;
    bool operator==(const Session&) const = default;
};

struct OfferState {
    AgentId agent{};
    Ms since_ms = 0;
    Ms expires_ms = 0;
    std::uint32_t prolonged = 0;
    std::string from_name;
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
    bool known = false, second = false, direct = false;
    std::uint32_t matching = 0, free = 0, full = 0, away = 0, held = 0, excluded = 0;
    bool operator==(const Decision&) const = default;
};

struct Attendance {
    SessionId session{};
    Part part{};
    bool operator==(const Attendance&) const = default;
};

struct Conversation {
    ConversationId id{};
    SessionId session{};
    ConversationState state{};
    bool on_hold = false;
    bool idle_warned = false;
    bool message_left = false;
    bool reply_overdue = false;
    bool second = false;
    QueueId queue{};
    AgentId owner{};
    AgentId helper{};
    std::uint32_t entries = 0;
    std::uint32_t shopper_read = 0;
    std::uint32_t agent_read = 0;
    std::vector<Attendance> attendance;
    Ms shopper_at_ms = 0;
    Ms idle_due_ms = 0;
    Ms unanswered_ms = 0;
    Ms reply_due_ms = 0;
    std::string shopper_name;
    std::string owner_name;
    ShopId shop{};
    std::string language;
    std::string opening;
    Ms arrival_ms = 0;
    Ms deadline_ms = 0;
    std::uint32_t visit = 0;
    std::uint32_t step = 0;
    std::vector<OfferState> offers;
    std::vector<Exclusion> excluded;
    Ms accepted_ms = 0;
    Ms shopper_gone_ms = 0;
    Ms closed_ms = 0;
    EndReason end_reason{};
    std::uint32_t stars = 0;
    Ms wrap_up_until_ms = 0;
    std::string contact;
    Ms forget_ms = 0;
    Ms charged_ms = 0;
    std::uint64_t share_since = 0;
    Ms waiting_since_ms = 0;
    std::vector<Decision> decisions;
    std::string helper_name;
    AgentId former{};
    bool operator==(const Conversation&) const = default;
};

struct Gateway {
    std::string name;
    std::uint64_t out = 0;
    bool operator==(const Gateway&) const = default;
};

}  // namespace yunke::core
