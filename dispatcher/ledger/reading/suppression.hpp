// Counting people without telling of one: a table of counts with its sums, in which cells of 1 to 10 are hidden, and
// with them as many others as it takes that no hidden cell can be reckoned from those that are shown. Pure. Called by
// program_report.hpp.
//
// A cell is told by what is shown exactly if its row or column has no other hidden one; more generally, if in the graph
// whose nodes are rows and columns (the sums' own among them) and whose edges are hidden cells, its edge is a bridge.
// So cells are hidden until there is no bridge. And since the hidden cells of a row with a shown sum add up to
// something known, these are hidden until they are more than 10 people together; the same for columns.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace yunke::ledger {

constexpr std::int64_t hidden_people_max = 10;

class CountTable {
public:
    CountTable(std::size_t rows, std::size_t columns);

    void add(std::size_t row, std::size_t column) { ++at(row, column); }
    // The sums are what stands in row rows() and column columns().
    void sum();

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    std::int64_t count(std::size_t row, std::size_t column) const { return counts_[place(row, column)]; }
    bool hidden(std::size_t row, std::size_t column) const { return hidden_[place(row, column)]; }
    std::optional<std::int64_t> shown(std::size_t row, std::size_t column) const;

    // Hides a cell for a reason from outside: the same number is hidden in another table. True: it was not before.
    bool hide(std::size_t row, std::size_t column);
    // Hides what has to be, after sum(). True if that was more than before.
    bool suppress();

private:
    std::size_t place(std::size_t row, std::size_t column) const { return row * (columns_ + 1) + column; }
    std::int64_t& at(std::size_t row, std::size_t column) { return counts_[place(row, column)]; }
    bool is_bridge(std::size_t row, std::size_t column) const;
    bool hide_one_more(std::size_t row, std::size_t column);
    bool hide_small_sums();

    std::size_t rows_, columns_;
    std::vector<std::int64_t> counts_;
    std::vector<bool> hidden_;
};

}  // namespace yunke::ledger
