// What the registry's tests share: a database of their own, a fixture with an open Registry, and rows to start from.
// Each test program links one implementation of TestDatabase, so that the same tests run on SQLite and PostgreSQL.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "runtime/registry/password.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::registry::testing {

inline constexpr std::int64_t now_ms = 1'800'000'000'000;

// An empty database that is gone with this object.
class TestDatabase {
public:
    static std::unique_ptr<TestDatabase> create();
    virtual ~TestDatabase() = default;

    virtual std::string url() const = 0;
    // Runs one statement past the registry.
    virtual void execute(const std::string& statement) = 0;
    // The same for a query that gives one number.
    virtual long long number(const std::string& query) = 0;
    virtual std::string text(const std::string& query) = 0;
};

// The value of a result that has to be there; fails the test with its sentence otherwise.
template <class T>
T value(Result<T> result) {
    if (!result) throw std::runtime_error("unexpected error: " + result.error().message);
    return std::move(*result);
}
inline void value(const Result<void>& result) {
    if (!result) throw std::runtime_error("unexpected error: " + result.error().message);
}

v1::QueueConfig sample_queue(std::uint32_t shop, const std::string& topic = "delivery");
v1::AgentConfig sample_agent(const std::string& name = "小禾");

class RegistryTest : public ::testing::Test {
protected:
    RegistryTest();

    Registry open() const { return value(Registry::open(database->url())); }

    // Rows in the pool "main", which is there from the start.
    Shop add_shop(const std::string& name = "青禾家居");
    Agent add_agent(const std::string& name = "小禾");
    Skill add_skill(const std::string& key);
    Group add_group(const std::string& key);
    Account add_account(const std::string& login, Role role = Role::supervisor);

    std::unique_ptr<TestDatabase> database = TestDatabase::create();
    Registry registry;
    std::uint32_t merchant = 0;
};

MATCHER_P(FailsWith, code, "fails with " + std::string(errc_name(code))) {
    if (arg) {
        *result_listener << "but it succeeded";
        return false;
    }
    *result_listener << errc_name(arg.error().code) << ": " << arg.error().message;
    return arg.error().code == code && !arg.error().message.empty();
}

MATCHER_P(IsInvalid, field, "refuses the field " + std::string(field)) {
    if (arg) {
        *result_listener << "but it succeeded";
        return false;
    }
    *result_listener << errc_name(arg.error().code) << " " << arg.error().field << ": " << arg.error().message;
    return arg.error().code == Errc::invalid && arg.error().field == field;
}

}  // namespace yunke::registry::testing
