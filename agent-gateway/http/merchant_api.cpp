#include "agent-gateway/http/merchant_api.hpp"

#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/merchant_json.hpp"
#include "runtime/clock.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

namespace {

using ledger::MerchantId;

constexpr std::int32_t usage_days_max = 366;

registry::Result<MerchantHead> head_of(ledger::Reader& reader, MerchantId merchant) {
    const auto merchants = reader.registry().merchants();
    if (!merchants) return std::unexpected(merchants.error());
    for (const registry::Merchant& one : *merchants)
        if (one.id == raw(merchant)) return MerchantHead{one.id, one.name};
    return MerchantHead{raw(merchant), {}};
}

struct Days {
    ledger::Day from{};
    ledger::Day to{};
};

struct AskedDays {
    std::optional<ledger::Day> from, to;
};

// nullopt: the first is behind the last, or they are too far apart.
std::optional<Days> days_of(const AskedDays& asked, ledger::Day today) {
    const Days days{asked.from.value_or(first_day(month_of(asked.to.value_or(today)))), asked.to.value_or(today)};
    const std::int32_t length = static_cast<std::int32_t>(days.to) - static_cast<std::int32_t>(days.from);
    if (length < 0 || length > usage_days_max) return std::nullopt;
    return days;
}

}  // namespace

net::awaitable<HttpAnswer> MerchantApi::balance(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::merchant);
    if (!account) co_return std::move(account.error());
    const MerchantId merchant{account->merchant};
    auto work = [merchant, now_ms = context_.clock.wall_ms()](ledger::Reader& reader) -> registry::Result<std::string> {
        const auto balance = reader.balance(merchant, now_ms);
        if (!balance) return std::unexpected(balance.error());
        const auto head = head_of(reader, merchant);
        if (!head) return std::unexpected(head.error());
        const auto setup = reader.setup();
        if (!setup) return std::unexpected(setup.error());
        return balance_json(*balance, *head, **setup, now_ms);
    };
    auto body = co_await access_.read(std::move(*account), std::move(work));
    if (!body) co_return std::move(body.error());
    co_return json_answer(200, std::move(*body));
}

net::awaitable<HttpAnswer> MerchantApi::usage(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::merchant);
    if (!account) co_return std::move(account.error());
    auto from = day_parameter(request, "from");
    if (!from) co_return std::move(from.error());
    auto to = day_parameter(request, "to");
    if (!to) co_return std::move(to.error());
    auto format = choice_parameter(request, "format", {"json", "csv"});
    if (!format) co_return std::move(format.error());
    const MerchantId merchant{account->merchant};
    const AskedDays asked{*from, *to};
    const bool csv = *format == "csv";
    // nullopt: the days are wrong.
    auto work = [merchant, asked, csv, now_ms = context_.clock.wall_ms()](
                    ledger::Reader& reader) -> registry::Result<std::optional<std::string>> {
        const auto setup = reader.setup();
        if (!setup) return std::unexpected(setup.error());
        const auto days = days_of(asked, (*setup)->day_for(merchant, now_ms));
        if (!days) return std::optional<std::string>();
        const auto rows = reader.usage(merchant, days->from, days->to);
        if (!rows) return std::unexpected(rows.error());
        const auto names = shop_names(reader.registry(), {.merchant = raw(merchant), .pool = {}});
        if (!names) return std::unexpected(names.error());
        return csv ? usage_csv(*rows, *names) : usage_json(*rows, *names, days->from, days->to);
    };
    auto body = co_await access_.read(std::move(*account), std::move(work));
    if (!body) co_return std::move(body.error());
    if (!*body) {
        co_return bad_request("from must not be later than to, and at most 366 days before it.",
                              "from 不能晚于 to，且最多相隔 366 天。");
    }
    if (csv) co_return csv_file("yunke-usage.csv", std::move(**body));
    co_return json_answer(200, std::move(**body));
}

net::awaitable<HttpAnswer> MerchantApi::invoice(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::merchant);
    if (!account) co_return std::move(account.error());
    auto month = month_parameter(request);
    if (!month) co_return std::move(month.error());
    const MerchantId merchant{account->merchant};
    auto work = [merchant, asked = *month,
                 now_ms = context_.clock.wall_ms()](ledger::Reader& reader) -> registry::Result<std::string> {
        const auto setup = reader.setup();
        if (!setup) return std::unexpected(setup.error());
        const auto invoice = reader.invoice(merchant, asked.value_or(month_of((*setup)->day_at(now_ms))));
        if (!invoice) return std::unexpected(invoice.error());
        const auto head = head_of(reader, merchant);
        if (!head) return std::unexpected(head.error());
        return invoice_json(*invoice, *head, **setup);
    };
    auto body = co_await access_.read(std::move(*account), std::move(work));
    if (!body) co_return std::move(body.error());
    co_return json_answer(200, std::move(*body));
}

}  // namespace yunke::gateway
