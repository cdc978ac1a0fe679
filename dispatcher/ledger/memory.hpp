// The rows that books have in memory: loaded from the source when a fact first needs them, changed by pricing, and
// remembered as they were before a fact (for its undo) and as changed since the last write (for the batch). A fact goes
// in two steps: load what it needs, which may fail and changes nothing; then begin(), price, finish(), which cannot.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "dispatcher/ledger/books.hpp"

namespace yunke::ledger {

// Rows of one kind. touch() asks for a row that was loaded, or that is known not to exist.
template <class Key, class Row>
class Table {
public:
    bool has(const Key& key) const { return entries_.contains(key); }
    void load(const Key& key, Row row) { entries_.try_emplace(key, Entry{std::move(row), false, false}); }
    const Row* find(const Key& key) const {
        const auto at = entries_.find(key);
        return at == entries_.end() ? nullptr : &at->second.row;
    }

    // For change: remembers what it was. `blank_row` is what it is if it was never there.
    Row& touch(const Key& key, Row blank_row) {
        const auto at = entries_.try_emplace(key, Entry{std::move(blank_row), false, false}).first;
        Entry& entry = at->second;
        if (!entry.in_fact) {
            entry.in_fact = true;
            touched_.push_back(key);
            before_.push_back(entry.row);
        }
        if (!entry.dirty) {
            entry.dirty = true;
            dirty_.push_back(key);
        }
        return entry.row;
    }

    // What the fact's rows were, in the order in which it touched them; those that it left as they were are not told.
    std::vector<Row> finish() {
        std::vector<Row> before;
        for (std::size_t i = 0; i < touched_.size(); ++i) {
            Entry& entry = entries_.at(touched_[i]);
            entry.in_fact = false;
            if (!(entry.row == before_[i])) before.push_back(std::move(before_[i]));
        }
        touched_.clear();
        before_.clear();
        return before;
    }

    std::vector<Row> take_dirty() {
        std::vector<Row> rows;
        rows.reserve(dirty_.size());
        for (const Key& key : dirty_) {
            Entry& entry = entries_.at(key);
            entry.dirty = false;
            rows.push_back(entry.row);
        }
        dirty_.clear();
        return rows;
    }

    // Rows that were written and are done with.
    template <class Done>
    void drop(Done done) {
        std::erase_if(entries_, [&](const auto& item) { return !item.second.dirty && done(item.second.row); });
    }
    template <class Visit>
    void each_from(const Key& first, Visit visit) const {
        for (auto at = entries_.lower_bound(first); at != entries_.end() && visit(at->second.row); ++at) {
        }
    }
    void clear() { *this = {}; }

private:
    struct Entry {
        Row row;
        bool in_fact = false;
        bool dirty = false;
    };
    std::map<Key, Entry> entries_;
    std::vector<Key> touched_;  // by this fact
    std::vector<Row> before_;
    std::vector<Key> dirty_;
};

class Memory {
public:
    Memory(const Setup& setup, Source& source) : setup_(setup), source_(source) {}

    const Setup& setup() const { return setup_; }
    Month open_month;  // earlier ones are closed

    Result<void> load_agent(AgentId id);
    Result<void> load_period(const PeriodKey& key);  // and its lines
    Result<void> load_chat(ConversationId id);
    // With the packages of which something is left, however many there were. Nothing for the platform.
    Result<void> load_merchant(MerchantId id);
    Result<void> load_package(PackageId id);  // also one of which nothing is left
    Result<void> load_usage(const UsageKey& key);
    Result<void> load_all(const Undo& undo);

    // Loaded rows, for change.
    AgentRow& agent(AgentId id) { return agents_.touch(id, {.agent = id}); }
    Period& period(const PeriodKey& key) { return periods_.touch(key, {.key = key}); }
    Line& line(const LineKey& key) { return lines_.touch(key, {.key = key}); }
    Chat& chat(ConversationId id) { return chats_.touch(id, {.conversation = id}); }
    Usage& usage(const UsageKey& key) { return usage_.touch(key, {.key = key}); }
    Merchant& merchant(MerchantId id);

    const AgentRow& agent_now(AgentId id) const { return *agents_.find(id); }
    std::vector<Line> lines_of(const PeriodKey& key) const;
    // Whether what a chat holds is of packages of this merchant; both are loaded.
    bool has_holds(ConversationId chat, MerchantId owner) const;
    std::vector<MerchantId> merchants_touched() const;

    Undo finish(Ms at_ms);
    // Sets the rows that are loaded as undo.hpp says. refused: see there; nothing was changed.
    Result<void> take_back(const Undo& undo);

    Changes take_changes();
    void settle();
    void forget();

private:
    struct MerchantEntry {
        Merchant merchant{};
        Merchant before{};  // this fact
        bool in_fact = false;
        bool asked = false;  // by a fact since the last changes taken, whether it changed anything or not
        bool dirty = false;
        bool told_used_up = false;          // as of the last changes taken
        std::vector<PackageId> packages{};  // changed since
        std::vector<OverageKey> overage{};
    };

    void finish(MerchantEntry& entry, Undo& undo);
    Result<void> check_taking_back(const Undo& undo) const;
    void take_back(const MerchantStep& step, Ms at_ms);

    const Setup& setup_;
    Source& source_;
    Table<AgentId, AgentRow> agents_;
    Table<PeriodKey, Period> periods_;
    Table<LineKey, Line> lines_;
    Table<ConversationId, Chat> chats_;
    Table<UsageKey, Usage> usage_;
    Day latest_day_{};  // of usage
    std::map<MerchantId, MerchantEntry> merchants_;
};

}  // namespace yunke::ledger
