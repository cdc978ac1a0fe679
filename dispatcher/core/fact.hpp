// Facts for the ledger, as the core says them (effect.proto has the same names). They are numbered in the order in
// which they happened and never taken back. Part of a batch's result (effect.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "dispatcher/core/types.hpp"

namespace yunke::core {

struct EpochFact {
    std::uint64_t old = 0, last = 0;
    bool operator==(const EpochFact&) const = default;
};
struct WorkInterval {
    struct Unit {
        ConversationId conversation{};
        ShopId shop{};
        QueueId queue{};
        UnitKind kind{};
        Ms share_ms = 0;
        bool operator==(const Unit&) const = default;
    };
    AgentId agent{};
    Ms from_ms = 0, to_ms = 0;
    Presence presence{};
    bool held = false, line_lost = false;
    Ms period_ms = 0;
    ShiftId shift{};
    std::vector<Unit> units;
    bool operator==(const WorkInterval&) const = default;
};
struct PeriodEnded {
    AgentId agent{};
    Ms period_ms = 0;
    ShiftId shift{};
    Ms at_ms = 0;
    bool operator==(const PeriodEnded&) const = default;
};
struct ConversationAccepted {
    ConversationId conversation{};
    ShopId shop{};
    QueueId queue{};
    AgentId agent{};
    Ms at_ms = 0;
    bool operator==(const ConversationAccepted&) const = default;
};
struct ConversationHandedOn {
    ConversationId conversation{};
    ShopId shop{};
    QueueId queue{};
    AgentId agent{}, to_agent{};
    Ms at_ms = 0;
    bool operator==(const ConversationHandedOn&) const = default;
};
struct SupervisedInterval {
    std::uint32_t supervisor = 0;
    ConversationId conversation{};
    ShopId shop{};
    Ms from_ms = 0, to_ms = 0;
    bool operator==(const SupervisedInterval&) const = default;
};
struct ConversationEnded {
    ConversationId conversation{};
    ShopId shop{};
    QueueId queue{};
    AgentId agent{};
    EndReason reason{};
    Ms arrival_ms = 0, accepted_ms = 0, at_ms = 0;
    std::uint32_t entries = 0;
    bool operator==(const ConversationEnded&) const = default;
};
struct ConversationRated {
    ConversationId conversation{};
    ShopId shop{};
    AgentId agent{};
    std::uint32_t stars = 0;
    Ms at_ms = 0;
    bool operator==(const ConversationRated&) const = default;
};
struct ConversationReopened {
    ConversationId conversation{};
    ShopId shop{};
    AgentId agent{};
    Ms at_ms = 0;
    bool operator==(const ConversationReopened&) const = default;
};
struct ActedOn {
    ConversationId conversation{};
    QueueId queue{};
    AgentId agent{};
    std::int64_t amount = 0;
    bool operator==(const ActedOn&) const = default;
};
struct SupervisorAct {
    enum class Kind : std::uint8_t {
        none,
        transfer,
        supervise,
        whisper,
        raise,
        set_presence,
        close_queue,
        broadcast,
        resolve
    };
    Kind kind{};
    std::uint32_t supervisor = 0;
    std::string name;
    ActedOn on;
    std::string text;
    Ms at_ms = 0;
    bool operator==(const SupervisorAct&) const = default;
};
using Fact =
    std::variant<EpochFact, WorkInterval, PeriodEnded, ConversationAccepted, ConversationHandedOn, ConversationEnded,
                 ConversationRated, ConversationReopened, SupervisedInterval, SupervisorAct>;

}  // namespace yunke::core
