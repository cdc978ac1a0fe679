// The programme: who belongs to which region, what agents agree that its officer may see, and who looked at whom.
#include <algorithm>
#include <array>

#include "runtime/registry/database.hpp"
#include "runtime/registry/limits.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

constexpr std::array all_consents{ConsentTo::progress, ConsentTo::income};

// Whether the latest word about a consent is that it is given; `p` is her row in program_person.
std::string counts_now(ConsentTo what) {
    return "COALESCE((SELECT c.given FROM program_consent c WHERE c.agent_id = p.agent_id AND c.what = '" +
           std::string(consent_name(what)) + "' ORDER BY c.number DESC LIMIT 1), 0)";
}

bool agent_stands(soci::session& sql, long long agent) {
    int found = 0;
    sql << "SELECT 1 FROM agent WHERE id = :id", soci::use(agent, "id"), soci::into(found);
    return found == 1;
}

// Empty: she is not in the programme.
std::string region_of(soci::session& sql, long long agent) {
    std::string region;
    sql << "SELECT region FROM program_person WHERE agent_id = :agent", soci::use(agent, "agent"), soci::into(region);
    return region;
}

// Since when it is given; nullopt: it is not.
std::optional<std::int64_t> given_since(soci::session& sql, long long agent, ConsentTo what) {
    const std::string name(consent_name(what));
    int given = 0;
    long long at_ms = 0;
    sql << "SELECT given, at_ms FROM program_consent WHERE agent_id = :agent AND what = :what "
           "ORDER BY number DESC LIMIT 1",
        soci::use(agent, "agent"), soci::use(name, "what"), soci::into(given), soci::into(at_ms);
    if (given == 0) return std::nullopt;
    return at_ms;
}

Result<void> write_change(soci::session& sql, long long agent, const ConsentChange& change) {
    const auto number = next_id(sql, "consent");
    if (!number) return std::unexpected(number.error());
    const long long id = *number;
    const long long at_ms = change.at_ms;
    const std::string what(consent_name(change.what));
    const int given = change.given ? 1 : 0;
    const std::string cause = change.cause == ConsentCause::herself ? "herself" : "moved";
    sql << "INSERT INTO program_consent (number, agent_id, what, given, cause, region, at_ms) "
           "VALUES (:number, :agent, :what, :given, :cause, :region, :at)",
        soci::use(id, "number"), soci::use(agent, "agent"), soci::use(what, "what"), soci::use(given, "given"),
        soci::use(cause, "cause"), soci::use(change.region, "region"), soci::use(at_ms, "at");
    return {};
}

// Her officer is another one from now on, or none.
Result<void> end_consents(soci::session& sql, long long agent, const std::string& region, std::int64_t now_ms) {
    for (const ConsentTo what : all_consents) {
        if (!given_since(sql, agent, what)) continue;
        const ConsentChange ended{
            .what = what, .given = false, .cause = ConsentCause::moved, .region = region, .at_ms = now_ms};
        if (auto written = write_change(sql, agent, ended); !written) return written;
    }
    return {};
}

// Takes turns with everybody else who gives, takes back or looks: what is read behind it stays true until the end.
void take_turn(soci::session& sql) {
    sql << "UPDATE id_counter SET last = last WHERE kind = 'consent'";
}

std::vector<ConsentChange> history_of(soci::session& sql, long long agent) {
    std::vector<ConsentChange> history;
    std::string what, cause, region;
    int given = 0;
    long long at_ms = 0;
    soci::statement rows =
        (sql.prepare << "SELECT what, given, cause, region, at_ms FROM program_consent WHERE agent_id = :agent "
                        "ORDER BY number DESC LIMIT "
                     << limits::consent_changes_told_max,
         soci::use(agent, "agent"), soci::into(what), soci::into(given), soci::into(cause), soci::into(region),
         soci::into(at_ms));
    for_each_row(rows, [&] {
        history.push_back({.what = what == "income" ? ConsentTo::income : ConsentTo::progress,
                           .given = given != 0,
                           .cause = cause == "moved" ? ConsentCause::moved : ConsentCause::herself,
                           .region = region,
                           .at_ms = at_ms});
    });
    return history;
}

Consent read_consent(soci::session& sql, long long agent) {
    return {.region = region_of(sql, agent),
            .progress_since_ms = given_since(sql, agent, ConsentTo::progress),
            .income_since_ms = given_since(sql, agent, ConsentTo::income),
            .history = history_of(sql, agent)};
}

