// How a change of configuration gets its revision and its outbox row. Private to runtime/registry.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <string>

#include "runtime/registry/error.hpp"
#include "runtime/registry/types.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::registry {

// Takes the pool's next revision. Called first in every transaction that changes configuration: the row stays locked
// until the end, so that revisions become visible in their order and two changes never wait for each other in a ring.
// not_found: no such pool.
Result<std::uint64_t> take_revision(soci::session& sql, const std::string& pool);

// Writes the outbox row of `change`, whose revision take_revision() gave.
void write_outbox(soci::session& sql, const std::string& pool, const v1::ConfigChange& change);

}  // namespace yunke::registry
