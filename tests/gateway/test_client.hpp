// A blocking WebSocket client and a raw HTTP client for the gateway's tests. Every wait has its end: a time-out throws,
// so a hanging gateway fails the test instead of hanging it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "yunke/v1/client.pb.h"

namespace yunke::gateway::testing {

using namespace std::chrono_literals;

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

struct HttpResult {
    unsigned status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;

    std::string header(const std::string& name) const;
    // A text member of a flat JSON body, found by its name; empty if absent.
    std::string json(std::string_view member) const;
};

// Sends the bytes as they are and reads until the server closes.
std::string exchange_raw(std::uint16_t port, std::string_view bytes, std::chrono::milliseconds within = 5s);

using Headers = std::map<std::string, std::string>;
HttpResult http(std::uint16_t port, const std::string& method, const std::string& target, const std::string& body = "",
                const Headers& headers = {});

// The status that a WebSocket upgrade gets; 101 if it works.
unsigned upgrade_status(std::uint16_t port, const Headers& headers);

}  // namespace yunke::gateway::testing
