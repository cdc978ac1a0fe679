#include "runtime/registry/types.hpp"

#include <array>
#include <utility>

namespace yunke::registry {
namespace {

constexpr std::array<std::pair<v1::Role, std::string_view>, 4> role_names = {{
    {v1::ADMINISTRATOR, "administrator"},
    {v1::MERCHANT, "merchant"},
    {v1::SUPERVISOR, "supervisor"},
    {v1::AGENT, "agent"},
}};

}  // namespace

std::string_view role_name(v1::Role role) {
    for (const auto& [known, name] : role_names) {
        if (known == role) return name;
    }
    return {};
}

std::optional<v1::Role> role_by_name(std::string_view name) {
    for (const auto& [role, known] : role_names) {
        if (known == name) return role;
    }
    return std::nullopt;
}

}  // namespace yunke::registry
