// The rows of rows.hpp in SQL: one RowTable for each, with its columns, how a row is written and how it is read. Used
// by the store (writes), the source (reads by key) and rebuild (reads all).
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/rows.hpp"
#include "dispatcher/ledger/sql_text.hpp"

namespace yunke::ledger {

template <class Row>
struct RowTable;

template <std::size_t size>
using Numbers = std::array<long long, size>;

template <class Number>
Number as(long long number) {
    return static_cast<Number>(number);
}

template <>
struct RowTable<Line> {
    static constexpr std::size_t numbers = 9;
    static constexpr std::string_view name = "ledger_line";
    static constexpr std::string_view key = "agent, period_ms, shift, term, merchant, card";
    static constexpr std::string_view columns = "agent, period_ms, shift, term, merchant, card, rate, quantity, posted";
    static void write(BulkInsert& to, const Line& r) {
        to.row(r.key.agent, r.key.period_ms, r.key.shift, r.key.term, r.key.merchant, r.key.card, r.rate, r.quantity,
               r.posted);
    }
    static Line read(const Numbers<numbers>& n) {
        return {.key = {.agent = as<AgentId>(n[0]),
                        .period_ms = n[1],
                        .shift = as<ShiftId>(n[2]),
                        .term = as<LineTerm>(n[3]),
                        .merchant = as<MerchantId>(n[4]),
                        .card = as<CardVersion>(n[5])},
                .rate = n[6],
                .quantity = n[7],
                .posted = n[8]};
    }
};

template <>
struct RowTable<Period> {
    static constexpr std::size_t numbers = 9;
    static constexpr std::string_view name = "ledger_period";
    static constexpr std::string_view key = "agent, period_ms, shift";
    static constexpr std::string_view columns =
        "agent, period_ms, shift, paid_ms, rest_paid_ms, rest_run_ms, rest_until_ms, earned_fen, ended_ms";
    static void write(BulkInsert& to, const Period& r) {
        to.row(r.key.agent, r.key.period_ms, r.key.shift, r.paid_ms, r.rest_paid_ms, r.rest_run_ms, r.rest_until_ms,
               r.earned_fen, r.ended_ms);
    }
    static Period read(const Numbers<numbers>& n) {
        return {.key = {.agent = as<AgentId>(n[0]), .period_ms = n[1], .shift = as<ShiftId>(n[2])},
                .paid_ms = n[3],
                .rest_paid_ms = n[4],
                .rest_run_ms = n[5],
                .rest_until_ms = n[6],
                .earned_fen = n[7],
                .ended_ms = n[8]};
    }
};

template <>
struct RowTable<AgentRow> {
    static constexpr std::size_t numbers = 8;
    static constexpr std::string_view name = "ledger_agent";
    static constexpr std::string_view key = "agent";
    static constexpr std::string_view columns =
        "agent, period_ms, shift, at_work, until_ms, waiting, training_month, training_ms";
    static void write(BulkInsert& to, const AgentRow& r) {
        to.row(r.agent, r.period_ms, r.shift, r.at_work, r.until_ms, r.waiting, r.training_month, r.training_ms);
    }
    static AgentRow read(const Numbers<numbers>& n) {
        return {.agent = as<AgentId>(n[0]),
                .period_ms = n[1],
                .shift = as<ShiftId>(n[2]),
                .at_work = n[3] != 0,
                .until_ms = n[4],
                .waiting = as<std::uint32_t>(n[5]),
                .training_month = as<std::int32_t>(n[6]),
                .training_ms = n[7]};
    }
};

template <>
struct RowTable<Package> {
    static constexpr std::size_t numbers = 17;
    static constexpr std::string_view name = "ledger_package";
    static constexpr std::string_view key = "id";
    static constexpr std::string_view columns =
        "id, merchant, plan, price_fen, vat_bp, by_invoice, sold_ms, expires_ms, issued_ms, available_ms, held_ms, "
        "consumed_ms, expired_ms, refunded_ms, recognised_fen, vat_fen, refunded_fen";
    static void write(BulkInsert& to, const Package& r) {
        to.row(r.id, r.merchant, r.plan, r.price_fen, r.vat_bp, r.by_invoice, r.sold_ms, r.expires_ms, r.issued_ms,
               r.available_ms, r.held_ms, r.consumed_ms, r.expired_ms, r.refunded_ms, r.recognised_fen, r.vat_fen,
               r.refunded_fen);
    }
    static Package read(const Numbers<numbers>& n) {
        return {.id = as<PackageId>(n[0]),
                .merchant = as<MerchantId>(n[1]),
                .plan = as<std::uint32_t>(n[2]),
                .price_fen = n[3],
                .vat_bp = as<std::uint32_t>(n[4]),
                .by_invoice = n[5] != 0,
                .sold_ms = n[6],
                .expires_ms = n[7],
                .issued_ms = n[8],
                .available_ms = n[9],
                .held_ms = n[10],
                .consumed_ms = n[11],
                .expired_ms = n[12],
                .refunded_ms = n[13],
                .recognised_fen = n[14],
                .vat_fen = n[15],
                .refunded_fen = n[16]};
    }
};

template <>
struct RowTable<Overage> {
    static constexpr std::size_t numbers = 7;
    static constexpr std::string_view name = "ledger_overage";
    static constexpr std::string_view key = "merchant, terms, vat_bp";
    static constexpr std::string_view columns = "merchant, terms, vat_bp, rate, ms, posted_fen, vat_fen";
    static void write(BulkInsert& to, const Overage& r) {
        to.row(r.key.merchant, r.key.terms, r.key.vat_bp, r.rate, r.ms, r.posted_fen, r.vat_fen);
    }
    static Overage read(const Numbers<numbers>& n) {
        return {.key = {.merchant = as<MerchantId>(n[0]),
                        .terms = as<std::uint32_t>(n[1]),
                        .vat_bp = as<std::uint32_t>(n[2])},
                .rate = n[3],
                .ms = n[4],
                .posted_fen = n[5],
                .vat_fen = n[6]};
    }
};

template <>
struct RowTable<MerchantRow> {
    static constexpr std::size_t numbers = 8;
    static constexpr std::string_view name = "ledger_merchant";
    static constexpr std::string_view key = "merchant";
    static constexpr std::string_view columns =
        "merchant, version, packages_sold, spare_fen, gifts_unfunded, alert_base_ms, alerts_told, used_up";
    static void write(BulkInsert& to, const MerchantRow& r) {
        to.row(r.merchant, r.version, r.packages_sold, r.spare_fen, r.gifts_unfunded, r.alert_base_ms, r.alerts_told,
               r.used_up);
    }
    static MerchantRow read(const Numbers<numbers>& n) {
        return {.merchant = as<MerchantId>(n[0]),
                .version = as<std::uint64_t>(n[1]),
                .packages_sold = as<std::uint32_t>(n[2]),
                .spare_fen = n[3],
                .gifts_unfunded = as<std::uint32_t>(n[4]),
                .alert_base_ms = n[5],
                .alerts_told = as<std::uint32_t>(n[6]),
                .used_up = n[7] != 0};
    }
};

template <>
struct RowTable<Usage> {
    static constexpr std::size_t numbers = 11;
    static constexpr std::string_view name = "ledger_usage";
    static constexpr std::string_view key = "day, shop, queue, agent";
    static constexpr std::string_view columns =
        "day, shop, queue, agent, handling_ms, hold_ms, wrap_up_ms, help_ms, wrap_up_over_ms, grace_ms, resolved";
    static void write(BulkInsert& to, const Usage& r) {
        to.row(r.key.day, r.key.shop, r.key.queue, r.key.agent, r.ms[0], r.ms[1], r.ms[2], r.ms[3], r.ms[4], r.ms[5],
               r.resolved);
    }
    static Usage read(const Numbers<numbers>& n) {
        return {.key = {.day = as<Day>(n[0]),
                        .shop = as<ShopId>(n[1]),
                        .queue = as<QueueId>(n[2]),
                        .agent = as<AgentId>(n[3])},
                .ms = {n[4], n[5], n[6], n[7], n[8], n[9]},
                .resolved = as<std::uint32_t>(n[10])};
    }
};

// "ON CONFLICT (key) DO UPDATE SET every other column = what was to be inserted".
template <class Row>
std::string overwrite() {
    std::string tail = " ON CONFLICT (" + std::string(RowTable<Row>::key) + ") DO UPDATE SET ";
    std::string_view rest = RowTable<Row>::columns;
    rest.remove_prefix(RowTable<Row>::key.size() + 2);
    bool first = true;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(", "), rest.size());
        const std::string column(rest.substr(0, end));
        tail.append(first ? "" : ", ").append(column).append(" = excluded.").append(column);
        first = false;
        rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    return tail;
}

template <class Row>
std::string insert_head() {
    return "INSERT INTO " + std::string(RowTable<Row>::name) + " (" + std::string(RowTable<Row>::columns) + ") VALUES ";
}

// Rows for which `condition` holds, in the order of the key.
template <class Row>
std::vector<Row> select(soci::session& session, const std::string& condition) {
    std::vector<Row> rows;
    const std::string query = "SELECT " + std::string(RowTable<Row>::columns) + " FROM " +
                              std::string(RowTable<Row>::name) + " WHERE " + condition + " ORDER BY " +
                              std::string(RowTable<Row>::key);
    for_each<RowTable<Row>::numbers, 0>(
        session, query, [&](const Numbers<RowTable<Row>::numbers>& n) { rows.push_back(RowTable<Row>::read(n)); });
    return rows;
}

// "PACKAGE-MS PACKAGE-MS", as a chat's holds are stored. nullopt: not what holds_text() writes.
std::string holds_text(const std::vector<Hold>& holds);
std::optional<std::vector<Hold>> parse_holds(std::string_view text);

}  // namespace yunke::ledger
