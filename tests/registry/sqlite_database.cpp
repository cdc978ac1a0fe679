#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "tests/registry/support.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::registry::testing {
namespace {

class SqliteDatabase final : public TestDatabase {
public:
    std::string url() const override { return "sqlite3://" + (dir_ / "yunke.db").string(); }

    void execute(const std::string& statement) override {
        soci::session session(soci::sqlite3, target());
        session << statement;
    }

    long long number(const std::string& query) override {
        soci::session session(soci::sqlite3, target());
        long long found = 0;
        session << query, soci::into(found);
        return found;
    }

    std::string text(const std::string& query) override {
        soci::session session(soci::sqlite3, target());
        std::string found;
        session << query, soci::into(found);
        return found;
    }

private:
    std::string target() const { return "db=\"" + (dir_ / "yunke.db").string() + "\""; }

    yunke::testing::TempDir dir_;
};

}  // namespace

std::unique_ptr<TestDatabase> TestDatabase::create() {
    return std::make_unique<SqliteDatabase>();
}

}  // namespace yunke::registry::testing
