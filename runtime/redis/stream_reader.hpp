// Tails streams with XREAD BLOCK on a connection of its own, since a blocked connection can do nothing else. The
// dispatcher tails `cmd` with it, a gateway thread its `out` streams. It keeps no position: the caller says after which
// ids to read, because only it knows what it has dealt with.
//
// One read at a time. Not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "runtime/asio.hpp"
#include "runtime/redis/client.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::redis {

struct StreamPosition {
    std::string key;
    StreamId after;  // entries above this id
};

struct ReadOptions {
    std::chrono::milliseconds block = limits::read_block;  // 1 ms at least; how long to wait when there is nothing
    std::size_t count = limits::read_count;                // entries per stream, at most
};

class StreamReader {
public:
    StreamReader(net::io_context& io, Endpoint endpoint);
    ~StreamReader();  // stops
    StreamReader(const StreamReader&) = delete;
    StreamReader& operator=(const StreamReader&) = delete;

    // What came after the positions, at most `count` per stream; nothing if `block` passed. Connects and reconnects by
    // itself for as long as `block`; an Error says that Redis could not be reached or refused, and the call may simply
    // be made again: it never returns such an error before `block` has passed. Reading changes nothing in Redis, so no
    // error is ambiguous. Cancelling closes the connection; so does stop(), after which every read is errc::stopped.
    net::awaitable<std::expected<std::vector<StreamBatch>, Error>> read(std::vector<StreamPosition> positions,
                                                                        ReadOptions options = {});
    void stop();

    const ServerInfo& server() const;  // of the present or last connection; `connection` counts them

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace yunke::redis