// A day that may not be known, as it goes into SQL and comes out.
struct DayCell {
    explicit DayCell(KnownDay known = {}) : day(known.value_or(0)), indicator(known ? soci::i_ok : soci::i_null) {}
    KnownDay known() const { return indicator == soci::i_ok ? KnownDay(day) : std::nullopt; }

    int day;
    soci::indicator indicator;
};

// Members `p` with their agents `a` and accounts `u` for which `condition` holds; it names :pool and :region.
std::vector<ProgramMember> select_members(soci::session& sql, const std::string& condition, const std::string& pool,
                                          const std::string& region) {
    std::vector<ProgramMember> members;
    long long agent = 0, created_ms = 0;
    std::string name, of_region;
    DayCell signed_up, trained, passed;
    int progress = 0, income = 0, enabled = 0;
    soci::statement rows =
        (sql.prepare << "SELECT p.agent_id, COALESCE(u.name, a.name), COALESCE(u.created_ms, 0), p.region, "
                        "p.signed_up_day, p.trained_day, p.passed_day, "
                     << counts_now(ConsentTo::progress) << ", " << counts_now(ConsentTo::income)
                     << ", COALESCE(u.enabled, 0) FROM program_person p JOIN agent a ON a.id = p.agent_id "
                        "LEFT JOIN account u ON u.agent_id = p.agent_id WHERE "
                     << condition,
         soci::use(pool, "pool"), soci::use(region, "region"), soci::into(agent), soci::into(name),
         soci::into(created_ms), soci::into(of_region), soci::into(signed_up.day, signed_up.indicator),
         soci::into(trained.day, trained.indicator), soci::into(passed.day, passed.indicator), soci::into(progress),
         soci::into(income), soci::into(enabled));
    for_each_row(rows, [&] {
        const bool shown = progress != 0 && enabled != 0;
        members.push_back({.person = {.agent = static_cast<std::uint32_t>(agent),
                                      .region = of_region,
                                      .signed_up_day = signed_up.known(),
                                      .trained_day = trained.known(),
                                      .passed_day = passed.known()},
                           .name = name,
                           .created_ms = created_ms,
                           .progress = shown,
                           .income = shown && income != 0});
    });
    return members;
}

Result<void> write_looks(soci::session& sql, const LookWish& wish, const std::vector<ProgramMember>& people,
                         std::int64_t now_ms) {
    if (people.empty()) return {};
    const auto number = next_id(sql, "look");
    if (!number) return std::unexpected(number.error());
    const long long id = *number, account = wish.account, at_ms = now_ms;
    const int as_file = wish.as_file ? 1 : 0;
    for (const ProgramMember& one : people) {
        const long long agent = one.person.agent;
        const int income = one.income ? 1 : 0;
        sql << "INSERT INTO program_look (number, agent_id, account_id, as_file, income, at_ms) "
               "VALUES (:number, :agent, :account, :file, :income, :at)",
            soci::use(id, "number"), soci::use(agent, "agent"), soci::use(account, "account"),
            soci::use(as_file, "file"), soci::use(income, "income"), soci::use(at_ms, "at");
    }
    return {};
}

}  // namespace

Result<void> Registry::set_program_person(const ProgramPerson& person, std::int64_t now_ms) {
    if (auto good = check_program_person(person); !good) return good;
    return db_->run(Around::write, [&](soci::session& sql) -> Result<void> {
        const long long agent = person.agent;
        if (!agent_stands(sql, agent)) return not_found("agent", std::to_string(agent));
        take_turn(sql);
        if (const std::string before = region_of(sql, agent); !before.empty() && before != person.region) {
            if (auto ended = end_consents(sql, agent, before, now_ms); !ended) return ended;
        }
        DayCell signed_up(person.signed_up_day), trained(person.trained_day), passed(person.passed_day);
        sql << "INSERT INTO program_person (agent_id, region, signed_up_day, trained_day, passed_day) "
               "VALUES (:agent, :region, :signed_up, :trained, :passed) ON CONFLICT (agent_id) DO UPDATE SET "
               "region = excluded.region, signed_up_day = excluded.signed_up_day, "
               "trained_day = excluded.trained_day, passed_day = excluded.passed_day",
            soci::use(agent, "agent"), soci::use(person.region, "region"),
            soci::use(signed_up.day, signed_up.indicator, "signed_up"),
            soci::use(trained.day, trained.indicator, "trained"), soci::use(passed.day, passed.indicator, "passed");
        return {};
    });
}

