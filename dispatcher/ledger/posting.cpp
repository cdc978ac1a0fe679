#include "dispatcher/ledger/posting.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/ledger/limits.hpp"
#include "dispatcher/ledger/undo.hpp"

namespace yunke::ledger {
namespace {

std::unexpected<Error> fail(Errc code, std::string what) {
    return std::unexpected(Error{code, std::move(what)});
}

bool follows(FactId posted, const OrderedFact& fact) {
    if (fact.id.epoch == posted.epoch) return fact.id.number == posted.number + 1;
    return fact.id.epoch > posted.epoch && fact.fact.has_epoch() && fact.fact.epoch().last() <= posted.number;
}

}  // namespace

void SharedMerchants::wrote(const std::string& pool, MerchantId merchant) {
    latest_[merchant] = {pool, ++now_};
}

bool SharedMerchants::moved(const std::string& pool, MerchantId merchant, std::uint64_t then) const {
    const auto found = latest_.find(merchant);
    return found != latest_.end() && found->second.pool != pool && found->second.at > then;
}

// Passes on, and remembers which merchants the books have read, and when.
class Posting::TrackedSource final : public Source {
public:
    TrackedSource(std::unique_ptr<Source> source, const SharedMerchants& shared)
        : source_(std::move(source)), shared_(shared) {}

    Result<AgentRow> agent(AgentId id) override { return source_->agent(id); }
    Result<PeriodBook> period(const PeriodKey& key) override { return source_->period(key); }
    Result<Chat> chat(ConversationId id) override { return source_->chat(id); }
    Result<Usage> usage(const UsageKey& key) override { return source_->usage(key); }
    Result<Merchant> merchant(MerchantId id) override {
        read_at_[id] = shared_.now();
        return source_->merchant(id);
    }

    bool moved(const std::string& pool) const {
        return std::ranges::any_of(read_at_,
                                   [&](const auto& read) { return shared_.moved(pool, read.first, read.second); });
    }
    void forget() { read_at_.clear(); }

private:
    std::unique_ptr<Source> source_;
    const SharedMerchants& shared_;
    std::map<MerchantId, std::uint64_t> read_at_;
};

Posting::Posting(Store& store, const Setup& setup, SharedMerchants& shared, std::string pool)
    : store_(store),
      shared_(shared),
      pool_(std::move(pool)),
      source_(std::make_unique<TrackedSource>(store.source(pool_), shared)),
      books_(std::make_unique<Books>(setup, *source_)) {}

Posting::~Posting() = default;

void Posting::forget() {
    books_->forget();
    source_->forget();
}

Result<void> Posting::load() {
    forget();
    loaded_ = false;
    const auto cursor = store_.cursor(pool_);
    if (!cursor) return std::unexpected(cursor.error());
    const auto heads = store_.heads();
    if (!heads) return std::unexpected(heads.error());
    const auto closed = store_.closed_month();
    if (!closed) return std::unexpected(closed.error());
    cursor_ = *cursor;
    heads_.clear();
    for (const Ledger ledger : {Ledger::cny, Ledger::time}) {
        const auto key = chain_of(pool_, ledger);
        const auto found = heads->find(key);
        heads_[key] = found == heads->end() ? ChainHead{} : found->second;
    }
    closed_ = *closed;
    if (closed_) books_->set_open_month(next(*closed_));
    loaded_ = true;
    return {};
}

Result<Cursor> Posting::posted() {
    if (!loaded_) {
        if (auto done = load(); !done) return std::unexpected(done.error());
    }
    return cursor_;
}

Result<void> Posting::post(std::span<const OrderedFact> facts, PostingOutcome& outcome) {
    while (!facts.empty()) {
        const auto at = posted();
        if (!at) return std::unexpected(at.error());
        if (facts.front().id <= cursor_.fact) {
            facts = facts.subspan(1);
            continue;
        }
        const auto posted = post_some(facts, outcome);
        if (!posted) {
            loaded_ = false;
            return std::unexpected(posted.error());
        }
        facts = facts.subspan(*posted);
    }
    return {};
}

// One transaction: up to batch_max_ facts, and none behind an Epoch fact's beginning but its own epoch's. How many.
Result<std::size_t> Posting::post_some(std::span<const OrderedFact> facts, PostingOutcome& outcome) {
    std::size_t count = 1;
    while (count < facts.size() && count < batch_max_ && !facts[count].fact.has_epoch())
        ++count;
    for (int tries = 0; tries < limits::anew_max; ++tries) {
        if (source_->moved(pool_)) forget();
        Batch batch;
        batch.pool = pool_;
        batch.from = cursor_;
        batch.to = cursor_;
        batch.closed = closed_;
        const auto priced = price(facts.first(count), batch);
        if (!priced) return std::unexpected(priced.error());
        const auto ended = write(batch, *priced, outcome);
        if (!ended) return std::unexpected(ended.error());
        if (*ended == Ended::committed) return *priced;
    }
    return fail(Errc::away, "Office entries changed the merchants of this batch again and again; it waits.");
}

// Prices facts into the batch: all of them, or those before one that cannot be. How many.
Result<std::size_t> Posting::price(std::span<const OrderedFact> facts, Batch& batch) {
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const OrderedFact& fact = facts[i];
        if (!follows(batch.to.fact, fact))
            return fail(Errc::refused, "Fact " + text_of(fact.id) + " does not follow " + text_of(batch.to.fact) + ".");
        if (fact.fact.has_epoch()) {
            if (auto done = take_back(fact, batch); !done) return std::unexpected(done.error());
        }
        auto posted = books_->apply(fact.fact);
        if (!posted && posted.error().code == Errc::malformed && i > 0) return i;
        if (!posted) {
            posted.error().what = "Fact " + text_of(fact.id) + ": " + posted.error().what;
            return std::unexpected(posted.error());
        }
        batch.to.fact = fact.id;
        batch.to.facts_hash = link(batch.to.facts_hash, fact.id, fact.body);
        batch.facts.push_back({fact.id, fact.body});
        batch.undos.emplace_back(fact.id, write_undo(posted->undo));
        for (const Alert& alert : posted->alerts)
            batch.alerts.push_back({fact.id, alert});
        if (const auto& rated = fact.fact.rated(); fact.fact.has_rated() && rated.agent() != 0)
            batch.ratings.push_back({fact.id, AgentId{rated.agent()}, rated.stars(), rated.at_ms()});
        chain(batch, fact.id, std::move(posted->transfers));
    }
    return facts.size();
}

