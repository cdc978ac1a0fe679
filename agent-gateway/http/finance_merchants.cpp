// What merchants have left, and packages sold and given back.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <expected>

#include "agent-gateway/http/body_members.hpp"
#include "agent-gateway/http/finance_handlers.hpp"
#include "agent-gateway/http/merchant_json.hpp"
#include "agent-gateway/http/query.hpp"
#include "dispatcher/ledger/desk/merchant_desk.hpp"
#include "runtime/numbers.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using ledger::MerchantDesk;
using ledger::MerchantId;
using ledger::raw;

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t minutes_max = 100'000'000;  // no package has so many; keeps the product small

std::expected<MerchantId, HttpAnswer> named_merchant(const FinanceCall& call) {
    const auto number = runtime::parse_number<std::uint32_t>(call.named.at(0));
    if (number && *number != 0) return MerchantId{*number};
    return std::unexpected(
        error_answer(404, "unknown", "Merchants are named by their number, such as 3.", "商家用编号表示，例如 3。"));
}

HttpAnswer changed(std::string_view en, std::string_view zh) {
    return error_answer(409, "changed", en, zh);
}

}  // namespace

HttpAnswer list_merchants_money(const FinanceCall& call, Office& office) {
    const auto merchants = office.reader.registry().merchants();
    if (!merchants) return failed(office, merchants.error());
    const auto setup = office.reader.setup();
    if (!setup) return failed(office, setup.error());
    json::object object;
    object["as_of_ms"] = call.now_ms;
    object["utc_offset_minutes"] = (*setup)->utc_offset_minutes;
    json::array list;
    for (const registry::Merchant& merchant : *merchants) {
        const auto balance = office.reader.balance(MerchantId{merchant.id}, call.now_ms);
        if (!balance) return failed(office, balance.error());
        const auto as_it_is = office.reader.setup();
        if (!as_it_is) return failed(office, as_it_is.error());
        json::object one = money_json(*balance, {merchant.id, merchant.name}, **as_it_is, call.now_ms);
        one["packages_sold"] = balance->rows.row.packages_sold;
        list.emplace_back(std::move(one));
    }
    object["merchants"] = std::move(list);
    return json_answer(200, json::serialize(object));
}

HttpAnswer sell_package(const FinanceCall& call, Office& office) {
    auto merchant = named_merchant(call);
    if (!merchant) return std::move(merchant.error());
    BodyMembers body(call.body, {"plan", "seen_packages"});
    const std::string plan = body.text("plan");
    const auto seen = body.integer_if("seen_packages", 0);
    if (body.fault()) return *body.fault();
    MerchantDesk desk(office.desk);
    if (seen) {
        const auto packages = desk.packages(*merchant);
        if (!packages) return failed(office, packages.error());
        if (packages->size() != static_cast<std::size_t>(*seen)) {
            return changed(
                "This merchant's packages are not those that you saw. Look at them again before you sell one.",
                "该商家的套餐与您看到的不一致。请重新查看后再办理。");
        }
    }
    const auto sold = desk.top_up(call.by(), *merchant, plan);
    if (!sold) return failed(office, sold.error());
    const auto setup = office.reader.setup();
    if (!setup) return failed(office, setup.error());
    json::object object{{"entry", sold->entry}, {"package", package_json(sold->package, **setup, call.now_ms)}};
    return json_answer(201, json::serialize(object));
}

HttpAnswer refund_package(const FinanceCall& call, Office& office) {
    auto merchant = named_merchant(call);
    if (!merchant) return std::move(merchant.error());
    BodyMembers body(call.body, {"minutes", "seen_available_ms"});
    const std::int64_t minutes = body.integer("minutes", 1, minutes_max);
    const auto seen_ms = body.integer_if("seen_available_ms", 0);
    if (body.fault()) return *body.fault();
    const auto id = runtime::parse_u64(call.named.at(1));
    MerchantDesk desk(office.desk);
    const auto packages = desk.packages(*merchant);
    if (!packages) return failed(office, packages.error());
    // Of this merchant: the package's own number alone would reach another's.
    const auto at =
        std::ranges::find_if(*packages, [&](const ledger::Package& one) { return id && raw(one.id) == *id; });
    if (at == packages->end())
        return error_answer(404, "unknown", "This merchant has no such package.", "该商家没有这个套餐。");
    if (seen_ms && at->available_ms < *seen_ms) {
        return changed("Less is left of this package than you saw. Look at it again before you give time back.",
                       "该套餐的剩余时间比您看到的少。请重新查看后再办理。");
    }
    const std::int64_t left = at->available_ms / minute_ms;
    if (minutes > left) {
        return error_answer(409, "refused",
                            "Of this package " + std::to_string(left) + " minutes are left; give back that or fewer.",
                            "该套餐还剩 " + std::to_string(left) + " 分钟；退还不能超过这个数。");
    }
    const auto refunded = desk.refund(call.by(), at->id, minutes * minute_ms);
    if (!refunded) return failed(office, refunded.error());
    const auto setup = office.reader.setup();
    if (!setup) return failed(office, setup.error());
    json::object object;
    object["entry"] = refunded->entry;
    object["refunded_fen"] = refunded->fen;
    object["refunded_ms"] = refunded->ms;
    object["package"] = package_json(refunded->package, **setup, call.now_ms);
    return json_answer(200, json::serialize(object));
}

HttpAnswer list_plans(const FinanceCall& call, Office& office) {
    MerchantId merchant = ledger::platform;
    if (has_query(call.query, "merchant")) {
        const auto number = runtime::parse_number<std::uint32_t>(query_value(call.query, "merchant").value_or(""));
        if (!number || *number == 0)
            return bad_request("merchant must be the number of a merchant.", "merchant 必须是商家编号。");
        merchant = MerchantId{*number};
    }
    const auto setup = office.desk.setup();
    if (!setup) return failed(office, setup.error());
    const ledger::Day today = setup->setup.day_at(call.now_ms);
    json::array plans;
    for (const auto& [key, versions] : setup->setup.plans) {
        const ledger::Plan* plan = setup->setup.plan_at(key, today, merchant);
        if (!plan) continue;
        json::object one;
        one["key"] = key;
        one["version"] = plan->version;
        one["name"] = plan->name;
        one["time_ms"] = plan->ms;
        one["price_fen"] = plan->price_fen;
        one["discount"] = discount_json(discount_of(*plan));
        one["days"] = plan->days;
        one["note"] = plan->note;
        plans.emplace_back(std::move(one));
    }
    json::object object;
    object["day"] = text_of(today);
    object["plans"] = std::move(plans);
    return json_answer(200, json::serialize(object));
}

}  // namespace yunke::gateway
