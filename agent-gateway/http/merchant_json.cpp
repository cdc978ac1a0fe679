#include "agent-gateway/http/merchant_json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "dispatcher/ledger/reading/statement.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using ledger::raw;

// Of a merchant's packages so many are told; older ones are used up or expired.
constexpr std::size_t packages_told_max = 200;

json::string text(std::string_view from) {
    return json::string(from);
}

json::value name_or_null(const std::string& name) {
    return name.empty() ? json::value(nullptr) : json::value(text(name));
}

std::string_view mode_name(ledger::OverageMode mode) {
    switch (mode) {
        case ledger::OverageMode::block:
            return "block";
        case ledger::OverageMode::top_up:
            return "top_up";
        case ledger::OverageMode::rate:
            break;
    }
    return "overage";
}

json::array packages_json(const ledger::Balance& balance, const ledger::Setup& setup, ledger::Ms now_ms) {
    json::array packages;
    const auto& rows = balance.rows.packages;
    for (auto package = rows.rbegin(); package != rows.rend() && packages.size() < packages_told_max; ++package)
        packages.emplace_back(package_json(*package, setup, now_ms));
    return packages;
}

json::array days_json(const std::vector<ledger::DayMs>& days, std::string_view key) {
    json::array array;
    for (const ledger::DayMs& day : days)
        array.emplace_back(json::object{{"day", text(text_of(day.day))}, {key, day.ms}});
    return array;
}

json::object burn_down_json(const ledger::BurnDown& burn) {
    json::object object;
    object["used"] = days_json(burn.used, "used_ms");
    object["mean_day_ms"] = burn.mean_day_ms;
    object["by_weekday"] = burn.by_weekday;
    object["runs_out"] = burn.runs_out ? json::value(text(text_of(*burn.runs_out))) : json::value(nullptr);
    object["why"] = text(runs_out_name(burn.why));
    object["ahead"] = days_json(burn.ahead, "left_ms");
    return object;
}

void add(json::object& to, const ledger::Amounts& amounts) {
    to["gross_fen"] = amounts.gross_fen;
    to["vat_fen"] = amounts.vat_fen;
    to["net_fen"] = amounts.net_fen();
}

}  // namespace

json::value discount_json(const std::optional<ledger::Discount>& discount) {
    if (!discount) return nullptr;
    json::object object;
    object["list_price_fen"] = discount->list_price_fen;
    object["percent_bp"] = discount->percent_bp;
    object["reason"] = discount->reason;
    object["from"] = text(text_of(discount->from));
    object["until"] = discount->until ? json::value(text(text_of(*discount->until))) : json::value(nullptr);
    return object;
}

json::object package_json(const ledger::Package& package, const ledger::Setup& setup, ledger::Ms now_ms) {
    json::object object;
    object["id"] = std::to_string(raw(package.id));
    object["plan"] = package.plan;
    object["plan_name"] = name_or_null(plan_name(setup, package.plan));
    object["state"] = text(package_state_name(state_of(package, now_ms)));
    object["by_invoice"] = package.by_invoice;
    object["sold_ms"] = package.sold_ms;
    object["expires_ms"] = package.expires_ms;
    object["price_fen"] = package.price_fen;
    object["discount"] = discount_json(setup.discount_at(package.plan));
    object["vat_bp"] = package.vat_bp;
    object["issued_ms"] = package.issued_ms;
    object["available_ms"] = package.available_ms;
    object["held_ms"] = package.held_ms;
    object["consumed_ms"] = package.consumed_ms;
    object["expired_ms"] = package.expired_ms;
    object["refunded_ms"] = package.refunded_ms;
    return object;
}

json::object money_json(const ledger::Balance& balance, const MerchantHead& head, const ledger::Setup& setup,
                        ledger::Ms now_ms) {
    json::object object;
    object["merchant"] = head.id;
    object["merchant_name"] = head.name;
    object["left_ms"] = balance.available_ms + balance.held_ms;
    object["available_ms"] = balance.available_ms;
    object["held_ms"] = balance.held_ms;
    object["state"] = text(balance_state_name(balance.state));
    object["when_used_up"] = text(mode_name(balance.mode));
    object["overage_rate_fen"] = balance.overage_rate;
    object["overage_ms"] = balance.overage_ms;
    object["overage_fen"] = balance.overage_fen;
    object["set_aside_fen"] = balance.rows.row.spare_fen;
    object["packages"] = packages_json(balance, setup, now_ms);
    return object;
}

