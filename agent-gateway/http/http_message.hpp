// An HTTP request and its answer as plain values, so that the routes and what they call need no Beast. HttpSession
// makes the one and writes the other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yunke::gateway {

struct HttpRequest {
    std::string method;  // "GET"
    std::string path;    // percent-decoded, without the query; begins with '/'
    std::string query;
    std::string host;
    std::string origin;
    std::string cookie;
    std::string content_type;
    std::string accept_encoding;
    std::string if_none_match;
    std::optional<std::string> idempotency_key;
    std::string body;
    std::string client;     // who it came from, as ClientAddresses names them
    bool loopback = false;  // from this machine, and no proxy says that it speaks for somebody else
    bool tls = false;
};

struct HttpAnswer {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::shared_ptr<const std::string> file;  // the body instead of `body`, if set

    HttpAnswer& header(std::string name, std::string value) & {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    HttpAnswer&& header(std::string name, std::string value) && {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
    std::string_view content() const { return file ? std::string_view(*file) : std::string_view(body); }
    const std::string* find(std::string_view name) const;
};

HttpAnswer json_answer(unsigned status, std::string json);
HttpAnswer empty_answer(unsigned status);

// {"error":code,"message_en":…,"message_zh":…}. The texts are for the person in front of the page.
HttpAnswer error_answer(unsigned status, std::string_view code, std::string_view message_en,
                        std::string_view message_zh);

// The errors that many handlers share.
HttpAnswer bad_request(std::string_view detail_en, std::string_view detail_zh);
HttpAnswer not_found();
HttpAnswer not_logged_in();
HttpAnswer forbidden();
HttpAnswer unavailable();
HttpAnswer method_not_allowed(std::string_view allowed);

// The headers that every answer bears: nothing may be sniffed, framed, or run that is not a file of ours.
void add_security_headers(HttpAnswer& answer, bool tls);

// "%41/b" → "A/b"; false for a broken escape, a NUL, or a path that is not absolute.
bool decode_target(std::string_view target, HttpRequest& into);

// A cookie's value; empty if absent or there twice.
std::string cookie_value(std::string_view header, std::string_view name);

}  // namespace yunke::gateway
