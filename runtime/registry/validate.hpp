// What each field of the configuration may hold, as entity.proto's comments and limits.hpp say. Pure functions; what
// needs SQL (unknown skill, duplicate topic) is checked where the row is written. Private to runtime/registry.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/registry/error.hpp"
#include "runtime/registry/types.hpp"

namespace yunke::registry {

std::unexpected<Error> invalid(std::string field, std::string sentence);
std::unexpected<Error> not_found(std::string_view what, std::string_view which);
std::unexpected<Error> conflict(std::string field, std::string sentence);

// One line of 1 to `code_points_max` code points of valid UTF-8 that is not blank and holds no control characters
// (bidirectional ones included: they could make one name look like another).
Result<void> check_text(std::string_view field, std::string_view text, std::size_t code_points_max);
// [a-z0-9-]{1,32}
Result<void> check_key(std::string_view field, std::string_view key);
// 1 to 64 of [a-z0-9._@+-]; A to Z become small. Returns the folded login.
Result<std::string> fold_login(std::string_view login);
// scheme://host[:port] of http or https, as browsers send it.
Result<void> check_origins(const std::vector<std::string>& origins);

Result<void> check_shop(const Shop& shop);
Result<void> check_skill(const Skill& skill);
Result<void> check_queue(const v1::QueueConfig& queue);
Result<void> check_agent(const v1::AgentConfig& agent);
Result<void> check_pool_config(const v1::PoolConfig& config);
// Role, display name and the links that the role needs.
Result<void> check_account(const Account& account);

}  // namespace yunke::registry
