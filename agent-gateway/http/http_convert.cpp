#include "agent-gateway/http/http_convert.hpp"

#include <array>
#include <boost/beast/core/string.hpp>

namespace yunke::gateway {

namespace {

namespace http = boost::beast::http;

constexpr std::string_view idempotency_key = "Idempotency-Key";

std::string text(const BeastRequest& request, http::field field) {
    const auto value = request[field];
    return {value.data(), value.size()};
}

// Two of these would let two programs on the way see two different requests.
bool has_doubles(const BeastRequest& request) {
    static constexpr std::array once{http::field::host,
                                     http::field::origin,
                                     http::field::cookie,
                                     http::field::content_type,
                                     http::field::content_length,
                                     http::field::transfer_encoding,
                                     http::field::upgrade,
                                     http::field::sec_websocket_key,
                                     http::field::sec_websocket_version};
    for (const auto field : once) {
        if (request.count(field) > 1) return true;
    }
    if (request.count(idempotency_key) > 1) return true;
    return request.count(http::field::content_length) > 0 && request.count(http::field::transfer_encoding) > 0;
}

// "2, 2" may be read as 2, but not every program on the way does.
bool has_odd_length(const BeastRequest& request) {
    const auto length = request[http::field::content_length];
    return length.find_first_not_of("0123456789") != boost::beast::string_view::npos;
}

// Beast takes a request with an encoding that it does not know for one without a body, and the body for the next
// request. HTTP/1.0 knows no encodings at all.
bool has_odd_encoding(const BeastRequest& request) {
    if (request.count(http::field::transfer_encoding) == 0) return false;
    return request.version() < 11 ||
           !boost::beast::iequals(request[http::field::transfer_encoding], boost::beast::string_view("chunked"));
}

bool is_host(std::string_view host) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
    return !host.empty() && host.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

std::optional<HttpRequest> convert_request(BeastRequest& request) {
    if (has_doubles(request) || has_odd_length(request) || has_odd_encoding(request)) return std::nullopt;
    HttpRequest out;
    out.host = text(request, http::field::host);
    const bool may_lack_host = request.version() == 10 && request.count(http::field::host) == 0;
    if (!is_host(out.host) && !may_lack_host) return std::nullopt;
    if (!decode_target({request.target().data(), request.target().size()}, out)) return std::nullopt;
    out.method = {request.method_string().data(), request.method_string().size()};
    out.origin = text(request, http::field::origin);
    out.cookie = text(request, http::field::cookie);
    out.content_type = text(request, http::field::content_type);
    out.accept_encoding = text(request, http::field::accept_encoding);
    out.if_none_match = text(request, http::field::if_none_match);
    if (const auto key = request.find(idempotency_key); key != request.end())
        out.idempotency_key.emplace(key->value().data(), key->value().size());
    out.body = std::move(request.body());
    return out;
}

BeastResponse convert_answer(const HttpAnswer& answer, bool keep_alive, bool head_only) {
    BeastResponse response(static_cast<http::status>(answer.status), 11);
    for (const auto& [name, value] : answer.headers)
        response.insert(name, value);
    response.set(http::field::server, "yunke");
    response.keep_alive(keep_alive);
    const auto content = answer.content();
    // No length for answers that have no body by definition (RFC 9110, section 8.6).
    if (answer.status != 204 && answer.status != 304) response.content_length(content.size());
    if (!head_only && answer.status != 204 && answer.status != 304) {
        response.body() = {content.data(), content.size()};
    }
    return response;
}

}  // namespace yunke::gateway
