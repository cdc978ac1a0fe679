// A running gateway for integration tests: a redis-server and a database of its own, a pool whose dispatcher the test
// plays, and the gateway's App inside the test's process with short time-outs. Each test program links one
// implementation of TestDatabase (tests/registry), so that the same tests run on SQLite and PostgreSQL.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "agent-gateway/app/app.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/tokens.hpp"
#include "tests/gateway/pool_double.hpp"
#include "tests/gateway/test_client.hpp"
#include "tests/registry/support.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::gateway::testing {

inline constexpr const char* shop_origin = "https://shop.example";
inline constexpr const char* right_password = "correct horse";

// One client that was attached, and what the double knows of it.
struct Attached {
    WsClient client;
    std::uint64_t session = 0;
    std::uint64_t attach = 0;
    std::string gateway;
    v1::Attached view;
};

class GatewayTest : public ::testing::Test {
public:
    ~GatewayTest() override;

protected:
    GatewayTest();

    // Starts it; `ready`: with a pool, and waits until /readyz says so.
    void start(bool ready = true);
    void wait_ready();
    std::uint16_t port() const { return app_->port(); }

    std::string ticket(v1::Role role, std::uint64_t session, std::int64_t lives_ms = 30'000) const;
    WsClient connect(const std::string& subprotocol = "yunke.v1.protobuf", const std::string& origin = "");
    // Hello with a ticket, Attach seen by the pool, Attached answered.
    Attached attach(v1::Role role, std::uint64_t session, const std::string& subprotocol = "yunke.v1.protobuf");
    // The same for a socket that is there, with any Hello.
    Attached attach_with(WsClient client, const v1::ClientFrame& hello);

    // Items of the out stream.
    static v1::Out frame_for(const Attached& to, const v1::ServerFrame& frame);
    static v1::Out answer_for(const Attached& to, std::uint32_t number);
    static v1::Out read_for(const Attached& to, std::uint64_t conversation, std::uint32_t first, std::uint32_t last,
                            v1::Role role);
    static v1::Out close_for(const Attached& to, std::uint32_t code, const v1::ServerFrame& frame = {});

    static v1::ClientFrame hello(const std::string& ticket);
    static v1::ClientFrame send_text(std::uint32_t number, const std::string& text);
    static v1::ClientFrame heartbeat(std::int64_t at = 5);

    // Accounts in the registry; the password is right_password. Gives the account.
    registry::Account add_account(const std::string& login, registry::Role role);
    std::string log_in(const std::string& login);  // the Cookie header's value
    std::string logs();

    yunke::testing::TempDir dir_;
    yunke::testing::RedisServer redis_;
    std::string pool_name_ = "main";
    PoolDouble pool_;
    runtime::Tokens tokens_;
    runtime::Settings settings_;
    Timings timings_;
    std::unique_ptr<registry::testing::TestDatabase> database_ = registry::testing::TestDatabase::create();
    registry::Registry registry_;
    registry::Shop shop_;
    std::unique_ptr<App> app_;

private:
    std::mutex log_mutex_;
    std::string log_;
};

}  // namespace yunke::gateway::testing
