#include "dispatcher/ledger/reading/suppression.hpp"

#include <limits>

namespace yunke::ledger {
namespace {

bool is_small(std::int64_t count) {
    return count >= 1 && count <= hidden_people_max;
}

}  // namespace

CountTable::CountTable(std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), counts_((rows + 1) * (columns + 1)), hidden_(counts_.size()) {}

void CountTable::sum() {
    for (std::size_t row = 0; row < rows_; ++row) {
        for (std::size_t column = 0; column < columns_; ++column) {
            at(row, columns_) += count(row, column);
            at(rows_, column) += count(row, column);
            at(rows_, columns_) += count(row, column);
        }
    }
}

std::optional<std::int64_t> CountTable::shown(std::size_t row, std::size_t column) const {
    if (hidden(row, column)) return std::nullopt;
    return count(row, column);
}

bool CountTable::hide(std::size_t row, std::size_t column) {
    if (hidden(row, column)) return false;
    hidden_[place(row, column)] = true;
    return true;
}

// Whether row and column are not joined by hidden cells other than this one.
bool CountTable::is_bridge(std::size_t row, std::size_t column) const {
    std::vector<bool> row_seen(rows_ + 1);
    std::vector<bool> column_seen(columns_ + 1);
    row_seen[row] = true;
    for (bool more = true; more;) {
        more = false;
        for (std::size_t r = 0; r <= rows_; ++r) {
            for (std::size_t c = 0; c <= columns_; ++c) {
                const bool this_one = r == row && c == column;
                if (this_one || !hidden(r, c) || row_seen[r] == column_seen[c]) continue;
                row_seen[r] = column_seen[c] = true;
                more = true;
            }
        }
    }
    return !column_seen[column];
}

// The smallest shown cell of the row or column that is not empty, an inner one before a sum. An empty one would protect
// nothing: that it is empty may be known. False: there is none.
bool CountTable::hide_one_more(std::size_t row, std::size_t column) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::size_t best = counts_.size();
    const auto look = [&](std::size_t r, std::size_t c, bool is_sum) {
        const std::int64_t size = count(r, c);
        if (hidden(r, c) || size == 0) return;
        const std::int64_t weight = is_sum ? size + std::numeric_limits<std::int32_t>::max() : size;
        if (weight >= least) return;
        least = weight;
        best = place(r, c);
    };
    for (std::size_t c = 0; c <= columns_; ++c)
        look(row, c, c == columns_ || row == rows_);
    for (std::size_t r = 0; r <= rows_; ++r)
        look(r, column, r == rows_ || column == columns_);
    if (best == counts_.size()) return false;
    hidden_[best] = true;
    return true;
}

// In rows and columns whose sum is shown: what is hidden of them is more than 10 people together.
bool CountTable::hide_small_sums() {
    bool more = false;
    const auto check = [&](std::size_t lines, std::size_t others, bool by_row) {
        for (std::size_t line = 0; line <= lines; ++line) {
            const auto row = [&](std::size_t i) { return by_row ? line : i; };
            const auto column = [&](std::size_t i) { return by_row ? i : line; };
            if (hidden(row(others), column(others))) continue;
            std::int64_t people = 0;
            std::size_t next = others;  // the smallest that is shown
            for (std::size_t i = 0; i < others; ++i) {
                const std::int64_t size = count(row(i), column(i));
                if (hidden(row(i), column(i))) {
                    people += size;
                } else if (size > 0 && (next == others || size < count(row(next), column(next)))) {
                    next = i;
                }
            }
            if (!is_small(people)) continue;
            more = hide(row(next), column(next)) || more;  // or the sum itself, if nothing else is left
        }
    };
    check(rows_, columns_, true);
    check(columns_, rows_, false);
    return more;
}

bool CountTable::suppress() {
    bool changed = false;
    for (std::size_t row = 0; row <= rows_; ++row) {
        for (std::size_t column = 0; column <= columns_; ++column)
            if (is_small(count(row, column))) changed = hide(row, column) || changed;
    }
    for (bool more = true; more;) {
        more = hide_small_sums();
        for (std::size_t row = 0; row <= rows_ && !more; ++row) {
            for (std::size_t column = 0; column <= columns_ && !more; ++column)
                if (hidden(row, column) && is_bridge(row, column)) more = hide_one_more(row, column);
        }
        changed = changed || more;
    }
    return changed;
}

}  // namespace yunke::ledger
