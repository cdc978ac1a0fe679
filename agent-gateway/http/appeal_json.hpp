// Appeals as docs/openapi.yaml describes them. Called by AppealsApi and the finance side's handlers.
#pragma once

#include <boost/json/object.hpp>

#include "dispatcher/ledger/desk/appeal_desk.hpp"

namespace yunke::gateway {

// For herself: who decided is not told.
boost::json::object own_appeal_json(const ledger::Appeal& appeal);
boost::json::object appeal_json(const ledger::Appeal& appeal);

}  // namespace yunke::gateway
