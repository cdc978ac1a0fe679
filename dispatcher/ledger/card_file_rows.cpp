// Card files in SQL, version by version, each with what the names in it mean.
#include "dispatcher/ledger/card_file_rows.hpp"

#include <algorithm>

#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/encoding.hpp"

namespace yunke::ledger {
namespace {

using sql::Around;

constexpr std::string_view merchant_kind = "merchant";
constexpr std::string_view skill_kind = "skill";

// What a card version pays and for whom; only its end may be given later.
RateCard without_end(RateCard card) {
    card.until.reset();
    return card;
}

std::string lines_of(const std::vector<std::string>& problems) {
    std::string text;
    for (const auto& problem : problems)
        text.append(text.empty() ? "" : "\n").append(problem);
    return text;
}

// Cards of `before` that are missing or other ones in `after`.
std::vector<std::string> changed_cards(const Cards& before, const Cards& after, const std::string& file) {
    std::vector<std::string> problems;
    for (const RateCard& card : before.cards()) {
        const RateCard* now = after.find(card.version);
        if (now != nullptr && without_end(*now) == without_end(card)) continue;
        problems.push_back(file + ": card version " + std::to_string(raw(card.version)) + " (" + card.key +
                           ") was in force already and must stay as it was, but for its end. Give a changed rate a new "
                           "version with its own start.");
    }
    return problems;
}

std::string must_stay(const std::string& what) {
    return what +
           " was in force already and must stay as it was, but for its end. Give a changed price a new version with "
           "its "
           "own start.";
}

// What a version sells, to whom and for how much. Its end, and what its price is less than, may be told later.
Plan what_it_sells(Plan plan) {
    plan.until.reset();
    plan.list_price_fen = 0;
    plan.note.clear();
    return plan;
}
MerchantTerms what_is_agreed(MerchantTerms terms) {
    terms.top_up_list_price_fen = 0;
    terms.note.clear();
    return terms;
}

// The same for plans and terms: a package is shown for ever with what its version says.
std::vector<std::string> changed_offers(const CardFile& before, const CardFile& after, const std::string& file) {
    std::vector<std::string> problems;
    const auto changed = [&](const auto& was, const auto& now, auto core) {
        std::vector<std::uint32_t> versions;
        for (const auto& [whose, dated] : was) {
            const auto there = now.find(whose);
            for (const auto& [from, one] : dated.values()) {
                const auto* same = there == now.end() ? nullptr : there->second.at(from);
                if (same == nullptr || core(*same) != core(one)) versions.push_back(one.version);
            }
        }
        return versions;
    };
    for (const std::uint32_t version : changed(before.plans, after.plans, what_it_sells))
        problems.push_back(file + ": " + must_stay("plan version " + std::to_string(version)));
    for (const std::uint32_t version : changed(before.terms, after.terms, what_is_agreed))
        problems.push_back(file + ": " + must_stay("terms version " + std::to_string(version)));
    return problems;
}

CardFileNames read_names(soci::session& session, std::uint64_t version) {
    CardFileNames names;
    for_each<1, 2>(session, "SELECT id, kind, name FROM ledger_card_name WHERE version = " + literal(version),
                   [&](const auto& n, const auto& words) {
                       auto& kind = words[0] == merchant_kind ? names.merchants : names.skills;
                       if (!kind) kind.emplace();
                       kind->emplace(words[1], as<std::uint32_t>(n[0]));
                   });
    return names;
}

void write_names(soci::session& session, std::uint64_t version, const CardFileNames& named) {
    const auto write = [&](std::string_view kind, const CardFileNames::ByName& all) {
        for (const auto& [name, id] : all) {
            if (name.empty()) continue;
            session << "INSERT INTO ledger_card_name (version, kind, id, name) VALUES (" + literal(version) + ", " +
                           literal(kind) + ", " + literal(id) + ", :name)",
                soci::use(name);
        }
    };
    write(merchant_kind, *named.merchants);
    write(skill_kind, *named.skills);
}

bool has_names(const CardFileNames& named) {
    const auto some = [](const auto& kind) {
        return kind && std::ranges::any_of(*kind, [](const auto& one) { return !one.first.empty(); });
    };
    return some(named.merchants) || some(named.skills);
}

Result<std::optional<StoredCardFile>> latest_in(soci::session& session) {
    std::optional<StoredCardFile> found;
    bool good = true;
    for_each<1, 1>(session, "SELECT version, body FROM ledger_card_file ORDER BY version DESC LIMIT 1",
                   [&](const auto& n, const auto& words) {
                       auto toml = runtime::base64url_decode(words[0]);
                       good = toml.has_value();
                       found = {as<std::uint64_t>(n[0]), std::move(toml).value_or(std::string()), {}};
                   });
    if (!good) return std::unexpected(Error{Errc::damaged, "The stored card file is damaged."});
    if (found) found->named = read_names(session, found->version);
    return found;
}

void add_all(std::optional<CardFileNames::ByName>& to, const CardFileNames::ByName& from) {
    if (!to) return;
    for (const auto& [name, id] : from) {
        const auto [first, last] = to->equal_range(name);
        if (std::none_of(first, last, [&](const auto& one) { return one.second == id; })) to->emplace(name, id);
    }
}

// Who is known now, and whom the version before named. Who is called now as somebody was then is two.
CardFileNames known_to(CardFileNames registry, const CardFile& before) {
    add_all(registry.merchants, *before.named.merchants);
    add_all(registry.skills, *before.named.skills);
    add_all(registry.agents, *before.named.agents);
    return registry;
}

}  // namespace

// Whom it names was known when it was taken, and who has left or is called otherwise since stays in it.
Result<CardFile> parse_stored(const StoredCardFile& stored, const CardFileNames& registry) {
    CardFileNames names = has_names(stored.named) ? stored.named : registry;
    names.agents.reset();
    names.numbers_stand = true;
    auto read = parse_card_file(stored.toml, "card file", names);
    if (read) return std::move(*read);
    return std::unexpected(
        Error{Errc::damaged, "Version " + std::to_string(stored.version) +
                                 " of the card file cannot be read any more: " + lines_of(read.error())});
}

Result<void> keep_card_names(soci::session& session, const CardFileNames& registry) {
    const auto file = latest_in(session);
    if (!file) return std::unexpected(file.error());
    if (!*file || has_names((*file)->named)) return {};
    // One that cannot be read is told by whoever needs it.
    if (const auto read = parse_stored(**file, registry)) write_names(session, (*file)->version, read->named);
    return {};
}

Result<std::optional<StoredCardFile>> latest_card_file(Store& store) {
    return ask(store.database(), Around::snapshot, [](soci::session& session) { return latest_in(session); });
}

Result<std::uint64_t> add_card_file(Store& store, const std::string& toml, const std::string& file,
                                    const CardFileNames& names, Ms at_ms) {
    const auto before = latest_card_file(store);
    if (!before) return std::unexpected(before.error());
    const std::uint64_t version = *before ? (*before)->version + 1 : 1;
    std::optional<CardFile> old;
    if (*before) {
        if (auto read = parse_stored(**before, names)) old = std::move(*read);
    }
    const auto read = parse_card_file(toml, file, old ? known_to(names, *old) : names);
    if (!read) return std::unexpected(Error{Errc::refused, lines_of(read.error())});
    if (old) {
        auto problems = changed_cards(old->cards, read->cards, file);
        for (std::string& problem : changed_offers(*old, *read, file))
            problems.push_back(std::move(problem));
        if (!problems.empty()) return std::unexpected(Error{Errc::refused, lines_of(problems)});
    }
    const auto added = ask(store.database(), Around::write, [&](soci::session& session) -> Result<void> {
        BulkInsert insert("INSERT INTO ledger_card_file (version, at_ms, body) VALUES ");
        insert.row(version, at_ms, runtime::base64url_encode(toml));
        for (const std::string& statement : insert.take())
            session << statement;
        write_names(session, version, read->named);
        return {};
    });
    if (!added) return std::unexpected(added.error());
    return version;
}

}  // namespace yunke::ledger
