#include "tests/registry/postgresql_database.hpp"

#include <atomic>

#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

std::unique_ptr<PostgresqlServer> server;

// Stops the server before the program's static objects go.
class StopServer final : public ::testing::Environment {
public:
    void TearDown() override { server.reset(); }
};
const auto* const stop_server = ::testing::AddGlobalTestEnvironment(new StopServer);

class PostgresqlDatabase final : public TestDatabase {
public:
    PostgresqlDatabase() {
        static std::atomic<int> count = 0;
        name_ = "yunke_" + std::to_string(++count);
        postgresql_server().execute("postgres", "CREATE DATABASE " + name_);
    }
    ~PostgresqlDatabase() override {
        postgresql_server().execute("postgres", "DROP DATABASE " + name_ + " WITH (FORCE)");
    }

    std::string url() const override { return postgresql_server().url(name_); }
    void execute(const std::string& statement) override { postgresql_server().execute(name_, statement); }
    long long number(const std::string& query) override { return postgresql_server().number(name_, query); }
    std::string text(const std::string& query) override { return postgresql_server().text(name_, query); }

private:
    std::string name_;
};

}  // namespace

PostgresqlServer& postgresql_server() {
    if (!server) server = std::make_unique<PostgresqlServer>();
    return *server;
}

std::unique_ptr<TestDatabase> TestDatabase::create() {
    return std::make_unique<PostgresqlDatabase>();
}

}  // namespace yunke::registry::testing
