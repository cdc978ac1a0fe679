// The tables of what finance books beside its transfers (desk/), and of what its rules need to know. Used by
// schema.cpp, which says what the statements have in common.
#pragma once

#include <array>

namespace yunke::ledger {

inline constexpr std::array office_3 = {
    // ---- what a month's pay needs ----
    // What shoppers gave, as facts said it; a row of a fact that did not survive stands in ledger_reversed as well.
    R"(CREATE TABLE ledger_rating (
        pool TEXT NOT NULL,
        epoch BIGINT NOT NULL,
        number BIGINT NOT NULL,
        agent BIGINT NOT NULL,
        stars INTEGER NOT NULL,
        at_ms BIGINT NOT NULL,
        PRIMARY KEY (pool, epoch, number)))",
    "CREATE INDEX ledger_rating_by_time ON ledger_rating (at_ms)",
    // Until when nothing of a pool was waiting to be posted: a pool without facts passes a month's end, too.
    R"(CREATE TABLE ledger_level (
        pool TEXT NOT NULL PRIMARY KEY,
        level_ms BIGINT NOT NULL))",
    // A month's sums by account: what moves time is in none.
    "CREATE INDEX ledger_transfer_by_month ON ledger_transfer (month) WHERE chain <> 2",

    // ---- months ----
    R"(CREATE TABLE ledger_approval (
        agent BIGINT NOT NULL,
        month INTEGER NOT NULL,
        office_entry BIGINT NOT NULL,
        payable_fen BIGINT NOT NULL,
        PRIMARY KEY (agent, month, office_entry)))",
    "CREATE INDEX ledger_approval_by_month ON ledger_approval (month)",

    // ---- payouts ----
    // Names and bank accounts of people, here and nowhere else. No guard: what the law wants removed can be.
    R"(CREATE TABLE ledger_payee (
        agent BIGINT NOT NULL,
        version BIGINT NOT NULL,
        name TEXT NOT NULL,
        bank_account TEXT NOT NULL,
        account BIGINT NOT NULL,
        at_ms BIGINT NOT NULL,
        PRIMARY KEY (agent, version)))",
    R"(CREATE TABLE ledger_payout (
        batch BIGINT NOT NULL PRIMARY KEY,
        month INTEGER NOT NULL,
        total_fen BIGINT NOT NULL,
        office_entry BIGINT NOT NULL))",
    R"(CREATE TABLE ledger_payout_row (
        batch BIGINT NOT NULL,
        number BIGINT NOT NULL,
        agent BIGINT NOT NULL,
        payee_version BIGINT NOT NULL,
        gross_fen BIGINT NOT NULL CHECK (gross_fen > 0),
        withheld_fen BIGINT NOT NULL CHECK (withheld_fen >= 0),
        net_fen BIGINT NOT NULL CHECK (net_fen = gross_fen - withheld_fen),
        PRIMARY KEY (batch, number),
        UNIQUE (batch, agent)))",
    // what the bank said of a row, once
    R"(CREATE TABLE ledger_payout_answer (
        batch BIGINT NOT NULL,
        number BIGINT NOT NULL,
        paid INTEGER NOT NULL,
        office_entry BIGINT NOT NULL,
        PRIMARY KEY (batch, number)))",
    // TaxEntry (tax.hpp): one for each payment, and its negative for each that failed
    R"(CREATE TABLE ledger_tax_entry (
        office_entry BIGINT NOT NULL,
        agent BIGINT NOT NULL,
        month INTEGER NOT NULL,
        method INTEGER NOT NULL,
        income_fen BIGINT NOT NULL,
        exempt_fen BIGINT NOT NULL,
        deductions_fen BIGINT NOT NULL,
        relief_fen BIGINT NOT NULL,
        withheld_fen BIGINT NOT NULL,
        PRIMARY KEY (office_entry, agent)))",
    "CREATE INDEX ledger_tax_entry_by_agent ON ledger_tax_entry (agent, month)",

    // ---- appeals ----
    R"(CREATE TABLE ledger_appeal (
        number BIGINT NOT NULL PRIMARY KEY,
        agent BIGINT NOT NULL,
        period_ms BIGINT NOT NULL,
        shift BIGINT NOT NULL,
        term INTEGER NOT NULL,
        merchant BIGINT NOT NULL,
        card BIGINT NOT NULL,
        month INTEGER NOT NULL,
        line_fen BIGINT NOT NULL,
        words TEXT NOT NULL,
        at_ms BIGINT NOT NULL))",
    "CREATE INDEX ledger_appeal_by_agent ON ledger_appeal (agent, period_ms)",
    // who answered, and when, its office entry says
    R"(CREATE TABLE ledger_appeal_answer (
        appeal BIGINT NOT NULL PRIMARY KEY,
        upheld INTEGER NOT NULL,
        amount_fen BIGINT NOT NULL,
        reason TEXT NOT NULL,
        office_entry BIGINT NOT NULL))",
};

// What was answered to a booking that may be asked for twice (desk/request.hpp).
inline constexpr std::array office_5 = {
    R"(CREATE TABLE ledger_request (
        account BIGINT NOT NULL,
        request_key TEXT NOT NULL,
        asked TEXT NOT NULL,
        at_ms BIGINT NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (account, request_key)))",
};

}  // namespace yunke::ledger
