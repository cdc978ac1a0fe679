#include "dispatcher/ledger/desk/merchant_rows.hpp"

#include <algorithm>
#include <array>

namespace yunke::ledger {
namespace {

constexpr std::array package_counts{
    &Package::price_fen,  &Package::issued_ms,   &Package::available_ms,   &Package::held_ms, &Package::consumed_ms,
    &Package::expired_ms, &Package::refunded_ms, &Package::recognised_fen, &Package::vat_fen, &Package::refunded_fen};

// After minus before, as Undo has it.
Package minus(Package after, const Package& before) {
    for (const auto count : package_counts)
        after.*count -= before.*count;
    return after;
}

}  // namespace

Result<Merchant> lock_merchant(Turn& turn, MerchantId id) {
    BulkInsert lock(insert_head<MerchantRow>(),
                    " ON CONFLICT (merchant) DO UPDATE SET version = ledger_merchant.version");
    RowTable<MerchantRow>::write(lock, {.merchant = id});
    turn.run("lock merchant", lock);
    return turn.store().source({})->merchant(id);
}

Result<std::uint64_t> write_merchant(Turn& turn, const std::string& kind, const std::string& body,
                                     const Merchant& before, const Merchant& after, const Step& step) {
    OfficeWrite entry{.kind = kind, .body = body, .merchants = {after.row}};
    for (const Package& package : after.packages) {
        const auto known = std::ranges::find(before.packages, package.id, &Package::id);
        if (known != before.packages.end() && *known == package) continue;
        entry.packages.push_back(package);
        // The row of a sale that was taken back holds nothing but its number, and the number is sold again.
        const bool is_new = known == before.packages.end() || blank(*known);
        entry.changes.packages.push_back(is_new ? package : minus(package, *known));
    }
    entry.changes.merchants.push_back({before.row, after.row});
    ++entry.changes.merchants.back().after.version;
    const auto number = turn.write(std::move(entry), step);
    if (!number) return number;
    BulkInsert alerts(
        "INSERT INTO ledger_alert (merchant, percent, left_ms, at_ms, fact_epoch, fact_number, pool) VALUES ");
    for (const Alert& alert : step.alerts)
        alerts.row(alert.merchant, alert.percent, alert.left_ms, alert.at_ms, 0, 0, std::string_view());
    turn.run("alerts", alerts);
    return number;
}

}  // namespace yunke::ledger
