// What each field of the configuration may hold, as entity.proto's comments and limits.hpp say. Pure functions; what
// needs SQL (unknown skill, duplicate topic) is checked where the row is written. Called by the registry, so that
// yunkectl and the HTTP API share it, and by runtime/definitions, which adds file and line to the field that is blamed.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/registry/error.hpp"
#include "runtime/registry/program_types.hpp"
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

// BCP 47: a primary subtag of two or three letters, then subtags of 1 to 8 letters or digits.
bool is_language(std::string_view tag);
Result<void> check_range(std::string_view field, std::uint32_t value, std::uint32_t min, std::uint32_t max);
Result<void> check_zero_or_range(std::string_view field, std::uint32_t value, std::uint32_t min, std::uint32_t max);
// The first failure of several checks, in the order given.
Result<void> first_of(std::initializer_list<Result<void>> checks);

Result<void> check_shop(const Shop& shop);
Result<void> check_skill(const Skill& skill);
Result<void> check_group(const Group& group);
// With its routing. Fields inside of it are blamed by their path: "routing.relaxations[2].after_ms".
Result<void> check_queue(const v1::QueueConfig& queue);
Result<void> check_agent(const v1::AgentConfig& agent);
// Queues of one pool: chats overflow within their shop and never come back in a ring. `at` of a failure is its place.
struct OverflowFault {
    std::size_t at = 0;
    Error error;
};
std::expected<void, OverflowFault> check_overflows(std::span<const v1::QueueConfig> queues);
Result<void> check_pool_config(const v1::PoolConfig& config);
// Region and days.
Result<void> check_program_person(const ProgramPerson& person);
// Role, display name and the links that the role needs.
Result<void> check_account(const Account& account);

}  // namespace yunke::registry
