#include "agent-gateway/swarm/bench/loop.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

constexpr unsigned opcode_continuation = 0, opcode_text = 1, opcode_binary = 2, opcode_close = 8, opcode_ping = 9,
                   opcode_pong = 10;
constexpr std::size_t read_bytes = 256 * 1024;
constexpr int events_per_turn = 256;

// Appends the payload XORed with the key, eight bytes at a time.
void append_masked(std::string& out, std::string_view payload, std::uint32_t key) {
    const std::uint64_t wide = (static_cast<std::uint64_t>(key) << 32) | key;
    const std::size_t begin = out.size();
    out.resize(begin + payload.size());
    char* to = out.data() + begin;
    std::size_t i = 0;
    for (; i + 8 <= payload.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, payload.data() + i, 8);
        word ^= wide;
        std::memcpy(to + i, &word, 8);
    }
    for (; i < payload.size(); ++i)
        to[i] = static_cast<char>(static_cast<unsigned char>(payload[i]) ^ (key >> (8 * (i % 4)) & 0xFF));
}

}  // namespace

// ---- one line ------------------------------------------------------------------------------------------------------

Line::~Line() {
    if (handle_ >= 0) ::close(handle_);
    std::erase(loop_.dirty_, this);
}

std::expected<void, std::string> Line::connect(const Upgrade& upgrade) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(upgrade.port);
    ::inet_pton(AF_INET, upgrade.host.c_str(), &address.sin_addr);
    handle_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (handle_ < 0 || ::connect(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return std::unexpected(fmt::format("Port {} cannot be reached: {}", upgrade.port, std::strerror(errno)));
    const int yes = 1;
    ::setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    // The loopback needs no pacing; BBR, where it is the default, would spend timers on it.
    ::setsockopt(handle_, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
    out_ = fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}:{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: eXVua2UtYmVuY2gtbGluZQ==\r\nSec-WebSocket-Version: 13\r\n",
        upgrade.target, upgrade.host, upgrade.port);
    if (!upgrade.protocol.empty()) out_ += "Sec-WebSocket-Protocol: " + upgrade.protocol + "\r\n";
    if (!upgrade.origin.empty()) out_ += "Origin: " + upgrade.origin + "\r\n";
    out_ += "\r\n";
    loop_.add(*this);
    flush();
    return {};
}

void Line::send(std::string_view payload, bool binary) {
    frame(binary ? opcode_binary : opcode_text, payload);
}

void Line::frame(unsigned opcode, std::string_view payload) {
    if (handle_ < 0) return;
    loop_.mask_ = loop_.mask_ * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto key = static_cast<std::uint32_t>(loop_.mask_ >> 32);
    std::array<char, 14> header{};
    std::size_t length = 2;
    header[0] = static_cast<char>(0x80 | opcode);
    if (payload.size() < 126) {
        header[1] = static_cast<char>(0x80 | payload.size());
    } else {
        header[1] = static_cast<char>(0x80 | (payload.size() <= 0xFFFF ? 126 : 127));
        const int bytes = payload.size() <= 0xFFFF ? 2 : 8;
        for (int i = bytes - 1; i >= 0; --i)
            header[length++] = static_cast<char>(payload.size() >> (8 * i) & 0xFF);
    }
    std::memcpy(header.data() + length, &key, sizeof key);
    out_.append(header.data(), length + sizeof key);
    append_masked(out_, payload, key);
    if (!dirty_ && !blocked_) {
        dirty_ = true;
        loop_.dirty_.push_back(this);
    }
}

void Line::flush() {
    dirty_ = false;
    while (handle_ >= 0 && !out_.empty()) {
        const ssize_t count = ::send(handle_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN) return end(1006);
        if (count > 0) out_.erase(0, static_cast<std::size_t>(count));
        if (out_.size() > limits::outgoing_bytes_max) return end(1006);
        if (!out_.empty() && !blocked_) {
            blocked_ = true;
            loop_.watch_writing(*this, true);
        }
        if (!out_.empty()) return;
    }
    if (blocked_ && handle_ >= 0) {
        blocked_ = false;
        loop_.watch_writing(*this, false);
    }
}

void Line::readable(std::vector<char>& shared) {
    const ssize_t count = ::recv(handle_, shared.data(), shared.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return end(1006);
    const std::string_view bytes(shared.data(), static_cast<std::size_t>(count));
    if (in_.empty()) {
        in_.assign(bytes.substr(take(bytes)));
    } else {
        in_.append(bytes);
        in_.erase(0, take(in_));
    }
    if (in_.size() > limits::message_bytes_max) end(1006);
}

std::size_t Line::take_response(std::string_view bytes) {
    const auto blank = bytes.find("\r\n\r\n");
    if (blank == bytes.npos) return 0;
    if (!bytes.starts_with("HTTP/1.1 101")) {
        end(1006);
        return bytes.size();
    }
    upgraded_ = true;
    opened();
    return blank + 4;
}

std::size_t Line::take(std::string_view bytes) {
    std::size_t at = upgraded_ ? 0 : take_response(bytes);
    while (upgraded_ && handle_ >= 0 && bytes.size() - at >= 2) {
        const auto byte = [&](std::size_t i) {
            return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]));
        };
        std::uint64_t length = byte(at + 1) & 0x7F;
        const std::size_t wide = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (bytes.size() - at < 2 + wide) break;
        if (wide > 0) length = 0;
        for (std::size_t i = 0; i < wide; ++i)
            length = length << 8 | byte(at + 2 + i);
        const std::size_t payload = at + 2 + wide;
        if (bytes.size() - payload < length) break;
        if (!take_frame(byte(at) & 0x0F, (byte(at) & 0x80) != 0, bytes.substr(payload, length))) return bytes.size();
        at = payload + length;
    }
    return at;
}

