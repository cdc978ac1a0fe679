#include "dispatcher/ledger/desk/merchant_desk.hpp"

#include <algorithm>

#include "dispatcher/ledger/desk/merchant_rows.hpp"

namespace yunke::ledger {
namespace {

Result<void> check_known(const DeskSetup& setup, MerchantId merchant) {
    const auto is_it = [&](const auto& named) { return named.second == raw(merchant); };
    if (setup.names.merchants && std::ranges::any_of(*setup.names.merchants, is_it)) return {};
    return unknown("there is no merchant " + std::to_string(raw(merchant)) +
                   "; `yunkectl merchant list` shows which there are");
}

Month month_now(const Turn& turn, const DeskSetup& setup) {
    return month_of(turn.at_ms(), setup.setup.utc_offset_minutes);
}

const Package* find(const Merchant& merchant, PackageId id) {
    const auto at = std::ranges::find(merchant.packages, id, &Package::id);
    return at == merchant.packages.end() || at->issued_ms == 0 ? nullptr : &*at;
}

Result<Refunded> refund_in(Turn& turn, const DeskSetup& setup, PackageId id, Ms ms) {
    const auto before = lock_merchant(turn, merchant_of(id));
    if (!before) return std::unexpected(before.error());
    const Package* package = find(*before, id);
    if (package == nullptr) return unknown("there is no package " + std::to_string(raw(id)));
    if (package->expires_ms <= turn.at_ms()) {
        return refused("package " + std::to_string(raw(id)) + " expired on " +
                       text_of(setup.setup.day_at(package->expires_ms)) + "; what is left of it is not given back");
    }
    Merchant after = *before;
    Step step = turn.step(month_now(turn, setup));
    const auto fen = refund_unused(after, setup.setup, id, ms, step);
    if (!fen) return std::unexpected(fen.error());
    const auto number = write_merchant(
        turn, "refund", "package=" + std::to_string(raw(id)) + " ms=" + std::to_string(ms), *before, after, step);
    if (!number) return std::unexpected(number.error());
    return Refunded{.entry = *number, .fen = *fen, .ms = ms, .package = *find(after, id)};
}

// entry 0: nothing of this merchant had expired.
Result<ExpiredTime> expire_in(Turn& turn, const DeskSetup& setup, MerchantId id) {
    const auto before = lock_merchant(turn, id);
    if (!before) return std::unexpected(before.error());
    Merchant after = *before;
    Step step = turn.step(month_now(turn, setup));
    if (!expiry_run(after, setup.setup, step)) return ExpiredTime{};
    ExpiredTime expired{.merchant = id, .used_up = after.row.used_up};
    for (const Transfer& moved : step.transfers)
        expired.ms += moved.credit.kind == AccountKind::expired ? moved.amount : 0;
    const auto number = write_merchant(turn, "expiry", "merchant=" + std::to_string(raw(id)), *before, after, step);
    if (!number) return std::unexpected(number.error());
    expired.entry = *number;
    return expired;
}

}  // namespace

Result<Sold> MerchantDesk::top_up(const Booker& by, MerchantId merchant, std::string_view plan) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    if (auto known = check_known(*setup, merchant); !known) return std::unexpected(known.error());
    return book(desk_, by, [&](Turn& turn) -> Result<Sold> {
        const auto before = lock_merchant(turn, merchant);
        if (!before) return std::unexpected(before.error());
        Merchant after = *before;
        Step step = turn.step(month_now(turn, *setup));
        const auto id = ledger::top_up(after, setup->setup, plan, step);
        if (!id) return std::unexpected(id.error());
        const auto number =
            write_merchant(turn, "top_up", "merchant=" + std::to_string(raw(merchant)) + " plan=" + std::string(plan),
                           *before, after, step);
        if (!number) return std::unexpected(number.error());
        return Sold{.entry = *number, .package = *find(after, *id)};
    });
}

Result<Refunded> MerchantDesk::refund(const Booker& by, PackageId package, Ms ms) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    if (auto known = check_known(*setup, merchant_of(package)); !known)
        return unknown("there is no package " + std::to_string(raw(package)));
    return book(desk_, by, [&](Turn& turn) { return refund_in(turn, *setup, package, ms); });
}

Result<std::vector<ExpiredTime>> MerchantDesk::expire(const Booker& by) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    std::vector<MerchantId> due;
    const auto read = ask(desk_.store().database(), sql::Around::nothing, [&](soci::session& session) -> Result<void> {
        for_each<1, 0>(session,
                       "SELECT DISTINCT merchant FROM ledger_package WHERE available_ms > 0 AND expires_ms <= " +
                           literal(by.at_ms) + " ORDER BY merchant",
                       [&](const auto& n) { due.push_back(as<MerchantId>(n[0])); });
        return {};
    });
    if (!read) return std::unexpected(read.error());
    std::vector<ExpiredTime> all;
    for (const MerchantId merchant : due) {
        const auto expired = book(desk_, by, [&](Turn& turn) { return expire_in(turn, *setup, merchant); });
        if (!expired) return std::unexpected(expired.error());
        if (expired->entry != 0) all.push_back(*expired);
    }
    return all;
}

Result<std::uint64_t> MerchantDesk::set_aside(const Booker& by, MerchantId merchant, Fen fen) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    if (auto known = check_known(*setup, merchant); !known) return std::unexpected(known.error());
    if (fen == 0) return refused("nothing is to be set aside; name an amount other than 0");
    return book(desk_, by, [&](Turn& turn) -> Result<std::uint64_t> {
        const auto before = lock_merchant(turn, merchant);
        if (!before) return std::unexpected(before.error());
        Merchant after = *before;
        Step step = turn.step(month_now(turn, *setup));
        if (auto done = ledger::set_aside(after, fen, step); !done) return std::unexpected(done.error());
        return write_merchant(turn, "set_aside",
                              "merchant=" + std::to_string(raw(merchant)) + " fen=" + std::to_string(fen), *before,
                              after, step);
    });
}

Result<std::vector<Package>> MerchantDesk::packages(MerchantId merchant) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    if (auto known = check_known(*setup, merchant); !known) return std::unexpected(known.error());
    auto found = desk_.store().source({})->merchant(merchant);
    if (!found) return std::unexpected(found.error());
    std::erase_if(found->packages, [](const Package& package) { return package.issued_ms == 0; });
    return std::move(found->packages);
}

}  // namespace yunke::ledger
