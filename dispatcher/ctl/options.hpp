// Kinds of values that several commands take: durations with units, and skills with levels.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/ctl/context.hpp"
#include "runtime/registry/types.hpp"

namespace yunke::ctl {

// An option for milliseconds: 90s, 2m, 12h as runtime/durations.hpp takes them; a plain number is milliseconds.
CLI::Option* add_duration(CLI::App& command, const std::string& name, std::optional<std::uint32_t>& target,
                          const std::string& description);

// An option for a list: given several times, or with commas. `given` of the result tells whether it was given at all.
CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& target,
                      const std::string& description);

// "delivery:3" with the registry's skill ids; without a level, 1.
std::expected<std::vector<v1::SkillLevel>, Refusal> parse_skills(registry::Registry& registry,
                                                                 const std::vector<std::string>& texts);

// Skill ids back to "delivery:3".
class SkillNames {
public:
    static std::expected<SkillNames, Refusal> load(registry::Registry& registry);

    template <class Levels>
    std::vector<std::string> of(const Levels& levels) const {
        std::vector<std::string> names;
        for (const v1::SkillLevel& level : levels)
            names.push_back(name(level));
        return names;
    }

private:
    std::string name(const v1::SkillLevel& level) const;

    std::vector<registry::Skill> skills_;
};

}  // namespace yunke::ctl
