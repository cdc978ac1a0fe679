// Posts one pool's facts: prices them with the books, chains the transfers, and writes everything in one transaction
// per batch. It knows SQL (store.hpp) and nothing of Redis. Called by the poster with facts in their order; by tests
// and the benchmark directly.
//
// After any error nothing of the batch stands in memory: where the pool is, is read from SQL again with the next call,
// so a commit whose answer was lost is found, and its facts are not posted twice.
//
// One thread at a time; the postings of one process share a Store and thereby that thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dispatcher/ledger/books.hpp"
#include "dispatcher/ledger/fact_order.hpp"
#include "dispatcher/ledger/store.hpp"

namespace yunke::ledger {

// Which merchants were written for which pool: a merchant may have shops in several, and each pool's books keep rows in
// memory. One for all postings of a process.
class SharedMerchants {
public:
    std::uint64_t now() const { return now_; }
    void wrote(const std::string& pool, MerchantId merchant);
    // Whether another pool wrote the merchant after `then`.
    bool moved(const std::string& pool, MerchantId merchant, std::uint64_t then) const;

private:
    struct Write {
        std::string pool;
        std::uint64_t at = 0;
    };
    std::uint64_t now_ = 0;
    std::map<MerchantId, Write> latest_;
};

struct PostingOutcome {
    std::size_t facts = 0;  // posted by this call; those posted before are left out
    std::size_t transfers = 0;
    std::vector<BalanceChange> balances;
    std::vector<FactId> reversed;  // taken back, latest first
    std::vector<Alert> alerts;
    bool epoch_began = false;
};

class Posting {
public:
    // All outlive the posting.
    Posting(Store& store, const Setup& setup, SharedMerchants& shared, std::string pool);
    ~Posting();
    Posting(const Posting&) = delete;
    Posting& operator=(const Posting&) = delete;

    // Facts in their order, the first of which follows what was posted, or was posted already. What stands in `outcome`
    // is committed, also when an error ends the call.
    // refused: they do not follow what stands in SQL, or another ledger posts for the pool; read on from posted().
    // malformed: the first fact that was not posted is one that the core never writes.
    Result<void> post(std::span<const OrderedFact> facts, PostingOutcome& outcome);

    // The last fact posted, as SQL says.
    Result<Cursor> posted();

    // How many facts one transaction takes at most.
    void set_batch_max(std::size_t facts) { batch_max_ = facts; }

private:
    class TrackedSource;
    enum class Ended : std::uint8_t { committed, anew };

    Result<void> load();
    Result<std::size_t> post_some(std::span<const OrderedFact> facts, PostingOutcome& outcome);
    Result<std::size_t> price(std::span<const OrderedFact> facts, Batch& batch);
    Result<void> take_back(const OrderedFact& epoch, Batch& batch);
    Result<Ended> write(Batch& batch, std::size_t facts, PostingOutcome& outcome);
    void chain(Batch& batch, FactId fact, std::vector<Transfer> transfers);
    void forget();

    Store& store_;
    SharedMerchants& shared_;
    std::string pool_;
    std::unique_ptr<TrackedSource> source_;
    std::unique_ptr<Books> books_;
    std::size_t batch_max_ = 4'096;

    bool loaded_ = false;
    Cursor cursor_;
    std::map<ChainKey, ChainHead> heads_;  // the pool's
    std::optional<Month> closed_;
};

}  // namespace yunke::ledger
