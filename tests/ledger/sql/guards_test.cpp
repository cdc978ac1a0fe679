// What the database itself refuses, and what verify finds when somebody got past it.
#include "dispatcher/ledger/setup_rows.hpp"
#include "runtime/encoding.hpp"
#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {
namespace {

class Guards : public BooksTest {
protected:
    Guards() : store(open()) {
        sell_packages(store, setup);
        post(store, script(11, 200));
        const std::string cards = "[[terms]]\nmerchant = \"x\"\nversion = 1\nfrom = 2026-01-01\nmode = \"block\"\n";
        CardFileNames names;
        names.merchants = CardFileNames::ByName{{"x", 1}};
        good(add_card_file(store, cards, "cards.toml", names, 1));
        database->execute(
            "INSERT INTO ledger_request (account, request_key, asked, at_ms, answer) VALUES (1, 'k', '', 1, '')");
    }

    // As a person with the database's own rights would: without the triggers that refuse it.
    void past_the_guards(const std::string& table, const std::string& statement) {
        if (database->url().starts_with("postgresql")) {
            database->execute("DROP TRIGGER ledger_" + table + "_keeps_rows ON ledger_" + table);
        } else {
            for (const char* guard : {"_keeps_rows", "_keeps_all"})
                database->execute("DROP TRIGGER ledger_" + table + guard);
        }
        database->execute(statement);
    }

    Store store;
};

TEST_F(Guards, UpdateAndDeleteOfPostedRowsAreRefusedByTheDatabase) {
    const std::map<std::string, std::string> tables = {
        {"fact", "body"},       {"transfer", "amount"}, {"office_entry", "account"}, {"batch", "number"},
        {"card_file", "at_ms"}, {"card_name", "id"},    {"request", "at_ms"},
    };
    for (const auto& [table, column] : tables) {
        const std::string name = "ledger_" + table;
        ASSERT_GT(database->number("SELECT COUNT(*) FROM " + name), 0) << table;
        EXPECT_ANY_THROW(database->execute("UPDATE " + name + " SET " + column + " = " + column)) << table;
        EXPECT_ANY_THROW(database->execute("DELETE FROM " + name)) << table;
        if (database->url().starts_with("postgresql")) {
            EXPECT_ANY_THROW(database->execute("TRUNCATE " + name)) << table;
        } else {
            EXPECT_ANY_THROW(database->execute("INSERT OR REPLACE INTO " + name + " SELECT * FROM " + name)) << table;
        }
    }
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
}

TEST_F(Guards, AmountsBelowNothingAndTransfersToOneselfAreRefusedByTheDatabase) {
    const auto insert = [&](const std::string& amount, const std::string& credit) {
        database->execute(
            "INSERT INTO ledger_transfer (pool, chain, sequence, ledger, debit_kind, debit_owner, credit_kind, "
            "credit_owner, amount, at_ms, month, line, rule_version, reverses, fact_epoch, fact_number, office_entry, "
            "tx, hash) VALUES ('main', 1, 900000, 1, 6, 1, " +
            credit + ", 1, " + amount + ", 0, 202603, '', 0, 0, 0, 0, 0, 0, '')");
    };
    EXPECT_ANY_THROW(insert("0", "7"));
    EXPECT_ANY_THROW(insert("-5", "7"));
    EXPECT_ANY_THROW(insert("5", "6"));
    EXPECT_ANY_THROW(database->execute("UPDATE ledger_package SET available_ms = -1"));
}

TEST_F(Guards, AFlippedByteOfATransferIsFound) {
    past_the_guards(
        "transfer",
        "UPDATE ledger_transfer SET amount = amount + 1 WHERE pool = 'main' AND chain = 1 AND sequence = 5");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("main/cny 5")));
}

TEST_F(Guards, EveryColumnOfATransferIsUnderItsHash) {
    past_the_guards("transfer", "SELECT 1");
    // All but the ledger: the database's own check refuses another one.
    for (const std::string column :
         {"debit_kind", "debit_owner", "credit_kind", "credit_owner", "amount", "at_ms", "month", "rule_version",
          "reverses", "fact_epoch", "fact_number", "office_entry", "tx"}) {
        const std::string where = " WHERE pool = 'main' AND chain = 2 AND sequence = 3";
        const auto before = database->number("SELECT " + column + " FROM ledger_transfer" + where);
        database->execute("UPDATE ledger_transfer SET " + column + " = " + std::to_string(before + 40) + where);
        EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("main/time 3"))) << column;
        database->execute("UPDATE ledger_transfer SET " + column + " = " + std::to_string(before) + where);
    }
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
}

