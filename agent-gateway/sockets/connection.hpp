// What every open connection of a thread has in common, HTTP or WebSocket: one deadline on the wheel, a place in the
// list that draining walks through, and a way to end it. Not thread-safe.
#pragma once

#include <cstddef>
#include <unordered_set>
#include <vector>

#include "agent-gateway/sockets/timer_wheel.hpp"

namespace yunke::gateway {

class Connection;

class ConnectionList {
public:
    void add(Connection& connection) { all_.insert(&connection); }
    void remove(Connection& connection) { all_.erase(&connection); }
    std::size_t size() const { return all_.size(); }
    // A copy, so that ending one does not disturb the walk. Nothing in it is destroyed while the caller does not return
    // to its io_context.
    std::vector<Connection*> all() const { return {all_.begin(), all_.end()}; }

private:
    std::unordered_set<Connection*> all_;
};

class Connection : public Timed {
public:
    explicit Connection(ConnectionList& list) : list_(list) { list_.add(*this); }
    ~Connection() override { list_.remove(*this); }

    // The gateway is going: end politely, and soon.
    virtual void drain() = 0;
    // End now.
    virtual void abort() = 0;

private:
    ConnectionList& list_;
};

}  // namespace yunke::gateway
