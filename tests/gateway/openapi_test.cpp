// docs/openapi.yaml and the gateway's table of addresses describe the same API.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include "agent-gateway/http/finance_api.hpp"
#include "agent-gateway/http/http_routes.hpp"

namespace yunke::gateway {
namespace {

// "GET /api/earnings/lines/": what is in braces ends the fixed part of a path. The finance side's table has whole ones.
std::set<std::string> described() {
    std::ifstream file(YUNKE_OPENAPI);
    std::set<std::string> found;
    std::string line;
    std::string path;
    bool in_paths = false;
    while (std::getline(file, line)) {
        if (!line.empty() && line.front() != ' ' && line.front() != '#') in_paths = line == "paths:";
        if (!in_paths || line.size() < 5) continue;
        if (line.starts_with("  /") && line.ends_with(':')) {
            path = line.substr(2, line.size() - 3);
            if (!path.starts_with("/api/finance/")) path = path.substr(0, path.find('{'));
        }
        for (const char* method : {"get", "post", "put", "delete"}) {
            if (line != "    " + std::string(method) + ":") continue;
            std::string upper(method);
            std::ranges::transform(upper, upper.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
            found.insert(upper + " " + path);
        }
    }
    return found;
}

TEST(OpenApi, DescribesTheAddressesOfHoursPayConversationsAndTheProgrammeAndNoOthers) {
    std::set<std::string> served;
    for (const HttpRoutes::Address& address : HttpRoutes::addresses()) {
        for (const std::string_view part :
             {"/api/earnings", "/api/merchant", "/api/funds", "/api/conversations", "/api/program", "/api/archive"})
            if (address.path.starts_with(part))
                served.insert(std::string(address.method) + " " + std::string(address.path));
    }
    EXPECT_GE(served.size(), 10U);
    for (const FinanceApi::Address& address : FinanceApi::addresses())
        served.insert(std::string(address.method) + " " + std::string(address.path));
    EXPECT_EQ(described(), served);
}

}  // namespace
}  // namespace yunke::gateway
