// The same days under several policies, or for the same people with other skills or without settings of their own, side
// by side. Chats come, need and give up alike in every column, so that differences are taken day by day. Called by
// `yunke-sim compare` and the tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/sim/simulation.hpp"

namespace yunke::sim {

// policies: the pool's own and all rivals; accommodations: the pool's own policy with and without what agents' settings
// ask for; skills: the pool's own policy, everybody with 1, 2, 3 and all of the market's skills.
const std::vector<std::string>& comparison_names();

struct Variant {
    std::string name;
    Scenario scenario;
};
std::vector<Variant> variants_of(const Scenario& scenario, std::string_view comparison);

struct Column {
    std::string name;
    Scenario scenario;
    Run run;
};
std::vector<Column> compare(const Scenario& scenario, std::string_view comparison);

// Differences are against the first column.
std::string comparison_table(const std::vector<Column>& columns);
std::string comparison_json(const std::vector<Column>& columns);

}  // namespace yunke::sim
