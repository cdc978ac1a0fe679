// Attributes of invented people, drawn by shares that are made up: they describe nobody, and no programme.
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "dispatcher/sim/program/month.hpp"
#include "dispatcher/sim/random.hpp"

namespace yunke::sim {
namespace {

struct Share {
    double part = 0;
    std::string_view value;
};

constexpr std::array<Share, 4> types{{{0.58, "mobility"}, {0.2, "hearing"}, {0.16, "sight"}, {0.06, "several"}}};
constexpr std::array<Share, 4> grades{{{0.14, "1"}, {0.3, "2"}, {0.32, "3"}, {0.24, "4"}}};
constexpr std::array<Share, 6> regions{
    {{0.26, "Zhejiang"}, {0.22, "Shandong"}, {0.18, "Henan"}, {0.15, "Sichuan"}, {0.12, "Gansu"}, {0.07, "Hainan"}}};
constexpr std::array<Share, 4> ages{{{0.38, "18-29"}, {0.36, "30-39"}, {0.19, "40-49"}, {0.07, "50-59"}}};
constexpr std::array<Share, 2> genders{{{0.52, "female"}, {0.48, "male"}}};
// Of those who signed up and are not at work.
constexpr std::array<Share, 3> stages{{{0.55, "signed_up"}, {0.3, "trained"}, {0.15, "passed"}}};

// As many for each at work as in the programme that Yunke is made for: 9,300 signed up, 6,405 were put on duty.
constexpr std::size_t signed_up = 9'300, on_duty = 6'405;

template <std::size_t N>
std::string_view draw(Random& random, const std::array<Share, N>& shares) {
    double left = random.uniform();
    for (const Share& share : shares) {
        if (left < share.part) return share.value;
        left -= share.part;
    }
    return shares.back().value;
}

}  // namespace

std::string invent_people(const Scenario& scenario) {
    std::size_t agents = 0;
    for (const GroupPlan& group : scenario.groups)
        agents += group.members.size();
    const std::size_t people = agents * signed_up / on_duty;
    Random random(scenario.run.seed, 0);
    std::string csv = "agent,stage,type,grade,region,age,gender\n";
    for (std::size_t i = 1; i <= people; ++i) {
        const bool at_work = i <= agents;
        const std::string_view stage = draw(random, stages);
        csv += fmt::format("{},{},", at_work ? std::to_string(i) : "", at_work ? "passed" : stage);
        const std::string_view type = draw(random, types), grade = draw(random, grades);
        const std::string_view region = draw(random, regions), age = draw(random, ages);
        csv += fmt::format("{},{},{},{},{}\n", type, grade, region, age, draw(random, genders));
    }
    return csv;
}

}  // namespace yunke::sim
