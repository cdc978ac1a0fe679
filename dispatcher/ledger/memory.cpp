#include "dispatcher/ledger/memory.hpp"

#include <algorithm>
#include <array>

namespace yunke::ledger {
namespace {

// What a delta of a package is subtracted from, and what may not fall below nothing.
constexpr std::array package_counts{
    &Package::price_fen,  &Package::issued_ms,   &Package::available_ms,   &Package::held_ms, &Package::consumed_ms,
    &Package::expired_ms, &Package::refunded_ms, &Package::recognised_fen, &Package::vat_fen, &Package::refunded_fen};

const Package* find(const std::vector<Package>& packages, PackageId id) {
    const auto at = std::ranges::find(packages, id, &Package::id);
    return at == packages.end() ? nullptr : &*at;
}

template <class T>
bool is_among(const std::vector<T>& all, const T& one) {
    return std::ranges::find(all, one) != all.end();
}

// Nothing of it can be held, consumed, expire or be given back any more.
bool is_done_with(const Package& package) {
    return package.available_ms == 0 && package.held_ms == 0;
}

// A package that was sold by the fact is told whole: nothing of it was there before.
Package minus(Package after, const Package& before) {
    for (const auto count : package_counts)
        after.*count -= before.*count;
    return after;
}

template <class T>
Result<void> passed_on(Result<T>& loaded) {
    return std::unexpected(std::move(loaded.error()));
}

}  // namespace

Result<void> Memory::load_agent(AgentId id) {
    if (agents_.has(id)) return {};
    Result<AgentRow> row = source_.agent(id);
    if (!row) return passed_on(row);
    agents_.load(id, std::move(*row));
    return {};
}

Result<void> Memory::load_period(const PeriodKey& key) {
    if (periods_.has(key)) return {};
    Result<PeriodBook> book = source_.period(key);
    if (!book) return passed_on(book);
    for (Line& line : book->lines)
        lines_.load(line.key, line);
    periods_.load(key, book->period);
    return {};
}

Result<void> Memory::load_chat(ConversationId id) {
    if (chats_.has(id)) return {};
    Result<Chat> row = source_.chat(id);
    if (!row) return passed_on(row);
    chats_.load(id, std::move(*row));
    return {};
}

Result<void> Memory::load_merchant(MerchantId id) {
    if (id == platform || merchants_.contains(id)) return {};
    Result<Merchant> merchant = source_.merchant(id);
    if (!merchant) return passed_on(merchant);
    std::erase_if(merchant->packages, is_done_with);
    std::ranges::sort(merchant->packages, {}, &Package::id);
    std::ranges::sort(merchant->overage, {}, &Overage::key);
    const bool used_up = merchant->row.used_up;
    merchants_.emplace(id, MerchantEntry{.merchant = std::move(*merchant), .told_used_up = used_up});
    return {};
}

Result<void> Memory::load_package(PackageId id) {
    if (Result<void> loaded = load_merchant(merchant_of(id)); !loaded) return loaded;
    std::vector<Package>& known = merchants_.at(merchant_of(id)).merchant.packages;
    if (find(known, id) != nullptr) return {};
    Result<Merchant> merchant = source_.merchant(merchant_of(id));
    if (!merchant) return passed_on(merchant);
    const Package* package = find(merchant->packages, id);
    if (package == nullptr) return std::unexpected(Error{Errc::damaged, "there is no row " + text_of(id)});
    known.insert(std::ranges::lower_bound(known, id, {}, &Package::id), *package);
    return {};
}

Result<void> Memory::load_usage(const UsageKey& key) {
    latest_day_ = std::max(latest_day_, key.day);
    if (usage_.has(key)) return {};
    Result<Usage> row = source_.usage(key);
    if (!row) return passed_on(row);
    usage_.load(key, *row);
    return {};
}

Result<void> Memory::load_all(const Undo& undo) {
    Result<void> loaded;
    const auto then = [&](auto load) {
        if (loaded) loaded = load();
    };
    for (const AgentRow& row : undo.agents)
        then([&] { return load_agent(row.agent); });
    for (const Period& row : undo.periods)
        then([&] { return load_period(row.key); });
    for (const Line& row : undo.lines)
        then([&] { return load_period({row.key.agent, row.key.period_ms, row.key.shift}); });
    for (const Chat& row : undo.chats)
        then([&] { return load_chat(row.conversation); });
    for (const Usage& row : undo.usage)
        then([&] { return load_usage(row.key); });
    for (const Package& row : undo.packages)
        then([&] { return load_package(row.id); });
    for (const Overage& row : undo.overage)
        then([&] { return load_merchant(row.key.merchant); });
    for (const MerchantStep& step : undo.merchants)
        then([&] { return load_merchant(step.before.merchant); });
    return loaded;
}

Merchant& Memory::merchant(MerchantId id) {
    MerchantEntry& entry = merchants_.at(id);
    if (!entry.in_fact) {
        entry.in_fact = true;
        entry.before = entry.merchant;
    }
    return entry.merchant;
}

std::vector<Line> Memory::lines_of(const PeriodKey& key) const {
    std::vector<Line> found;
    lines_.each_from({.agent = key.agent, .period_ms = key.period_ms, .shift = key.shift}, [&](const Line& line) {
        if (PeriodKey{line.key.agent, line.key.period_ms, line.key.shift} != key) return false;
        found.push_back(line);
        return true;
    });
    return found;
}

bool Memory::has_holds(ConversationId chat, MerchantId owner) const {
    return std::ranges::all_of(chats_.find(chat)->holds, [&](const Hold& hold) {
        return merchant_of(hold.package) == owner &&
               find(merchants_.at(owner).merchant.packages, hold.package) != nullptr;
    });
}

std::vector<MerchantId> Memory::merchants_touched() const {
    std::vector<MerchantId> touched;
    for (const auto& [id, entry] : merchants_)
        if (entry.in_fact) touched.push_back(id);
    return touched;
}

void Memory::finish(MerchantEntry& entry, Undo& undo) {
    entry.in_fact = false;
    entry.asked = true;
    for (const Package& after : entry.merchant.packages) {
        const Package* known = find(entry.before.packages, after.id);
        const Package before = known == nullptr ? Package{.id = after.id} : *known;
        if (after == before) continue;
        undo.packages.push_back(minus(after, before));
        entry.packages.push_back(after.id);
        entry.dirty = true;
    }
    for (const Overage& after : entry.merchant.overage) {
        const auto known = std::ranges::find(entry.before.overage, after.key, &Overage::key);
        Overage delta = after;
        if (known != entry.before.overage.end()) {
            if (*known == after) continue;
            delta.ms -= known->ms;
            delta.posted_fen -= known->posted_fen;
            delta.vat_fen -= known->vat_fen;
        }
        undo.overage.push_back(delta);
        entry.overage.push_back(after.key);
        entry.dirty = true;
    }
    if (entry.merchant.row == entry.before.row) return;
    undo.merchants.push_back({entry.before.row, entry.merchant.row});
    entry.dirty = true;
}

Undo Memory::finish(Ms at_ms) {
    Undo undo{.at_ms = at_ms,
              .lines = lines_.finish(),
              .periods = periods_.finish(),
              .agents = agents_.finish(),
              .chats = chats_.finish(),
              .usage = usage_.finish()};
    for (auto& [id, entry] : merchants_)
        if (entry.in_fact) finish(entry, undo);
    return undo;
}

Result<void> Memory::check_taking_back(const Undo& undo) const {
    for (const Package& delta : undo.packages) {
        const Package* package = find(merchants_.at(merchant_of(delta.id)).merchant.packages, delta.id);
        const bool enough =
            std::ranges::all_of(package_counts, [&](const auto count) { return package->*count >= delta.*count; });
        if (!enough) {
            return std::unexpected(
                Error{Errc::refused, "time that a lost fact had set free in package " + std::to_string(raw(delta.id)) +
                                         " was refunded or has expired since; reverse that office entry first"});
        }
    }
    for (const Overage& delta : undo.overage) {
        const std::vector<Overage>& rows = merchants_.at(delta.key.merchant).merchant.overage;
        if (std::ranges::find(rows, delta.key, &Overage::key) == rows.end())
            return std::unexpected(Error{Errc::damaged, "there is no row " + text_of(delta.key)});
    }
    return {};
}

void Memory::take_back(const MerchantStep& step, Ms at_ms) {
    Merchant& merchant = merchants_.at(step.before.merchant).merchant;
    MerchantRow& row = merchant.row;
    if (row == step.after) {
        row = step.before;
        return;
    }
    row.spare_fen -= step.after.spare_fen - step.before.spare_fen;
    row.gifts_unfunded -= step.after.gifts_unfunded - step.before.gifts_unfunded;
    if (row.packages_sold == step.after.packages_sold) row.packages_sold = step.before.packages_sold;
    if (row.alert_base_ms == step.after.alert_base_ms) row.alert_base_ms = step.before.alert_base_ms;
    Step silent{.at_ms = at_ms};
    conclude(merchant, setup_.terms_at(row.merchant, setup_.day_at(at_ms)), silent);
}

Result<void> Memory::take_back(const Undo& undo) {
    if (Result<void> possible = check_taking_back(undo); !possible) return possible;
    for (const Line& row : undo.lines)
        line(row.key) = row;
    for (const Period& row : undo.periods)
        period(row.key) = row;
    for (const AgentRow& row : undo.agents)
        agent(row.agent) = row;
    for (const Chat& row : undo.chats)
        chat(row.conversation) = row;
    for (const Usage& row : undo.usage)
        usage(row.key) = row;
    for (const Package& delta : undo.packages) {
        Merchant& owner = merchant(merchant_of(delta.id));
        Package& package = *std::ranges::find(owner.packages, delta.id, &Package::id);
        for (const auto count : package_counts)
            package.*count -= delta.*count;
        if (package.issued_ms == 0) package = Package{.id = package.id};
    }
    for (const Overage& delta : undo.overage) {
        Overage& overage = *std::ranges::find(merchant(delta.key.merchant).overage, delta.key, &Overage::key);
        overage.ms -= delta.ms;
        overage.posted_fen -= delta.posted_fen;
        overage.vat_fen -= delta.vat_fen;
    }
    for (const MerchantStep& step : undo.merchants) {
        merchant(step.before.merchant);
        take_back(step, undo.at_ms);
    }
    finish(undo.at_ms);  // what is taken back is not taken back again
    return {};
}

Changes Memory::take_changes() {
    Changes changes{.lines = lines_.take_dirty(),
                    .periods = periods_.take_dirty(),
                    .agents = agents_.take_dirty(),
                    .chats = chats_.take_dirty(),
                    .usage = usage_.take_dirty()};
    for (auto& [id, entry] : merchants_) {
        // One that changed nothing was priced from all the same: that a sale came meanwhile must be found.
        if (!entry.asked && !entry.dirty) continue;
        changes.merchants.push_back(entry.merchant.row);
        for (const Package& package : entry.merchant.packages)
            if (is_among(entry.packages, package.id)) changes.packages.push_back(package);
        for (const Overage& overage : entry.merchant.overage)
            if (is_among(entry.overage, overage.key)) changes.overage.push_back(overage);
        if (entry.merchant.row.used_up != entry.told_used_up)
            changes.balances.push_back({id, entry.merchant.row.used_up});
        entry.told_used_up = entry.merchant.row.used_up;
        entry.asked = false;
        entry.dirty = false;
        entry.packages.clear();
        entry.overage.clear();
    }
    return changes;
}

void Memory::settle() {
    for (auto& [id, entry] : merchants_)
        std::erase_if(entry.merchant.packages, is_done_with);
    chats_.drop([](const Chat& chat) { return !chat.in_hands; });
    lines_.drop([&](const Line& line) {
        const Period* period = periods_.find({line.key.agent, line.key.period_ms, line.key.shift});
        return period != nullptr && period->ended_ms > 0;
    });
    periods_.drop([](const Period& period) { return period.ended_ms > 0; });
    // It may be a day earlier where other merchants are.
    usage_.drop([&](const Usage& usage) { return next(usage.key.day) < latest_day_; });
}

void Memory::forget() {
    agents_.clear();
    periods_.clear();
    lines_.clear();
    chats_.clear();
    usage_.clear();
    merchants_.clear();
}

}  // namespace yunke::ledger
