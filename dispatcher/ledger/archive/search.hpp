// What stands in the archive, found by shop, agent, time and words, and shown. Every call says on whose behalf it asks:
// a merchant sees her own shops' conversations and nothing of what agents and supervisors said to each other. Called by
// yunkectl and the gateway's ArchiveApi.
//
// How words are found: the index (archive_word) gives candidates that have the query's rarest tokens, latest first; the
// text decides. So a page of one merchant costs about as much as it has results, however old the archive is; one over
// everything also reads the numbers of all conversations that have the rarest word.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/ledger/archive/archive_store.hpp"

namespace yunke::archive {

// On whose behalf somebody looks.
struct Scope {
    bool is_staff = false;       // of the platform: also sees what is between agents
    std::uint32_t merchant = 0;  // otherwise: this one's, who must not be 0
    std::string pool;            // only this pool's, a name that is_pool_name() holds good; empty = all

    static Scope staff(std::string pool = {}) { return {.is_staff = true, .merchant = 0, .pool = std::move(pool)}; }
    static Scope of_merchant(std::uint32_t merchant) { return {.is_staff = false, .merchant = merchant, .pool = {}}; }
};

struct Query {
    std::uint32_t merchant = 0, shop = 0;    // 0 = any
    std::uint32_t agent = 0;                 // whose it was, at its end or before its last transfer; 0 = anybody's
    std::int64_t from_ms = 0, until_ms = 0;  // of its end, until exclusive; 0 = no bound
    std::string words;                       // all of which were said (words.hpp)
    std::size_t count = 50;                  // at most limits::found_max
    std::int64_t before = 0;                 // Page::next of the page before; 0 = the latest
};

// A conversation without what was said.
struct Found {
    std::int64_t number = 0;  // in the order of archiving
    std::string pool, shopper;
    std::uint64_t conversation = 0;
    std::uint32_t merchant = 0, shop = 0, queue = 0, agent = 0, former = 0;
    std::int64_t opened_ms = 0, accepted_ms = 0, closed_ms = 0, archived_ms = 0;
    v1::EndReason end_reason = v1::END_REASON_UNSPECIFIED;
    std::uint32_t stars = 0, entries = 0;
    bool message_left = false;
};

struct Page {
    std::vector<Found> found;  // latest archived first
    std::int64_t next = 0;     // go on with Query::before = this; 0 = that was all
};

// refused: words of which nothing is left to look for.
Result<Page> search(Store& store, const Scope& scope, const Query& query);

struct Shown {
    Found about;
    v1::Entries entries;  // for a merchant, without the texts that are between agents
};

// Usually one; none if there is no such conversation within the scope; several if Redis went back (Store::write).
Result<std::vector<Shown>> show(Store& store, const Scope& scope, const std::string& pool, std::uint64_t conversation);
// By Found::number; nullopt: not within the scope.
Result<std::optional<Shown>> show(Store& store, const Scope& scope, std::int64_t number);

}  // namespace yunke::archive
