// A heap of four children a node: half as deep as a binary one, and the children of a node lie side by side, so that
// walking down a large one waits for memory half as often. Smallest `turn` first. Used by Router alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace yunke::core {

template <class Entry>
class WideHeap {
public:
    bool empty() const { return entries_.empty(); }
    std::size_t size() const { return entries_.size(); }
    const Entry& top() const { return entries_.front(); }
    void clear() { entries_.clear(); }

    void push(const Entry& entry) {
        entries_.push_back(entry);
        std::size_t at = entries_.size() - 1;
        for (; at > 0 && entry.turn < entries_[parent(at)].turn; at = parent(at))
            entries_[at] = entries_[parent(at)];
        entries_[at] = entry;
    }

    void pop() {
        const Entry last = entries_.back();
        entries_.pop_back();
        if (!entries_.empty()) sift_down(0, last);
    }

    // Without order; order() must follow before anything else.
    std::vector<Entry>& entries() { return entries_; }
    void order() {
        if (entries_.size() < 2) return;
        for (std::size_t at = parent(entries_.size() - 1) + 1; at-- > 0;)
            sift_down(at, Entry(entries_[at]));
    }

private:
    static constexpr std::size_t width = 4;
    static std::size_t parent(std::size_t at) { return (at - 1) / width; }

    // Puts `entry` at `at` or below it.
    void sift_down(std::size_t at, const Entry& entry) {
        while (true) {
            const std::size_t first = at * width + 1;
            if (first >= entries_.size()) break;
            std::size_t least = first;
            for (std::size_t child = first + 1; child < std::min(first + width, entries_.size()); ++child)
                if (entries_[child].turn < entries_[least].turn) least = child;
            if (!(entries_[least].turn < entry.turn)) break;
            entries_[at] = entries_[least];
            at = least;
        }
        entries_[at] = entry;
    }

    std::vector<Entry> entries_;
};

}  // namespace yunke::core
