#include "dispatcher/ledger/packages.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace yunke::ledger {
namespace {

constexpr std::array<std::uint32_t, 3> alert_percents{50, 20, 5};
constexpr std::int64_t bp_whole = 10'000;
constexpr Ms day_ms = 86'400'000;

// The tax contained in an amount.
Fen vat_in(Fen gross, std::uint32_t vat_bp) {
    return half_up_mul_div(gross, vat_bp, bp_whole + vat_bp);
}

Package& find(Merchant& merchant, PackageId id) {
    const auto at = std::ranges::find(merchant.packages, id, &Package::id);
    assert(at != merchant.packages.end());
    return *at;
}

// Revenue and the tax in it, from where the merchant's money lies or is owed.
struct Income {
    AccountKind from{};
    MerchantId merchant{};
    Fen gross = 0;
    Fen vat = 0;
};

void post_income(const Income& income, const std::string& line, std::uint32_t rule, Step& step) {
    const Account from = account(income.from, income.merchant);
    step.move(Ledger::cny, from, account(AccountKind::revenue, income.merchant), income.gross - income.vat, line, rule);
    step.move(Ledger::cny, from, account(AccountKind::output_vat, income.merchant), income.vat, line, rule);
}

void recognise(Package& package, Step& step) {
    const Ms used_ms = package.consumed_ms + package.expired_ms;
    const bool settled = used_ms + package.refunded_ms == package.issued_ms;
    const Fen gross = settled ? package.price_fen - package.refunded_fen
                              : floor_mul_div(package.price_fen, used_ms, package.issued_ms);
    const Fen vat = vat_in(gross, package.vat_bp);
    post_income({AccountKind::prepaid, package.merchant, gross - package.recognised_fen, vat - package.vat_fen},
                text_of(package.id), package.plan, step);
    package.recognised_fen = gross;
    package.vat_fen = vat;
}

void move_time(const Package& package, AccountKind from, AccountKind to, Ms ms, Step& step) {
    step.move(Ledger::time, account(from, package.id), account(to, package.id), ms, text_of(package.id), package.plan);
}

void take_hold(Package& package, Ms ms, Step& step) {
    package.available_ms -= ms;
    package.held_ms += ms;
    move_time(package, AccountKind::available, AccountKind::held, ms, step);
}

void spend(Package& package, Ms ms, Step& step) {
    package.held_ms -= ms;
    package.consumed_ms += ms;
    move_time(package, AccountKind::held, AccountKind::consumed, ms, step);
    recognise(package, step);
}

// Of those with available time the one that expires first, the lower id among equals; nullptr: nothing is available.
Package* oldest(Merchant& merchant, Ms at_ms) {
    Package* best = nullptr;
    for (Package& package : merchant.packages) {
        if (package.available_ms == 0 || package.expires_ms <= at_ms) continue;
        if (best == nullptr || package.expires_ms < best->expires_ms) best = &package;
    }
    return best;
}

// Of the chat's own slice; what remains to be found elsewhere.
Ms spend_slice(Merchant& merchant, Chat& chat, Ms ms, Step& step) {
    std::ranges::sort(chat.holds, {}, [&](const Hold& hold) {
        return std::pair(find(merchant, hold.package).expires_ms, hold.package);
    });
    for (Hold& hold : chat.holds) {
        const Ms part_ms = std::min(ms, hold.ms);
        if (part_ms == 0) continue;
        spend(find(merchant, hold.package), part_ms, step);
        hold.ms -= part_ms;
        ms -= part_ms;
    }
    std::erase_if(chat.holds, [](const Hold& hold) { return hold.ms == 0; });
    return ms;
}

// Of what is available; what remains to be found elsewhere.
Ms spend_available(Merchant& merchant, Ms ms, Ms from_ms, Step& step) {
    while (ms > 0) {
        Package* package = oldest(merchant, from_ms);
        if (package == nullptr) break;
        const Ms part_ms = std::min(ms, package->available_ms);
        take_hold(*package, part_ms, step);
        spend(*package, part_ms, step);
        ms -= part_ms;
    }
    return ms;
}

bool tops_up(const MerchantTerms* terms) {
    return terms != nullptr && terms->mode == OverageMode::top_up && terms->top_up_ms >= slice_ms;
}

void overuse(Merchant& merchant, const Consumption& use, Ms ms, Step& step) {
    const OverageKey key{merchant.row.merchant, use.terms == nullptr ? 0 : use.terms->version, use.vat_bp};
    auto at = std::ranges::lower_bound(merchant.overage, key, {}, &Overage::key);
    if (at == merchant.overage.end() || at->key != key) at = merchant.overage.insert(at, Overage{.key = key});
    at->rate = use.terms == nullptr ? 0 : use.terms->overage_rate;
    at->ms += ms;
    const Fen gross = pay_of(at->ms, at->rate);
    const Fen vat = vat_in(gross, key.vat_bp);
    step.move(Ledger::time, account(AccountKind::overage, key.merchant), account(AccountKind::over_used, key.merchant),
              ms, text_of(key), key.terms);
    post_income({AccountKind::receivable, key.merchant, gross - at->posted_fen, vat - at->vat_fen}, text_of(key),
                key.terms, step);
    at->posted_fen = gross;
    at->vat_fen = vat;
}

}  // namespace

