// Entities by their ids, with the members of std::unordered_map that the core needs. Finding one is most of what a
// command does, and its cost is waiting for memory: here it takes one row of a flat index (open addressing, linear
// probing, at most half full), which fetch() can bring near beforehand, and then the entity itself. Entities stay where
// they are until they are erased.
//
// Its order is that of the index: like that of any hash table it may differ between two equal maps, so nothing that is
// part of a result may follow it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "dispatcher/core/ids.hpp"

namespace yunke::core {

template <class Id, class Entity>
class IdMap {
public:
    using key_type = Id;
    using value_type = std::pair<const Id, Entity>;

private:
    struct Row {
        Id id{};
        std::unique_ptr<value_type> entry;  // null: the row is free
    };

    template <bool is_const>
    class Iterator {
        using Rows = std::conditional_t<is_const, const Row, Row>;

    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = IdMap::value_type;
        using difference_type = std::ptrdiff_t;
        using reference = std::conditional_t<is_const, const value_type&, value_type&>;
        using pointer = std::conditional_t<is_const, const value_type*, value_type*>;

        Iterator() = default;
        Iterator(Rows* row, Rows* end) : row_(row), end_(end) { skip_free(); }
        operator Iterator<true>() const { return {row_, end_}; }

        reference operator*() const { return *row_->entry; }
        pointer operator->() const { return row_->entry.get(); }
        Iterator& operator++() {
            ++row_;
            skip_free();
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator& other) const { return row_ == other.row_; }

    private:
        void skip_free() {
            while (row_ != end_ && !row_->entry)
                ++row_;
        }
        Rows* row_ = nullptr;
        Rows* end_ = nullptr;
    };

public:
    using iterator = Iterator<false>;
    using const_iterator = Iterator<true>;

    IdMap() = default;
    IdMap(const IdMap& other) { *this = other; }
    // The other one is empty then.
    IdMap(IdMap&& other) noexcept : rows_(std::move(other.rows_)), size_(std::exchange(other.size_, 0)) {}
    IdMap& operator=(IdMap&& other) noexcept {
        rows_ = std::move(other.rows_);
        size_ = std::exchange(other.size_, 0);
        return *this;
    }
    ~IdMap() = default;
    IdMap& operator=(const IdMap& other) {
        if (this == &other) return *this;
        rows_ = std::vector<Row>(other.rows_.size());
        size_ = other.size_;
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (other.rows_[i].entry)
                rows_[i] = {other.rows_[i].id, std::make_unique<value_type>(*other.rows_[i].entry)};
        return *this;
    }

    // Room for so many.
    void reserve(std::size_t entities) {
        if (2 * entities > rows_.size()) grow(std::max(rows_at_first, std::bit_ceil(2 * entities)));
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    iterator begin() { return {rows_.data(), rows_.data() + rows_.size()}; }
    iterator end() { return {rows_.data() + rows_.size(), rows_.data() + rows_.size()}; }
    const_iterator begin() const { return {rows_.data(), rows_.data() + rows_.size()}; }
    const_iterator end() const { return {rows_.data() + rows_.size(), rows_.data() + rows_.size()}; }

    // Brings the id's row near. Changes nothing.
    void fetch(Id id) const {
        if (!rows_.empty()) __builtin_prefetch(&rows_[home(id)]);
    }
    // nullptr: there is none.
    Entity* get(Id id) {
        value_type* entry = entry_of(id);
        return entry != nullptr ? &entry->second : nullptr;
    }
    const Entity* get(Id id) const {
        const value_type* entry = entry_of(id);
        return entry != nullptr ? &entry->second : nullptr;
    }

    bool contains(Id id) const { return entry_of(id) != nullptr; }
    std::size_t count(Id id) const { return contains(id) ? 1 : 0; }
    iterator find(Id id) { return contains(id) ? iterator(&rows_[row_of(id)], rows_.data() + rows_.size()) : end(); }
    const_iterator find(Id id) const {
        return contains(id) ? const_iterator(&rows_[row_of(id)], rows_.data() + rows_.size()) : end();
    }
    Entity& at(Id id) { return existing(get(id)); }
    const Entity& at(Id id) const { return existing(get(id)); }

    // The entity, made if there was none.
    Entity& operator[](Id id) {
        if (Entity* found = get(id)) return *found;
        reserve(size_ + 1);
        Row& row = rows_[row_of(id)];
        row.entry = std::make_unique<value_type>(std::piecewise_construct, std::tuple(id), std::tuple());
        row.id = id;
        ++size_;
        return row.entry->second;
    }

    std::size_t erase(Id id) {
        if (rows_.empty()) return 0;
        std::size_t free = row_of(id);
        if (!rows_[free].entry) return 0;
        rows_[free].entry.reset();
        --size_;
        // What was pushed behind it moves up, so that no search ends at the gap.
        for (std::size_t at = next(free); rows_[at].entry; at = next(at)) {
            const std::size_t wanted = home(rows_[at].id);
            if (((at - wanted) & mask()) < ((at - free) & mask())) continue;
            rows_[free] = std::move(rows_[at]);
            free = at;
        }
        return 1;
    }
    void clear() { *this = IdMap(); }

    bool operator==(const IdMap& other) const {
        if (size_ != other.size_) return false;
        for (const auto& [id, entity] : *this) {
            const Entity* same = other.get(id);
            if (same == nullptr || !(*same == entity)) return false;
        }
        return true;
    }

private:
    static constexpr std::size_t rows_at_first = 16;

    std::size_t mask() const { return rows_.size() - 1; }
    std::size_t next(std::size_t at) const { return (at + 1) & mask(); }
    // The upper bits of a product (Knuth, Vol. 3, 6.4): ids that follow each other are spread.
    std::size_t home(Id id) const {
        constexpr std::uint64_t golden = 0x9E37'79B9'7F4A'7C15;
        return (static_cast<std::uint64_t>(raw(id)) * golden) >> (64 - std::countr_zero(rows_.size()));
    }
    // Where it stands, or the free row where it would.
    std::size_t row_of(Id id) const {
        std::size_t at = home(id);
        while (rows_[at].entry && rows_[at].id != id)
            at = next(at);
        return at;
    }
    value_type* entry_of(Id id) const { return rows_.empty() ? nullptr : rows_[row_of(id)].entry.get(); }

    template <class Found>
    static Found& existing(Found* found) {
        if (found == nullptr) throw std::out_of_range("no entity has this id");
        return *found;
    }

    void grow(std::size_t rows) {
        std::vector<Row> before(rows);
        before.swap(rows_);
        for (Row& row : before)
            if (row.entry) rows_[row_of(row.id)] = std::move(row);
    }

    std::vector<Row> rows_;  // none, or a power of two
    std::size_t size_ = 0;
};

}  // namespace yunke::core
