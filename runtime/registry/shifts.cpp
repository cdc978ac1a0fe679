// Shifts: hours that agents book ahead. A booked shift is one work period, whose time she is asked to be available for.
#include <algorithm>

#include "runtime/registry/database.hpp"
#include "runtime/registry/limits.hpp"
#include "runtime/registry/outbox.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

struct Row {
    long long id = 0, agent = 0, from_ms = 0, to_ms = 0;
    int cancelled = 0;

    v1::ShiftConfig shift() const {
        v1::ShiftConfig found;
        found.set_id(static_cast<std::uint32_t>(id));
        found.set_agent(static_cast<std::uint32_t>(agent));
        found.set_from_ms(from_ms);
        found.set_to_ms(to_ms);
        found.set_cancelled(cancelled != 0);
        return found;
    }
};

Result<void> check(const v1::ShiftConfig& shift, std::int64_t now_ms) {
    const std::int64_t length_ms = shift.to_ms() - shift.from_ms();
    if (length_ms < limits::shift_ms_min || length_ms > limits::shift_ms_max)
        return invalid("to_ms", "a shift lasts from 15 minutes to 16 hours.");
    if (shift.to_ms() <= now_ms) return invalid("to_ms", "must lie in the future.");
    if (shift.from_ms() > now_ms + limits::shift_ahead_ms_max)
        return invalid("from_ms", "must lie within the next 62 days.");
    return {};
}

Result<std::string> pool_of(soci::session& sql, long long agent) {
    std::string pool;
    sql << "SELECT pool FROM agent WHERE id = :id", soci::use(agent, "id"), soci::into(pool);
    if (pool.empty()) return not_found("agent", std::to_string(agent));
    return pool;
}

void publish(soci::session& sql, const std::string& pool, std::uint64_t revision, const v1::ShiftConfig& shift) {
    v1::ConfigChange change;
    change.set_revision(revision);
    *change.mutable_shift() = shift;
    write_outbox(sql, pool, change);
}

// Those that are to come are few enough for her to see at once, and none overlaps another.
Result<void> check_room(soci::session& sql, const v1::ShiftConfig& shift, std::int64_t now_ms) {
    const long long agent = shift.agent(), from_ms = shift.from_ms(), to_ms = shift.to_ms(), now = now_ms;
    long long overlapping = 0, to_come = 0;
    sql << "SELECT COALESCE(SUM(CASE WHEN from_ms < :until AND to_ms > :begin THEN 1 ELSE 0 END), 0), COUNT(*) "
           "FROM shift WHERE agent_id = :agent AND cancelled = 0 AND to_ms > :now",
        soci::use(to_ms, "until"), soci::use(from_ms, "begin"), soci::use(agent, "agent"), soci::use(now, "now"),
        soci::into(overlapping), soci::into(to_come);
    if (overlapping > 0) return conflict("from_ms", "She has booked a shift at that time already.");
    if (to_come >= limits::shifts_max)
        return conflict("agent", "She has 64 shifts ahead, which is the most; cancel one first.");
    return {};
}

}  // namespace

Result<v1::ShiftConfig> Registry::book_shift(const v1::ShiftConfig& shift, std::int64_t now_ms) {
    if (auto good = check(shift, now_ms); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<v1::ShiftConfig> {
        const auto pool = pool_of(sql, shift.agent());
        if (!pool) return std::unexpected(pool.error());
        const auto revision = take_revision(sql, *pool);
        if (!revision) return std::unexpected(revision.error());
        if (auto good = check_room(sql, shift, now_ms); !good) return std::unexpected(good.error());
        const auto id = next_id(sql, "shift");
        if (!id) return std::unexpected(id.error());
        v1::ShiftConfig booked = shift;
        booked.set_id(*id);
        booked.set_cancelled(false);
        const long long number = *id, agent = booked.agent(), from_ms = booked.from_ms(), to_ms = booked.to_ms();
        sql << "INSERT INTO shift (id, agent_id, from_ms, to_ms, cancelled) VALUES (:id, :agent, :begin, :until, 0)",
            soci::use(number, "id"), soci::use(agent, "agent"), soci::use(from_ms, "begin"), soci::use(to_ms, "until");
        publish(sql, *pool, *revision, booked);
        return booked;
    });
}

Result<v1::ShiftConfig> Registry::cancel_shift(std::uint32_t id, std::int64_t now_ms) {
    return db_->run(Around::write, [&](soci::session& sql) -> Result<v1::ShiftConfig> {
        Row row;
        row.id = id;
        sql << "SELECT agent_id, from_ms, to_ms, cancelled FROM shift WHERE id = :id", soci::use(row.id, "id"),
            soci::into(row.agent), soci::into(row.from_ms), soci::into(row.to_ms), soci::into(row.cancelled);
        if (row.agent == 0) return not_found("shift", std::to_string(id));
        if (row.cancelled != 0) return row.shift();
        if (row.to_ms <= now_ms) return conflict("id", "This shift is over; what is over is not cancelled.");
        const auto pool = pool_of(sql, row.agent);
        if (!pool) return std::unexpected(pool.error());
        const auto revision = take_revision(sql, *pool);
        if (!revision) return std::unexpected(revision.error());
        row.cancelled = 1;
        sql << "UPDATE shift SET cancelled = 1 WHERE id = :id", soci::use(row.id, "id");
        publish(sql, *pool, *revision, row.shift());
        return row.shift();
    });
}

Result<std::vector<v1::ShiftConfig>> Registry::shifts(std::uint32_t agent, std::int64_t from_ms, std::int64_t to_ms) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<std::vector<v1::ShiftConfig>> {
        std::vector<v1::ShiftConfig> found;
        Row row;
        const long long whose = agent, begin = from_ms, until = to_ms;
        soci::statement rows =
            (sql.prepare << "SELECT id, agent_id, from_ms, to_ms, cancelled FROM shift WHERE agent_id = :agent AND "
                            "from_ms < :until AND to_ms > :begin ORDER BY from_ms, id",
             soci::use(whose, "agent"), soci::use(until, "until"), soci::use(begin, "begin"), soci::into(row.id),
             soci::into(row.agent), soci::into(row.from_ms), soci::into(row.to_ms), soci::into(row.cancelled));
        for_each_row(rows, [&] { found.push_back(row.shift()); });
        return found;
    });
}

}  // namespace yunke::registry