void Step::move(Ledger ledger, Account debit, Account credit, std::int64_t amount, const std::string& line,
                std::uint32_t rule_version) {
    if (amount == 0) return;
    if (amount < 0) std::swap(debit, credit);
    transfers.push_back({.ledger = ledger,
                         .debit = debit,
                         .credit = credit,
                         .amount = amount < 0 ? -amount : amount,
                         .at_ms = at_ms,
                         .month = month,
                         .line = line,
                         .rule_version = rule_version});
}

void hold_slice(Merchant& merchant, Chat& chat, Ms from_ms, Step& step) {
    Ms missing_ms = slice_ms;
    for (const Hold& hold : chat.holds)
        missing_ms -= hold.ms;
    while (missing_ms > 0) {
        Package* package = oldest(merchant, from_ms);
        if (package == nullptr) return;
        const Ms part_ms = std::min(missing_ms, package->available_ms);
        take_hold(*package, part_ms, step);
        const auto at = std::ranges::find(chat.holds, package->id, &Hold::package);
        if (at == chat.holds.end()) {
            chat.holds.push_back({package->id, part_ms});
        } else {
            at->ms += part_ms;
        }
        missing_ms -= part_ms;
    }
}

void release(Merchant& merchant, Chat& chat, Step& step) {
    for (const Hold& hold : chat.holds) {
        Package& package = find(merchant, hold.package);
        package.held_ms -= hold.ms;
        package.available_ms += hold.ms;
        move_time(package, AccountKind::held, AccountKind::available, hold.ms, step);
    }
    chat.holds.clear();
}

void consume(Merchant& merchant, Chat& chat, const Consumption& use, Step& step) {
    Ms missing_ms = spend_slice(merchant, chat, use.share_ms, step);
    missing_ms = spend_available(merchant, missing_ms, use.from_ms, step);
    while (missing_ms > 0 && tops_up(use.terms)) {
        sell(merchant,
             {.plan = use.terms->version,
              .ms = use.terms->top_up_ms,
              .price_fen = use.terms->top_up_price_fen,
              .vat_bp = use.vat_bp,
              .expires_ms = step.at_ms + use.terms->top_up_days * day_ms,
              .paid_from = AccountKind::receivable},
             step);
        missing_ms = spend_available(merchant, missing_ms, use.from_ms, step);
    }
    if (missing_ms > 0) overuse(merchant, use, missing_ms, step);
    if (chat.in_hands) hold_slice(merchant, chat, use.from_ms, step);
}

void give(Merchant& merchant, FundId fund, Fen fen, std::uint32_t rule_version, Step& step) {
    if (merchant.row.spare_fen < fen) {
        ++merchant.row.gifts_unfunded;
        return;
    }
    merchant.row.spare_fen -= fen;
    step.move(Ledger::cny, account(AccountKind::prepaid, merchant.row.merchant), account(AccountKind::fund, fund), fen,
              gift_text(merchant.row.merchant, fund), rule_version);
}

PackageId sell(Merchant& merchant, const Sale& sale, Step& step) {
    assert(sale.ms > 0);
    const MerchantId owner = merchant.row.merchant;
    const Package package{.id = package_id(owner, ++merchant.row.packages_sold),
                          .merchant = owner,
                          .plan = sale.plan,
                          .price_fen = sale.price_fen,
                          .vat_bp = sale.vat_bp,
                          .by_invoice = sale.paid_from == AccountKind::receivable,
                          .sold_ms = step.at_ms,
                          .expires_ms = sale.expires_ms,
                          .issued_ms = sale.ms,
                          .available_ms = sale.ms};
    // A number may be used again after the sale that had it was taken back.
    const auto at = std::ranges::lower_bound(merchant.packages, package.id, {}, &Package::id);
    if (at != merchant.packages.end() && at->id == package.id) {
        *at = package;
    } else {
        merchant.packages.insert(at, package);
    }
    const Account from =
        sale.paid_from == AccountKind::receivable ? account(sale.paid_from, owner) : Account{sale.paid_from, 0};
    step.move(Ledger::cny, from, account(AccountKind::prepaid, owner), sale.price_fen, text_of(package.id), sale.plan);
    move_time(package, AccountKind::issued, AccountKind::available, sale.ms, step);
    merchant.row.alert_base_ms = left_ms(merchant, step.at_ms);
    merchant.row.alerts_told = 0;
    return package.id;
}

