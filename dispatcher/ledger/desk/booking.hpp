// How everything on the desk is booked: one transaction, with the office's turn taken first, so that of two people who
// book at once the second one reads what the first one wrote. Private to desk/: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <utility>

#include "dispatcher/ledger/bulk_rows.hpp"
#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/limits.hpp"
#include "dispatcher/ledger/office.hpp"
#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "dispatcher/ledger/store.hpp"

namespace yunke::ledger {

inline std::unexpected<Error> refused(std::string what) {
    return std::unexpected(Error{Errc::refused, std::move(what)});
}
inline std::unexpected<Error> unknown(std::string what) {
    return std::unexpected(Error{Errc::unknown, std::move(what)});
}

inline std::string agent_text(AgentId agent) {
    return "agent " + std::to_string(raw(agent));
}

// The one number that a query gives; 0 if it gives no row.
inline long long number_of(soci::session& session, const std::string& query) {
    long long found = 0;
    for_each<1, 0>(session, query, [&](const auto& n) { found = n[0]; });
    return found;
}

// What a booking has while its transaction is open.
class Turn {
public:
    Turn(soci::session& session, Store& store, const Booker& by, bool& moved)
        : session_(session), store_(store), by_(by), moved_(moved), closed_(read_closed_month(session)) {}

    soci::session& session() const { return session_; }
    Store& store() const { return store_; }
    Ms at_ms() const { return by_.at_ms; }
    std::optional<Month> closed() const { return closed_; }

    // For what concerns `month`.
    Step step(Month month) const {
        return {.at_ms = by_.at_ms, .month = booking_month(month, closed_), .transfers = {}, .alerts = {}};
    }
    // Who, when and `step`'s transfers are filled in. Its number.
    Result<std::uint64_t> write(OfficeWrite entry, const Step& step) {
        entry.account = by_.account;
        entry.at_ms = by_.at_ms;
        entry.changes.at_ms = by_.at_ms;
        entry.transfers = step.transfers;
        const auto number = store_.write_office(entry);
        if (!number) return std::unexpected(number.error());
        moved_ = !*number;
        if (moved_) return std::unexpected(Error{Errc::away, "The merchant is being changed; try again."});
        return **number;
    }
    void run(std::string_view what, BulkInsert& rows) {
        for (const std::string& statement : rows.take()) {
            store_.step(what);
            session_ << statement;
        }
    }

private:
    soci::session& session_;
    Store& store_;
    const Booker& by_;
    bool& moved_;
    std::optional<Month> closed_;
};

// The head of the office's chain is locked until the transaction ends. On SQLite nobody else writes anyhow.
inline void take_turn(soci::session& session) {
    BulkInsert head("INSERT INTO ledger_chain (pool, chain, sequence, hash) VALUES ",
                    " ON CONFLICT (pool, chain) DO UPDATE SET sequence = ledger_chain.sequence");
    head.row(std::string_view(), 0, 0, std::string_view(hash_text({})));
    for (const std::string& statement : head.take())
        session << statement;
}

// Runs `work(Turn&) -> Result<T>` as one transaction; again if a merchant was changed meanwhile.
template <class Work>
auto take(Desk& desk, const Booker& by, const Work& work) -> std::invoke_result_t<Work, Turn&> {
    using Answer = std::invoke_result_t<Work, Turn&>;
    Store& store = desk.store();
    for (int tries = 1;; ++tries) {
        bool moved = false;
        auto done = ask(store.database(), sql::Around::write, [&](soci::session& session) -> Answer {
            store.step("turn");
            take_turn(session);
            Turn turn(session, store, by, moved);
            auto answer = work(turn);
            store.step("booked");
            return answer;
        });
        if (!moved || tries == limits::anew_max) return done;
    }
}

// The same for what makes an office entry: somebody answers for it.
template <class Work>
auto book(Desk& desk, const Booker& by, const Work& work) -> std::invoke_result_t<Work, Turn&> {
    if (by.account == 0) return refused("nobody is named who books; say which account does");
    return take(desk, by, work);
}

}  // namespace yunke::ledger
