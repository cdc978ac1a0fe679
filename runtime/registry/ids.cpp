#include <limits>

#include "runtime/registry/database.hpp"

namespace yunke::registry {

Result<std::uint32_t> next_id(soci::session& sql, const std::string& kind) {
    long long id = 0;
    sql << "UPDATE id_counter SET last = last + 1 WHERE kind = :kind RETURNING last", soci::use(kind, "kind"),
        soci::into(id);
    if (id < 1 || id > std::numeric_limits<std::uint32_t>::max()) {
        return std::unexpected(Error{Errc::database, "", "There are no ids left for another " + kind + "."});
    }
    return static_cast<std::uint32_t>(id);
}

}  // namespace yunke::registry
