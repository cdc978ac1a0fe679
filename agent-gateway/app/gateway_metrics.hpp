// The gateway's counters and gauges, asked for once and handed to the parts that count. Shared by all threads.
#pragma once

#include <cstdint>
#include <map>

#include "runtime/metrics.hpp"

namespace yunke::gateway {

class GatewayMetrics {
public:
    explicit GatewayMetrics(runtime::Metrics& metrics);

    runtime::Gauge connections;  // TCP connections, HTTP and WebSocket
    runtime::Gauge sockets;      // WebSockets
    runtime::Counter accepted;   // connections
    runtime::Counter accept_failed;
    runtime::Counter turned_away;  // connections above gateway.max_connections
    runtime::Counter frames_in;
    runtime::Counter frames_out;
    runtime::Counter refused;   // frames answered with Problem
    runtime::Counter busy;      // frames answered with Busy
    runtime::Counter out_gaps;  // gaps and epochs that closed all sockets of a thread
    runtime::Counter late_beats;
    runtime::Counter logins_ok;
    runtime::Counter logins_failed;
    runtime::Counter tickets;

    void closed(std::uint16_t code) const;  // a socket that the gateway closed, or that was closed with this code
    void answered(unsigned status) const;   // an HTTP request

private:
    std::map<std::uint16_t, runtime::Counter> closes_;
    runtime::Counter closes_other_;
    runtime::Counter http_[6];
};

}  // namespace yunke::gateway
