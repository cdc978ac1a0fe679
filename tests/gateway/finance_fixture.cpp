#include "tests/gateway/finance_fixture.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <stdexcept>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/desk/merchant_desk.hpp"
#include "runtime/clock.hpp"
#include "runtime/encoding.hpp"

namespace yunke::gateway::testing {

using yunke::testing::good;

namespace {

// One merchant gives of every chat that is resolved, and has a package at a discount.
constexpr const char* giving = R"(
[[fund]]
id = 1
name = "无障碍学习基金"

[[card]]
key = "qinghe"
version = 2
from = 2020-01-01
merchant = "青禾"
gift = { amount = "0.25", fund = "无障碍学习基金" }

[[plan]]
key = "charity"
version = 2
from = 2026-01-01
until = 2099-01-01
name = "公益十小时包"
hours = 10
price = "800.00"
list_price = "1000.00"
note = "公益机构八折"
merchants = ["青禾"]
)";

}  // namespace

std::int64_t number(const json::value& value) {
    return value.is_uint64() ? static_cast<std::int64_t>(value.as_uint64()) : value.as_int64();
}

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

FinanceTest::FinanceTest() : store_(good(ledger::Store::open(settings_.sql.url))) {
    v1::QueueConfig queue;
    queue.set_shop(shop_.config.id());
    queue.set_topic("sizes");
    queue.set_title_zh("尺码");
    queue.set_title_en("Sizes");
    queue.set_answer_target_ms(60'000);
    queue.set_open(true);
    const auto added = registry_.add_queue(queue);
    if (!added) throw std::runtime_error(added.error().message);
    queue_ = added->id();
    add_people();
    setup_ = yunke::testing::enter_cards(store_, registry_, std::string(yunke::testing::worked_cards) + giving);
    // Money for gifts is there before the work that gives them.
    auto desk = good(ledger::Desk::open(settings_.sql.url, settings_.sql.url));
    good(ledger::MerchantDesk(desk).set_aside({.account = 1, .at_ms = begin_ms - hour_ms},
                                              ledger::MerchantId{shop_.config.merchant()}, 1'000));
    facts_posted_ =
        yunke::testing::post_chats(store_, setup_, pool_name_,
                                   {{1, agent_.agent, shop_.config.id(), queue_, begin_ms, hour_ms},
                                    {2, agent_.agent, shop_.config.id(), queue_, begin_ms + hour_ms, hour_ms / 2}});
    good(store_.note_level(pool_name_, runtime::SystemClock().wall_ms()));
}

void FinanceTest::add_people() {
    agent_ = add_account("agent1", registry::Role::agent);
    other_ = add_account("agent2", registry::Role::agent);
    owner_ = add_account("owner", registry::Role::merchant);
    add_account("boss", registry::Role::supervisor);
    add_account("root", registry::Role::administrator);
    add_account("finance1", registry::Role::finance);
    add_account("finance2", registry::Role::finance);
}

void FinanceTest::work(std::uint64_t conversation, ledger::Ms from_ms, ledger::Ms ms) {
    facts_posted_ = yunke::testing::post_chats(store_, setup_, pool_name_,
                                               {{conversation, agent_.agent, shop_.config.id(), queue_, from_ms, ms}},
                                               facts_posted_);
    good(store_.note_level(pool_name_, runtime::SystemClock().wall_ms()));
}

HttpResult FinanceTest::call(const std::string& method, const std::string& path, const std::string& body,
                             const std::string& login, const std::string& key) {
    Headers headers;
    if (!key.empty()) headers["Idempotency-Key"] = key;
    if (!login.empty()) {
        std::string& cookie = cookies_[login];
        if (cookie.empty()) cookie = log_in(login);
        headers["Cookie"] = cookie;
    }
    return http(port(), method, path, body, headers);
}

json::value FinanceTest::get(const std::string& path, const std::string& login) {
    const HttpResult result = call("GET", path, "", login);
    if (result.status != 200) throw std::runtime_error(path + ": " + std::to_string(result.status) + result.body);
    return json::parse(result.body);
}

json::value FinanceTest::post(const std::string& path, const std::string& body, unsigned status,
                              const std::string& login) {
    const HttpResult result = call("POST", path, body, login);
    if (result.status != status) throw std::runtime_error(path + ": " + std::to_string(result.status) + result.body);
    return json::parse(result.body);
}

bool FinanceTest::stands_in(const std::string& column, const std::string& table, const std::string& words) {
    const auto rows = database_->number("SELECT COUNT(*) FROM " + table);
    for (long long at = 0; at < rows; ++at) {
        const auto kept = database_->text("SELECT " + column + " FROM " + table + " ORDER BY " + column +
                                          " LIMIT 1 OFFSET " + std::to_string(at));
        if (runtime::base64url_decode(kept).value_or("").find(words) != std::string::npos) return true;
    }
    return false;
}

std::string FinanceTest::line_of(const std::string& term) {
    for (const json::value& line : get("/api/earnings/lines?month=2026-03", "agent1").at("lines").as_array())
        if (text(line.at("term")) == term) return text(line.at("id"));
    throw std::runtime_error("no line " + term);
}

}  // namespace yunke::gateway::testing
