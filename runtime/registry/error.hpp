// What a call into the registry can fail with: what SQL can (runtime/sql/error.hpp), under the registry's own names.
#pragma once

#include "runtime/sql/error.hpp"

namespace yunke::registry {

using sql::Errc;
using sql::errc_name;
using sql::Error;
using sql::Result;

}  // namespace yunke::registry
