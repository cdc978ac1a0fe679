#include "dispatcher/ledger/rebuild.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <set>

#include "dispatcher/ledger/fact_order.hpp"
#include "dispatcher/ledger/limits.hpp"
#include "dispatcher/ledger/rebuild_compare.hpp"

namespace yunke::ledger {
namespace {

std::string words(const Account& account) {
    return std::string(account_name(account.kind)) + " " + std::to_string(account.owner);
}

std::string words(const Transfer& transfer) {
    return words(transfer.debit) + " to " + words(transfer.credit) + " " + std::to_string(transfer.amount) + " for " +
           transfer.line;
}

// ---- transfers -----------------------------------------------------------------------------------------------------

// Walks a stored chain beside the one that comes out anew, fact by fact: a fact that differs is told once, and the next
// one is compared again.
class ChainCompare {
public:
    ChainCompare(Store& store, ChainKey key) : store_(store), key_(std::move(key)) {}

    Result<void> compare(FactId fact, const std::vector<Transfer>& anew, RebuildReport& report) {
        std::vector<Transfer> stored;
        while (true) {
            if (page_.empty()) {
                if (auto done = load(); !done) return done;
            }
            if (page_.empty() || page_.front().origin.fact != fact) break;
            stored.push_back(std::move(page_.front().transfer));
            page_.pop_front();
        }
        report.transfers += stored.size();
        for (std::size_t i = 0; i < std::max(stored.size(), anew.size()); ++i) {
            if (i < stored.size() && i < anew.size() && stored[i] == anew[i]) continue;
            tell(report, "Fact " + key_.pool + " " + text_of(fact) + ": posted " +
                             (i < stored.size() ? words(stored[i]) : "nothing") + "; anew " +
                             (i < anew.size() ? words(anew[i]) : "nothing") + ".");
        }
        return {};
    }

    Result<void> end(RebuildReport& report) {
        if (page_.empty()) {
            if (auto done = load(); !done) return done;
        }
        if (!page_.empty())
            tell(report, "Chain " + text_of(key_) + ": transfer " + std::to_string(page_.front().sequence) +
                             " belongs to no fact that is stored.");
        return {};
    }

private:
    Result<void> load() {
        auto page = store_.transfers_after(key_, read_, limits::page_rows);
        if (!page) return std::unexpected(page.error());
        if (!page->empty()) read_ = page->back().sequence;
        for (PostedTransfer& row : *page)
            page_.push_back(std::move(row));
        return {};
    }

    Store& store_;
    ChainKey key_;
    std::deque<PostedTransfer> page_;
    std::uint64_t read_ = 0;
};

// ---- one pool ------------------------------------------------------------------------------------------------------

class PoolRebuild {
public:
    PoolRebuild(Store& store, const Setup& setup, RebuiltRows& rows, std::string pool)
        : store_(store),
          rows_(rows),
          pool_(std::move(pool)),
          source_(rows, pool_),
          books_(setup, source_),
          cny_(store, chain_of(pool_, Ledger::cny)),
          time_(store, chain_of(pool_, Ledger::time)) {}

    // Facts that will be taken back keep how; others need not.
    Result<void> begin() {
        const auto reversed = store_.reversed(pool_);
        if (!reversed) return std::unexpected(reversed.error());
        for (const auto& [fact, by] : *reversed)
            doomed_.insert(fact);
        return {};
    }

    void close(Month month) { books_.set_open_month(next(month)); }

    // The facts of one transaction: up to `last`.
    Result<void> run(FactId last, RebuildReport& report) {
        books_.forget();  // offices and other pools wrote meanwhile
        while (at_ < last) {
            const auto page = store_.facts_after(pool_, at_, limits::page_rows);
            if (!page) return std::unexpected(page.error());
            if (page->empty()) {
                tell(report, "Pool " + pool_ + ": facts up to " + text_of(last) + " are missing.");
                return {};
            }
            for (const StoredFact& fact : *page) {
                if (fact.id > last) break;
                if (auto done = price(fact, report); !done) return done;
                at_ = fact.id;
            }
        }
        rows_.write(pool_, books_.take_changes());
        books_.settle();
        return {};
    }

    Result<void> end(RebuildReport& report) {
        if (auto done = cny_.end(report); !done) return done;
        return time_.end(report);
    }

private:
    Result<void> price(const StoredFact& stored, RebuildReport& report) {
        v1::Fact fact;
        if (!fact.ParseFromString(stored.body)) {
            tell(report, "Fact " + pool_ + " " + text_of(stored.id) + " cannot be read.");
            return {};
        }
        std::vector<Transfer> transfers;
        if (fact.has_epoch()) {
            if (auto done = take_back(fact.epoch(), transfers); !done) return done;
        }
        auto posted = books_.apply(fact);
        if (!posted) {
            tell(report, "Fact " + pool_ + " " + text_of(stored.id) + ": " + posted.error().what);
            return {};
        }
        std::ranges::move(posted->transfers, std::back_inserter(transfers));
        ++report.facts;
        std::vector<Transfer> cny, time;
        for (const Transfer& transfer : transfers)
            (transfer.ledger == Ledger::cny ? cny : time).push_back(transfer);
        remember(stored.id, std::move(posted->undo), cny, time);
        if (auto done = cny_.compare(stored.id, cny, report); !done) return done;
        return time_.compare(stored.id, time, report);
    }

