#include "dispatcher/wire/state.hpp"

#include "dispatcher/wire/entity.hpp"

namespace yunke::wire {
namespace {

DecodeError misplaced(std::string_view field) {
    return {"State field " + std::string(field) + " holds another entity than it names."};
}

template <class Entity, class Map, class KeyOf>
Decoded<void> add_entity(Map& map, std::string_view field, std::string_view value, KeyOf key_of) {
    auto entity = decode_entity<Entity>(value);
    if (!entity) return std::unexpected(DecodeError{"State field " + std::string(field) + ": " + entity.error().what});
    const auto& key = key_of(*entity);
    if constexpr (requires { state_field(key); }) {
        if (state_field(key) != field) return std::unexpected(misplaced(field));
    } else {
        if (gateway_field(key) != field) return std::unexpected(misplaced(field));
    }
    auto own = key;
    map[std::move(own)] = std::move(*entity);
    return {};
}

void append_framed(std::string& bytes, std::string_view part) {
    std::uint64_t size = part.size();
    for (int i = 0; i < 8; ++i, size >>= 8)
        bytes.push_back(static_cast<char>(size & 0xff));
    bytes.append(part);
}

}  // namespace

Decoded<void> StateLoader::add(std::string_view field, std::string_view value) {
    if (field == pool_field) {
        auto pool = decode_entity<core::Pool>(value);
        if (!pool) return std::unexpected(std::move(pool.error()));
        state_.pool = std::move(*pool);
        return {};
    }
    const auto config_id = [](const auto& e) -> const auto& { return e.config.id; };
    const auto own_id = [](const auto& e) -> const auto& { return e.id; };
    const auto name = [](const auto& e) -> const auto& { return e.name; };
    switch (field.find(':') == 1 ? field[0] : '\0') {
        case 'h':
            return add_entity<core::Shop>(state_.shops, field, value, config_id);
        case 'q':
            return add_entity<core::Queue>(state_.queues, field, value, config_id);
        case 'a':
            return add_entity<core::Agent>(state_.agents, field, value, config_id);
        case 's':
            return add_entity<core::Session>(state_.sessions, field, value, own_id);
        case 'c':
            return add_entity<core::Conversation>(state_.conversations, field, value, own_id);
        case 'g':
            return add_entity<core::Gateway>(state_.gateways, field, value, name);
        default:
            return std::unexpected(DecodeError{"State field " + std::string(field) + " is unknown."});
    }
}

StateFields encode_state(const core::State& state) {
    StateFields fields;
    fields.emplace(pool_field, encode_entity(state.pool));
    for (const auto& [id, shop] : state.shops)
        fields.emplace(state_field(id), encode_entity(shop));
    for (const auto& [id, queue] : state.queues)
        fields.emplace(state_field(id), encode_entity(queue));
    for (const auto& [id, agent] : state.agents)
        fields.emplace(state_field(id), encode_entity(agent));
    for (const auto& [id, session] : state.sessions)
        fields.emplace(state_field(id), encode_entity(session));
    for (const auto& [id, one] : state.conversations)
        fields.emplace(state_field(id), encode_entity(one));
    for (const auto& [name, gateway] : state.gateways)
        fields.emplace(gateway_field(name), encode_entity(gateway));
    return fields;
}

Decoded<core::State> decode_state(const StateFields& fields) {
    StateLoader loader;
    for (const auto& [field, value] : fields)
        if (auto added = loader.add(field, value); !added) return std::unexpected(std::move(added.error()));
    return std::move(loader).take();
}

std::string state_bytes(const StateFields& fields) {
    std::string bytes;
    for (const auto& [field, value] : fields) {
        append_framed(bytes, field);
        append_framed(bytes, value);
    }
    return bytes;
}

std::string state_bytes(const core::State& state) {
    return state_bytes(encode_state(state));
}

}  // namespace yunke::wire
