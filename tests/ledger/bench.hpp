// Books on a test's bench: facts go in one by one, rows are written to maps as the store would write them, and after
// each fact everything that must always hold is checked. Also short ways to write facts.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "dispatcher/ledger/books.hpp"

namespace yunke::ledger::testing {

// 2026-03-02, a Monday, 00:00 at +08:00.
inline constexpr Ms monday_ms = 1'772'380'800'000;
inline constexpr Ms minute_ms = 60'000;
inline constexpr Ms hour_ms = 3'600'000;
constexpr Ms clock_ms(Ms hours, Ms minutes = 0) {
    return monday_ms + hours * hour_ms + minutes * minute_ms;
}

inline constexpr MerchantId merchant_a{1}, merchant_b{2}, merchant_c{3};
// Shop 10 × n and queue 100 × n are merchant n's; shop 90 with queue 900 is nobody's.
constexpr std::uint32_t shop_of(MerchantId merchant) {
    return raw(merchant) * 10;
}
constexpr std::uint32_t queue_of(MerchantId merchant) {
    return raw(merchant) * 100;
}

using Unit = v1::WorkInterval::Unit;
using Kind = v1::WorkInterval::Kind;

Unit unit(std::uint64_t conversation, MerchantId merchant, Kind kind, Ms share_ms);
// Of a period outside of shifts that began at `period_ms`.
v1::Fact work(std::uint32_t agent, Ms period_ms, Ms from_ms, Ms to_ms, const std::vector<Unit>& units = {},
              v1::Presence presence = v1::AVAILABLE);
v1::Fact period_ended(std::uint32_t agent, Ms period_ms, Ms at_ms);
v1::Fact accepted(std::uint64_t conversation, MerchantId merchant, std::uint32_t agent, Ms at_ms);
v1::Fact handed_on(std::uint64_t conversation, MerchantId merchant, std::uint32_t agent, std::uint32_t to_agent,
                   Ms at_ms);
v1::Fact ended(std::uint64_t conversation, MerchantId merchant, std::uint32_t agent, Ms at_ms,
               v1::EndReason reason = v1::RESOLVED);

// Version `version`, from 2020 on.
RateCard card(std::uint32_t version, MerchantId merchant, const std::vector<std::pair<Term, std::int64_t>>& amounts);
// Shops and queues of three merchants; no cards.
Setup shops_of_three();

// What is stored.
struct Rows {
    std::map<LineKey, Line> lines;
    std::map<PeriodKey, Period> periods;
    std::map<AgentId, AgentRow> agents;
    std::map<ConversationId, Chat> chats;
    std::map<UsageKey, Usage> usage;
    std::map<MerchantId, MerchantRow> merchants;
    std::map<PackageId, Package> packages;
    std::map<OverageKey, Overage> overage;

    void write(const Changes& changes);
    Merchant merchant(MerchantId id) const;
    void put(const Merchant& merchant);
    Rows without_blanks() const;
    bool operator==(const Rows&) const = default;
};

using Balances = std::map<std::pair<Ledger, Account>, std::int64_t>;  // credits less debits; none is 0

class Bench : public Source {
public:
    explicit Bench(Setup configured = shops_of_three());

    // Must succeed.
    Posted apply(const v1::Fact& fact);
    Errc refused(const v1::Fact& fact);
    void apply_all(const std::vector<v1::Fact>& many);
    // Takes back the latest `count` facts, through their written undos.
    void take_back(std::size_t count);
    Errc taking_back_refused();

    // An office entry on a merchant.
    template <class Entry>
    void office(MerchantId id, Ms at_ms, Entry entry) {
        Merchant merchant = rows.merchant(id);
        Step step{.at_ms = at_ms, .month = month_of(at_ms, setup.utc_offset_minutes)};
        entry(merchant, step);
        conclude(merchant, setup.terms_at(id, setup.day_at(at_ms)), step);
        ++merchant.row.version;
        rows.put(merchant);
        chain(step.transfers);
        moved_.insert(id);
        books.forget();
        check();
    }
    PackageId top_up(MerchantId id, Ms ms, Fen price_fen, Ms expires_ms = monday_ms + 365 * 24 * hour_ms,
                     Ms at_ms = monday_ms, std::uint32_t vat_bp = 600);

    std::int64_t balance(AccountKind kind, std::uint64_t owner) const;
    Fen accrued(std::uint32_t agent) const { return balance(AccountKind::accrued, agent); }
    // Sums over an agent's lines of one term.
    Ms quantity(std::uint32_t agent, LineTerm term) const;
    Fen posted(std::uint32_t agent, LineTerm term) const;
    Ms used(MerchantId merchant, UseKind kind) const;
    const Package& package(PackageId id) const { return rows.packages.at(id); }

    Result<AgentRow> agent(AgentId id) override;
    Result<PeriodBook> period(const PeriodKey& key) override;
    Result<Chat> chat(ConversationId id) override;
    Result<Merchant> merchant(MerchantId id) override;
    Result<Usage> usage(const UsageKey& key) override;

    Setup setup;
    Rows rows;
    Books books;
    Balances balances;
    std::vector<ChainedTransfer> transfers;
    std::vector<Alert> alerts;
    std::vector<BalanceChange> told;
    bool away = false;             // the source cannot be asked
    std::size_t forget_every = 0;  // facts after which memory is emptied; 0 = never
    std::size_t facts = 0;

    // What must hold after every fact and entry.
    void check();

private:
    struct Done {
        std::string undo;
        std::size_t first_transfer = 0;
        std::size_t transfers = 0;
    };
    void chain(const std::vector<Transfer>& moved);
    void write();

    std::vector<Done> done_;
    std::set<MerchantId> moved_;  // merchants to check
};

}  // namespace yunke::ledger::testing
