#include "dispatcher/ledger/rebuild_compare.hpp"

#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

namespace yunke::ledger {
namespace {

template <class Key, class Row, class KeyOf>
void compare_rows(const char* table, std::map<Key, Row> anew, const Result<std::vector<Row>>& stored,
                  const KeyOf& key_of, const auto& name_of, RebuildReport& report) {
    for (const Row& row : *stored) {
        const auto found = anew.find(key_of(row));
        const bool same = found == anew.end() ? blank(row) : found->second == row;
        if (!same) tell(report, std::string(table) + " " + name_of(row) + " is not what comes out anew.");
        if (found != anew.end()) anew.erase(found);
    }
    for (const auto& [key, row] : anew) {
        if (!blank(row)) tell(report, std::string(table) + " " + name_of(row) + " comes out anew, but is not stored.");
    }
}

std::string numbers(std::initializer_list<std::int64_t> all) {
    std::string text;
    for (const auto one : all)
        text.append(text.empty() ? "" : "/").append(std::to_string(one));
    return text;
}

}  // namespace

void tell(RebuildReport& report, std::string sentence) {
    ++report.differences;
    if (report.told.size() < differences_told_max) report.told.push_back(std::move(sentence));
}

Result<void> compare_merchants(Store& store, const RebuiltRows& rows, RebuildReport& report) {
    const auto merchants = store.merchants();
    const auto packages = store.packages();
    const auto overage = store.overage();
    if (!merchants) return std::unexpected(merchants.error());
    if (!packages) return std::unexpected(packages.error());
    if (!overage) return std::unexpected(overage.error());
    compare_rows(
        "ledger_merchant", rows.merchants, merchants, [](const MerchantRow& r) { return r.merchant; },
        [](const MerchantRow& r) { return numbers({raw(r.merchant)}); }, report);
    compare_rows(
        "ledger_package", rows.packages, packages, [](const Package& r) { return r.id; },
        [](const Package& r) { return text_of(r.id); }, report);
    compare_rows(
        "ledger_overage", rows.overage, overage, [](const Overage& r) { return r.key; },
        [](const Overage& r) { return text_of(r.key); }, report);
    return {};
}

Result<void> compare_people(Store& store, const RebuiltRows& rows, RebuildReport& report) {
    const auto lines = store.lines();
    const auto periods = store.periods();
    const auto agents = store.agents();
    const auto usage = store.usage();
    if (!lines) return std::unexpected(lines.error());
    if (!periods) return std::unexpected(periods.error());
    if (!agents) return std::unexpected(agents.error());
    if (!usage) return std::unexpected(usage.error());
    compare_rows(
        "ledger_line", rows.lines, lines, [](const Line& r) { return r.key; },
        [](const Line& r) { return text_of(r.key); }, report);
    compare_rows(
        "ledger_period", rows.periods, periods, [](const Period& r) { return r.key; },
        [](const Period& r) { return numbers({raw(r.key.agent), r.key.period_ms, raw(r.key.shift)}); }, report);
    compare_rows(
        "ledger_agent", rows.agents, agents, [](const AgentRow& r) { return r.agent; },
        [](const AgentRow& r) { return numbers({raw(r.agent)}); }, report);
    compare_rows(
        "ledger_usage", rows.usage, usage, [](const Usage& r) { return r.key; },
        [](const Usage& r) {
            return text_of(r.key.day) + "/" + numbers({raw(r.key.shop), raw(r.key.queue), raw(r.key.agent)});
        },
        report);
    return {};
}

Result<void> compare_chats(Store& store, const RebuiltRows& rows, const std::string& pool, RebuildReport& report) {
    const auto chats = store.chats(pool);
    if (!chats) return std::unexpected(chats.error());
    std::map<ConversationId, Chat> anew;
    for (const auto& [key, chat] : rows.chats) {
        if (key.first == pool) anew.emplace(key.second, chat);
    }
    compare_rows(
        "ledger_chat", std::move(anew), chats, [](const Chat& r) { return r.conversation; },
        [&](const Chat& r) { return pool + "/" + std::to_string(raw(r.conversation)); }, report);
    return {};
}

}  // namespace yunke::ledger
