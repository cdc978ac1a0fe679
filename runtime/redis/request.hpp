// One Redis command, built straight into wire format: arguments are appended as RESP bulk strings as they come, so they
// are copied once and may hold any bytes. Used by every caller of redis::Client.
//
//   Request("XADD", keys.cmd, "NOMKSTREAM", "*", "c", bytes)
//   Request("HSET", keys.state).arg(field).arg(value)
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace yunke::redis {

class Request {
public:
    Request() = default;

    template <class... Args>
    explicit Request(std::string_view command, const Args&... args) {
        arg(command);
        (arg(args), ...);
    }

    Request& arg(std::string_view bytes) & {
        append_length('$', bytes.size());
        body_.append(bytes);
        body_.append("\r\n", 2);
        ++count_;
        return *this;
    }
    Request& arg(std::integral auto number) & {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        return arg(std::string_view(digits, static_cast<std::size_t>(end - digits)));
    }
    Request&& arg(const auto& value) && {
        arg(value);
        return std::move(*this);
    }

    void reserve(std::size_t bytes) { body_.reserve(bytes); }
    std::size_t arguments() const { return count_; }
    std::size_t bytes() const { return body_.size() + 16; }  // on the wire, at most
    bool empty() const { return count_ == 0; }

    void append_to(std::string& wire) const {
        char header[24];
        header[0] = '*';
        const auto end = std::to_chars(header + 1, header + sizeof header, count_).ptr;
        wire.append(header, static_cast<std::size_t>(end - header));
        wire.append("\r\n", 2);
        wire.append(body_);
    }

private:
    void append_length(char type, std::size_t length) {
        char header[24];
        header[0] = type;
        const auto end = std::to_chars(header + 1, header + sizeof header, length).ptr;
        body_.append(header, static_cast<std::size_t>(end - header));
        body_.append("\r\n", 2);
    }

    std::string body_;
    std::size_t count_ = 0;
};

}  // namespace yunke::redis
