// The field-by-field half of this folder, shared by its .cpp files: put() fills a cleared message from a core value,
// take() fills a core value from a parsed message, moving long texts out of it, and is false when an enumeration holds
// a number that the core does not know. Included by nobody else, since it brings the generated headers along.
#pragma once

#include "dispatcher/core/command.hpp"
#include "dispatcher/core/effect.hpp"
#include "dispatcher/core/types.hpp"
#include "yunke/v1/command.pb.h"
#include "yunke/v1/effect.pb.h"
#include "yunke/v1/entity.pb.h"

namespace yunke::wire {

template <class Message, class Enum>
constexpr Message number(Enum value) {
    return static_cast<Message>(value);
}

// The core's enumerations have the protobuf's numbers without gaps from 0 to `last`.
template <class Enum>
bool take_enum(int from, Enum last, Enum& to) {
    if (from < 0 || from > static_cast<int>(last)) return false;
    to = static_cast<Enum>(from);
    return true;
}

void put(const core::ShopConfig& from, v1::ShopConfig& to);
void put(const core::QueueConfig& from, v1::QueueConfig& to);
void put(const core::AgentConfig& from, v1::AgentConfig& to);
void put(const core::ShiftConfig& from, v1::ShiftConfig& to);
void put(const core::PoolConfig& from, v1::PoolConfig& to);
void put(const core::Answer& from, v1::Answer& to);

bool take(v1::ShopConfig& from, core::ShopConfig& to);
bool take(v1::QueueConfig& from, core::QueueConfig& to);
bool take(v1::AgentConfig& from, core::AgentConfig& to);
void take(const v1::ShiftConfig& from, core::ShiftConfig& to);
bool take(v1::PoolConfig& from, core::PoolConfig& to);
bool take(v1::Answer& from, core::Answer& to);
bool take(v1::Entry& from, core::Entry& to);

void put(const core::Notice& from, v1::Notice& to);
bool take(v1::Notice& from, core::Notice& to);

void put(const core::Pool& from, v1::PoolEntity& to);
void put(const core::Shop& from, v1::ShopEntity& to);
void put(const core::Queue& from, v1::QueueEntity& to);
void put(const core::Agent& from, v1::AgentEntity& to);
void put(const core::Gateway& from, v1::GatewayEntity& to);

bool take(v1::PoolEntity& from, core::Pool& to);
bool take(v1::ShopEntity& from, core::Shop& to);
bool take(v1::QueueEntity& from, core::Queue& to);
bool take(v1::AgentEntity& from, core::Agent& to);
bool take(v1::SessionEntity& from, core::Session& to);
bool take(v1::ConversationEntity& from, core::Conversation& to);
bool take(v1::GatewayEntity& from, core::Gateway& to);

// Frames, outs, facts and what goes to the archive only leave the dispatcher.
void put(const core::Out& from, v1::Out& to, v1::ServerFrame& scratch);
void put(const core::Fact& from, v1::Fact& to);
void put(const core::Archived& from, v1::ArchivedConversation& to);

}  // namespace yunke::wire
