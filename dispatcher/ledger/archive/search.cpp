#include "dispatcher/ledger/archive/search.hpp"

#include <algorithm>
#include <limits>

#include "dispatcher/app/keys.hpp"
#include "dispatcher/ledger/archive/limits.hpp"
#include "dispatcher/ledger/archive/literal.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/encoding.hpp"

namespace yunke::archive {
namespace {

using ledger::for_each;
using sql::Around;

constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();

// Columns of archive_conversation as found_in() takes them: numbers, then texts.
constexpr std::size_t numbers_read = 15;
constexpr std::string_view columns_read =
    "c.number, c.conversation, c.merchant, c.shop, c.queue, c.agent, c.former, c.opened_ms, c.accepted_ms, "
    "c.closed_ms, "
    "c.archived_ms, c.end_reason, c.stars, c.entries, c.message_left, c.pool, c.shopper";

Found found_in(const std::array<long long, numbers_read>& n, const std::array<std::string, 3>& words) {
    Found found;
    found.number = n[0];
    found.conversation = static_cast<std::uint64_t>(n[1]);
    found.merchant = static_cast<std::uint32_t>(n[2]);
    found.shop = static_cast<std::uint32_t>(n[3]);
    found.queue = static_cast<std::uint32_t>(n[4]);
    found.agent = static_cast<std::uint32_t>(n[5]);
    found.former = static_cast<std::uint32_t>(n[6]);
    found.opened_ms = n[7];
    found.accepted_ms = n[8];
    found.closed_ms = n[9];
    found.archived_ms = n[10];
    found.end_reason = static_cast<v1::EndReason>(n[11]);
    found.stars = static_cast<std::uint32_t>(n[12]);
    found.entries = static_cast<std::uint32_t>(n[13]);
    found.message_left = n[14] != 0;
    found.pool = words[0];
    found.shopper = words[1];
    return found;
}

v1::Entries entries_in(const std::string& body) {
    v1::Entries entries;
    const auto bytes = runtime::base64url_decode(body);
    if (!bytes || !entries.ParseFromString(*bytes)) entries.Clear();
    return entries;
}

// As shoppers see it: of a whisper its number and time, of handing on that it happened.
void blank_between_agents(v1::Entries& entries) {
    for (v1::Entry& entry : *entries.mutable_entries()) {
        if (is_for_everybody(entry)) continue;
        if (entry.kind() == v1::WHISPERED) {
            v1::Entry blank;
            blank.set_n(entry.n());
            blank.set_at_ms(entry.at_ms());
            entry.Swap(&blank);
        } else {
            entry.clear_text();
        }
    }
}

std::string equals(std::string_view column, std::integral auto number) {
    return std::string(column) + " = " + literal(number);
}

// ---- words ---------------------------------------------------------------------------------------------------------

// A condition on archive_word's rows for one thing that a text must have.
struct Term {
    std::string condition;  // of the column `token`
    bool several = false;   // tokens: one conversation may have more than one of them
    bool wide = false;      // so many that the index is only asked for them if it is asked for nothing else
    std::int64_t rows = 0;  // how frequent it is, up to limits::rarity_rows_max
};

Term term_of(soci::session& session, const TokenRange& range) {
    Term term;
    if (range.first == range.last) {
        term.condition = equals("token", range.first);
        return term;
    }
    term.several = true;
    std::string list;
    Token after = range.first - 1;
    for (std::size_t i = 0; i <= limits::beginnings_max; ++i) {
        Token next = 0;
        for_each<1, 0>(session,
                       "SELECT COALESCE(MIN(token), 0) FROM archive_word WHERE token > " + literal(after) +
                           " AND token <= " + literal(range.last),
                       [&](const auto& row) { next = row[0]; });
        if (next == 0) {
            term.condition = "token IN (" + (list.empty() ? "0" : list) + ")";
            return term;
        }
        list += (list.empty() ? "" : ",") + literal(next);
        after = next;
    }
    term.wide = true;
    term.condition = "token BETWEEN " + literal(range.first) + " AND " + literal(range.last);
    return term;
}

// The rarest terms, rarest first; wide ones only if there is no other, and then one. Empty if a word occurs nowhere.
std::vector<Term> rarest(soci::session& session, const std::vector<TokenRange>& ranges, const std::string& merchant) {
    std::vector<Term> terms;
    for (const TokenRange& range : ranges) {
        Term term = term_of(session, range);
        if (!term.wide) {
            for_each<1, 0>(session,
                           "SELECT COUNT(*) FROM (SELECT 1 FROM archive_word WHERE " + term.condition + merchant +
                               " LIMIT " + literal(limits::rarity_rows_max) + ") AS counted",
                           [&](const auto& row) { term.rows = row[0]; });
            if (term.rows == 0) return {};
        }
        terms.push_back(std::move(term));
    }
    std::ranges::sort(terms, {}, [](const Term& term) { return std::pair(term.wide, term.rows); });
    const auto wide = std::ranges::find(terms, true, &Term::wide);
    terms.erase(wide == terms.begin() ? wide + 1 : wide, terms.end());
    if (terms.size() > limits::indexed_terms_max) terms.resize(limits::indexed_terms_max);
    return terms;
}

// ---- the query as a statement --------------------------------------------------------------------------------------

struct Plan {
    std::string from;      // "FROM …", whose rows, under the name b, have a merchant and a number
    std::string where;     // conditions on them after the first, each with AND before it
    std::string about;     // the name under which columns of archive_conversation stand
    std::string merchant;  // conditions on the merchant of the conversation c
};

// Both, when both are asked for: a merchant who asks for another's gets nothing.
std::string of_merchant(const Scope& scope, const Query& query, std::string_view column) {
    std::string conditions;
    if (!scope.is_staff) conditions += " AND " + equals(column, scope.merchant);
    if (query.merchant != 0) conditions += " AND " + equals(column, query.merchant);
    return conditions;
}

Plan plan_of(const Query& query, const Scope& scope, const std::vector<Term>& terms) {
    Plan plan{"FROM archive_conversation AS b", of_merchant(scope, query, "b.merchant"), "b",
              of_merchant(scope, query, "c.merchant")};
    const auto add = [&plan](const std::string& condition) { plan.where += " AND " + condition; };
    if (!terms.empty()) {
        plan.from = "FROM (SELECT " + std::string(terms[0].several ? "DISTINCT " : "") +
                    "merchant, number FROM archive_word WHERE " + terms[0].condition +
                    of_merchant(scope, query, "merchant") + ") AS b";
        for (std::size_t i = 1; i < terms.size(); ++i)
            add("EXISTS (SELECT 1 FROM archive_word WHERE " + terms[i].condition +
                " AND merchant = b.merchant AND number = b.number)");
        // Only where it is asked for something that the words do not have.
        if (!scope.pool.empty() || query.shop != 0 || query.agent != 0 || query.from_ms != 0 || query.until_ms != 0) {
            plan.from += " JOIN archive_conversation a ON a.number = b.number";
            plan.about = "a";
        }
    }
    const std::string at = plan.about + ".";
    if (!scope.pool.empty()) add(at + "pool = " + literal(scope.pool));
    if (query.shop != 0) add(equals(at + "shop", query.shop));
    if (query.agent != 0)
        add("(" + equals(at + "agent", query.agent) + " OR " + equals(at + "former", query.agent) + ")");
    if (query.from_ms != 0) add(at + "closed_ms >= " + literal(query.from_ms));
    if (query.until_ms != 0) add(at + "closed_ms < " + literal(query.until_ms));
    return plan;
}

struct Candidate {
    Found found;
    std::string body;
};

std::vector<Candidate> candidates(soci::session& session, const Plan& plan, std::int64_t before, std::size_t count,
                                  bool with_text) {
    // Numbers first, so that only what is given is sorted and read whole.
    const std::string numbers_only = "SELECT b.number AS number " + plan.from + " WHERE b.number < " + literal(before) +
                                     plan.where + " ORDER BY b.number DESC LIMIT " + literal(count);
    const std::string statement =
        "SELECT " + std::string(columns_read) + (with_text ? ", t.body " : ", '' ") + "FROM (" + numbers_only +
        ") AS p JOIN archive_conversation c ON c.number = p.number" + plan.merchant +
        (with_text ? " JOIN archive_transcript t ON t.number = p.number" : "") + " ORDER BY p.number DESC";
    std::vector<Candidate> all;
    for_each<numbers_read, 3>(session, statement, [&](const auto& numbers, auto& words) {
        all.push_back({found_in(numbers, words), std::move(words[2])});
    });
    return all;
}

bool has_all(const Words& words, const v1::Entries& entries) {
    const std::uint32_t all = (1U << words.size()) - 1;
    std::uint32_t found = 0;
    for (const std::u32string& text : searchable(entries)) {
        found |= words.in(text);
        if (found == all) return true;
    }
    return false;
}

// Pages of candidates until there are enough results or enough was looked at.
Page look(soci::session& session, const Plan& plan, const Query& query, const Words& words) {
    Page page;
    const std::size_t count = std::clamp<std::size_t>(query.count, 1, limits::found_max);
    std::int64_t before = query.before > 0 ? query.before : latest;
    std::size_t looked_at = 0;
    const std::size_t step = words.empty() ? count : limits::candidates_page;
    for (;;) {
        const auto some = candidates(session, plan, before, step, !words.empty());
        for (const Candidate& one : some) {
            before = one.found.number;
            if (words.empty() || has_all(words, entries_in(one.body))) page.found.push_back(one.found);
            if (page.found.size() == count) break;
        }
        looked_at += some.size();
        const bool last = some.size() < step && (some.empty() || before == some.back().found.number);
        if (last) return page;
        if (page.found.size() == count || looked_at >= limits::looked_at_max) break;
    }
    page.next = before;
    return page;
}

Result<std::vector<Shown>> shown(Store& store, const Scope& scope, const std::string& condition) {
    Plan plan = plan_of(Query{}, scope, {});
    plan.where += " AND " + condition;
    return ledger::ask(store.database(), Around::snapshot, [&](soci::session& session) -> Result<std::vector<Shown>> {
        std::vector<Shown> all;
        for (const Candidate& one : candidates(session, plan, latest, limits::found_max, true)) {
            Shown& found = all.emplace_back(one.found, entries_in(one.body));
            if (!scope.is_staff) blank_between_agents(found.entries);
        }
        return all;
    });
}

}  // namespace

Result<Page> search(Store& store, const Scope& scope, const Query& query) {
    const Words words(query.words);
    if (!query.words.empty() && words.empty())
        return std::unexpected(
            Error{ledger::Errc::refused, "There is no letter and no digit in the words to look for."});
    return ledger::ask(store.database(), Around::snapshot, [&](soci::session& session) -> Result<Page> {
        std::vector<Term> terms;
        if (!words.empty()) {
            terms = rarest(session, words.ranges(), of_merchant(scope, query, "merchant"));
            if (terms.empty()) return Page{};
        }
        return look(session, plan_of(query, scope, terms), query, words);
    });
}

Result<std::vector<Shown>> show(Store& store, const Scope& scope, const std::string& pool, std::uint64_t conversation) {
    if (!dispatcher::is_pool_name(pool)) return std::vector<Shown>{};
    return shown(store, scope, equals("b.conversation", conversation) + " AND b.pool = " + literal(pool));
}

Result<std::optional<Shown>> show(Store& store, const Scope& scope, std::int64_t number) {
    auto all = shown(store, scope, equals("b.number", number));
    if (!all) return std::unexpected(all.error());
    if (all->empty()) return std::nullopt;
    return std::move(all->front());
}

}  // namespace yunke::archive
