#include "agent-gateway/swarm/client/http.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <utility>

#include "agent-gateway/swarm/client/tls.hpp"
#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = beast::basic_stream<net::ip::tcp, net::io_context::executor_type>;
using Failed = std::unexpected<std::string>;
using Wait = net::as_tuple_t<net::use_awaitable_t<>>;
constexpr Wait wait_for{net::use_awaitable};
constexpr std::chrono::seconds call_time{10};

http::request<http::string_body> message_of(const Address& address, const HttpRequest& request) {
    http::request<http::string_body> message;
    message.version(11);
    message.method(http::string_to_verb(request.method));
    message.target(request.target);
    message.set(http::field::host, address.host + ":" + std::to_string(address.port));
    message.set(http::field::connection, "close");
    if (!request.body.empty()) message.set(http::field::content_type, "application/json");
    for (const auto& [name, value] : request.headers)
        message.set(name, value);
    message.body() = request.body;
    message.prepare_payload();
    return message;
}

template <class Stream>
net::awaitable<std::expected<HttpAnswer, std::string>> exchange(Stream& stream,
                                                                http::request<http::string_body>& message) {
    if (auto [error, bytes] = co_await http::async_write(stream, message, wait_for); error)
        co_return Failed(error.message());
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(limits::http_body_bytes_max);
    if (auto [error, bytes] = co_await http::async_read(stream, buffer, parser, wait_for); error)
        co_return Failed(error.message());
    HttpAnswer answer;
    answer.status = parser.get().result_int();
    for (const auto& field : parser.get()) {
        std::string name(field.name_string());
        for (char& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        answer.headers[name] = std::string(field.value());
    }
    answer.body = std::move(parser.get().body());
    co_return answer;
}

}  // namespace

std::string HttpAnswer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

net::awaitable<std::expected<HttpAnswer, std::string>> http_call(net::io_context& io, Address address,
                                                                 HttpRequest request) {
    net::ip::tcp::resolver resolver(io);
    auto [failed, found] = co_await resolver.async_resolve(address.host, std::to_string(address.port), wait_for);
    if (failed) co_return Failed(address.origin() + ": " + failed.message());
    http::request<http::string_body> message = message_of(address, request);
    std::expected<HttpAnswer, std::string> answer = Failed("");
    if (address.tls) {
        beast::ssl_stream<Tcp> stream(io.get_executor(), tls_context(address.certificate));
        beast::get_lowest_layer(stream).expires_after(call_time);
        auto [refused, endpoint] = co_await beast::get_lowest_layer(stream).async_connect(found, wait_for);
        if (refused) co_return Failed(address.origin() + ": " + refused.message());
        auto [distrusted] = co_await stream.async_handshake(net::ssl::stream_base::client, wait_for);
        if (distrusted) co_return Failed(address.origin() + ": " + distrusted.message());
        answer = co_await exchange(stream, message);
    } else {
        Tcp stream(io.get_executor());
        stream.expires_after(call_time);
        auto [refused, endpoint] = co_await stream.async_connect(found, wait_for);
        if (refused) co_return Failed(address.origin() + ": " + refused.message());
        answer = co_await exchange(stream, message);
    }
    if (!answer) co_return Failed(address.origin() + request.target + ": " + answer.error());
    co_return answer;
}

}  // namespace yunke::swarm
