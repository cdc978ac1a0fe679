// What a queue may ask for, what may stand in the way of an agent's work, and by which criteria a pool chooses: the
// routing part of validate.hpp. Private to runtime/registry.
#pragma once

#include "runtime/registry/error.hpp"
#include "yunke/v1/entity.pb.h"

namespace yunke::registry {

// Takes the whole queue, because its steps lower the skills that stand beside its routing.
Result<void> check_routing(const v1::QueueConfig& queue);
Result<void> check_routing(const v1::AgentRouting& routing);
Result<void> check_order(const v1::PoolConfig& config);

// `field` is the path of the hours in their message. Quiet hours know no closed days.
Result<void> check_hours(const std::string& field, const v1::WeekHours& hours, bool with_closed_days);

}  // namespace yunke::registry
