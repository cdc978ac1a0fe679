// A blocking WebSocket client for the gateway's tests, beside the HTTP client of all tests. Every wait has its end: a
// time-out throws, so a hanging gateway fails the test instead of hanging it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/http_client.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::gateway::testing {

using namespace std::chrono_literals;
using yunke::testing::exchange_raw;
using yunke::testing::Headers;
using yunke::testing::http;
using yunke::testing::HttpResult;

struct WsOptions {
    std::uint16_t port = 0;
    std::string subprotocol = "yunke.v1.protobuf";
    std::string origin;
    bool tls = false;
    int receive_buffer = 0;  // bytes of the kernel's; 0 = its default
};

// What came: a message, or the end.
struct Received {
    std::optional<std::string> message;
    std::uint16_t close_code = 0;  // 1006: the line was cut without a closing handshake
    std::string close_reason;
};

class WsClient {
public:
    class Impl;
    explicit WsClient(const WsOptions& options);  // throws if the upgrade is refused
    ~WsClient();                                  // cuts the line
    WsClient(WsClient&&) noexcept;

    bool json() const;
    void send(const v1::ClientFrame& frame);
    void send_message(std::string_view bytes, bool text);
    void ping();
    void close();  // the closing handshake, from our side

    Received read(std::chrono::milliseconds within = 5s);
    // The next frame; throws if the socket is closed instead.
    v1::ServerFrame next(std::chrono::milliseconds within = 5s);
    // Reads until the end; what came before is dropped, but the last Problem is kept.
    std::uint16_t wait_closed(std::chrono::milliseconds within = 5s);

    std::optional<v1::Problem> last_problem;
    std::string close_reason;

private:
    std::unique_ptr<Impl> impl_;
};

// The status that a WebSocket upgrade gets; 101 if it works.
unsigned upgrade_status(std::uint16_t port, const Headers& headers);

}  // namespace yunke::gateway::testing
