// The sockets of one thread by attach id: where an out entry's items go. Peer enters itself at Hello and leaves when
// its socket is gone. One per thread; not thread-safe.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace yunke::gateway {

class Peer;

class SessionTable {
public:
    void add(std::uint64_t attach, Peer& peer) { peers_.emplace(attach, &peer); }
    void remove(std::uint64_t attach) { peers_.erase(attach); }

    Peer* find(std::uint64_t attach) const {
        const auto at = peers_.find(attach);
        return at == peers_.end() ? nullptr : at->second;
    }

    std::size_t size() const { return peers_.size(); }

    // A copy, so that the caller may close what it finds.
    std::vector<std::uint64_t> attaches() const {
        std::vector<std::uint64_t> all;
        all.reserve(peers_.size());
        for (const auto& [attach, peer] : peers_)
            all.push_back(attach);
        return all;
    }

private:
    std::unordered_map<std::uint64_t, Peer*> peers_;
};

}  // namespace yunke::gateway
