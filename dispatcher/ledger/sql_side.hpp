// Everything of the ledger's process that touches SQL: registry, store, dated configuration and the postings of all
// pools. It blocks; the poster calls it on the SQL thread only. What fails closes the session, and the next call opens
// another, so that a database that was away is found again by itself.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "runtime/clock.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::ledger {

struct SqlSideOptions {
    std::string ledger_url;
    std::string registry_url;
    std::size_t batch_facts_max = 4'096;
};

class SqlSide {
public:
    SqlSide(SqlSideOptions options, const runtime::Clock& clock) : options_(std::move(options)), clock_(clock) {}

    struct Refreshed {
        std::vector<std::string> pools;
        bool has_cards = false;
    };
    // Reads registry and card file anew.
    Result<Refreshed> refresh();

    Result<FactId> posted(const std::string& pool);
    // damaged: one of them is stored with another body.
    Result<void> compare(const std::string& pool, const std::vector<StoredFact>& facts);
    // Refreshes first if a fact names a shop that is not known. What `outcome` says is committed in any case.
    Result<void> post(const std::string& pool, std::span<const OrderedFact> facts, PostingOutcome& outcome);

    // Shops, in any pool, and whether they take no new chats: those of the merchants given, or of all that have a row.
    struct Balance {
        std::string pool;
        ShopId shop{};
        bool used_up = false;
    };
    std::vector<Balance> shops_of(const std::vector<BalanceChange>& changes) const;
    Result<std::vector<Balance>> all_balances();
    // None if the office booked nothing since all_balances() or the call before; else all of them anew.
    Result<std::vector<Balance>> balances_by_office();

    // Everything that happened in the pool before is posted.
    Result<void> note_level(const std::string& pool, Ms level_ms);

private:
    Result<void> open();
    Result<Posting*> posting(const std::string& pool);
    bool knows_shops(std::span<const OrderedFact> facts) const;
    template <class T>
    Result<T> closing(Result<T> result);

    SqlSideOptions options_;
    const runtime::Clock& clock_;
    std::optional<registry::Registry> registry_;
    std::unique_ptr<Store> store_;
    std::optional<Setup> setup_;
    RegistryView view_;
    SharedMerchants shared_;
    std::map<std::string, std::unique_ptr<Posting>> postings_;  // refer to store_ and setup_
    std::map<std::string, std::uint64_t> undos_kept_from_;      // by pool
    std::uint64_t office_seen_ = 0;                             // number of the latest office entry
};

}  // namespace yunke::ledger
