// The registry's rows as JSON and back, for the administrators' API. Configurations are the messages of entity.proto in
// proto3 JSON; around them stands what only the edge knows. Called by AdminApi on an SQL thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "agent-gateway/http/sql_workers.hpp"

namespace yunke::runtime {
class Tokens;
}

namespace yunke::gateway {

// What one kind of row can do. Each gives the JSON of the answer. `body` is valid JSON, not looked at further.
struct AdminRows {
    using Text = registry::Result<std::string>;
    struct Call {
        registry::Registry& registry;
        const runtime::Tokens& tokens;
        const std::string& pool;
    };

    std::string_view name;  // "shops"; also the key of the list
    Text (*list)(const Call& call);
    Text (*get)(const Call& call, std::uint32_t id);                              // null = not offered
    Text (*add)(const Call& call, const std::string& body);                       // likewise
    Text (*update)(const Call& call, std::uint32_t id, const std::string& body);  // likewise
    Text (*act)(const Call& call, std::uint32_t id, std::string_view verb);       // POST …/<id>/<verb>, likewise
};

std::span<const AdminRows> all_admin_rows();
// nullptr if there are no such rows.
const AdminRows* admin_rows(std::string_view name);

}  // namespace yunke::gateway
