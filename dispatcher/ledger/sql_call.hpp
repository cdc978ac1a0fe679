// Runs a piece of SQL and gives its failure as one of the ledger's.
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "dispatcher/ledger/error.hpp"
#include "runtime/sql/database.hpp"

namespace yunke::ledger {

inline Error from_sql(const sql::Error& error) {
    // A conflict is two writers at once: whoever tries again finds what the other one wrote.
    const bool passing = error.code == sql::Errc::unavailable || error.code == sql::Errc::conflict;
    return {passing ? Errc::away : Errc::damaged, error.message};
}

// `work(soci::session&)` gives a ledger::Result<T>. A failure of its own rolls back like one of SQL.
template <class Work>
auto ask(sql::Database& database, sql::Around around, Work work) -> std::invoke_result_t<Work&, soci::session&> {
    using Value = typename std::invoke_result_t<Work&, soci::session&>::value_type;
    Error own;
    auto done = database.run(around, [&](soci::session& session) -> sql::Result<Value> {
        auto result = work(session);
        if (!result) {
            own = std::move(result.error());
            return std::unexpected(sql::Error{sql::Errc::invalid, "", own.what});
        }
        if constexpr (std::is_void_v<Value>) {
            return {};
        } else {
            return std::move(*result);
        }
    });
    if (!done) {
        if (!own.what.empty()) return std::unexpected(std::move(own));
        return std::unexpected(from_sql(done.error()));
    }
    if constexpr (std::is_void_v<Value>) {
        return {};
    } else {
        return std::move(*done);
    }
}

}  // namespace yunke::ledger
