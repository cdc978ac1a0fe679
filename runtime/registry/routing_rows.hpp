// How routing stands in SQL: sub-messages as proto3 JSON, which a person can read in a dump, and the checks that need
// other rows. Private to runtime/registry.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <string>

#include "runtime/registry/error.hpp"
#include "yunke/v1/entity.pb.h"

namespace yunke::registry {

std::string to_text(const google::protobuf::Message& message);
// conflict: holds a key that this program does not know, so that a change by it would lose what a newer one wrote.
Result<void> from_text(const std::string& text, google::protobuf::Message& message);

// PoolConfig.order as names with commas, and back; conflict as above.
std::string criteria_text(const v1::PoolConfig& config);
Result<void> read_criteria(const std::string& text, v1::PoolConfig& config);

// invalid: there is no such group; no such shop in this pool.
Result<void> check_group_stands(soci::session& sql, const std::string& field, std::uint32_t group);
Result<void> check_shops_stand(soci::session& sql, const std::string& pool, const std::string& field,
                               const google::protobuf::RepeatedField<std::uint32_t>& shops);

}  // namespace yunke::registry
