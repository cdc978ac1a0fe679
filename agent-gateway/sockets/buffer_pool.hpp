// Buffers that a thread's sockets borrow while a message comes in or goes out, so that an idle socket holds none. Keeps
// a few of moderate size and frees the rest. Not thread-safe.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "agent-gateway/limits.hpp"

namespace yunke::gateway {

class BufferPool {
public:
    // An empty string, with capacity if one is at hand.
    std::string take() {
        if (spare_.empty()) return {};
        std::string buffer = std::move(spare_.back());
        spare_.pop_back();
        return buffer;
    }

    void give(std::string&& buffer) {
        std::string mine = std::move(buffer);
        buffer = std::string();
        if (mine.capacity() > limits::spare_buffer_bytes_max || spare_.size() >= limits::spare_buffers_max) return;
        if (mine.capacity() < 64) return;
        mine.clear();
        spare_.push_back(std::move(mine));
    }

private:
    std::vector<std::string> spare_;
};

}  // namespace yunke::gateway
