#include "tests/ledger/sql/fixture.hpp"

#include "tests/ledger/bench.hpp"

namespace yunke::ledger::testing {

OrderedFact as_fact(FactId id, const v1::Fact& fact) {
    return {id, fact.SerializeAsString(), fact};
}

v1::Fact epoch_fact(std::uint64_t old, std::uint64_t last) {
    v1::Fact fact;
    fact.mutable_epoch()->set_old(old);
    fact.mutable_epoch()->set_last(last);
    return fact;
}

std::vector<OrderedFact> script(std::uint64_t seed, std::size_t facts) {
    std::vector<OrderedFact> all{as_fact({first_epoch, 1}, epoch_fact(0, 0))};
    for (const v1::Fact& fact : random_month(seed, {.agents = 4, .days = 31, .facts_max = facts})) {
        if (all.size() == facts) break;
        all.push_back(as_fact({first_epoch, all.size() + 1}, fact));
    }
    if (all.size() < facts) throw std::runtime_error("the month has too few facts");
    return all;
}

void BooksTest::sell_packages(Store& store, const ledger::Setup& setup, Ms ms) {
    const auto source = store.source("main");
    for (const MerchantId id : {merchant_a, merchant_b, merchant_c}) {
        Merchant merchant = good(source->merchant(id));
        const MerchantRow before = merchant.row;
        Step step{.at_ms = monday_ms, .month = month_of(monday_ms, setup.utc_offset_minutes)};
        const PackageId sold = sell(
            merchant,
            {.plan = 1, .ms = ms, .price_fen = 1'000'003, .vat_bp = 600, .expires_ms = monday_ms + 365 * 24 * hour_ms},
            step);
        conclude(merchant, setup.terms_at(id, setup.day_at(monday_ms)), step);
        OfficeWrite entry{.kind = "top_up", .account = 9, .at_ms = monday_ms, .body = "by \"hand\", \xff"};
        entry.transfers = step.transfers;
        entry.merchants = {merchant.row};
        entry.packages = {merchant.packages.back()};
        MerchantStep moved{.before = before, .after = merchant.row};
        ++moved.after.version;
        entry.changes.at_ms = monday_ms;
        entry.changes.packages = entry.packages;
        entry.changes.merchants = {moved};
        const auto number = good(store.write_office(entry));
        ASSERT_TRUE(number) << "nobody else writes";
        ASSERT_EQ(entry.packages.front().id, sold);
    }
}

PostingOutcome BooksTest::post(Store& store, std::span<const OrderedFact> facts, std::size_t batch,
                               const std::string& pool) const {
    SharedMerchants shared;
    Posting posting(store, setup, shared, pool);
    posting.set_batch_max(batch);
    PostingOutcome outcome;
    good(posting.post(facts, outcome));
    return outcome;
}

std::string BooksTest::heads(Store& store) {
    std::string text;
    for (const auto& [key, head] : good(store.heads()))
        text += text_of(key) + " " + std::to_string(head.sequence) + " " + head.hash.hex() + "\n";
    for (const auto& [pool, cursor] : good(store.cursors()))
        text +=
            pool + " " + text_of(cursor.fact) + " " + std::to_string(cursor.tx) + " " + cursor.facts_hash.hex() + "\n";
    return text;
}

}  // namespace yunke::ledger::testing
