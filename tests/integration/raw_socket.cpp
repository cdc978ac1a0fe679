#include "tests/integration/raw_socket.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>

namespace yunke::testing {
namespace {

using Clock = std::chrono::steady_clock;

milliseconds left(Clock::time_point deadline) {
    return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(deadline - Clock::now()));
}

// Length field of a frame header that begins with `lead` (the mask bit).
std::string length_field(std::size_t size, std::uint8_t lead) {
    std::string field;
    if (size < 126) {
        field += static_cast<char>(lead | size);
    } else if (size < 65'536) {
        field += static_cast<char>(lead | 126U);
        for (const int shift : {8, 0})
            field += static_cast<char>(size >> shift);
    } else {
        field += static_cast<char>(lead | 127U);
        for (int shift = 56; shift >= 0; shift -= 8)
            field += static_cast<char>(size >> shift);
    }
    return field;
}

}  // namespace

std::uint16_t RawFrame::close_code() const {
    if (opcode != 8 || payload.size() < 2) return 0;
    const auto high = static_cast<std::uint8_t>(payload[0]);
    const auto low = static_cast<std::uint8_t>(payload[1]);
    return static_cast<std::uint16_t>(high << 8 | low);
}

RawSocket::RawSocket(std::uint16_t port, int receive_buffer)
    : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(handle_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) ::setsockopt(handle_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no connection to port " + std::to_string(port));
}

RawSocket::~RawSocket() {
    ::close(handle_);
}

void RawSocket::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void RawSocket::flood(std::string_view bytes, milliseconds patience) {
    while (!bytes.empty()) {
        pollfd waiting{.fd = handle_, .events = POLLIN | POLLOUT, .revents = 0};
        if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0 || waiting.revents != POLLOUT) return;
        const ssize_t sent = ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool RawSocket::fill(milliseconds within) {
    pollfd waiting{.fd = handle_, .events = POLLIN, .revents = 0};
    if (ended_ || ::poll(&waiting, 1, static_cast<int>(within.count())) <= 0) return false;
    std::array<char, 16'384> bytes{};
    const ssize_t count = ::recv(handle_, bytes.data(), bytes.size(), 0);
    if (count <= 0) {
        ended_ = true;
        return false;
    }
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
}

std::string RawSocket::read_head(milliseconds within) {
    const auto deadline = Clock::now() + within;
    while (buffer_.find("\r\n\r\n") == std::string::npos && fill(left(deadline))) {
    }
    const auto end = buffer_.find("\r\n\r\n");
    const std::string head = buffer_.substr(0, end);
    buffer_.erase(0, end == std::string::npos ? end : end + 4);
    return head;
}

int RawSocket::read_status(milliseconds within) {
    const std::string head = read_head(within);
    int status = 0;
    if (head.starts_with("HTTP/1.1 ")) std::from_chars(head.data() + 9, head.data() + head.size(), status);
    return status;
}

std::string RawSocket::upgrade_request(const Upgrade& upgrade) {
    std::string request =
        "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    if (!upgrade.subprotocol.empty()) request += "Sec-WebSocket-Protocol: " + upgrade.subprotocol + "\r\n";
    if (!upgrade.origin.empty()) request += "Origin: " + upgrade.origin + "\r\n";
    return request + upgrade.more_headers + "\r\n";
}

int RawSocket::upgrade(const Upgrade& upgrade) {
    json_ = !upgrade.subprotocol.ends_with("protobuf");
    send(upgrade_request(upgrade));
    return read_status();
}

std::string RawSocket::frame(std::uint8_t first, std::string_view payload, bool masked) {
    std::string bytes(1, static_cast<char>(first));
    bytes += length_field(payload.size(), masked ? 0x80 : 0);
    if (!masked) return bytes.append(payload);
    constexpr std::array<char, 4> mask{0x11, 0x22, 0x33, 0x44};
    bytes.append(mask.data(), mask.size());
    for (std::size_t i = 0; i < payload.size(); ++i)
        bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
    return bytes;
}

std::optional<RawFrame> RawSocket::read_frame(milliseconds within) {
    const auto deadline = Clock::now() + within;
    const auto need = [&](std::size_t bytes) {
        while (buffer_.size() < bytes)
            if (!fill(left(deadline))) return false;
        return true;
    };
    const auto number = [&](std::size_t at, std::size_t bytes) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i)
            value = value << 8 | static_cast<std::uint8_t>(buffer_[at + i]);
        return value;
    };
    if (!need(2)) return std::nullopt;
    std::size_t head = 2;
    std::uint64_t size = number(1, 1) & 0x7F;
    if (size >= 126) {
        const std::size_t extra = size == 126 ? 2 : 8;
        head += extra;
        if (!need(head)) return std::nullopt;
        size = number(2, extra);
    }
    if (!need(head + size)) return std::nullopt;
    RawFrame frame{static_cast<std::uint8_t>(buffer_[0] & 0x0F), buffer_.substr(head, size)};
    buffer_.erase(0, head + size);
    return frame;
}

bool RawSocket::parse(const RawFrame& raw, v1::ServerFrame& into) {
    if (raw.opcode == 1) return google::protobuf::util::JsonStringToMessage(raw.payload, &into).ok();
    return raw.opcode == 2 && into.ParseFromString(raw.payload);
}

std::optional<v1::ServerFrame> RawSocket::decode(const RawFrame& frame) {
    v1::ServerFrame decoded;
    if (!parse(frame, decoded)) return std::nullopt;
    if (decoded.has_problem()) last_problem_ = decoded.problem().code();
    return decoded;
}

std::uint16_t RawSocket::read_close(milliseconds within) {
    const auto deadline = Clock::now() + within;
    while (const auto frame = read_frame(left(deadline))) {
        decode(*frame);
        if (frame->opcode == 8) return frame->payload.empty() ? 1005 : frame->close_code();
    }
    return ended_ ? 1006 : 0;
}

std::optional<v1::ServerFrame> RawSocket::read_until(v1::ServerFrame::BodyCase body, milliseconds within) {
    const auto deadline = Clock::now() + within;
    while (const auto frame = read_frame(left(deadline))) {
        auto decoded = decode(*frame);
        if (decoded && decoded->body_case() == body) return decoded;
    }
    return std::nullopt;
}

}  // namespace yunke::testing
