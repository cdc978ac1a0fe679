// Ordered sets in rows of memory instead of nodes: what an agent holds, and who waits in a queue. Entities are taken
// out of the index and put back with every change of what it looks at, so these are written more often than read, and a
// node for each element would be one allocation and several far places of memory a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace yunke::core {

// A few elements.
template <class T>
class SortedVector {
public:
    using const_iterator = typename std::vector<T>::const_iterator;

    void insert(const T& value) {
        const auto at = std::ranges::lower_bound(values_, value);
        if (at == values_.end() || *at != value) values_.insert(at, value);
    }
    void erase(const T& value) {
        const auto at = std::ranges::lower_bound(values_, value);
        if (at != values_.end() && *at == value) values_.erase(at);
    }
    bool contains(const T& value) const { return std::ranges::binary_search(values_, value); }
    std::size_t size() const { return values_.size(); }
    bool empty() const { return values_.empty(); }
    const_iterator begin() const { return values_.begin(); }
    const_iterator end() const { return values_.end(); }
    bool operator==(const SortedVector&) const = default;

private:
    std::vector<T> values_;
};

// Any number: rows of at most `row_max`, none of them empty, each wholly before the next.
template <class T>
class SortedRows {
public:
    // Valid until the next change.
    class const_iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T*;
        using reference = const T&;

        const_iterator() = default;
        const_iterator(const std::vector<std::vector<T>>& rows, std::size_t row, std::size_t at)
            : rows_(&rows), row_(row), at_(at) {}

        const T& operator*() const { return (*rows_)[row_][at_]; }
        const T* operator->() const { return &**this; }
        const_iterator& operator++() {
            if (++at_ == (*rows_)[row_].size()) ++row_, at_ = 0;
            return *this;
        }
        const_iterator operator++(int) { return std::exchange(*this, std::next(*this)); }
        bool operator==(const const_iterator& other) const { return row_ == other.row_ && at_ == other.at_; }

    private:
        const std::vector<std::vector<T>>* rows_ = nullptr;
        std::size_t row_ = 0, at_ = 0;
    };

    void insert(const T& value) {
        if (rows_.empty()) {
            rows_.push_back({value});
            size_ = 1;
            return;
        }
        const std::size_t row = std::min(row_of(value), rows_.size() - 1);
        std::vector<T>& values = rows_[row];
        const auto at = std::ranges::lower_bound(values, value);
        if (at != values.end() && *at == value) return;
        values.insert(at, value);
        ++size_;
        if (values.size() <= row_max) return;
        const auto middle = values.begin() + row_max / 2;
        std::vector<T> behind(middle, values.end());
        values.erase(middle, values.end());
        rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(row) + 1, std::move(behind));
    }
    void erase(const T& value) {
        const std::size_t row = row_of(value);
        if (row == rows_.size()) return;
        std::vector<T>& values = rows_[row];
        const auto at = std::ranges::lower_bound(values, value);
        if (at == values.end() || *at != value) return;
        values.erase(at);
        --size_;
        if (values.empty()) rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(row));
    }
    // The first behind `value`.
    const_iterator upper_bound(const T& value) const {
        const std::size_t row = row_of(value);
        if (row == rows_.size()) return end();
        const auto at = static_cast<std::size_t>(std::ranges::upper_bound(rows_[row], value) - rows_[row].begin());
        return at == rows_[row].size() ? const_iterator(rows_, row + 1, 0) : const_iterator(rows_, row, at);
    }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const_iterator begin() const { return {rows_, 0, 0}; }
    const_iterator end() const { return {rows_, rows_.size(), 0}; }
    bool operator==(const SortedRows& other) const {
        return size_ == other.size_ && std::equal(begin(), end(), other.begin());
    }

private:
    static constexpr std::size_t row_max = 128;

    // The first row that ends at `value` or behind it.
    std::size_t row_of(const T& value) const {
        const auto before = [](const std::vector<T>& row, const T& wanted) { return row.back() < wanted; };
        return static_cast<std::size_t>(std::lower_bound(rows_.begin(), rows_.end(), value, before) - rows_.begin());
    }

    std::vector<std::vector<T>> rows_;
    std::size_t size_ = 0;
};

}  // namespace yunke::core
