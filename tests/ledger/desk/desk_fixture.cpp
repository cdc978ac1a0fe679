#include "tests/ledger/desk/desk_fixture.hpp"

#include "dispatcher/ledger/setup_rows.hpp"
#include "runtime/registry/password.hpp"

namespace yunke::ledger::testing {
namespace {

constexpr const char* card_file = R"(
[[card]]
key = "standard"
version = 1
from = 2020-01-01
online = "12.00"
handled = "18.00"
floor = "20.00"
quality_bonus = { amount = "50.00", ratings = 2, stars = "4.5" }
vat = "6"

[[plan]]
key = "hundred"
version = 1
from = 2020-01-01
name = "100 小时"
hours = 100
price = "4500.00"
days = 30

[[plan]]
key = "hundred"
version = 3
from = 2020-06-01
until = 2030-01-01
name = "100 小时"
hours = 100
price = "3600.00"
list_price = "4500.00"
note = "公益机构八折"
days = 30
merchants = ["海风茶社"]

[[terms]]
merchant = 1
version = 2
from = 2020-01-01
mode = "block"
)";

Desk open_desk(TestDatabase& database) {
    Desk desk = good(Desk::open(database.url(), database.url()));
    set_the_desk(database, desk);
    return desk;
}

}  // namespace

void set_the_desk(TestDatabase& database, Desk& desk) {
    using registry::testing::value;
    registry::Registry& accounts = desk.registry();
    value(accounts.create_pool("main"));
    for (const char* name : {"青禾生活", "南山书店", "海风茶社"})
        value(accounts.add_merchant(name));
    for (const char* name : {"小安", "小北", "小初"}) {
        v1::AgentConfig config;
        config.set_name(name);
        config.add_languages("zh-CN");
        config.set_capacity(3);
        config.set_offer_timeout_ms(60'000);
        config.set_misses_to_hold(3);
        config.set_wrap_up(v1::WRAP_UP_FIXED);
        config.set_wrap_up_ms(30'000);
        config.set_enabled(true);
        value(accounts.add_agent({.pool = "main", .config = config}));
    }
    for (const char* login : {"fang", "gao"})
        value(accounts.add_account({.login = login, .name = "云姐", .role = registry::Role::supervisor},
                                   registry::nobodys_password_hash(), april_ms));
    value(accounts.add_account({.login = "ada", .name = "小安", .role = registry::Role::agent, .agent = raw(ada)},
                               registry::nobodys_password_hash(), april_ms));
    for (const MerchantId merchant : {merchant_a, merchant_b, merchant_c})
        database.execute("INSERT INTO ledger_shop (shop, merchant) VALUES (" + std::to_string(shop_of(merchant)) +
                         ", " + std::to_string(raw(merchant)) + ")");
    const auto setup = good(desk.setup());
    good(add_card_file(desk.store(), card_file, "cards.toml", setup.names, april_ms));
}

v1::Fact rated(std::uint32_t agent, std::uint32_t stars, Ms at_ms) {
    v1::Fact fact;
    fact.mutable_rated()->set_conversation(1);
    fact.mutable_rated()->set_agent(agent);
    fact.mutable_rated()->set_stars(stars);
    fact.mutable_rated()->set_at_ms(at_ms);
    return fact;
}

std::vector<OrderedFact> numbered(const std::vector<v1::Fact>& facts, std::uint64_t first) {
    std::vector<OrderedFact> all;
    for (const v1::Fact& fact : facts)
        all.push_back(as_fact({first_epoch, first + all.size()}, fact));
    return all;
}

std::vector<v1::Fact> march_facts() {
    const Ms nine = clock_ms(9);
    const auto handling = [](std::uint64_t chat) {
        return std::vector<Unit>{unit(chat, merchant_a, v1::WorkInterval::HANDLING, hour_ms)};
    };
    return {
        epoch_fact(0, 0),
        work(1, nine, nine, nine + hour_ms),
        accepted(1, merchant_a, 1, nine + hour_ms),
        work(1, nine, nine + hour_ms, nine + 2 * hour_ms, handling(1)),
        ended(1, merchant_a, 1, nine + 2 * hour_ms),
        period_ended(1, nine, nine + 2 * hour_ms),
        rated(1, 5, nine + 3 * hour_ms),
        rated(1, 4, nine + 4 * hour_ms),
        rated(1, 1, april_ms + 1),
        work(2, nine, nine, nine + hour_ms),
        period_ended(2, nine, nine + hour_ms),
        rated(2, 3, april_ms + 2),
    };
}

DeskTest::DeskTest() : desk(open_desk(*database)) {
    setup = good(desk.setup()).setup;
}

void DeskTest::post_more(const std::vector<v1::Fact>& facts) {
    const auto posted = good(desk.store().cursor("main")).fact.number;
    Store store = open();
    post(store, numbered(facts, posted + 1));
}

void DeskTest::post_march() {
    post_more(march_facts());
}

Fen DeskTest::balance(AccountKind kind, std::uint64_t owner) {
    const auto side = [&](const std::string& which) {
        return database->number("SELECT COALESCE(SUM(amount), 0) FROM ledger_transfer WHERE " + which + "_kind = " +
                                std::to_string(raw(kind)) + " AND " + which + "_owner = " + std::to_string(owner));
    };
    return side("credit") - side("debit");
}

std::uint64_t DeskTest::office_entries() {
    return good(desk.store().last_office_entry());
}

void DeskTest::expect_whole() {
    EXPECT_THAT(faults(desk.store()), ::testing::IsEmpty());
    EXPECT_THAT(differences(desk.store()), ::testing::IsEmpty());
}

void DeskTest::approve_march(std::uint64_t account) {
    const auto seen = good(months.preview(march, now_ms));
    good(months.approve(books(account), {.month = march, .total_fen = seen.total_fen}));
}

void DeskTest::enter_payees() {
    EXPECT_EQ(good(payees.load(books(), "agent,name,account\r\n1,安心,6222 0001\r\n2,\"北, 一\",6222 0002\r\n")), 2U);
}

}  // namespace yunke::ledger::testing
