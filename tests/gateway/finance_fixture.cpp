#include "tests/gateway/finance_fixture.hpp"

#include <boost/json/parse.hpp>
#include <stdexcept>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/desk/merchant_desk.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "runtime/clock.hpp"

namespace yunke::gateway::testing {

namespace {

constexpr const char* cards = R"(
[[fund]]
id = 1
name = "无障碍学习基金"

[[card]]
key = "platform"
version = 1
from = 2020-01-01
online = "10.00"
handled = "12.00"
conversation = "0.50"
floor = "30.00"
vat = "6"

[[card]]
key = "qinghe"
version = 2
from = 2020-01-01
merchant = "青禾"
gift = { amount = "0.25", fund = "无障碍学习基金" }

[[plan]]
key = "ten"
version = 1
from = 2020-01-01
name = "十小时包"
hours = 10
price = "1000.00"
days = 365
)";

template <class T>
T good(ledger::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    return std::move(*result);
}
void good(const ledger::Result<void>& result) {
    if (!result) throw std::runtime_error(result.error().what);
}

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
    const auto view = good(ledger::read_registry(registry_));
    good(ledger::keep(store_, view, ledger::Day{0}));
    good(ledger::add_card_file(store_, cards, "cards.toml", view.names, 0));
    setup_ = good(ledger::load_setup(store_, view.names)).setup;
    // Money for gifts is there before the work that gives them.
    auto desk = good(ledger::Desk::open(settings_.sql.url, settings_.sql.url));
    good(ledger::MerchantDesk(desk).set_aside({.account = 1, .at_ms = begin_ms - hour_ms},
                                              ledger::MerchantId{shop_.config.merchant()}, 1'000));
    post_work();
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

template <class Fill>
void FinanceTest::add(const Fill& fill) {
    ledger::OrderedFact one;
    fill(one.fact);
    one.body = one.fact.SerializeAsString();
    one.id = {1'700'000'000'000, facts_posted_ + facts_.size() + 1};
    facts_.push_back(std::move(one));
}

void FinanceTest::chat(std::uint64_t conversation, ledger::Ms from_ms, ledger::Ms ms) {
    add([&](v1::Fact& fact) {
        auto& work = *fact.mutable_work();
        work.set_agent(agent_.agent);
        work.set_from_ms(from_ms);
        work.set_to_ms(from_ms + ms);
        work.set_presence(v1::AVAILABLE);
        work.set_period_ms(from_ms);
        auto& unit = *work.add_units();
        unit.set_conversation(conversation);
        unit.set_shop(shop_.config.id());
        unit.set_queue(queue_);
        unit.set_kind(v1::WorkInterval::HANDLING);
        unit.set_share_ms(ms);
    });
    add([&](v1::Fact& fact) {
        auto& ended = *fact.mutable_ended();
        ended.set_conversation(conversation);
        ended.set_shop(shop_.config.id());
        ended.set_queue(queue_);
        ended.set_agent(agent_.agent);
        ended.set_reason(v1::RESOLVED);
        ended.set_at_ms(from_ms + ms);
    });
    add([&](v1::Fact& fact) {
        auto& over = *fact.mutable_period_ended();
        over.set_agent(agent_.agent);
        over.set_period_ms(from_ms);
        over.set_at_ms(from_ms + ms);
    });
}

void FinanceTest::post_work() {
    add([](v1::Fact& fact) { fact.mutable_epoch(); });
    chat(1, begin_ms, hour_ms);
    chat(2, begin_ms + hour_ms, hour_ms / 2);
    post_new();
}

void FinanceTest::work(std::uint64_t conversation, ledger::Ms from_ms, ledger::Ms ms) {
    chat(conversation, from_ms, ms);
    post_new();
}

void FinanceTest::post_new() {
    ledger::SharedMerchants shared;
    ledger::Posting posting(store_, setup_, shared, pool_name_);
    ledger::PostingOutcome outcome;
    good(posting.post(facts_, outcome));
    facts_posted_ += facts_.size();
    facts_.clear();
    good(store_.note_level(pool_name_, runtime::SystemClock().wall_ms()));
}

HttpResult FinanceTest::call(const std::string& method, const std::string& path, const std::string& body,
                             const std::string& login) {
    Headers headers;
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

std::string FinanceTest::line_of(const std::string& term) {
    for (const json::value& line : get("/api/earnings/lines?month=2026-03", "agent1").at("lines").as_array())
        if (text(line.at("term")) == term) return text(line.at("id"));
    throw std::runtime_error("no line " + term);
}

}  // namespace yunke::gateway::testing