void Posting::chain(Batch& batch, FactId fact, std::vector<Transfer> transfers) {
    if (transfers.empty()) return;
    const Origin origin{.fact = fact, .office = 0, .tx = ++batch.to.tx};
    for (Transfer& transfer : transfers) {
        const ChainKey key = chain_of(pool_, transfer.ledger);
        const auto head = batch.heads.try_emplace(key, heads_.at(key)).first;
        batch.transfers.push_back(append(head->second, key, origin, std::move(transfer)));
    }
}

// What was posted and did not survive, latest first.
Result<void> Posting::take_back(const OrderedFact& epoch, Batch& batch) {
    const auto& said = epoch.fact.epoch();
    if (cursor_.fact.number <= said.last()) return {};
    auto doomed = store_.doomed(pool_, said.old(), said.last());
    if (!doomed) return std::unexpected(doomed.error());
    std::vector<Transfer> answers;
    for (const Store::Doomed& fact : *doomed) {
        if (!fact.undo)
            return fail(Errc::damaged, "Fact " + text_of(fact.id) +
                                           " did not survive, but how it is taken back is not kept any more.");
        const auto undo = read_undo(*fact.undo);
        if (!undo) return std::unexpected(undo.error());
        auto taken = books_->take_back(*undo, fact.transfers);
        if (!taken) return std::unexpected(taken.error());
        std::ranges::move(*taken, std::back_inserter(answers));
        batch.reversed.push_back(fact.id);
    }
    chain(batch, epoch.id, std::move(answers));
    return {};
}

Result<Posting::Ended> Posting::write(Batch& batch, std::size_t facts, PostingOutcome& outcome) {
    batch.changes = books_->take_changes();
    const auto written = store_.write(batch);
    if (!written) return std::unexpected(written.error());
    switch (*written) {
        case Written::committed:
            break;
        case Written::cursor_moved:
            return fail(Errc::refused, "Another ledger posts for pool " + pool_ + ".");
        case Written::merchant_moved:
            forget();
            return Ended::anew;
        case Written::month_closed: {
            if (auto done = load(); !done) return std::unexpected(done.error());
            return Ended::anew;
        }
    }
    books_->settle();
    cursor_ = batch.to;
    for (const auto& [key, head] : batch.heads)
        heads_[key] = head;
    for (const MerchantRow& merchant : batch.changes.merchants)
        shared_.wrote(pool_, merchant.merchant);
    outcome.facts += facts;
    outcome.transfers += batch.transfers.size();
    std::ranges::copy(batch.changes.balances, std::back_inserter(outcome.balances));
    std::ranges::copy(batch.reversed, std::back_inserter(outcome.reversed));
    std::ranges::transform(batch.alerts, std::back_inserter(outcome.alerts), &FactAlert::alert);
    outcome.epoch_began |= batch.facts.front().id.epoch != batch.from.fact.epoch;
    return Ended::committed;
}

}  // namespace yunke::ledger
