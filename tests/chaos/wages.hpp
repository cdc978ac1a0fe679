// What people are to be paid for, derived from the recorded commands alone: the core goes through the past again one
// moment at a time, and only who is there, who rests or trains and who has which chat in her hands is looked at in
// between. It shares nothing with metering or pricing but the state that they rest on. Called by the wages scenario.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "dispatcher/core/core.hpp"

namespace yunke::chaos {

struct Wages {
    // Union of being there for work, chats in her hands, paid rest and training.
    std::map<core::AgentId, core::Ms> paid_ms;
    std::map<core::AgentId, core::Ms> hands_ms;  // with at least one chat
    // Each shop's exact part of her hands_ms, in ticks; and how many chats it had with her, which bounds the rounding.
    std::map<std::pair<core::AgentId, core::ShopId>, std::uint64_t> shop_ticks;
    std::map<std::pair<core::AgentId, core::ShopId>, std::uint64_t> shop_chats;
    std::uint64_t rests = 0, trainings = 0;
    std::uint64_t facts = 0;  // that the core had told by the end
};

// Of which a millisecond has as many as divide by every number of chats up to 20.
constexpr std::uint64_t ticks_per_ms = 232'792'560;

// Of a recording (dispatcher/app/recording.hpp). Throws a sentence if it cannot be read or does not come out as it was.
// Time counts up to the last reading of each one's meter: what runs on is in no books yet.
Wages derive_wages(const std::filesystem::path& past);

}  // namespace yunke::chaos
