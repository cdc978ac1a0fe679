#include "dispatcher/ledger/verify.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "dispatcher/ledger/fact_order.hpp"
#include "dispatcher/ledger/limits.hpp"
#include "dispatcher/ledger/verify_office.hpp"
#include "dispatcher/ledger/verify_sums.hpp"

namespace yunke::ledger {
namespace {

// Keeps the first sentence of each check.
class Faults {
public:
    explicit Faults(std::vector<std::string>& all) : all_(all) {}
    void first(bool& told, const std::string& sentence) {
        if (!std::exchange(told, true)) all_.push_back(sentence);
    }
    void add(const std::optional<std::string>& sentence) {
        if (sentence) all_.push_back(*sentence);
    }

private:
    std::vector<std::string>& all_;
};

// ---- chains --------------------------------------------------------------------------------------------------------

class ChainCheck {
public:
    ChainCheck(ChainKey key, Faults& faults) : key_(std::move(key)), faults_(faults) {}

    void look(const PostedTransfer& row) {
        const std::string name = "Transfer " + text_of(key_) + " " + std::to_string(row.sequence);
        if (row.sequence != head_.sequence + 1)
            faults_.first(gap_, name + " follows " + std::to_string(head_.sequence) + ": numbers are missing.");
        if (link(head_.hash, row) != row.hash) faults_.first(broken_, name + ": its hash is not that of what it says.");
        if (row.transfer.amount <= 0 || row.transfer.debit == row.transfer.credit)
            faults_.first(empty_, name + " moves nothing.");
        if (row.origin.tx < last_.tx || row.origin.fact < last_.fact || row.origin.office < last_.office)
            faults_.first(order_, name + " stands behind a later fact's.");
        // Below 0 it is in a pool's chain (PoolReversals), which only the office takes anything back of.
        if (row.transfer.reverses < 0 ? key_ != office_chain()
                                      : static_cast<std::uint64_t>(row.transfer.reverses) >= row.sequence)
            faults_.first(reverses_, name + " takes back one that does not come before it.");
        // What is stored counts: one changed row is told once.
        head_ = {row.sequence, row.hash};
        last_ = row.origin;
    }

    void end(const ChainHead& stored) {
        if (stored != head_)
            faults_.first(head_differs_, "The head of chain " + text_of(key_) + " is transfer " +
                                             std::to_string(stored.sequence) + ", but the chain ends with " +
                                             std::to_string(head_.sequence) + " or has another hash.");
    }

private:
    ChainKey key_;
    Faults& faults_;
    ChainHead head_;
    Origin last_;
    bool gap_ = false, broken_ = false, empty_ = false, order_ = false, reverses_ = false, head_differs_ = false;
};

Result<void> check_chain(Store& store, const ChainKey& key, const ChainHead& head, Sums& sums, PoolReversals& reversals,
                         VerifyReport& report, Faults& faults) {
    ChainCheck check(key, faults);
    std::uint64_t after = 0;
    while (true) {
        const auto page = store.transfers_after(key, after, limits::page_rows);
        if (!page) return std::unexpected(page.error());
        if (page->empty()) break;
        for (const PostedTransfer& row : *page) {
            check.look(row);
            sums.add(row);
            reversals.add(row);
            ++report.transfers;
        }
        after = page->back().sequence;
    }
    check.end(head);
    return {};
}

// ---- facts ---------------------------------------------------------------------------------------------------------

// A pool's facts: none missing, those that did not survive marked as such, and the cursor at their end. Sums the time
// in which agents had conversations in their hands.
class FactCheck {
public:
    FactCheck(std::string pool, const std::vector<std::pair<FactId, FactId>>& reversed, std::vector<BatchMark> marks,
              std::map<AgentId, Ms>& union_ms, Faults& faults)
        : pool_(std::move(pool)), marks_(std::move(marks)), union_ms_(union_ms), faults_(faults) {
        for (const auto& [fact, by] : reversed) {
            reversed_.insert(fact);
            reversed_numbers_.insert(fact.number);
        }
    }

    void look(const StoredFact& stored) {
        v1::Fact fact;
        const std::string name = "Fact " + pool_ + " " + text_of(stored.id);
        if (!fact.ParseFromString(stored.body)) faults_.first(unreadable_, name + " cannot be read.");
        const bool new_epoch = stored.id.epoch != last_.epoch;
        if (new_epoch) {
            if (!fact.has_epoch() || fact.epoch().last() + 1 != stored.id.number || fact.epoch().last() > last_.number)
                faults_.first(gap_, name + " begins an epoch, but does not follow " + text_of(last_) + ".");
            else
                take_back(fact.epoch());
        } else if (stored.id.number != last_.number + 1) {
            faults_.first(gap_, name + " follows " + text_of(last_) + ": facts are missing.");
        }
        last_ = stored.id;
        look_at_hash(stored);
        if (reversed_.contains(stored.id)) return;
        if (fact.has_work() && fact.work().units_size() > 0)
            union_ms_[AgentId{fact.work().agent()}] += fact.work().to_ms() - fact.work().from_ms();
    }

    void end(const Cursor& cursor) {
        if (cursor.facts_hash != hash_)
            faults_.first(broken_, "The facts of pool " + pool_ + " do not have the hash of its cursor.");
        if (cursor.fact != last_)
            faults_.first(cursor_, "Pool " + pool_ + " is posted up to " + text_of(cursor.fact) +
                                       ", but its facts end with " + text_of(last_) + ".");
    }

private:
    // Transactions keep the hash as of their end: the first that differs tells where.
    void look_at_hash(const StoredFact& stored) {
        hash_ = link(hash_, stored.id, stored.body);
        if (mark_ == marks_.size() || stored.id < marks_[mark_].last) return;
        const BatchMark& mark = marks_[mark_++];
        if (mark.last != stored.id)
            faults_.first(broken_, "Fact " + pool_ + " " + text_of(mark.last) + ", with which transaction " +
                                       std::to_string(mark.number) + " ended, is not there.");
        else if (mark.facts_hash != hash_)
            faults_.first(broken_, "A fact of pool " + pool_ + " from " + text_of(from_) + " to " + text_of(mark.last) +
                                       " is another than was posted: their hash differs.");
        from_ = mark.last;
    }

