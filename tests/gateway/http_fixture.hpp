// A gateway asked by HTTP: what its tests of sessions, of the registry's API and of requests at large have in common.
#pragma once

#include <string>
#include <vector>

#include "tests/gateway/gateway_fixture.hpp"

namespace yunke::gateway::testing {

class HttpTest : public GatewayTest {
protected:
    HttpResult get(const std::string& target, const Headers& headers = {}) {
        return http(port(), "GET", target, "", headers);
    }
    HttpResult post(const std::string& target, const std::string& body = "{}", const Headers& headers = {}) {
        return http(port(), "POST", target, body, headers);
    }
    HttpResult login(const std::string& name, const std::string& password) {
        return post("/api/login", R"({"login":")" + name + R"(","password":")" + password + R"("})");
    }
    std::string shop_key(std::uint32_t version = 1) {
        v1::ShopKey key;
        key.set_pool(pool_name_);
        key.set_shop(shop_.config.id());
        key.set_version(version);
        return tokens_.sign(key);
    }
    int run(std::vector<std::string> command) {
        yunke::testing::ProcessOptions options;
        options.command = std::move(command);
        return yunke::testing::Process(options).wait(20s).value_or(-1);
    }
    std::string own_origin() const { return "http://127.0.0.1:" + std::to_string(port()); }
};

}  // namespace yunke::gateway::testing