TEST_F(Guards, AFlippedByteOfAFactIsFoundWithTheTransactionThatItWasIn) {
    const auto body = good(store.fact_body("main", {first_epoch, 60}));
    auto flipped = *body;
    flipped.back() = static_cast<char>(flipped.back() ^ 1);
    past_the_guards("fact",
                    "UPDATE ledger_fact SET body = '" + runtime::base64url_encode(flipped) + "' WHERE number = 60");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("-50 to")));
}

TEST_F(Guards, AMissingRowIsFound) {
    past_the_guards("fact", "DELETE FROM ledger_fact WHERE number = 77");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("facts are missing")));
    past_the_guards("transfer", "DELETE FROM ledger_transfer WHERE pool = 'main' AND chain = 1 AND sequence = 9");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("main/cny 10 follows 8")));
}

TEST_F(Guards, ARowThatIsNotWhatItsTransfersCameToIsFoundByVerifyAndByRebuild) {
    database->execute("UPDATE ledger_line SET posted = posted + 1 WHERE posted > 0");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("Line pay/")));
    EXPECT_THAT(differences(store), ::testing::Contains(::testing::HasSubstr("ledger_line")));
    database->execute("UPDATE ledger_line SET posted = posted - 1 WHERE posted > 0");
    database->execute("UPDATE ledger_package SET consumed_ms = consumed_ms + 1");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("package/")));
    database->execute("UPDATE ledger_package SET consumed_ms = consumed_ms - 1");
    database->execute("UPDATE ledger_usage SET handling_ms = handling_ms + 1");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("shares and union differ")));
    database->execute("UPDATE ledger_cursor SET number = number - 1");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("is posted up to")));
}

TEST_F(Guards, TaxThatHerAccountDoesNotHaveIsFound) {
    database->execute(
        "INSERT INTO ledger_tax_entry (office_entry, agent, month, method, income_fen, exempt_fen, "
        "deductions_fen, relief_fen, withheld_fen) VALUES (1, 2, 202604, 1, 0, 0, 0, 0, 7)");
    EXPECT_THAT(faults(store), ::testing::Contains(::testing::HasSubstr("Agent 2: of tax 7 are withheld")));
}

TEST_F(Guards, RebuildTellsWhatAnotherCardWouldHavePaid) {
    EXPECT_THAT(differences(store), ::testing::IsEmpty());
    setup = random_setup(8);
    const auto told = differences(store);
    EXPECT_THAT(told, ::testing::Contains(::testing::HasSubstr("anew")));
}

// Agents' rows of a database that knew nothing of training nor of merchants' clocks go on as they were.
TEST_F(Guards, AnOlderDatabaseIsBroughtOn) {
    const auto rows = good(store.agents());
    ASSERT_FALSE(rows.empty());
    database->execute("UPDATE ledger_agent SET training_month = 0, training_ms = 0");
    for (const char* column : {"training_month", "training_ms"})
        database->execute(std::string("ALTER TABLE ledger_agent DROP COLUMN ") + column);
    database->execute("DROP TABLE ledger_clock");
    database->execute("DELETE FROM ledger_schema_version WHERE version >= 6");
    auto again = open();
    const auto brought_on = good(again.agents());
    ASSERT_EQ(brought_on.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(brought_on[i].until_ms, rows[i].until_ms);
        EXPECT_EQ(brought_on[i].training_ms, 0);
    }
}

TEST_F(Guards, OpeningAgainFindsAllAsItWasAndANewerSchemaIsRefused) {
    const auto before = heads(store);
    auto again = open();
    EXPECT_EQ(heads(again), before);
    database->execute("INSERT INTO ledger_schema_version (version) VALUES (1000)");
    const auto newer = Store::open(database->url());
    ASSERT_FALSE(newer);
    EXPECT_THAT(newer.error().what, ::testing::HasSubstr("1000"));
}

}  // namespace
}  // namespace yunke::ledger::testing
