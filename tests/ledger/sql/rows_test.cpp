// Rows added by each database's fastest road: what they hold, and that a bad one leaves nothing behind.
#include "runtime/sql/rows.hpp"

#include "dispatcher/ledger/sql_text.hpp"
#include "runtime/sql/database.hpp"
#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {
namespace {

class NewRowsTest : public BooksTest {
protected:
    NewRowsTest() : sql_(std::move(*sql::Database::open(database->url()))) {
        database->execute(
            "CREATE TABLE sample (number BIGINT PRIMARY KEY, word TEXT NOT NULL, "
            "small BIGINT NOT NULL CHECK (small < 10))");
    }

    sql::Result<void> add(NewRows rows) {
        return sql_->run(sql::Around::write, [&](soci::session& session) -> sql::Result<void> {
            sql::add_rows(session, rows.take());
            return {};
        });
    }
    static NewRows sample() { return {"sample", "number, word, small"}; }
    long long count(const std::string& condition) {
        return database->number("SELECT COUNT(*) FROM sample WHERE " + condition);
    }

    std::unique_ptr<sql::Database> sql_;
};

TEST_F(NewRowsTest, HoldWhatWasGiven) {
    NewRows rows = sample();
    rows.row(INT64_MIN, std::string_view(), -1);
    rows.row(INT64_MAX, std::string_view("pay/12/0 a_b-c."), 9);
    rows.row(0, std::string_view("17"), 0);
    for (int i = 1; i <= 5'000; ++i)
        rows.row(i, std::string_view("many"), i % 10);
    ASSERT_TRUE(add(std::move(rows)));
    EXPECT_EQ(count("1 = 1"), 5'003);
    EXPECT_EQ(count("number = -9223372036854775807 - 1 AND word = '' AND small = -1"), 1);
    EXPECT_EQ(count("number = 9223372036854775807 AND word = 'pay/12/0 a_b-c.' AND small = 9"), 1);
    EXPECT_EQ(count("number = 0 AND word = '17'"), 1);
    EXPECT_EQ(count("word = 'many' AND small = 7"), 500);
}

TEST_F(NewRowsTest, AKeyThatIsThereIsAConflictAndNothingIsWritten) {
    NewRows first = sample();
    first.row(5, std::string_view("a"), 1);
    ASSERT_TRUE(add(std::move(first)));
    NewRows again = sample();
    again.row(4, std::string_view("b"), 1);
    again.row(5, std::string_view("b"), 1);
    EXPECT_EQ(add(std::move(again)).error().code, sql::Errc::conflict);
    EXPECT_EQ(count("word = 'b'"), 0);
}

TEST_F(NewRowsTest, WhatTheTableRefusesIsAnErrorAndTheSessionGoesOn) {
    NewRows wrong = sample();
    wrong.row(1, std::string_view("a"), 1);
    wrong.row(2, std::string_view("a"), 10);
    EXPECT_EQ(add(std::move(wrong)).error().code, sql::Errc::database);
    NewRows nowhere("no_such_table", "a");
    nowhere.row(1);
    EXPECT_EQ(add(std::move(nowhere)).error().code, sql::Errc::database);
    EXPECT_EQ(count("1 = 1"), 0);
    NewRows right = sample();
    right.row(3, std::string_view("c"), 3);
    ASSERT_TRUE(add(std::move(right)));
    EXPECT_EQ(count("word = 'c'"), 1);
}

}  // namespace
}  // namespace yunke::ledger::testing