    // Everything behind `last` must be marked: the number of facts between tells.
    void take_back(const v1::EpochFact& epoch) {
        for (std::uint64_t number = epoch.last() + 1; number <= last_.number; ++number) {
            if (!reversed_numbers_.contains(number))
                faults_.first(unmarked_, "Fact number " + std::to_string(number) + " of pool " + pool_ +
                                             " did not survive, but was not taken back.");
        }
    }

    std::string pool_;
    std::vector<BatchMark> marks_;
    std::map<AgentId, Ms>& union_ms_;
    Faults& faults_;
    std::set<FactId> reversed_;
    std::set<std::uint64_t> reversed_numbers_;
    FactId last_, from_;
    runtime::Hash256 hash_;
    std::size_t mark_ = 0;
    bool broken_ = false, unreadable_ = false, gap_ = false, cursor_ = false, unmarked_ = false;
};

Result<std::vector<BatchMark>> marks_of(Store& store, const std::string& pool) {
    std::vector<BatchMark> marks;
    std::uint64_t after = 0;
    while (true) {
        const auto page = store.batches_after(after, limits::page_rows);
        if (!page) return std::unexpected(page.error());
        if (page->empty()) return marks;
        for (const BatchMark& mark : *page) {
            if (mark.pool == pool) marks.push_back(mark);
        }
        after = page->back().number;
    }
}

Result<void> check_facts(Store& store, const std::string& pool, const Cursor& cursor, std::map<AgentId, Ms>& union_ms,
                         VerifyReport& report, Faults& faults) {
    const auto reversed = store.reversed(pool);
    if (!reversed) return std::unexpected(reversed.error());
    auto marks = marks_of(store, pool);
    if (!marks) return std::unexpected(marks.error());
    FactCheck check(pool, *reversed, std::move(*marks), union_ms, faults);
    FactId after;
    while (true) {
        const auto page = store.facts_after(pool, after, limits::page_rows);
        if (!page) return std::unexpected(page.error());
        if (page->empty()) break;
        for (const StoredFact& fact : *page)
            check.look(fact);
        report.facts += page->size();
        after = page->back().id;
    }
    check.end(cursor);
    return {};
}

// ---- rows ----------------------------------------------------------------------------------------------------------

// Merchants' parts and the platform's together are the time in which the agent had conversations in her hands.
std::optional<std::string> wrong_shares(const std::vector<Usage>& usage, std::map<AgentId, Ms> union_ms) {
    for (const Usage& row : usage) {
        for (const Ms ms : row.ms)
            union_ms[row.key.agent] -= ms;
    }
    for (const auto& [agent, left] : union_ms) {
        if (left != 0)
            return "Agent " + std::to_string(raw(agent)) + ": shares and union differ by " + std::to_string(left) +
                   " ms.";
    }
    return std::nullopt;
}

Result<void> check_rows(Store& store, const Sums& sums, const std::map<AgentId, Ms>& union_ms, VerifyReport& report,
                        Faults& faults) {
    const auto lines = store.lines();
    if (!lines) return std::unexpected(lines.error());
    const auto packages = store.packages();
    if (!packages) return std::unexpected(packages.error());
    const auto overage = store.overage();
    if (!overage) return std::unexpected(overage.error());
    const auto usage = store.usage();
    if (!usage) return std::unexpected(usage.error());
    report.lines = lines->size();
    report.packages = packages->size();
    faults.add(wrong_line(sums, *lines));
    faults.add(wrong_package(sums, *packages));
    faults.add(wrong_overage(sums, *overage));
    faults.add(wrong_shares(*usage, union_ms));
    return {};
}

}  // namespace

Result<VerifyReport> verify(Store& store) {
    VerifyReport report;
    Faults faults(report.faults);
    const auto cursors = store.cursors();
    if (!cursors) return std::unexpected(cursors.error());
    auto heads = store.heads();
    if (!heads) return std::unexpected(heads.error());
    for (const auto& [pool, cursor] : *cursors) {
        heads->try_emplace(chain_of(pool, Ledger::cny));
        heads->try_emplace(chain_of(pool, Ledger::time));
    }
    heads->try_emplace(office_chain());
    Sums sums;
    PoolReversals reversals;
    for (const auto& [key, head] : *heads) {  // the office's, whose pool has no name, is the first
        if (auto done = check_chain(store, key, head, sums, reversals, report, faults); !done)
            return std::unexpected(done.error());
    }
    std::map<AgentId, Ms> union_ms;
    for (const auto& [pool, cursor] : *cursors) {
        if (auto done = check_facts(store, pool, cursor, union_ms, report, faults); !done)
            return std::unexpected(done.error());
    }
    faults.add(sums.unbalanced());
    faults.add(sums.negative());
    faults.add(reversals.wrong());
    const auto payouts = wrong_payout(store, sums);
    if (!payouts) return std::unexpected(payouts.error());
    faults.add(*payouts);
    const auto taxes = wrong_tax(store, sums);
    if (!taxes) return std::unexpected(taxes.error());
    faults.add(*taxes);
    if (auto done = check_rows(store, sums, union_ms, report, faults); !done) return std::unexpected(done.error());
    return report;
}

}  // namespace yunke::ledger
