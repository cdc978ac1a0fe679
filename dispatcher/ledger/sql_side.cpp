#include "dispatcher/ledger/sql_side.hpp"

#include <algorithm>

#include "dispatcher/ledger/limits.hpp"
#include "dispatcher/ledger/sql_call.hpp"

namespace yunke::ledger {

// An error may leave the session of no use: the next call begins with another.
template <class T>
Result<T> SqlSide::closing(Result<T> result) {
    if (!result && result.error().code == Errc::away) {
        postings_.clear();
        store_.reset();
        registry_.reset();
    }
    return result;
}

Result<void> SqlSide::open() {
    if (!store_) {
        auto opened = Store::open(options_.ledger_url);
        if (!opened) return std::unexpected(opened.error());
        store_ = std::make_unique<Store>(std::move(*opened));
    }
    if (!registry_) {
        auto opened = registry::Registry::open(options_.registry_url);
        if (!opened) return std::unexpected(from_sql(opened.error()));
        registry_.emplace(std::move(*opened));
    }
    return {};
}

Result<SqlSide::Refreshed> SqlSide::refresh() {
    if (auto done = open(); !done) return closing<Refreshed>(std::unexpected(done.error()));
    auto view = read_registry(*registry_);
    if (!view) return closing<Refreshed>(std::unexpected(view.error()));
    const Day today = day_of(clock_.wall_ms(), setup_ ? setup_->utc_offset_minutes : default_utc_offset_minutes);
    if (auto kept = keep(*store_, *view, today); !kept) return closing<Refreshed>(std::unexpected(kept.error()));
    auto stored = load_setup(*store_, view->names);
    if (!stored) return closing<Refreshed>(std::unexpected(stored.error()));
    setup_ = std::move(stored->setup);
    view_ = std::move(*view);
    return Refreshed{view_.pools, stored->has_cards};
}

Result<Posting*> SqlSide::posting(const std::string& pool) {
    if (!setup_ || !store_) {
        if (auto done = refresh(); !done) return std::unexpected(done.error());
    }
    auto& found = postings_[pool];
    if (!found) {
        found = std::make_unique<Posting>(*store_, *setup_, shared_, pool);
        found->set_batch_max(options_.batch_facts_max);
    }
    return found.get();
}

Result<FactId> SqlSide::posted(const std::string& pool) {
    const auto found = posting(pool);
    if (!found) return std::unexpected(found.error());
    const auto cursor = closing((*found)->posted());
    if (!cursor) return std::unexpected(cursor.error());
    return cursor->fact;
}

Result<void> SqlSide::compare(const std::string& pool, const std::vector<StoredFact>& facts) {
    if (auto done = open(); !done) return closing(std::move(done));
    for (const StoredFact& fact : facts) {
        const auto stored = store_->fact_body(pool, fact.id);
        if (!stored) return closing<void>(std::unexpected(stored.error()));
        // One that is not stored is of an epoch that had ended when it came: it did not survive.
        if (*stored && **stored != fact.body) return another_body(fact.id);
    }
    return {};
}

bool SqlSide::knows_shops(std::span<const OrderedFact> facts) const {
    const auto known = [&](std::uint32_t shop) { return shop == 0 || setup_->merchants.contains(ShopId{shop}); };
    return std::ranges::all_of(facts, [&](const OrderedFact& fact) {
        if (fact.fact.has_accepted()) return known(fact.fact.accepted().shop());
        if (fact.fact.has_ended()) return known(fact.fact.ended().shop());
        return std::ranges::all_of(fact.fact.work().units(), [&](const auto& unit) { return known(unit.shop()); });
    });
}

Result<void> SqlSide::post(const std::string& pool, std::span<const OrderedFact> facts, PostingOutcome& outcome) {
    const auto found = posting(pool);
    if (!found) return std::unexpected(found.error());
    Posting& books = **found;
    if (!knows_shops(facts)) {
        if (auto done = refresh(); !done) return std::unexpected(done.error());
    }
    auto done = books.post(facts, outcome);
    if (!done) return closing(std::move(done));
    const std::uint64_t number = facts.empty() ? 0 : facts.back().id.number;
    auto& kept_from = undos_kept_from_[pool];
    if (number > limits::undo_facts_kept + kept_from + limits::undo_trim_every) {
        kept_from = number - limits::undo_facts_kept;
        return closing(store_->forget_undos(pool, kept_from));
    }
    return {};
}

std::vector<SqlSide::Balance> SqlSide::shops_of(const std::vector<BalanceChange>& changes) const {
    std::vector<Balance> balances;
    for (const BalanceChange& change : changes) {
        for (const auto& [shop, place] : view_.shops) {
            if (place.merchant == change.merchant) balances.push_back({place.pool, shop, change.used_up});
        }
    }
    return balances;
}

Result<std::vector<SqlSide::Balance>> SqlSide::all_balances() {
    if (!store_ || !setup_) {
        if (auto done = refresh(); !done) return std::unexpected(done.error());
    }
    // First: what is booked from here on is looked at again.
    const auto last = closing(store_->last_office_entry());
    if (!last) return std::unexpected(last.error());
    const auto rows = closing(store_->merchants());
    if (!rows) return std::unexpected(rows.error());
    office_seen_ = *last;
    std::vector<BalanceChange> all;
    for (const MerchantRow& row : *rows)
        all.push_back({row.merchant, row.used_up});
    return shops_of(all);
}

Result<std::vector<SqlSide::Balance>> SqlSide::balances_by_office() {
    if (auto done = open(); !done) return closing<std::vector<Balance>>(std::unexpected(done.error()));
    const auto last = closing(store_->last_office_entry());
    if (!last) return std::unexpected(last.error());
    if (*last <= office_seen_) return std::vector<Balance>();
    return all_balances();
}

Result<void> SqlSide::note_level(const std::string& pool, Ms level_ms) {
    if (auto done = open(); !done) return closing(std::move(done));
    return closing(store_->note_level(pool, level_ms));
}

}  // namespace yunke::ledger
