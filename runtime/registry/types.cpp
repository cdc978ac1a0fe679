#include "runtime/registry/types.hpp"

#include <array>
#include <utility>

namespace yunke::registry {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 6> role_names = {{
    {Role::administrator, "administrator"},
    {Role::merchant, "merchant"},
    {Role::supervisor, "supervisor"},
    {Role::agent, "agent"},
    {Role::finance, "finance"},
    {Role::officer, "officer"},
}};

}  // namespace

std::string_view role_name(Role role) {
    for (const auto& [known, name] : role_names) {
        if (known == role) return name;
    }
    return {};
}

std::optional<Role> role_by_name(std::string_view name) {
    for (const auto& [role, known] : role_names) {
        if (known == name) return role;
    }
    return std::nullopt;
}

std::optional<v1::Role> session_role(Role role) {
    switch (role) {
        case Role::administrator:
            return v1::ADMINISTRATOR;
        case Role::supervisor:
            return v1::SUPERVISOR;
        case Role::agent:
            return v1::AGENT;
        case Role::merchant:
        case Role::finance:
        case Role::officer:
        case Role::none:
            break;
    }
    return std::nullopt;
}

}  // namespace yunke::registry
