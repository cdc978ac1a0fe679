// The pure pricing: facts in, transfers and changed rows out. It knows no clock, no SQL and no Redis; what it does
// follows from the facts, the dated configuration and the rows. The poster calls it for each new fact, `rebuild` for
// all facts into empty books.
//
// How a batch goes (poster):
//     for each fact in order:  books.apply(fact)     → transfers, alerts, undo
//     changes = books.take_changes()                 → rows to write
//     one transaction: facts with their undo, transfers, rows, cursor
//     committed: books.settle()      failed, or a merchant's version was newer: books.forget(), and the batch anew
// An Epoch fact is the first of its batch, with nothing priced and unwritten before it: its transfers and undos are
// read back from what was committed.
//
// One thread at a time. After any error nothing was changed, and the same call may be made again.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "dispatcher/ledger/error.hpp"
#include "dispatcher/ledger/packages.hpp"
#include "dispatcher/ledger/rows.hpp"
#include "dispatcher/ledger/setup.hpp"
#include "dispatcher/ledger/transfer.hpp"
#include "dispatcher/ledger/undo.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ledger {

// Where rows come from that the books do not have in memory. Each answers what the last committed transaction left; a
// row that does not exist is a row with nothing but its key. Errors are passed on by Books as they are.
class Source {
public:
    virtual ~Source() = default;
    virtual Result<AgentRow> agent(AgentId id) = 0;
    virtual Result<PeriodBook> period(const PeriodKey& key) = 0;  // with all of its lines
    virtual Result<Chat> chat(ConversationId id) = 0;
    virtual Result<Merchant> merchant(MerchantId id) = 0;  // with all of its packages and overage
    virtual Result<Usage> usage(const UsageKey& key) = 0;
};

struct Posted {
    std::vector<Transfer> transfers{};  // in the order in which they are to be chained
    std::vector<Alert> alerts{};
    Undo undo;
};

// A merchant's shops begin or cease to take new chats: Command{ShopBalance} for each of them.
struct BalanceChange {
    MerchantId merchant{};
    bool used_up = false;

    bool operator==(const BalanceChange&) const = default;
};

// Rows as they are now, each to be written over the one with the same key.
struct Changes {
    std::vector<Line> lines{};
    std::vector<Period> periods{};
    std::vector<AgentRow> agents{};
    std::vector<Chat> chats{};
    std::vector<Usage> usage{};
    // Every merchant that a fact was priced from, also one that stayed as it was: its version says whether what was
    // priced counts still (MerchantRow::version).
    std::vector<MerchantRow> merchants{};
    std::vector<Package> packages{};
    std::vector<Overage> overage{};
    std::vector<BalanceChange> balances{};
};

class Memory;

class Books {
public:
    // Both outlive the books. `setup` may be changed between two calls.
    Books(const Setup& setup, Source& source);
    ~Books();

    // Facts that nothing is paid for give an empty Posted. An Epoch fact as well: what it takes back goes through
    // take_back(). malformed: see Errc.
    Result<Posted> apply(const v1::Fact& fact);

    // Takes back the latest fact that was not taken back yet: its rows as undo.hpp says, and the transfers that answer
    // its own.
    Result<std::vector<Transfer>> take_back(const Undo& undo, std::span<const ChainedTransfer> transfers);

    // Months before it are closed: what is posted for them counts in this one. None before the first call.
    void set_open_month(Month month);

    Changes take_changes();
    void settle();  // what take_changes() gave is committed: rows that are done with may leave the memory
    void forget();  // every row is read from the source again

private:
    std::unique_ptr<Memory> memory_;
};

}  // namespace yunke::ledger
