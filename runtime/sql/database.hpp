// One SQL session with its transactions and the translation of SOCI's exceptions into Error values. The only place
// that knows which database stands behind it. Private to those who write SQL (runtime/registry, dispatcher/ledger): it
// includes SOCI, so no header of theirs that others include may include it.
#pragma once

#include <soci/soci.h>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "runtime/sql/error.hpp"

namespace yunke::sql {

// What a piece of work needs around it.
enum class Around {
    nothing,   // one statement
    snapshot,  // several reads that must agree
    write,     // all or nothing, alone among writers where they meet
};

class Database {
public:
    static Result<std::unique_ptr<Database>> open(const std::string& url);
    ~Database();

    // Runs `work(soci::session&) -> Result<T>` with what it needs around it. Inside another run() it joins the outer
    // transaction, which then cannot be committed any more if a joined write failed.
    template <class Work>
    auto run(Around around, Work&& work) -> std::invoke_result_t<Work, soci::session&> {
        if (auto connected = connect(); !connected) return std::unexpected(connected.error());
        // Lives through the catch: rolling back would overwrite the error that translate() reads from the session.
        std::optional<Scope> scope;
        try {
            scope.emplace(*this, around);
            auto result = std::forward<Work>(work)(session_);
            if (result) {
                if (auto done = scope->finish(); !done) return std::unexpected(done.error());
            }
            return result;
        } catch (const soci::soci_error& error) {
            doomed_ = depth_ > 0;
            return std::unexpected(translate(error));
        }
    }

    bool postgresql() const { return postgresql_; }

private:
    // BEGIN now, COMMIT by finish(), ROLLBACK at the end of life otherwise. Nested ones only count.
    class Scope {
    public:
        Scope(Database& database, Around around);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;
        Result<void> finish();

    private:
        Database& db_;
        bool counts_;
        bool joined_write_;
        bool finished_ = false;
    };

    explicit Database(std::string url);

    Result<void> connect();  // nothing to do if connected
    void connect_sqlite();
    void connect_postgresql();
    void set_up_sqlite();
    Error translate(const soci::soci_error& error);
    Error translate_sqlite(const std::string& text);

    std::string url_;
    bool postgresql_;
    soci::session session_;
    bool connected_ = false;
    int depth_ = 0;        // nested transactions; 0 = none open
    bool doomed_ = false;  // the open transaction can only be rolled back
};

// Runs a prepared statement to its end, calling `row` after each fetch into the bound variables.
template <class Row>
void for_each_row(soci::statement& statement, const Row& row) {
    statement.execute();
    while (statement.fetch())
        row();
}

}  // namespace yunke::sql
