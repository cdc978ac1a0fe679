// What stands in Redis, damaged: entities, commands, transcript entries, log entries. The first byte says which. Bytes
// that decode must, once encoded, come back as the same value and the same bytes, or a take-over would not find the
// state that was committed.
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "dispatcher/wire/command.hpp"
#include "dispatcher/wire/commit.hpp"
#include "dispatcher/wire/entity.hpp"
#include "dispatcher/wire/frame.hpp"
#include "dispatcher/wire/state.hpp"
#include "tests/fuzz/require.hpp"

namespace yunke::fuzz {
namespace {

constexpr const char* comes_back = "a decoded value, encoded, comes back as it was";

template <class Entity>
void entity(std::string_view bytes) {
    const auto value = wire::decode_entity<Entity>(bytes);
    if (!value) return require(!value.error().what.empty(), "an error says what is wrong");
    const std::string encoded = wire::encode_entity(*value);
    const auto again = wire::decode_entity<Entity>(encoded);
    require(again && *again == *value && wire::encode_entity(*again) == encoded, comes_back);
}

void entry(std::string_view bytes) {
    const auto value = wire::decode_entry(bytes);
    if (!value) return;
    const auto again = wire::decode_entry(wire::encode_entry(*value));
    require(again && *again == *value, comes_back);
}

void log(std::string_view bytes) {
    const auto value = wire::decode_log(bytes);
    if (!value) return;
    const auto again = wire::decode_log(wire::encode_log(value->header, value->hash));
    require(again && again->header == value->header && again->hash == value->hash, comes_back);
}

void command(std::string_view bytes) {
    const auto value = wire::decode_command(bytes);
    if (!value) return require(!value.error().what.empty(), "an error says what is wrong");
    const std::string encoded = wire::encode_command(*value);
    const auto again = wire::decode_command(encoded);
    require(again && wire::encode_command(*again) == encoded, comes_back);
}

void config(std::string_view bytes) {
    const auto framed = wire::config_command(bytes);
    if (framed) require(wire::decode_command(*framed).has_value(), "a change that is forwarded can be read");
}

// Pairs of field and value: one byte for the length of each field, two for that of each value.
void whole_state(std::string_view bytes) {
    wire::StateLoader loader;
    const auto take = [&bytes](std::size_t length) {
        const std::string_view part = bytes.substr(0, length);
        bytes.remove_prefix(part.size());
        return part;
    };
    const auto number = [&take]() -> std::size_t {
        const std::string_view one = take(1);
        return one.empty() ? 0 : static_cast<unsigned char>(one[0]);
    };
    while (!bytes.empty()) {
        const std::string_view field = take(number());
        const std::size_t high = number();
        const std::size_t low = number();
        const auto added = loader.add(field, take(high * 256 + low));
        require(added || !added.error().what.empty(), "an error says what is wrong");
    }
    const core::State state = std::move(loader).take();
    const auto again = wire::decode_state(wire::encode_state(state));
    require(again && *again == state && wire::state_bytes(*again) == wire::state_bytes(state), comes_back);
}

constexpr void (*readers[])(std::string_view) = {
    entity<core::Pool>,
    entity<core::Shop>,
    entity<core::Queue>,
    entity<core::Agent>,
    entity<core::Session>,
    entity<core::Conversation>,
    entity<core::Gateway>,
    entry,
    log,
    command,
    config,
    whole_state,
};

}  // namespace
}  // namespace yunke::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using yunke::fuzz::readers;
    if (size == 0) return 0;
    readers[data[0] % std::size(readers)]({reinterpret_cast<const char*>(data + 1), size - 1});
    return 0;
}
