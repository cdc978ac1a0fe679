// A gateway with books: one agent worked in March 2026 for one merchant, both work periods are over and posted, and the
// accounts of everybody who might ask are there. For the tests of what finance and agents do by HTTP.
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <vector>

#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/setup.hpp"
#include "tests/gateway/gateway_fixture.hpp"

namespace yunke::gateway::testing {

namespace json = boost::json;

class FinanceTest : public GatewayTest {
protected:
    static constexpr ledger::Ms hour_ms = 3'600'000;
    // Monday 2026-03-02, 09:00 of the platform's clock.
    static constexpr ledger::Ms begin_ms = 1'772'380'800'000 + 9 * hour_ms;
    // Of the hour 22.50 and up to the floor 30.00; of the half hour 11.50 and up to 15.00.
    static constexpr ledger::Fen earned_fen = 4'500;

    FinanceTest();

    // As somebody; "" = nobody.
    HttpResult call(const std::string& method, const std::string& path, const std::string& body,
                    const std::string& login);
    // The answer of `login` (finance1 unless said), which must have the status.
    json::value get(const std::string& path, const std::string& login = "finance1");
    json::value post(const std::string& path, const std::string& body, unsigned status = 200,
                     const std::string& login = "finance1");

    // More work of hers, for one chat: a work period that is over, and posted.
    void work(std::uint64_t conversation, ledger::Ms from_ms, ledger::Ms ms);

    // A line of hers, as its page names it.
    std::string line_of(const std::string& term);

    ledger::Store store_;
    ledger::Setup setup_;
    registry::Account agent_, other_, owner_;
    std::uint32_t queue_ = 0;

private:
    void add_people();
    void post_work();
    void post_new();
    void chat(std::uint64_t conversation, ledger::Ms from_ms, ledger::Ms ms);
    template <class Fill>
    void add(const Fill& fill);

    std::vector<ledger::OrderedFact> facts_;  // not posted yet
    std::uint64_t facts_posted_ = 0;
    std::map<std::string, std::string> cookies_;
};

std::int64_t number(const json::value& value);
std::string text(const json::value& value);

}  // namespace yunke::gateway::testing
