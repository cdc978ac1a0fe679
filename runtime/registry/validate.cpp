#include "runtime/registry/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "runtime/registry/limits.hpp"
#include "runtime/registry/routing_rules.hpp"

namespace yunke::registry {
namespace {

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_letter_or_digit(char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}

// Decodes one code point and removes it from `rest`; -1 when it is not valid UTF-8 (RFC 3629).
std::int32_t take_code_point(std::string_view& rest) {
    const auto lead = static_cast<unsigned char>(rest.front());
    const std::size_t size = lead < 0x80                   ? 1
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
    if (size == 0 || rest.size() < size) return -1;
    constexpr std::array<int, 5> lead_mask = {0, 0x7f, 0x1f, 0x0f, 0x07};
    std::int32_t point = lead & lead_mask[size];
    for (std::size_t i = 1; i < size; ++i) {
        const auto next = static_cast<unsigned char>(rest[i]);
        if ((next & 0xc0) != 0x80) return -1;
        point = point << 6 | (next & 0x3f);
    }
    constexpr std::array<std::int32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    if (point < least[size] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return -1;
    rest.remove_prefix(size);
    return point;
}

bool is_control(std::int32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x200e && point <= 0x200f) ||
           (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
}

bool is_space(std::int32_t point) {
    return point == ' ' || point == 0xa0 || point == 0x3000 || (point >= 0x2000 && point <= 0x200d);
}

template <class Levels>
Result<void> check_levels(const Levels& skills, std::size_t count_max) {
    if (static_cast<std::size_t>(skills.size()) > count_max) {
        return invalid("skills", fmt::format("may hold at most {} skills, not {}.", count_max, skills.size()));
    }
    std::set<std::uint32_t> seen;
    for (const v1::SkillLevel& skill : skills) {
        if (skill.level() < limits::level_min || skill.level() > limits::level_max) {
            return invalid("skills", fmt::format("must have levels {} to {}, not {} for skill {}.", limits::level_min,
                                                 limits::level_max, skill.level(), skill.skill()));
        }
        if (!seen.insert(skill.skill()).second) {
            return invalid("skills", fmt::format("must name each skill once; skill {} stands twice.", skill.skill()));
        }
    }
    return {};
}

Result<void> check_languages(const v1::AgentConfig& agent) {
    const auto count = static_cast<std::size_t>(agent.languages_size());
    if (count == 0 || count > limits::agent_languages_max) {
        return invalid("languages",
                       fmt::format("must hold 1 to {} languages, not {}.", limits::agent_languages_max, count));
    }
    std::set<std::string_view> seen;
    for (const auto& language : agent.languages()) {
        if (!is_language(language)) {
            return invalid("languages", "must be BCP 47 tags such as zh-CN or en.");
        }
        if (!seen.insert(language).second) {
            return invalid("languages", "must name each language once; " + language + " stands twice.");
        }
    }
    return {};
}

bool is_origin(std::string_view origin) {
    if (origin.size() > limits::origin_bytes_max) return false;
    if (origin.starts_with("https://")) {
        origin.remove_prefix(8);
    } else if (origin.starts_with("http://")) {
        origin.remove_prefix(7);
    } else {
        return false;
    }
    auto host = origin;
    if (const auto colon = origin.find(':'); colon != std::string_view::npos) {
        host = origin.substr(0, colon);
        const auto port = origin.substr(colon + 1);
        const bool digits = std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
        if (port.empty() || port.size() > 5 || port.front() == '0' || !digits) return false;
        if (std::stoi(std::string(port)) > 65535) return false;
    }
    const bool letters = std::ranges::all_of(host, [](char c) { return is_lower_or_digit(c) || c == '-' || c == '.'; });
    return !host.empty() && letters && host.front() != '.' && host.front() != '-' &&
           host.find("..") == std::string_view::npos;
}

}  // namespace

std::unexpected<Error> invalid(std::string field, std::string sentence) {
    auto message = "Field " + field + " " + std::move(sentence);
    return std::unexpected(Error{Errc::invalid, std::move(field), std::move(message)});
}

std::unexpected<Error> not_found(std::string_view what, std::string_view which) {
    return std::unexpected(Error{Errc::not_found, "", fmt::format("There is no {} {}.", what, which)});
}

std::unexpected<Error> conflict(std::string field, std::string sentence) {
    return std::unexpected(Error{Errc::conflict, std::move(field), std::move(sentence)});
}

Result<void> first_of(std::initializer_list<Result<void>> checks) {
    for (const auto& check : checks) {
        if (!check) return check;
    }
    return {};
}

Result<void> check_range(std::string_view field, std::uint32_t value, std::uint32_t min, std::uint32_t max) {
    if (value >= min && value <= max) return {};
    return invalid(std::string(field), fmt::format("must be {} to {}, not {}.", min, max, value));
}

Result<void> check_zero_or_range(std::string_view field, std::uint32_t value, std::uint32_t min, std::uint32_t max) {
    if (value == 0 || (value >= min && value <= max)) return {};
    return invalid(std::string(field), fmt::format("must be 0 or {} to {}, not {}.", min, max, value));
}

bool is_language(std::string_view tag) {
    if (tag.size() > limits::language_bytes_max) return false;
    for (bool primary = true;; primary = false) {
        const auto end = std::min(tag.find('-'), tag.size());
        const auto part = tag.substr(0, end);
        const bool good = primary ? (part.size() == 2 || part.size() == 3) && std::ranges::all_of(part, is_letter)
                                  : !part.empty() && part.size() <= 8 && std::ranges::all_of(part, is_letter_or_digit);
        if (!good) return false;
        if (end == tag.size()) return true;
        tag.remove_prefix(end + 1);
    }
}

Result<void> check_text(std::string_view field, std::string_view text, std::size_t code_points_max) {
    std::size_t count = 0;
    bool blank = true;
    for (auto rest = text; !rest.empty(); ++count) {
        const auto point = take_code_point(rest);
        if (point < 0) return invalid(std::string(field), "must be valid UTF-8.");
        if (is_control(point)) return invalid(std::string(field), "must not hold control characters.");
        blank = blank && is_space(point);
    }
    if (blank) return invalid(std::string(field), "must not be empty.");
    if (count > code_points_max) {
        return invalid(std::string(field),
                       fmt::format("must have at most {} characters, not {}.", code_points_max, count));
    }
    return {};
}

Result<void> check_key(std::string_view field, std::string_view key) {
    const bool good = !key.empty() && key.size() <= limits::key_bytes_max &&
                      std::ranges::all_of(key, [](char c) { return is_lower_or_digit(c) || c == '-'; });
    if (good) return {};
    return invalid(std::string(field), fmt::format("must be 1 to {} of a-z, 0-9 and hyphen.", limits::key_bytes_max));
}

Result<std::string> fold_login(std::string_view login) {
    std::string folded(login);
    std::ranges::transform(folded, folded.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto allowed = [](char c) { return is_lower_or_digit(c) || std::string_view("._@+-").contains(c); };
    if (folded.empty() || folded.size() > limits::login_bytes_max || !std::ranges::all_of(folded, allowed)) {
        return invalid("login", fmt::format("must be 1 to {} of a-z, 0-9 and . _ @ + -.", limits::login_bytes_max));
    }
    return folded;
}

Result<void> check_origins(const std::vector<std::string>& origins) {
    if (origins.size() > limits::origins_max) {
        return invalid("allowed_origins",
                       fmt::format("may hold at most {} origins, not {}.", limits::origins_max, origins.size()));
    }
    std::set<std::string_view> seen;
    for (const auto& origin : origins) {
        if (!is_origin(origin)) {
            return invalid("allowed_origins",
                           "must be origins as browsers send them, such as https://shop.example or "
                           "http://localhost:8080: small letters, no path.");
        }
        if (!seen.insert(origin).second) {
            return invalid("allowed_origins", "must name each origin once; " + origin + " stands twice.");
        }
    }
    return {};
}

Result<void> check_shop(const Shop& shop) {
    return first_of({check_text("name", shop.config.name(), limits::title_max), check_origins(shop.allowed_origins)});
}

Result<void> check_skill(const Skill& skill) {
    return first_of({check_key("key", skill.key), check_text("name_zh", skill.name_zh, limits::person_name_max),
                     check_text("name_en", skill.name_en, limits::person_name_max)});
}

Result<void> check_group(const Group& group) {
    return first_of({check_key("key", group.key), check_text("name_zh", group.name_zh, limits::person_name_max),
                     check_text("name_en", group.name_en, limits::person_name_max)});
}

Result<void> check_queue(const v1::QueueConfig& queue) {
    using namespace limits;
    return first_of({
        check_key("topic", queue.topic()),
        check_text("title_zh", queue.title_zh(), title_max),
        check_text("title_en", queue.title_en(), title_max),
        check_levels(queue.skills(), queue_skills_max),
        check_range("answer_target_ms", queue.answer_target_ms(), answer_target_ms_min, answer_target_ms_max),
        check_zero_or_range("idle_warn_ms", queue.idle_warn_ms(), idle_ms_min, idle_ms_max),
        check_zero_or_range("idle_close_ms", queue.idle_close_ms(), idle_ms_min, idle_ms_max),
        check_range("waiting_max", queue.waiting_max(), 0, waiting_max_max),
        check_routing(queue),
    });
}

Result<void> check_agent(const v1::AgentConfig& agent) {
    using namespace limits;
    if (!v1::WrapUpMode_IsValid(agent.wrap_up())) {
        return invalid("wrap_up", "must be WRAP_UP_NONE, WRAP_UP_FIXED or WRAP_UP_UNTIL_DONE.");
    }
    const std::uint32_t wrap_up_min = agent.wrap_up() == v1::WRAP_UP_FIXED ? wrap_up_ms_min : 0;
    return first_of({
        check_text("name", agent.name(), person_name_max),
        check_levels(agent.skills(), agent_skills_max),
        check_languages(agent),
        check_range("capacity", agent.capacity(), capacity_min, capacity_max),
        check_zero_or_range("offer_timeout_ms", agent.offer_timeout_ms(), offer_timeout_ms_min, offer_timeout_ms_max),
        check_range("misses_to_hold", agent.misses_to_hold(), 0, misses_to_hold_max),
        check_range("wrap_up_ms", agent.wrap_up_ms(), wrap_up_min, wrap_up_ms_max),
        check_routing(agent.routing()),
    });
}

Result<void> check_pool_config(const v1::PoolConfig& config) {
    using namespace limits;
    return first_of({
        check_zero_or_range("agent_grace_ms", config.agent_grace_ms(), grace_ms_min, grace_ms_max),
        check_zero_or_range("shopper_grace_ms", config.shopper_grace_ms(), grace_ms_min, grace_ms_max),
        check_zero_or_range("decline_cooldown_ms", config.decline_cooldown_ms(), grace_ms_min, grace_ms_max),
        check_zero_or_range("agent_session_ms", config.agent_session_ms(), agent_session_ms_min, agent_session_ms_max),
        check_order(config),
        check_zero_or_range("second_offer_percent", config.second_offer_percent(), 1, second_offer_percent_max),
    });
}

Result<void> check_program_person(const ProgramPerson& person) {
    for (const KnownDay& day : {person.signed_up_day, person.trained_day, person.passed_day}) {
        if (day && (*day < limits::milestone_day_min || *day > limits::milestone_day_max))
            return invalid("day", "must lie between 1990-01-01 and 2169-12-31.");
    }
    return check_text("region", person.region, limits::region_max);
}

Result<void> check_account(const Account& account) {
    if (auto named = check_text("name", account.name, limits::person_name_max); !named) return named;
    if (role_name(account.role).empty()) {
        return invalid("role", "must be administrator, merchant, supervisor, agent, finance or officer.");
    }
    if ((account.role == Role::agent) != (account.agent != 0)) {
        return invalid("agent", "must name an agent for the role agent, and only for it.");
    }
    if ((account.role == Role::merchant) != (account.merchant != 0)) {
        return invalid("merchant", "must name a merchant for the role merchant, and only for it.");
    }
    if ((account.role == Role::officer) != !account.region.empty()) {
        return invalid("region", "must name a region for the role officer, and only for it.");
    }
    return account.region.empty() ? Result<void>() : check_text("region", account.region, limits::region_max);
}

}  // namespace yunke::registry
