#include "agent-gateway/http/http_message.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "agent-gateway/limits.hpp"

namespace yunke::gateway {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool equal_no_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
        return fold(x) == fold(y);
    });
}

}  // namespace

const std::string* HttpAnswer::find(std::string_view name) const {
    const auto at = std::ranges::find_if(headers, [&](const auto& one) { return equal_no_case(one.first, name); });
    return at == headers.end() ? nullptr : &at->second;
}

HttpAnswer json_answer(unsigned status, std::string json) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = std::move(json);
    answer.header("Content-Type", "application/json; charset=utf-8");
    answer.header("Cache-Control", "no-store");
    return answer;
}

HttpAnswer empty_answer(unsigned status) {
    HttpAnswer answer;
    answer.status = status;
    answer.header("Cache-Control", "no-store");
    return answer;
}

HttpAnswer error_answer(unsigned status, std::string_view code, std::string_view message_en,
                        std::string_view message_zh) {
    const boost::json::value json = {{"error", code}, {"message_en", message_en}, {"message_zh", message_zh}};
    return json_answer(status, boost::json::serialize(json));
}

HttpAnswer bad_request(std::string_view detail_en, std::string_view detail_zh) {
    return error_answer(400, "invalid", detail_en, detail_zh);
}

HttpAnswer not_found() {
    return error_answer(404, "not_found", "There is nothing here.", "这里没有内容。");
}

HttpAnswer not_logged_in() {
    return error_answer(401, "not_logged_in", "Please log in.", "请先登录。");
}

HttpAnswer forbidden() {
    return error_answer(403, "forbidden", "Your account may not do this.", "您的账号没有此权限。");
}

HttpAnswer unavailable() {
    auto answer = error_answer(503, "unavailable", "This does not work at the moment. Please try again soon.",
                               "暂时无法处理，请稍后再试。");
    answer.header("Retry-After", "5");
    return answer;
}

HttpAnswer method_not_allowed(std::string_view allowed) {
    auto answer =
        error_answer(405, "method_not_allowed", "This address does not take that method.", "此地址不支持该请求方法。");
    answer.header("Allow", std::string(allowed));
    return answer;
}

void add_security_headers(HttpAnswer& answer, bool tls) {
    answer.header("X-Content-Type-Options", "nosniff");
    answer.header("X-Frame-Options", "DENY");
    answer.header("Referrer-Policy", "no-referrer");
    answer.header("Cross-Origin-Opener-Policy", "same-origin");
    answer.header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
    if (!answer.find("Cross-Origin-Resource-Policy")) answer.header("Cross-Origin-Resource-Policy", "same-origin");
    if (!answer.find("Content-Security-Policy"))
        answer.header("Content-Security-Policy",
                      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                      "media-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
                      "frame-ancestors 'none'");
    if (tls) answer.header("Strict-Transport-Security", "max-age=31536000");
}

bool decode_target(std::string_view target, HttpRequest& into) {
    const auto question = target.find('?');
    const std::string_view path = target.substr(0, question);
    if (!path.starts_with('/') || path.size() > limits::path_bytes_max) return false;
    into.query = question == std::string_view::npos ? std::string() : std::string(target.substr(question + 1));
    into.path.clear();
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '\0') return false;
        if (path[i] != '%') {
            into.path.push_back(path[i]);
            continue;
        }
        if (i + 2 >= path.size()) return false;
        const int high = hex_digit(path[i + 1]);
        const int low = hex_digit(path[i + 2]);
        if (high < 0 || low < 0 || high * 16 + low == 0) return false;
        into.path.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return true;
}

std::string cookie_value(std::string_view header, std::string_view name) {
    std::string found;
    bool seen = false;
    while (!header.empty()) {
        const auto end = header.find(';');
        std::string_view pair = header.substr(0, end);
        while (pair.starts_with(' '))
            pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            if (seen) return {};
            seen = true;
            found = std::string(pair.substr(equals + 1));
        }
        if (end == std::string_view::npos) break;
        header.remove_prefix(end + 1);
    }
    return found;
}

}  // namespace yunke::gateway
