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

namespace yunke::ledger {

struct Named {
    std::string_view what;
    std::string statement;
};

class Statements {
public:
    void add(std::string_view what, std::vector<std::string> texts) {
        for (auto& text : texts)
            all_.push_back({what, std::move(text)});
    }
    const std::vector<Named>& all() const { return all_; }

private:
    std::vector<Named> all_;
};

void add_transfers(Statements& to, const std::vector<PostedTransfer>& transfers);
void add_heads(Statements& to, const std::map<ChainKey, ChainHead>& heads);

template <class Row>
void add_rows(Statements& to, const std::vector<Row>& rows) {
    BulkInsert insert(insert_head<Row>(), overwrite<Row>());
    for (const Row& row : rows)
        RowTable<Row>::write(insert, row);
    to.add(RowTable<Row>::name, insert.take());
}

}  // namespace yunke::ledger