    void remember(FactId id, Undo undo, const std::vector<Transfer>& cny, const std::vector<Transfer>& time) {
        if (doomed_.contains(id)) {
            Kept kept{.id = id, .undo = std::move(undo), .transfers = {}};
            std::int64_t sequence = cny_sequence_;
            for (const Transfer& transfer : cny) {
                ++sequence;
                if (transfer.reverses == 0) kept.transfers.push_back({sequence, transfer});
            }
            sequence = time_sequence_;
            for (const Transfer& transfer : time) {
                ++sequence;
                if (transfer.reverses == 0) kept.transfers.push_back({sequence, transfer});
            }
            kept_.push_back(std::move(kept));
        }
        cny_sequence_ += static_cast<std::int64_t>(cny.size());
        time_sequence_ += static_cast<std::int64_t>(time.size());
    }

    Result<void> take_back(const v1::EpochFact& epoch, std::vector<Transfer>& transfers) {
        while (!kept_.empty() && kept_.back().id > FactId{epoch.old(), epoch.last()}) {
            auto answers = books_.take_back(kept_.back().undo, kept_.back().transfers);
            if (!answers) return std::unexpected(answers.error());
            std::ranges::move(*answers, std::back_inserter(transfers));
            kept_.pop_back();
        }
        return {};
    }

    struct Kept {
        FactId id;
        Undo undo;
        std::vector<ChainedTransfer> transfers;
    };

    Store& store_;
    RebuiltRows& rows_;
    std::string pool_;
    RebuiltSource source_;
    Books books_;
    ChainCompare cny_, time_;
    std::int64_t cny_sequence_ = 0, time_sequence_ = 0;
    std::set<FactId> doomed_;
    std::vector<Kept> kept_;  // in order
    FactId at_;
};

// ---- all -----------------------------------------------------------------------------------------------------------

class Rebuild {
public:
    Rebuild(Store& store, const Setup& setup) : store_(store), setup_(setup) {}

    Result<RebuildReport> run() {
        if (auto done = read_office(); !done) return std::unexpected(done.error());
        std::uint64_t after = 0;
        while (true) {
            const auto page = store_.batches_after(after, limits::page_rows);
            if (!page) return std::unexpected(page.error());
            if (page->empty()) break;
            for (const BatchMark& mark : *page) {
                book_office(mark.number - 1);
                if (auto done = run(mark); !done) return std::unexpected(done.error());
            }
            after = page->back().number;
        }
        book_office(after);
        if (auto done = compare(); !done) return std::unexpected(done.error());
        return report_;
    }

private:
    Result<void> read_office() {
        while (true) {
            auto page = store_.office_after(office_.empty() ? 0 : office_.back().number, limits::page_rows);
            if (!page) return std::unexpected(page.error());
            if (page->empty()) break;
            std::ranges::move(*page, std::back_inserter(office_));
        }
        auto closed = store_.closed_months();
        if (!closed) return std::unexpected(closed.error());
        closed_ = std::move(*closed);
        return {};
    }

    // Entries that stand behind transaction `batch` or before.
    void book_office(std::uint64_t batch) {
        for (; booked_ < office_.size() && office_[booked_].after_batch <= batch; ++booked_) {
            rows_.add(office_[booked_].changes);
            const auto closed = std::ranges::find(closed_, office_[booked_].number,
                                                  [](const auto& month_by) { return month_by.second; });
            if (closed == closed_.end()) continue;
            month_ = closed->first;
            for (const auto& [name, pool] : pools_)
                pool->close(*month_);
        }
    }

    Result<void> run(const BatchMark& mark) {
        auto& pool = pools_[mark.pool];
        if (!pool) {
            pool = std::make_unique<PoolRebuild>(store_, setup_, rows_, mark.pool);
            if (auto done = pool->begin(); !done) return done;
            if (month_) pool->close(*month_);
        }
        return pool->run(mark.last, report_);
    }

    Result<void> compare() {
        for (const auto& [name, pool] : pools_) {
            if (auto done = pool->end(report_); !done) return done;
            if (auto done = compare_chats(store_, rows_, name, report_); !done) return done;
        }
        if (auto done = compare_people(store_, rows_, report_); !done) return done;
        return compare_merchants(store_, rows_, report_);
    }

    Store& store_;
    const Setup& setup_;
    RebuiltRows rows_;
    std::map<std::string, std::unique_ptr<PoolRebuild>> pools_;
    std::vector<OfficeEntry> office_;
    std::size_t booked_ = 0;
    std::vector<std::pair<Month, std::uint64_t>> closed_;
    std::optional<Month> month_;
    RebuildReport report_;
};

}  // namespace

Result<RebuildReport> rebuild(Store& store, const Setup& setup) {
    return Rebuild(store, setup).run();
}

}  // namespace yunke::ledger