Sale sale_of(const Plan& plan, Ms at_ms, std::uint32_t vat_bp) {
    return {.plan = plan.version,
            .ms = plan.ms,
            .price_fen = plan.price_fen,
            .vat_bp = vat_bp,
            .expires_ms = at_ms + plan.days * day_ms};
}

Result<void> set_aside(Merchant& merchant, Fen fen, Step& step) {
    if (merchant.row.spare_fen + fen < 0) {
        return std::unexpected(Error{Errc::refused, "only " + yuan_text(merchant.row.spare_fen) +
                                                        " yuan are set aside; give back that or less"});
    }
    merchant.row.spare_fen += fen;
    step.move(Ledger::cny, Account{AccountKind::bank, 0}, account(AccountKind::prepaid, merchant.row.merchant), fen,
              gift_text(merchant.row.merchant, FundId{}), 0);
    return {};
}

Result<Fen> refund(Merchant& merchant, PackageId id, Ms ms, Step& step) {
    const auto at = std::ranges::find(merchant.packages, id, &Package::id);
    if (at == merchant.packages.end())
        return std::unexpected(Error{Errc::refused, "the merchant has no package " + std::to_string(raw(id))});
    Package& package = *at;
    if (ms <= 0 || ms > package.available_ms) {
        return std::unexpected(Error{Errc::refused, "of package " + std::to_string(raw(id)) + " " +
                                                        std::to_string(package.available_ms) +
                                                        " ms are available; refund that or less"});
    }
    package.available_ms -= ms;
    package.refunded_ms += ms;
    move_time(package, AccountKind::available, AccountKind::refunded, ms, step);
    const Fen back = floor_mul_div(package.price_fen, package.refunded_ms, package.issued_ms) - package.refunded_fen;
    package.refunded_fen += back;
    const Account to =
        package.by_invoice ? account(AccountKind::receivable, package.merchant) : Account{AccountKind::bank, 0};
    step.move(Ledger::cny, account(AccountKind::prepaid, package.merchant), to, back, text_of(package.id),
              package.plan);
    recognise(package, step);
    merchant.row.alert_base_ms = left_ms(merchant, step.at_ms);
    merchant.row.alerts_told = 0;
    return back;
}

void expire(Merchant& merchant, Step& step) {
    for (Package& package : merchant.packages) {
        if (package.expires_ms > step.at_ms || package.available_ms == 0) continue;
        const Ms ms = package.available_ms;
        package.available_ms = 0;
        package.expired_ms += ms;
        move_time(package, AccountKind::available, AccountKind::expired, ms, step);
        recognise(package, step);
    }
}

bool is_used_up(const Merchant& merchant, const MerchantTerms* agreed, Ms at_ms) {
    if (agreed == nullptr || agreed->mode != OverageMode::block) return false;
    return std::ranges::none_of(merchant.packages,
                                [&](const Package& p) { return p.available_ms > 0 && p.expires_ms > at_ms; });
}

void conclude(Merchant& merchant, const MerchantTerms* agreed, Step& step) {
    MerchantRow& row = merchant.row;
    row.used_up = is_used_up(merchant, agreed, step.at_ms);
    const Ms left = left_ms(merchant, step.at_ms);
    std::uint32_t passed = 0;
    for (const std::uint32_t percent : alert_percents)
        if (row.alert_base_ms > 0 && left * 100 <= row.alert_base_ms * percent) ++passed;
    for (std::uint32_t i = row.alerts_told; i < passed; ++i)
        step.alerts.push_back({row.merchant, alert_percents.at(i), left, step.at_ms});
    row.alerts_told = passed;
}

Ms left_ms(const Merchant& merchant, Ms at_ms) {
    Ms left = 0;
    for (const Package& package : merchant.packages)
        if (package.expires_ms > at_ms) left += package.available_ms + package.held_ms;
    return left;
}

}  // namespace yunke::ledger
