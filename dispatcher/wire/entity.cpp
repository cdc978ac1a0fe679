#include "dispatcher/wire/entity.hpp"

#include <charconv>

#include "dispatcher/wire/convert.hpp"
#include "dispatcher/wire/write.hpp"

namespace yunke::wire {
namespace {

std::string numbered(char kind, std::uint64_t id) {
    char text[24] = {kind, ':'};
    const auto end = std::to_chars(text + 2, text + sizeof text, id).ptr;
    return {text, end};
}

template <class Entity>
std::string written(const Entity& entity) {
    std::string bytes;
    write(entity, bytes);
    return bytes;
}

template <class Message, class Entity>
std::string encode(const Entity& entity) {
    Message message;
    put(entity, message);
    return message.SerializeAsString();
}

template <class Message, class Entity>
Decoded<Entity> decode(std::string_view bytes) {
    Message message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return std::unexpected(DecodeError{message.GetTypeName() + " cannot be parsed."});
    Entity entity;
    if (!take(message, entity))
        return std::unexpected(DecodeError{message.GetTypeName() + " holds an unknown enumeration number."});
    return entity;
}

}  // namespace

std::string state_field(core::ShopId id) {
    return numbered('h', core::raw(id));
}
std::string state_field(core::QueueId id) {
    return numbered('q', core::raw(id));
}
std::string state_field(core::AgentId id) {
    return numbered('a', core::raw(id));
}
std::string state_field(core::SessionId id) {
    return numbered('s', core::raw(id));
}
std::string state_field(core::ConversationId id) {
    return numbered('c', core::raw(id));
}
std::string gateway_field(std::string_view name) {
    std::string field = "g:";
    return field.append(name);
}

std::string encode_entity(const core::Pool& entity) {
    return encode<v1::PoolEntity>(entity);
}
std::string encode_entity(const core::Shop& entity) {
    return encode<v1::ShopEntity>(entity);
}
std::string encode_entity(const core::Queue& entity) {
    return encode<v1::QueueEntity>(entity);
}
std::string encode_entity(const core::Agent& entity) {
    return encode<v1::AgentEntity>(entity);
}
std::string encode_entity(const core::Session& entity) {
    return written(entity);
}
std::string encode_entity(const core::Conversation& entity) {
    return written(entity);
}
std::string encode_entity(const core::Gateway& entity) {
    return encode<v1::GatewayEntity>(entity);
}

template <>
Decoded<core::Pool> decode_entity(std::string_view bytes) {
    return decode<v1::PoolEntity, core::Pool>(bytes);
}
template <>
Decoded<core::Shop> decode_entity(std::string_view bytes) {
    return decode<v1::ShopEntity, core::Shop>(bytes);
}
template <>
Decoded<core::Queue> decode_entity(std::string_view bytes) {
    return decode<v1::QueueEntity, core::Queue>(bytes);
}
template <>
Decoded<core::Agent> decode_entity(std::string_view bytes) {
    return decode<v1::AgentEntity, core::Agent>(bytes);
}
template <>
Decoded<core::Session> decode_entity(std::string_view bytes) {
    return decode<v1::SessionEntity, core::Session>(bytes);
}
template <>
Decoded<core::Conversation> decode_entity(std::string_view bytes) {
    return decode<v1::ConversationEntity, core::Conversation>(bytes);
}
template <>
Decoded<core::Gateway> decode_entity(std::string_view bytes) {
    return decode<v1::GatewayEntity, core::Gateway>(bytes);
}

}  // namespace yunke::wire
