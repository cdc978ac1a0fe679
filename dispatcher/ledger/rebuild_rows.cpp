#include "dispatcher/ledger/rebuild_rows.hpp"

#include <array>

namespace yunke::ledger {
namespace {

constexpr std::array package_counts{
    &Package::price_fen,  &Package::issued_ms,   &Package::available_ms,   &Package::held_ms, &Package::consumed_ms,
    &Package::expired_ms, &Package::refunded_ms, &Package::recognised_fen, &Package::vat_fen, &Package::refunded_fen};

template <class Key, class Row>
Row found_or(const std::map<Key, Row>& rows, const Key& key, const Row& blank_row) {
    const auto found = rows.find(key);
    return found == rows.end() ? blank_row : found->second;
}

}  // namespace

void RebuiltRows::write(const std::string& pool, const Changes& changes) {
    for (const Line& row : changes.lines)
        lines[row.key] = row;
    for (const Period& row : changes.periods)
        periods[row.key] = row;
    for (const AgentRow& row : changes.agents)
        agents[row.agent] = row;
    for (const Chat& row : changes.chats)
        chats[{pool, row.conversation}] = row;
    for (const Usage& row : changes.usage)
        usage[row.key] = row;
    for (const MerchantRow& row : changes.merchants)
        merchants[row.merchant] = row;
    for (const Package& row : changes.packages)
        packages[row.id] = row;
    for (const Overage& row : changes.overage)
        overage[row.key] = row;
}

void RebuiltRows::add(const Undo& changes) {
    for (const Package& delta : changes.packages) {
        const auto [at, is_new] = packages.try_emplace(delta.id, delta);
        if (is_new) continue;
        for (const auto count : package_counts)
            at->second.*count += delta.*count;
    }
    for (const Overage& delta : changes.overage) {
        const auto [at, is_new] = overage.try_emplace(delta.key, delta);
        if (is_new) continue;
        at->second.ms += delta.ms;
        at->second.posted_fen += delta.posted_fen;
        at->second.vat_fen += delta.vat_fen;
    }
    for (const MerchantStep& step : changes.merchants) {
        MerchantRow& row =
            merchants.try_emplace(step.after.merchant, MerchantRow{.merchant = step.after.merchant}).first->second;
        ++row.version;
        row.packages_sold += step.after.packages_sold - step.before.packages_sold;
        row.spare_fen += step.after.spare_fen - step.before.spare_fen;
        row.gifts_unfunded += step.after.gifts_unfunded - step.before.gifts_unfunded;
        row.alert_base_ms = step.after.alert_base_ms;
        row.alerts_told = step.after.alerts_told;
        row.used_up = step.after.used_up;
    }
}

Result<AgentRow> RebuiltSource::agent(AgentId id) {
    return found_or(rows_.agents, id, AgentRow{.agent = id});
}

Result<PeriodBook> RebuiltSource::period(const PeriodKey& key) {
    PeriodBook book{.period = found_or(rows_.periods, key, Period{.key = key}), .lines = {}};
    const LineKey first{.agent = key.agent, .period_ms = key.period_ms, .shift = key.shift};
    for (auto at = rows_.lines.lower_bound(first); at != rows_.lines.end(); ++at) {
        const LineKey& line = at->first;
        if (PeriodKey{line.agent, line.period_ms, line.shift} != key) break;
        book.lines.push_back(at->second);
    }
    return book;
}

Result<Chat> RebuiltSource::chat(ConversationId id) {
    return found_or(rows_.chats, std::pair(pool_, id), Chat{.conversation = id});
}

Result<Merchant> RebuiltSource::merchant(MerchantId id) {
    Merchant merchant{.row = found_or(rows_.merchants, id, MerchantRow{.merchant = id}), .packages = {}, .overage = {}};
    const auto end = rows_.packages.lower_bound(package_id(MerchantId{raw(id) + 1}, 0));
    for (auto at = rows_.packages.lower_bound(package_id(id, 0)); at != end; ++at) {
        if (!blank(at->second)) merchant.packages.push_back(at->second);
    }
    for (auto at = rows_.overage.lower_bound({.merchant = id}); at != rows_.overage.end(); ++at) {
        if (at->first.merchant != id) break;
        merchant.overage.push_back(at->second);
    }
    return merchant;
}

Result<Usage> RebuiltSource::usage(const UsageKey& key) {
    return found_or(rows_.usage, key, Usage{.key = key});
}

}  // namespace yunke::ledger
