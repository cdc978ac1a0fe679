// The statements of one transaction, made before it begins so that it is short, and the rows that facts and office
// entries both write. Used by store_write.cpp and store_office.cpp.
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "runtime/sql/rows.hpp"

namespace yunke::ledger {

class Statements {
public:
    void add(std::string_view what, NewRows rows) {
        sql::Rows taken = rows.take();
        if (!taken.lines.empty()) all_.push_back({.what = what, .statement = {}, .rows = std::move(taken)});
    }
    void add(std::string_view what, BulkInsert rows) {
        for (auto& text : rows.take())
            all_.push_back({.what = what, .statement = std::move(text), .rows = {}});
    }

    // Tells `step` what each writes before it does.
    template <class Step>
    void run(soci::session& session, const Step& step) const {
        for (const Named& each : all_) {
            step(each.what);
            if (each.statement.empty())
                sql::add_rows(session, each.rows);
            else
                session << each.statement;
        }
    }

private:
    struct Named {
        std::string_view what;
        std::string statement;  // empty: new rows
        sql::Rows rows;
    };

    std::vector<Named> all_;
};

void add_transfers(Statements& to, const std::vector<PostedTransfer>& transfers);
void add_heads(Statements& to, const std::map<ChainKey, ChainHead>& heads);

template <class Row>
void add_rows(Statements& to, const std::vector<Row>& rows) {
    BulkInsert insert(insert_head<Row>(), overwrite<Row>());
    for (const Row& row : rows)
        RowTable<Row>::write(insert, row);
    to.add(RowTable<Row>::name, std::move(insert));
}

}  // namespace yunke::ledger
