// A whole state to and from the fields of `{p}:state`. Called at take-over (decode, page by page), by replay's snapshot
// and comparison, by yunkectl and by tests.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "dispatcher/core/core.hpp"
#include "dispatcher/wire/error.hpp"

namespace yunke::wire {

using StateFields = std::map<std::string, std::string, std::less<>>;

// Collects fields as they come from HSCAN, in any order; a field that comes twice counts once.
class StateLoader {
public:
    // An error for an unknown field, a damaged value, or an entity whose own id is not the field's.
    Decoded<void> add(std::string_view field, std::string_view value);
    core::State take() && { return std::move(state_); }

private:
    core::State state_;
};

StateFields encode_state(const core::State& state);
Decoded<core::State> decode_state(const StateFields& fields);

// Canonical bytes: every field and value, each with its length before it, in the fields' byte order. Equal states have
// equal bytes.
std::string state_bytes(const core::State& state);
std::string state_bytes(const StateFields& fields);

}  // namespace yunke::wire
