// yunke-bench-ledger: facts that the ledger posts per second, on SQLite and on a PostgreSQL that it starts itself,
// beside a bare multi-row INSERT of as many rows in as many transactions. Both databases sync as in an installation:
// SQLite with synchronous = FULL, PostgreSQL with its own defaults.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>

#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "dispatcher/ledger/verify.hpp"
#include "tests/bench/month_bench.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/ledger/random_month.hpp"
#include "tests/registry/postgresql_server.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using namespace yunke;
using namespace yunke::ledger;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t epoch = 1'700'000'000'000;

template <class T>
T good(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    return std::move(*result);
}
void good(const Result<void>& result) {
    if (!result) throw std::runtime_error(result.error().what);
}

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Processor time of this process: what stays the same on a machine that has other work as well.
double cpu_s() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::vector<OrderedFact> make_facts(std::size_t count, std::uint32_t agents) {
    std::vector<OrderedFact> all;
    v1::Fact first;
    first.mutable_epoch()->set_last(0);
    all.push_back({{epoch, 1}, first.SerializeAsString(), first});
    for (const v1::Fact& fact :
         ledger::testing::random_month(1, {.agents = agents, .days = 31, .facts_max = count - 1}))
        all.push_back({{epoch, all.size() + 1}, fact.SerializeAsString(), fact});
    return all;
}

void sell_packages(Store& store, const Setup& setup) {
    namespace bench = ledger::testing;
    const auto source = store.source("main");
    for (const MerchantId id : {bench::merchant_a, bench::merchant_b, bench::merchant_c}) {
        Merchant merchant = good(source->merchant(id));
        Step step{.at_ms = bench::monday_ms, .month = month_of(bench::monday_ms, setup.utc_offset_minutes)};
        sell(merchant,
             {.plan = 1,
              .ms = 100'000 * bench::hour_ms,
              .price_fen = 100'000'003,
              .vat_bp = 600,
              .expires_ms = bench::monday_ms + 365 * 24 * bench::hour_ms},
             step);
        OfficeWrite entry{.kind = "top_up", .account = 1, .at_ms = bench::monday_ms, .body = "bench"};
        entry.transfers = step.transfers;
        entry.merchants = {merchant.row};
        entry.packages = merchant.packages;
        good(store.write_office(entry));
    }
}

// As many rows of a transfer's columns, in as many transactions, and nothing else.
double bare_insert(Store& store, std::size_t rows, std::size_t batches) {
    const std::string columns =
        "pool TEXT NOT NULL, chain INTEGER NOT NULL, sequence BIGINT NOT NULL, ledger INTEGER NOT NULL, debit_kind "
        "INTEGER NOT NULL, debit_owner BIGINT NOT NULL, credit_kind INTEGER NOT NULL, credit_owner BIGINT NOT NULL, "
        "amount BIGINT NOT NULL, at_ms BIGINT NOT NULL, month INTEGER NOT NULL, line TEXT NOT NULL, rule_version "
        "BIGINT "
        "NOT NULL, reverses BIGINT NOT NULL, fact_epoch BIGINT NOT NULL, fact_number BIGINT NOT NULL, office_entry "
        "BIGINT NOT NULL, tx BIGINT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (pool, chain, sequence)";
    good(ask(store.database(), sql::Around::nothing, [&](soci::session& session) -> Result<void> {
        session << "CREATE TABLE bench_row (" + columns + ")";
        return {};
    }));
    const std::string_view hash = "0123456789012345678901234567890123456789012";
    const auto begin = Clock::now();
    std::size_t sequence = 0;
    for (std::size_t batch = 0; batch < batches; ++batch) {
        BulkInsert insert("INSERT INTO bench_row VALUES ");
        for (; sequence < rows * (batch + 1) / batches; ++sequence)
            insert.row(std::string_view("main"), 1, sequence, 1, 6, 12, 7, 12, 34, epoch, 202603,
                       std::string_view("pay/12/1772380800000/0/handled/1/7"), 7, 0, epoch, sequence, 0, sequence,
                       hash);
        good(ask(store.database(), sql::Around::write, [&](soci::session& session) -> Result<void> {
            for (const std::string& statement : insert.take())
                session << statement;
            return {};
        }));
    }
    return seconds_since(begin);
}

std::int64_t count(Store& store, const std::string& table) {
    return good(ask(store.database(), sql::Around::nothing, [&](soci::session& session) -> Result<std::int64_t> {
        std::int64_t found = 0;
        for_each<1, 0>(session, "SELECT COUNT(*) FROM " + table, [&](const auto& n) { found = n[0]; });
        return found;
    }));
}

void run(const char* name, const std::string& url, const std::vector<OrderedFact>& facts, std::size_t batch) {
    const Setup setup = ledger::testing::random_setup(7);
    auto store = good(Store::open(url));
    sell_packages(store, setup);
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    posting.set_batch_max(batch);
    PostingOutcome outcome;
    const double cpu_before_s = cpu_s();
    const auto begin = Clock::now();
    good(posting.post(facts, outcome));
    const double posted_s = seconds_since(begin);
    const double posted_cpu_s = cpu_s() - cpu_before_s;
    const auto batches = static_cast<std::size_t>(count(store, "ledger_batch"));
    const auto rows = static_cast<std::size_t>(count(store, "ledger_fact") + count(store, "ledger_transfer"));
    const double bare_s = bare_insert(store, rows, batches);
    const auto report = good(verify(store));
    if (!report.faults.empty()) throw std::runtime_error(report.faults.front());
    const auto per_second = [&](double seconds) { return static_cast<double>(facts.size()) / seconds; };
    std::printf(
        "%-11s %zu facts, %zu rows, %zu transactions: %.0f facts/s (%.1f us of this process each); "
        "bare insert of the rows: %.0f facts/s; %.0f %% of it\n",
        name, facts.size(), rows, batches, per_second(posted_s), 1e6 * posted_cpu_s / static_cast<double>(facts.size()),
        per_second(bare_s), 100 * bare_s / posted_s);
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t facts = 60'000;
    std::size_t batch = 4'096;
    std::uint32_t agents = 100;
    CLI::App app("yunke-bench-ledger: facts posted per second beside a bare insert of as many rows");
    app.add_option("--facts", facts, "How many")->check(CLI::Range(100, 10'000'000));
    app.add_option("--batch", batch, "Facts in one transaction")->check(CLI::Range(1, 65'536));
    app.add_option("--agents", agents, "People whose month it is")->check(CLI::Range(1, 10'000));
    ledger::testing::MonthBench month;
    auto* people = app.add_option("--people", month.people,
                                  "Instead: statements and the close of a month of so many people, on SQLite")
                       ->check(CLI::Range(1, 1'000'000));
    app.add_option("--periods", month.periods, "Work periods of each, of four facts")->check(CLI::Range(1, 500));
    CLI11_PARSE(app, argc, argv);
    try {
        if (people->count() > 0) {
            ledger::testing::bench_month(month);
            return 0;
        }
        const auto made = make_facts(facts, agents);
        const yunke::testing::TempDir folder;
        run("SQLite", "sqlite3://" + (folder / "ledger.db").string(), made, batch);
        registry::testing::PostgresqlServer server({"-c", "fsync=on"});
        server.execute("postgres", "CREATE DATABASE bench");
        run("PostgreSQL", server.url("bench"), made, batch);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "yunke-bench-ledger: " << error.what() << '\n';
        return 1;
    }
}
