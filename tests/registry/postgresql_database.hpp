// The one PostgreSQL of the test program, for tests that stop it.
#pragma once

#include "tests/registry/postgresql_server.hpp"

namespace yunke::registry::testing {

PostgresqlServer& postgresql_server();  // started with the first test

}  // namespace yunke::registry::testing
