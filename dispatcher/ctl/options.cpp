#include "dispatcher/ctl/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "runtime/durations.hpp"

namespace yunke::ctl {

CLI::Option* add_duration(CLI::App& command, const std::string& name, std::optional<std::uint32_t>& target,
                          const std::string& description) {
    const auto to_ms = [](std::string& text) -> std::string {
        const auto ms = runtime::parse_duration(text);
        if (!ms) return fmt::format("{} is no time; allowed is {}", text, runtime::duration_rule);
        text = std::to_string(*ms);
        return {};
    };
    return command.add_option(name, target, description)
        ->transform(CLI::Validator(to_ms, "", "duration"))
        ->type_name("TIME (ms, s, m, h, d)");
}

CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& target,
                      const std::string& description) {
    return command.add_option(name, target, description)->allow_extra_args(false)->delimiter(',');
}

std::expected<std::vector<v1::SkillLevel>, Refusal> parse_skills(registry::Registry& registry,
                                                                 const std::vector<std::string>& texts) {
    const auto known = registry.skills();
    if (!known) return std::unexpected(known.error());
    std::vector<v1::SkillLevel> levels;
    for (const auto& text : texts) {
        const auto colon = text.find(':');
        const auto key = text.substr(0, colon);
        std::uint32_t level = 1;
        if (colon != std::string::npos) {
            const char* end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, level);
            if (error != std::errc{} || rest != end) {
                return refuse("The skill " + text + " must be written KEY:LEVEL, such as delivery:3.");
            }
        }
        const auto skill = std::ranges::find(*known, key, &registry::Skill::key);
        if (skill == known->end()) {
            return refuse("There is no skill " + key + "; `yunkectl skill list` shows them.");
        }
        auto& added = levels.emplace_back();
        added.set_skill(skill->id);
        added.set_level(level);
    }
    return levels;
}

std::expected<SkillNames, Refusal> SkillNames::load(registry::Registry& registry) {
    auto known = registry.skills();
    if (!known) return std::unexpected(known.error());
    SkillNames names;
    names.skills_ = std::move(*known);
    return names;
}

std::string SkillNames::name(const v1::SkillLevel& level) const {
    const auto skill = std::ranges::find(skills_, level.skill(), &registry::Skill::id);
    return fmt::format("{}:{}", skill == skills_.end() ? std::to_string(level.skill()) : skill->key, level.level());
}

}  // namespace yunke::ctl