bool Line::take_frame(unsigned opcode, bool last, std::string_view payload) {
    if (opcode == opcode_close) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(payload[i])); };
        end(static_cast<std::uint16_t>(payload.size() >= 2 ? byte(0) << 8 | byte(1) : 1005));
        return false;
    }
    if (opcode == opcode_ping) frame(opcode_pong, payload);
    if (opcode > opcode_binary) return true;
    if (last && opcode != opcode_continuation) {
        received(payload);
    } else {
        fragments_.append(payload);
        if (last) {
            received(fragments_);
            fragments_.clear();
        }
    }
    return handle_ >= 0;
}

void Line::end(std::uint16_t code) {
    if (handle_ < 0) return;
    ::close(handle_);
    handle_ = -1;
    upgraded_ = false;
    closed(code);
}

// ---- all of them ---------------------------------------------------------------------------------------------------

Loop::Loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(read_bytes) {
    if (epoll_ < 0) throw std::runtime_error("No epoll can be made.");
}

Loop::~Loop() {
    ::close(epoll_);
}

void Loop::add(Line& line) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &line;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, line.handle_, &event);
}

void Loop::watch_writing(Line& line, bool on) {
    epoll_event event{};
    event.events = EPOLLIN | (on ? EPOLLOUT : 0U);
    event.data.ptr = &line;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, line.handle_, &event);
}

void Loop::turn(std::int64_t wait_ns) {
    // Closing a line may end others' stay in the list, so it is walked by index.
    for (std::size_t i = 0; i < dirty_.size(); ++i)
        dirty_[i]->flush();
    dirty_.clear();
    std::array<epoll_event, events_per_turn> events;
    const std::int64_t wait = std::max<std::int64_t>(0, wait_ns);
    const timespec time{.tv_sec = wait / 1'000'000'000, .tv_nsec = wait % 1'000'000'000};
    const int count = ::epoll_pwait2(epoll_, events.data(), events_per_turn, &time, nullptr);
    for (int i = 0; i < count; ++i) {
        Line& line = *static_cast<Line*>(events[static_cast<std::size_t>(i)].data.ptr);
        if ((events[static_cast<std::size_t>(i)].events & EPOLLOUT) != 0) line.flush();
        if (line.handle_ >= 0 && (events[static_cast<std::size_t>(i)].events & ~EPOLLOUT) != 0) line.readable(buffer_);
    }
}

}  // namespace yunke::swarm
