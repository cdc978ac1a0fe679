// The JSON bodies of the administrators' API as the registry's rows. Pure, so that it can be tried with any bytes; what
// the fields may hold, the registry judges. Called by admin_rows.cpp; `text` has passed json_fault.
#pragma once

#include <string>

#include "runtime/registry/error.hpp"
#include "runtime/registry/types.hpp"

namespace yunke::gateway {

// Each names the member to blame. The row's own id is the caller's business.
registry::Result<registry::Shop> shop_body(const std::string& pool, const std::string& text);
registry::Result<v1::QueueConfig> queue_body(const std::string& text);
registry::Result<registry::Skill> skill_body(const std::string& text);
registry::Result<registry::Group> group_body(const std::string& text);
registry::Result<registry::Agent> agent_body(const std::string& pool, const std::string& text);

}  // namespace yunke::gateway
