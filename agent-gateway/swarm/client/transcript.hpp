// The entries of one conversation as a client has them: told apart by n, in whatever order they come. What is held
// without a hole from 1 on is the position that the next Hello tells; holes are found and asked for by ClientMachine.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "yunke/v1/client.pb.h"

namespace yunke::swarm {

class Transcript {
public:
    // False: an entry of this number is there already, and the new one is dropped.
    bool add(const v1::Entry& entry) {
        if (entry.n() == 0 || !entries_.emplace(entry.n(), entry).second) return false;
        for (auto next = entries_.find(whole_ + 1); next != entries_.end() && next->first == whole_ + 1; ++next)
            ++whole_;
        return true;
    }

    std::uint32_t whole() const { return whole_; }  // every entry up to this one is there
    std::uint32_t last() const { return entries_.empty() ? 0 : entries_.rbegin()->first; }
    bool has_gap() const { return last() > whole_; }

    // What to ask History for: everything below the first entry above the hole.
    std::uint32_t gap_end() const {
        const auto above = entries_.upper_bound(whole_);
        return above == entries_.end() ? 0 : above->first;
    }

    const std::map<std::uint32_t, v1::Entry>& entries() const { return entries_; }
    void clear() {
        entries_.clear();
        whole_ = 0;
    }

private:
    std::map<std::uint32_t, v1::Entry> entries_;
    std::uint32_t whole_ = 0;
};

}  // namespace yunke::swarm
