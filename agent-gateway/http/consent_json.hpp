// What an agent agrees to, in plain words, and how it stands, as docs/openapi.yaml describes it. The words are here and
// not on a page, so that every page says the same of what is shown. Called by ConsentApi.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/registry/program_types.hpp"

namespace yunke::gateway {

std::string consent_json(const registry::Consent& consent, const std::vector<std::string>& officers,
                         const registry::Looks& looks, std::int32_t utc_offset_minutes);

}  // namespace yunke::gateway
