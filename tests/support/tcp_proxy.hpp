// A TCP proxy of ours between two processes of a test: it forwards, holds what goes one way until it is let go, throws
// it away, or cuts everything, as a line between two machines may. Works on a thread of its own; every call may be made
// from any thread and takes effect within some milliseconds.
#pragma once

#include <cstdint>
#include <memory>

namespace yunke::testing {

class TcpProxy {
public:
    enum class Way : std::uint8_t { to_server, to_client };

    explicit TcpProxy(std::uint16_t server_port);  // both ends on 127.0.0.1; throws if it cannot listen
    ~TcpProxy();
    TcpProxy(const TcpProxy&) = delete;
    TcpProxy& operator=(const TcpProxy&) = delete;

    std::uint16_t port() const;

    // Held bytes are kept, in their order; beyond a few hundred kilobytes the sender's own buffers fill up.
    void hold(Way way, bool on);
    // Bytes that pass are thrown away. What is lost does not come back: cut the line before it is used again.
    void drop(Way way, bool on);
    // New connections go there; those that stand are cut.
    void retarget(std::uint16_t server_port);
    void cut();

    std::uint64_t forwarded(Way way) const;  // bytes

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace yunke::testing
