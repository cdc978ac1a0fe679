#include "tests/registry/postgresql_server.hpp"

#include <pwd.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace yunke::registry::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Debian keeps the server's programs off the PATH, in a folder per version.
fs::path find_programs() {
    const fs::path versions = "/usr/lib/postgresql";
    std::error_code absent;
    for (const auto& version : fs::directory_iterator(versions, absent)) {
        if (fs::exists(version.path() / "bin/postgres")) return version.path() / "bin";
    }
    throw std::runtime_error("PostgreSQL is missing: run apt-get install postgresql-15");
}

std::string fitting_user() {
    if (::geteuid() != 0) return {};
    for (const char* name : {"postgres", "nobody"}) {
        if (::getpwnam(name) != nullptr) return name;
    }
    throw std::runtime_error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
}

}  // namespace

PostgresqlServer::PostgresqlServer(std::vector<std::string> arguments)
    : programs_(find_programs()), user_(fitting_user()), arguments_(std::move(arguments)) {
    const auto data = dir_ / "data";
    fs::create_directory(data);
    fs::permissions(data, fs::perms::owner_all);
    if (!user_.empty()) {
        fs::permissions(dir_.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
        const auto* entry = ::getpwnam(user_.c_str());
        if (::chown(data.c_str(), entry->pw_uid, entry->pw_gid) != 0)
            throw std::runtime_error("cannot chown " + data.string());
    }
    yunke::testing::Process initdb({.command = as_user({programs_ / "initdb", "-D", data, "-U", "yunke", "-A", "trust",
                                                        "-E", "UTF8", "--locale=C", "--no-sync"}),
                                    .environment = {},
                                    .output = dir_ / "initdb.log",
                                    .folder = "/"});
    if (initdb.wait(60s) != 0) throw std::runtime_error("initdb failed: " + initdb.output());
    start();
}

PostgresqlServer::~PostgresqlServer() {
    stop();
}

std::vector<std::string> PostgresqlServer::as_user(std::vector<std::string> command) const {
    if (user_.empty()) return command;
    // A change of user clears the wish to die with the test, so setpriv makes it again.
    std::vector<std::string> whole = {
        "setpriv",        "--reuid",     user_, "--regid", std::to_string(::getpwnam(user_.c_str())->pw_gid),
        "--clear-groups", "--pdeathsig", "TERM"};
    whole.insert(whole.end(), command.begin(), command.end());
    return whole;
}

std::string PostgresqlServer::url(const std::string& database) const {
    return "postgresql:///" + database + "?host=" + (dir_ / "data").string() + "&user=yunke";
}

void PostgresqlServer::execute(const std::string& database, const std::string& statement) {
    soci::session session(soci::postgresql, url(database));
    session << statement;
}

long long PostgresqlServer::number(const std::string& database, const std::string& query) {
    soci::session session(soci::postgresql, url(database));
    long long found = 0;
    session << query, soci::into(found);
    return found;
}

std::string PostgresqlServer::text(const std::string& database, const std::string& query) {
    soci::session session(soci::postgresql, url(database));
    std::string found;
    session << query, soci::into(found);
    return found;
}

void PostgresqlServer::stop() {
    if (!process_) return;
    process_->signal(SIGINT);  // "fast": ends the sessions too
    process_->stop();
    process_.reset();
}

void PostgresqlServer::start() {
    std::vector<std::string> command = {programs_ / "postgres", "-D", dir_ / "data",        "-k", dir_ / "data", "-c",
                                        "listen_addresses=",    "-c", "max_connections=50", "-c", "fsync=off"};
    command.insert(command.end(), arguments_.begin(), arguments_.end());
    process_ = std::make_unique<yunke::testing::Process>(yunke::testing::ProcessOptions{
        .command = as_user(std::move(command)), .environment = {}, .output = dir_ / "postgres.log", .folder = "/"});
    for (int tries = 0; tries < 600; ++tries) {
        try {
            execute("postgres", "SELECT 1");
            return;
        } catch (const soci::soci_error&) {
            std::this_thread::sleep_for(50ms);
        }
        if (!process_->running()) break;
    }
    throw std::runtime_error("PostgreSQL did not start: " + process_->output());
}

}  // namespace yunke::registry::testing
