// Live entities as they stand in the hash `{p}:state`: the field that names each, and its value both ways. Called by
// the commit encoder, by whoever loads or shows a state, and by replay.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/core/types.hpp"
#include "dispatcher/wire/error.hpp"

namespace yunke::wire {

// Field names: "m", "h:<shop>", "q:<queue>", "a:<agent>", "s:<session>", "c:<conversation>", "g:<gateway>".
inline constexpr std::string_view pool_field = "m";
std::string state_field(core::ShopId id);
std::string state_field(core::QueueId id);
std::string state_field(core::AgentId id);
std::string state_field(core::SessionId id);
std::string state_field(core::ConversationId id);
std::string gateway_field(std::string_view name);

std::string encode_entity(const core::Pool& entity);
std::string encode_entity(const core::Shop& entity);
std::string encode_entity(const core::Queue& entity);
std::string encode_entity(const core::Agent& entity);
std::string encode_entity(const core::Session& entity);
std::string encode_entity(const core::Conversation& entity);
std::string encode_entity(const core::Gateway& entity);

// Defined for the seven entities above.
template <class Entity>
Decoded<Entity> decode_entity(std::string_view bytes);

}  // namespace yunke::wire
