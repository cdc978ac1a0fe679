// SQL statements as the ledger writes and reads them in bulk: many rows in one INSERT, numbers written into the text.
// Only what the ledger made itself may stand in a text: numbers, pool names, base64url, keys of lines. What a person
// wrote is bound (soci::use), never written here; word() refuses anything that could end a literal.
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/sql/rows.hpp"

namespace yunke::ledger {

// One statement's text; SQLite takes a million bytes at most, and a server's parser likes fewer.
inline constexpr std::size_t statement_bytes_max = 128 * 1024;

inline void put(std::string& text, std::integral auto number) {
    char digits[24];
    const auto wide = static_cast<std::int64_t>(number);
    text.append(digits, std::to_chars(digits, digits + sizeof digits, wide).ptr);
}

template <class Id>
    requires std::is_enum_v<Id>
void put(std::string& text, Id id) {
    put(text, static_cast<std::underlying_type_t<Id>>(id));
}

// A literal of letters, digits and "-_./ ".
inline void put(std::string& text, std::string_view word) {
    constexpr auto allowed = [] {
        std::array<bool, 256> is{};
        for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./ "))
            is[static_cast<unsigned char>(c)] = true;
        return is;
    }();
    for (const char c : word) {
        if (!allowed[static_cast<unsigned char>(c)])
            throw std::logic_error("a word that must not stand in a statement");
    }
    text.push_back('\'');
    text.append(word);
    text.push_back('\'');
}

// INSERT statements of many rows each.
class BulkInsert {
public:
    // "INSERT INTO t (a, b) VALUES " and, behind the rows, "ON CONFLICT … " or nothing.
    explicit BulkInsert(std::string head, std::string tail = {}) : head_(std::move(head)), tail_(std::move(tail)) {}

    template <class... Values>
    void row(const Values&... values) {
        text_.append(text_.empty() ? head_ : std::string_view(","));
        char before = '(';
        const auto one = [&](const auto& value) {
            text_.push_back(before);
            before = ',';
            put(text_, value);
        };
        (one(values), ...);
        text_.push_back(')');
        if (text_.size() > statement_bytes_max) finish();
    }

    // The statements, in order; none if there was no row.
    std::vector<std::string> take() {
        finish();
        return std::exchange(statements_, {});
    }

private:
    void finish() {
        if (text_.empty()) return;
        text_.append(tail_);
        statements_.push_back(std::exchange(text_, {}));
        text_.reserve(statement_bytes_max + 1024);
    }

    std::string head_, tail_, text_;
    std::vector<std::string> statements_;
};

// Many rows of new keys, as sql::add_rows takes them.
class NewRows {
public:
    // `columns`: "a, b, c".
    NewRows(std::string table, std::string columns)
        : rows_{.table = std::move(table), .columns = std::move(columns), .lines = {}} {}

    template <class... Values>
    void row(const Values&... values) {
        ((put(rows_.lines, values), rows_.lines.push_back(',')), ...);
        rows_.lines.back() = '\n';
    }

    sql::Rows take() { return std::move(rows_); }

private:
    sql::Rows rows_;
};

// Runs a query whose first columns are numbers and whose last ones are texts, and gives each row to `take`.
template <std::size_t numbers, std::size_t texts, class Take>
void for_each(soci::session& session, const std::string& query, const Take& take) {
    std::array<long long, numbers> found{};
    std::array<std::string, texts> words;
    soci::statement statement(session);
    for (auto& number : found)
        statement.exchange(soci::into(number));
    for (auto& word : words)
        statement.exchange(soci::into(word));
    statement.alloc();
    statement.prepare(query);
    statement.define_and_bind();
    statement.execute();
    while (statement.fetch()) {
        if constexpr (texts == 0) {
            take(found);
        } else {
            take(found, words);
        }
    }
}

}  // namespace yunke::ledger
