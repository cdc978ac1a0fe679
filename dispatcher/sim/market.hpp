// A scenario too large to be written down: queues made like a few that are, and people whose skills and settings are
// drawn by stated shares. Called by the reading of scenarios, and by comparisons that give the same people other skills
// or take their settings away.
#pragma once

#include <optional>
#include <string_view>

#include "dispatcher/sim/scenario.hpp"

namespace yunke::sim {

// Replaces queues that stand for copies by the copies, with shops and skills of the market. Once.
void open_market(Scenario& scenario);

struct PeopleOptions {
    std::optional<std::uint32_t> skills_each;  // instead of each group's number; at most the market's
    bool accommodations = true;                // else nobody has any; how people are and what they wish stays
};

// Draws every member of every group anew, from the usual one. The same seed gives the same people; somebody with two
// skills has the one that she had with one, and her settings are the same with any number of them.
void draw_people(Scenario& scenario, const PeopleOptions& options);

// Whether a setting of an [[agent]] can be drawn.
bool can_be_drawn(std::string_view key);

}  // namespace yunke::sim
