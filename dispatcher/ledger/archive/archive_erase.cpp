// How conversations leave the archive. A conversation's words are found by cutting its text once more, since the index
// is ordered by words; if that gives another number of rows than were written, the whole index is searched for it, so
// that nothing of it can stay behind.
#include <algorithm>
#include <map>

#include "dispatcher/ledger/archive/archive_store.hpp"
#include "dispatcher/ledger/archive/limits.hpp"
#include "dispatcher/ledger/archive/literal.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/encoding.hpp"

namespace yunke::archive {
namespace {

using ledger::for_each;
using sql::Around;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::size_t tokens_per_statement = 1'000;

std::int64_t remove(soci::session& session, const std::string& statement) {
    soci::statement done = (session.prepare << statement);
    done.execute(true);
    return done.get_affected_rows();
}

std::vector<Token> tokens_of_body(const std::string& body) {
    v1::Entries entries;
    const auto bytes = runtime::base64url_decode(body);
    if (!bytes || !entries.ParseFromString(*bytes)) return {};
    return tokens_of(entries);
}

std::int64_t remove_words(soci::session& session, const std::string& of_it, const std::vector<Token>& tokens) {
    std::int64_t removed = 0;
    for (std::size_t at = 0; at < tokens.size(); at += tokens_per_statement) {
        std::string statement = "DELETE FROM archive_word WHERE " + of_it + " AND token IN (";
        const std::size_t end = std::min(at + tokens_per_statement, tokens.size());
        for (std::size_t i = at; i < end; ++i) {
            if (i > at) statement += ',';
            ledger::put(statement, tokens[i]);
        }
        removed += remove(session, statement + ")");
    }
    return removed;
}

}  // namespace

Result<std::vector<Store::Expired>> Store::expired(std::int64_t now_ms) {
    const auto kept = keeps();
    if (!kept) return std::unexpected(kept.error());
    std::map<std::int64_t, int> days;
    for (const Keep& keep : *kept)
        days[keep.merchant] = keep.days;
    return ledger::ask(*database_, Around::snapshot, [&](soci::session& session) -> Result<std::vector<Expired>> {
        std::vector<Expired> all;
        // From merchant to merchant by the index; there are few of them and many conversations.
        std::int64_t merchant = -1;
        while (all.size() < limits::erased_per_write) {
            std::int64_t next = -1;
            for_each<1, 0>(
                session,
                "SELECT COALESCE(MIN(merchant), -1) FROM archive_conversation WHERE merchant > " + literal(merchant),
                [&](const auto& row) { next = row[0]; });
            if (next < 0) break;
            merchant = next;
            const auto own = days.find(merchant);
            const std::int64_t before_ms = now_ms - (own != days.end() ? own->second : days.at(0)) * day_ms;
            const auto room = limits::erased_per_write - static_cast<int>(all.size());
            for_each<2, 0>(session,
                           "SELECT number, tokens FROM archive_conversation WHERE merchant = " + literal(merchant) +
                               " AND closed_ms < " + literal(before_ms) + " ORDER BY closed_ms LIMIT " + literal(room),
                           [&](const auto& row) { all.push_back({row[0], merchant, row[1]}); });
        }
        return all;
    });
}

Result<void> Store::erase(const std::vector<Expired>& all) {
    return ledger::ask(*database_, Around::write, [&](soci::session& session) -> Result<void> {
        for (const Expired& one : all) {
            step("erase");
            const std::string number = "number = " + literal(one.number);
            // Another archiver may have been faster.
            if (remove(session, "DELETE FROM archive_conversation WHERE " + number) == 0) continue;
            std::string body;
            for_each<1, 1>(session, "SELECT number, body FROM archive_transcript WHERE " + number,
                           [&](const auto&, const auto& words) { body = words[0]; });
            const std::string of_it = "merchant = " + literal(one.merchant) + " AND " + number;
            if (remove_words(session, of_it, tokens_of_body(body)) != one.tokens)
                remove(session, "DELETE FROM archive_word WHERE " + of_it);
            remove(session, "DELETE FROM archive_transcript WHERE " + number);
        }
        step("erase commit");
        return {};
    });
}

Result<std::size_t> Store::erase_expired(std::int64_t now_ms) {
    const auto all = expired(now_ms);
    if (!all) return std::unexpected(all.error());
    if (all->empty()) return std::size_t{0};
    if (auto done = erase(*all); !done) return std::unexpected(done.error());
    return all->size();
}

}  // namespace yunke::archive
