// Ended conversations as docs/openapi.yaml describes them. Called by ArchiveApi.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "agent-gateway/http/shop_names.hpp"
#include "dispatcher/ledger/archive/search.hpp"

namespace yunke::gateway {

struct ArchiveNames {
    ShopNames shops;                              // those in which the account may look
    std::map<std::uint32_t, std::string> agents;  // empty for merchants, who know agents by number
};

struct ArchiveClock {
    std::int64_t now_ms = 0;
    std::int32_t utc_offset_minutes = 0;
};

std::string page_json(const archive::Page& page, const ArchiveNames& names, const ArchiveClock& clock);
std::string conversation_json(const archive::Shown& shown, const ArchiveNames& names, const ArchiveClock& clock);

// For how long a merchant's conversations are kept.
struct Kept {
    std::optional<int> own_days;  // nullopt: as everybody who set nothing
    int default_days = 0;
};
std::string kept_json(const Kept& kept);

}  // namespace yunke::gateway
