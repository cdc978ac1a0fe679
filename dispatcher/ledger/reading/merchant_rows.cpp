#include "dispatcher/ledger/reading/merchant_rows.hpp"

#include <cassert>

#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"

namespace yunke::ledger {
namespace {

// Keys of lines in one IN (…): a statement of some ten kilobytes.
constexpr std::size_t lines_at_once = 250;

void add_word(std::string& list, const std::string& word) {
    list.append(list.empty() ? "" : ", ").append(word);
}

}  // namespace

MerchantRows::MerchantRows(soci::session& session, MerchantId merchant) : session_(session), merchant_(merchant) {
    assert(merchant != platform);
}

std::string MerchantRows::its() const {
    return "merchant = " + literal(merchant_);
}

Merchant MerchantRows::rows() const {
    Merchant merchant{.row = {.merchant = merchant_},
                      .packages = select<Package>(session_, its()),
                      .overage = select<Overage>(session_, its())};
    if (const auto rows = select<MerchantRow>(session_, its()); !rows.empty()) merchant.row = rows.front();
    std::erase_if(merchant.packages, [](const Package& package) { return package.issued_ms == 0; });
    return merchant;
}

std::vector<Alert> MerchantRows::alerts(int limit) const {
    std::vector<Alert> found;
    for_each<3, 0>(session_,
                   "SELECT percent, left_ms, at_ms FROM ledger_alert WHERE " + its() +
                       " ORDER BY at_ms DESC, percent LIMIT " + literal(limit),
                   [&](const auto& n) { found.push_back({merchant_, as<std::uint32_t>(n[0]), n[1], n[2]}); });
    return found;
}

// Each day and shop by name: the table is found by day first, then by shop, and others' rows are never read.
std::string MerchantRows::on_days(Day from, Day to) const {
    std::string shops;
    for_each<1, 0>(session_, "SELECT shop FROM ledger_shop WHERE " + its() + " ORDER BY shop",
                   [&](const auto& n) { add_word(shops, literal(n[0])); });
    if (shops.empty()) return {};
    std::string days;
    for (Day day = from; day <= to; day = next(day))
        add_word(days, literal(day));
    if (days.empty()) return {};
    return "day IN (" + days + ") AND shop IN (" + shops + ")";
}

std::map<Day, Ms> MerchantRows::used(Day from, Day to) const {
    std::map<Day, Ms> found;
    const std::string condition = on_days(from, to);
    if (condition.empty()) return found;
    for_each<2, 0>(session_,
                   "SELECT day, CAST(SUM(handling_ms + hold_ms + wrap_up_ms) AS BIGINT) FROM ledger_usage WHERE " +
                       condition + " GROUP BY day",
                   [&](const auto& n) {
                       if (n[1] != 0) found[as<Day>(n[0])] = n[1];
                   });
    return found;
}

std::vector<UsageSum> MerchantRows::usage(Day from, Day to) const {
    std::vector<UsageSum> found;
    const std::string condition = on_days(from, to);
    if (condition.empty()) return found;
    for_each<7, 0>(session_,
                   "SELECT day, shop, queue, CAST(SUM(handling_ms) AS BIGINT), CAST(SUM(hold_ms) AS BIGINT), "
                   "CAST(SUM(wrap_up_ms) AS BIGINT), CAST(SUM(resolved) AS BIGINT) FROM ledger_usage WHERE " +
                       condition + " GROUP BY day, shop, queue ORDER BY day, shop, queue",
                   [&](const auto& n) {
                       const UsageSum sum{.day = as<Day>(n[0]),
                                          .shop = as<ShopId>(n[1]),
                                          .queue = as<QueueId>(n[2]),
                                          .handling_ms = n[3],
                                          .hold_ms = n[4],
                                          .wrap_up_ms = n[5],
                                          .resolved = n[6]};
                       if (sum.billed_ms() != 0 || sum.resolved != 0) found.push_back(sum);
                   });
    return found;
}

std::vector<LineSum> MerchantRows::sums(const Merchant& rows, Month month) const {
    std::vector<std::string> lines;
    for (const Package& package : rows.packages) {
        assert(package.merchant == merchant_);
        lines.push_back(text_of(package.id));
    }
    for (const Overage& overage : rows.overage) {
        assert(overage.key.merchant == merchant_);
        lines.push_back(text_of(overage.key));
    }
    std::vector<LineSum> found;
    for (std::size_t at = 0; at < lines.size(); at += lines_at_once) {
        std::string keys;
        for (std::size_t i = at; i < std::min(at + lines_at_once, lines.size()); ++i)
            add_word(keys, literal(std::string_view(lines[i])));
        for_each<3, 1>(session_,
                       "SELECT debit_kind, credit_kind, CAST(SUM(amount) AS BIGINT), line FROM ledger_transfer WHERE "
                       "line IN (" +
                           keys + ") AND month = " + literal(month_number(month)) +
                           " GROUP BY line, debit_kind, credit_kind ORDER BY line, debit_kind, credit_kind",
                       [&](const auto& n, const auto& words) {
                           found.push_back({words[0], as<AccountKind>(n[0]), as<AccountKind>(n[1]), n[2]});
                       });
    }
    return found;
}

}  // namespace yunke::ledger
