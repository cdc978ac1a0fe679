// The ledger in SQL: what was posted and how far it is, read in pages, and written one batch at a time in ONE
// transaction: cursor, facts, transfers, changed rows, or nothing of it. The cursor is moved first and only from where
// the writer read it, so that of two ledgers that run at once one finds it moved and writes nothing. Called by the
// pool's posting (posting.cpp), the poster, verify and rebuild; office code books through write_office().
//
// A Store is one SQL session: one thread at a time. Calls block, for at most the time-outs of runtime/sql/limits.hpp; a
// lost connection is opened again by the next call. Errc::away: try again later; whether a write that ended so was
// committed is unknown, and the cursor says it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatcher/ledger/books.hpp"
#include "dispatcher/ledger/chain.hpp"
#include "dispatcher/ledger/error.hpp"

namespace yunke::sql {
class Database;
}

namespace yunke::ledger {

struct Cursor {
    FactId fact;                  // the last one posted; {0, 0} before the first
    std::uint64_t tx = 0;         // the last one's number
    runtime::Hash256 facts_hash;  // over all facts so far, see chain.hpp

    bool operator==(const Cursor&) const = default;
};

struct StoredFact {
    FactId id;
    std::string body;  // as the dispatcher wrote it

    bool operator==(const StoredFact&) const = default;
};

struct FactAlert {
    FactId fact;
    Alert alert;
};

// What a shopper gave, as a fact said it. Nothing is posted for it; a month's bonus asks for all of them.
struct Rating {
    FactId fact;
    AgentId agent{};
    std::uint32_t stars = 0;
    Ms at_ms = 0;
};

// What one transaction writes for a pool.
struct Batch {
    std::string pool;
    Cursor from;
    Cursor to;
    std::optional<Month> closed;  // the latest closed month that pricing knew of
    std::vector<StoredFact> facts;
    std::vector<std::pair<FactId, std::string>> undos;  // write_undo()
    std::vector<PostedTransfer> transfers;
    std::map<ChainKey, ChainHead> heads;  // of the chains that moved
    Changes changes;
    std::vector<FactAlert> alerts;
    std::vector<FactId> reversed;  // by the fact `to.fact`
    std::vector<Rating> ratings;
};

enum class Written : std::uint8_t {
    committed,
    cursor_moved,    // another ledger posted for this pool; nothing was written
    merchant_moved,  // an office entry changed a merchant meanwhile; nothing was written: price anew
    month_closed,    // a month was closed meanwhile; nothing was written: price anew
};

struct BatchMark {
    std::uint64_t number = 0;  // counts the transactions of all pools
    std::string pool;
    FactId last;
    runtime::Hash256 facts_hash;  // as of its end
};

struct OfficeEntry {
    std::uint64_t number = 0;
    std::string kind;           // [a-z_]
    std::uint64_t account = 0;  // who booked it
    Ms at_ms = 0;
    std::string body;               // what was asked for, any bytes
    Undo changes;                   // what it added to rows, as undo.hpp has it
    std::uint64_t after_batch = 0;  // it stands behind this one
};

// What one office entry writes: its transfers and the rows that they change.
struct OfficeWrite {
    std::string kind{};
    std::uint64_t account = 0;
    Ms at_ms = 0;
    std::string body{};
    std::vector<Transfer> transfers{};
    // Merchants with all that changed of them, each with the version that it was read with; a higher one is stored.
    std::vector<MerchantRow> merchants{};
    std::vector<Package> packages{};
    std::vector<Overage> overage{};
    Undo changes{};                 // after minus before, as Undo has it
    std::optional<Month> closes{};  // the month that this entry closes
};

// Called before each statement of a transaction and before its end, with its name. Tests of crashes die in it.
using StoreSteps = std::function<void(std::string_view)>;

class Store {
public:
    // As sql.url. Brings the schema to this program's version.
    static Result<Store> open(const std::string& url);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    void set_steps(StoreSteps steps) { steps_ = std::move(steps); }
    // For those who have statements of their own in one transaction with write_office().
    void step(std::string_view what) const {
        if (steps_) steps_(what);
    }

    Result<void> ping();

    // ---- where it is ----
    Result<Cursor> cursor(const std::string& pool);
    Result<std::vector<std::pair<std::string, Cursor>>> cursors();
    Result<std::map<ChainKey, ChainHead>> heads();
    Result<std::optional<Month>> closed_month();                           // the latest
    Result<std::vector<std::pair<Month, std::uint64_t>>> closed_months();  // each with the office entry that closed it

    // ---- posting ----
    Result<Written> write(const Batch& batch);

    // Books an office entry in one transaction; its number. nullopt: a merchant was changed meanwhile, nothing was
    // written: read it again. Inside a transaction of the caller's it joins that one.
    Result<std::optional<std::uint64_t>> write_office(const OfficeWrite& entry);

    // Everything that happened in the pool before is posted.
    Result<void> note_level(const std::string& pool, Ms level_ms);

    // Removes how facts with a lower number are taken back.
    Result<void> forget_undos(const std::string& pool, std::uint64_t before_number);

    // What an Epoch fact takes back: the facts of epoch `old` and later above number `last` that were not taken back
    // yet, latest first, each with its undo (nullopt: it is not kept any more) and its transfers by ledger and number.
    struct Doomed {
        FactId id;
        std::optional<std::string> undo;
        std::vector<ChainedTransfer> transfers;
    };
    Result<std::vector<Doomed>> doomed(const std::string& pool, std::uint64_t old, std::uint64_t last);

    // ---- reading in pages: what follows, in order, at most `limit` ----
    Result<std::optional<std::string>> fact_body(const std::string& pool, FactId id);
    Result<std::vector<StoredFact>> facts_after(const std::string& pool, FactId after, int limit);
    // Backwards: the latest first.
    Result<std::vector<StoredFact>> facts_before(const std::string& pool, FactId before, int limit);
    Result<std::vector<PostedTransfer>> transfers_after(const ChainKey& chain, std::uint64_t sequence, int limit);
    Result<std::vector<BatchMark>> batches_after(std::uint64_t number, int limit);
    Result<std::vector<OfficeEntry>> office_after(std::uint64_t number, int limit);
    Result<std::uint64_t> last_office_entry();                                         // its number; 0: there is none
    Result<std::vector<std::pair<FactId, FactId>>> reversed(const std::string& pool);  // fact, taken back by

    // What the books read for a pool. Lives as long as the store.
    std::unique_ptr<Source> source(const std::string& pool);

    // All rows of one kind, in the order of their keys.
    Result<std::vector<Line>> lines();
    Result<std::vector<Period>> periods();
    Result<std::vector<AgentRow>> agents();
    Result<std::vector<Chat>> chats(const std::string& pool);
    Result<std::vector<Usage>> usage();
    Result<std::vector<MerchantRow>> merchants();
    Result<std::vector<Package>> packages();
    Result<std::vector<Overage>> overage();

    // For those who add tables or statements of their own (setup_rows.cpp, verify.cpp, office code).
    sql::Database& database() { return *database_; }

private:
    Result<std::vector<StoredFact>> facts_where(const std::string& where_and_order, int limit);
    explicit Store(std::unique_ptr<sql::Database> database);

    std::unique_ptr<sql::Database> database_;
    StoreSteps steps_;
};

}  // namespace yunke::ledger