Result<void> Registry::remove_program_person(std::uint32_t agent, std::int64_t now_ms) {
    return db_->run(Around::write, [&](soci::session& sql) -> Result<void> {
        const long long id = agent;
        take_turn(sql);
        const std::string region = region_of(sql, id);
        if (region.empty()) return {};
        if (auto ended = end_consents(sql, id, region, now_ms); !ended) return ended;
        sql << "DELETE FROM program_person WHERE agent_id = :agent", soci::use(id, "agent");
        return {};
    });
}

Result<std::vector<ProgramMember>> Registry::program_members(std::string_view pool, std::string_view region) {
    const std::string in_pool(pool), in_region(region);
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<std::vector<ProgramMember>> {
        const std::string where = in_region.empty() ? "CAST(:region AS TEXT) = ''" : "p.region = :region";
        return select_members(sql, "a.pool = :pool AND " + where + " ORDER BY p.agent_id", in_pool, in_region);
    });
}

Result<Consent> Registry::consent(std::uint32_t agent) {
    return db_->run(Around::snapshot, [&](soci::session& sql) -> Result<Consent> { return read_consent(sql, agent); });
}

Result<Consent> Registry::set_consent(std::uint32_t agent, const ConsentWish& wish, std::int64_t now_ms) {
    if (wish.income && !wish.progress)
        return invalid("income", "is shown beside progress only; agree to progress as well.");
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Consent> {
        const long long id = agent;
        take_turn(sql);
        const std::string region = region_of(sql, id);
        if (wish.progress && region.empty())
            return conflict("region", "No region of yours is known, so nobody could be told to you who would look.");
        for (const ConsentTo what : all_consents) {
            const bool given = what == ConsentTo::progress ? wish.progress : wish.income;
            if (given == given_since(sql, id, what).has_value()) continue;
            const ConsentChange change{
                .what = what, .given = given, .cause = ConsentCause::herself, .region = region, .at_ms = now_ms};
            if (auto written = write_change(sql, id, change); !written) return std::unexpected(written.error());
        }
        return read_consent(sql, id);
    });
}

Result<Shown> Registry::look_at_people(const LookWish& wish, std::int64_t now_ms) {
    const int limit = std::clamp(wish.limit, 1, limits::people_per_look_max);
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Shown> {
        take_turn(sql);
        Shown shown{.people = select_members(sql,
                                             "a.pool = :pool AND p.region = :region AND u.enabled = 1 AND " +
                                                 counts_now(ConsentTo::progress) + " = 1 AND p.agent_id > " +
                                                 std::to_string(wish.after) + " ORDER BY p.agent_id LIMIT " +
                                                 std::to_string(limit + 1),
                                             wish.pool, wish.region)};
        shown.more = shown.people.size() > static_cast<std::size_t>(limit);
        if (shown.more) shown.people.pop_back();
        if (auto written = write_looks(sql, wish, shown.people, now_ms); !written)
            return std::unexpected(written.error());
        return shown;
    });
}

Result<Looks> Registry::looks_at(std::uint32_t agent) {
    return db_->run(Around::snapshot, [&](soci::session& sql) -> Result<Looks> {
        Looks looks;
        const long long id = agent;
        long long account = 0, at_ms = 0, all = 0;
        std::string name;
        int as_file = 0, income = 0;
        soci::statement rows =
            (sql.prepare << "SELECT l.account_id, u.name, l.as_file, l.income, l.at_ms FROM program_look l "
                            "JOIN account u ON u.id = l.account_id WHERE l.agent_id = :agent "
                            "ORDER BY l.number DESC LIMIT "
                         << limits::looks_told_max,
             soci::use(id, "agent"), soci::into(account), soci::into(name), soci::into(as_file), soci::into(income),
             soci::into(at_ms));
        for_each_row(rows, [&] {
            looks.latest.push_back({.at_ms = at_ms,
                                    .account = static_cast<std::uint32_t>(account),
                                    .name = name,
                                    .as_file = as_file != 0,
                                    .income = income != 0});
        });
        sql << "SELECT COUNT(*) FROM program_look WHERE agent_id = :agent", soci::use(id, "agent"), soci::into(all);
        looks.left_out = all - static_cast<long long>(looks.latest.size());
        return looks;
    });
}

}  // namespace yunke::registry