std::string balance_json(const ledger::Balance& balance, const MerchantHead& head, const ledger::Setup& setup,
                         ledger::Ms now_ms) {
    json::array alerts;
    for (const ledger::Alert& alert : balance.alerts) {
        alerts.emplace_back(
            json::object{{"percent", alert.percent}, {"left_ms", alert.left_ms}, {"at_ms", alert.at_ms}});
    }
    json::object object = money_json(balance, head, setup, now_ms);
    object["as_of_ms"] = now_ms;
    object["utc_offset_minutes"] = setup.offset_of(ledger::MerchantId{head.id}, now_ms);
    object["alerts"] = std::move(alerts);
    object["burn_down"] = burn_down_json(balance.burn_down);
    return json::serialize(object);
}

std::string usage_json(const std::vector<ledger::UsageSum>& rows, const ShopNames& names, ledger::Day from,
                       ledger::Day to) {
    json::array array;
    ledger::Ms billed_ms = 0;
    std::int64_t resolved = 0;
    for (const ledger::UsageSum& row : rows) {
        const QueueNames queue = names.queue(raw(row.queue));
        json::array skills;
        for (const std::string& skill : queue.skills)
            skills.emplace_back(text(skill));
        json::object object;
        object["day"] = text(text_of(row.day));
        object["shop"] = raw(row.shop);
        object["shop_name"] = names.shop(raw(row.shop));
        object["queue"] = raw(row.queue);
        object["topic"] = queue.topic;
        object["title_zh"] = queue.title_zh;
        object["title_en"] = queue.title_en;
        object["skills"] = std::move(skills);
        object["handling_ms"] = row.handling_ms;
        object["hold_ms"] = row.hold_ms;
        object["wrap_up_ms"] = row.wrap_up_ms;
        object["billed_ms"] = row.billed_ms();
        object["resolved"] = row.resolved;
        array.emplace_back(std::move(object));
        billed_ms += row.billed_ms();
        resolved += row.resolved;
    }
    json::object object;
    object["from"] = text(text_of(from));
    object["to"] = text(text_of(to));
    object["billed_ms"] = billed_ms;
    object["resolved"] = resolved;
    object["rows"] = std::move(array);
    return json::serialize(object);
}

std::string usage_csv(const std::vector<ledger::UsageSum>& rows, const ShopNames& names) {
    std::string csv =
        "\xEF\xBB\xBF"
        "day,shop,shop_name,queue,topic,title_zh,skills,handling_ms,hold_ms,wrap_up_ms,billed_ms,resolved\r\n";
    for (const ledger::UsageSum& row : rows) {
        const QueueNames queue = names.queue(raw(row.queue));
        std::string skills;
        for (const std::string& skill : queue.skills)
            skills.append(skills.empty() ? "" : " ").append(skill);
        csv += text_of(row.day) + "," + std::to_string(raw(row.shop)) + "," +
               ledger::csv_field(names.shop(raw(row.shop))) + "," + std::to_string(raw(row.queue)) + "," +
               ledger::csv_field(queue.topic) + "," + ledger::csv_field(queue.title_zh) + "," + skills + "," +
               std::to_string(row.handling_ms) + "," + std::to_string(row.hold_ms) + "," +
               std::to_string(row.wrap_up_ms) + "," + std::to_string(row.billed_ms()) + "," +
               std::to_string(row.resolved) + "\r\n";
    }
    return csv;
}

std::string invoice_json(const ledger::Invoice& invoice, const MerchantHead& head, const ledger::Setup& setup) {
    json::array items;
    for (const ledger::InvoiceItem& item : invoice.items) {
        json::object object;
        object["kind"] = text(item_name(item.kind));
        object["package"] = item.package ? json::value(text(std::to_string(raw(*item.package)))) : json::value(nullptr);
        object["name"] = name_or_null(plan_name(setup, item.plan));
        const bool is_sale = item.kind == ledger::InvoiceItem::Kind::package;
        object["time_ms"] = item.time_ms;
        add(object, item.amounts);
        object["discount"] = is_sale ? discount_json(setup.discount_at(item.plan)) : json::value(nullptr);
        object["vat_bp"] = item.vat_bp;
        object["to_pay_fen"] = item.to_pay_fen;
        items.emplace_back(std::move(object));
    }
    json::object supplied;
    add(supplied, invoice.supplied);
    json::object object;
    object["month"] = text(text_of(invoice.month));
    object["closed"] = invoice.closed;
    object["merchant"] = head.id;
    object["merchant_name"] = head.name;
    object["items"] = std::move(items);
    add(object, invoice.sum);
    object["to_pay_fen"] = invoice.to_pay_fen;
    object["supplied"] = std::move(supplied);
    return json::serialize(object);
}

}  // namespace yunke::gateway
