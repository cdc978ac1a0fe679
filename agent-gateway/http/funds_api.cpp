#include "agent-gateway/http/funds_api.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "agent-gateway/http/desk_workers.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "runtime/clock.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;

constexpr std::int64_t fresh_ms = 60'000;

registry::Result<std::string> funds_json(Office& office) {
    const auto setup = office.desk.setup();
    if (!setup) return std::unexpected(registry::Error{registry::Errc::unavailable, {}, setup.error().what});
    const auto merchants = office.reader.registry().merchants();
    if (!merchants) return std::unexpected(merchants.error());
    std::vector<ledger::MerchantId> givers;
    for (const registry::Merchant& merchant : *merchants)
        givers.push_back(ledger::MerchantId{merchant.id});
    json::array funds;
    for (const auto& [fund, name] : setup->file.funds) {
        const auto total_fen = office.reader.given_to(fund, givers);
        if (!total_fen) return std::unexpected(total_fen.error());
        funds.emplace_back(json::object{{"id", ledger::raw(fund)}, {"name", name}, {"total_fen", *total_fen}});
    }
    return json::serialize(json::object{{"funds", std::move(funds)}});
}

HttpAnswer shown(const std::string& body) {
    HttpAnswer answer;
    answer.body = body;
    answer.header("Content-Type", "application/json; charset=utf-8");
    answer.header("Cache-Control", "public, max-age=60");
    return answer;
}

}  // namespace

net::awaitable<HttpAnswer> FundsApi::list(const HttpRequest&) {
    const std::int64_t now_ms = context_.clock.boot_ms();
    const bool fresh = now_ms < ask_again_ms_;
    if (!kept_.empty() && (fresh || asking_)) co_return shown(kept_);
    if (asking_) co_return unavailable();
    asking_ = true;
    auto work = [](Office& office) { return funds_json(office); };
    auto body = co_await context_.desk.run(std::move(work));
    asking_ = false;
    if (!body) co_return registry_error(body.error());
    kept_ = std::move(*body);
    ask_again_ms_ = now_ms + fresh_ms;
    co_return shown(kept_);
}

}  // namespace yunke::gateway
