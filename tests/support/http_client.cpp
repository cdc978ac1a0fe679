#include "tests/support/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <stdexcept>

namespace yunke::testing {
namespace {

HttpResult parse(const std::string& answer) {
    HttpResult result;
    const auto head_end = answer.find("\r\n\r\n");
    if (head_end == std::string::npos) throw std::runtime_error("no HTTP answer: " + answer.substr(0, 100));
    result.status = static_cast<unsigned>(std::stoi(answer.substr(9, 3)));
    result.head = answer.substr(0, head_end);
    result.body = answer.substr(head_end + 4);
    std::size_t at = answer.find("\r\n") + 2;
    while (at < head_end + 2) {
        const auto end = answer.find("\r\n", at);
        const auto colon = answer.find(": ", at);
        std::string name = answer.substr(at, colon - at);
        for (char& c : name)
            c = static_cast<char>(std::tolower(c));
        std::string& value = result.headers[name];
        value += (value.empty() ? "" : ", ") + answer.substr(colon + 2, end - colon - 2);
        at = end + 2;
    }
    return result;
}

std::string request_text(std::uint16_t port, const std::string& method, const std::string& target,
                         const std::string& body, const Headers& headers) {
    std::string text = method + " " + target + " HTTP/1.1\r\n";
    if (!headers.contains("Host")) text += "Host: 127.0.0.1:" + std::to_string(port) + "\r\n";
    if (!headers.contains("Connection")) text += "Connection: close\r\n";
    for (const auto& [name, value] : headers)
        text += name + ": " + value + "\r\n";
    if (!body.empty() && !headers.contains("Content-Type")) text += "Content-Type: application/json\r\n";
    if (!body.empty() || method == "POST" || method == "PUT") {
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    return text + "\r\n" + body;
}

}  // namespace

std::string exchange_raw(std::uint16_t port, std::string_view bytes, std::chrono::milliseconds within) {
    const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    if (::connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(handle);
        throw std::runtime_error("cannot connect");
    }
    const auto end = std::chrono::steady_clock::now() + within;
    while (!bytes.empty()) {
        const ssize_t sent = ::send(handle, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) break;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    std::string answer;
    std::array<char, 16'384> part{};
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd waiting{handle, POLLIN, 0};
        const bool readable = left.count() > 0 && ::poll(&waiting, 1, static_cast<int>(left.count())) > 0;
        const ssize_t count = readable ? ::recv(handle, part.data(), part.size(), 0) : 0;
        if (!readable) {
            ::close(handle);
            throw std::runtime_error("timed out: HTTP answer");
        }
        if (count <= 0) break;
        answer.append(part.data(), static_cast<std::size_t>(count));
    }
    ::close(handle);
    return answer;
}

std::string HttpResult::header(const std::string& name) const {
    const auto at = headers.find(name);
    return at == headers.end() ? std::string() : at->second;
}

std::string HttpResult::json(std::string_view member) const {
    const std::string key = "\"" + std::string(member) + "\":\"";
    const auto at = body.find(key);
    if (at == std::string::npos) return {};
    const auto begin = at + key.size();
    return body.substr(begin, body.find('"', begin) - begin);
}

HttpResult http(std::uint16_t port, const std::string& method, const std::string& target, const std::string& body,
                const Headers& headers) {
    constexpr auto busy_machine = std::chrono::seconds(30);
    return parse(exchange_raw(port, request_text(port, method, target, body, headers), busy_machine));
}

std::string log_in(std::uint16_t port, const std::string& login, const std::string& password) {
    const HttpResult result =
        http(port, "POST", "/api/login", R"({"login":")" + login + R"(","password":")" + password + R"("})");
    const std::string cookie = result.header("set-cookie");
    if (result.status != 200 || cookie.empty()) throw std::runtime_error("login of " + login + ": " + result.body);
    return cookie.substr(0, cookie.find(';'));
}

}  // namespace yunke::testing
