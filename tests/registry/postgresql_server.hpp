// A real PostgreSQL for tests: a new cluster in a folder of its own, on a Unix socket only, run by another user when
// the tests run as root (PostgreSQL refuses root), stopped by its id.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::registry::testing {

class PostgresqlServer {
public:
    // Ready when it returns; throws with what to install if there is no PostgreSQL. Further arguments win over ours,
    // which spare the disk.
    explicit PostgresqlServer(std::vector<std::string> arguments = {});
    ~PostgresqlServer();

    std::string url(const std::string& database) const;
    void execute(const std::string& database, const std::string& statement);
    long long number(const std::string& database, const std::string& query);
    std::string text(const std::string& database, const std::string& query);

    void stop();
    void start();

private:
    std::vector<std::string> as_user(std::vector<std::string> command) const;

    yunke::testing::TempDir dir_;
    std::filesystem::path programs_;
    std::string user_;  // empty = our own
    std::vector<std::string> arguments_;
    std::unique_ptr<yunke::testing::Process> process_;
};

}  // namespace yunke::registry::testing
