// HttpSession itself, for the two translation units that instantiate it (http_plain.cpp, http_tls.cpp).
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <memory>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/http/client_address.hpp"
#include "agent-gateway/http/http_convert.hpp"
#include "agent-gateway/http/http_session.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/connection.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/clock.hpp"

namespace yunke::gateway {

namespace http = boost::beast::http;

template <class Stream>
class HttpSession final : public Connection, public std::enable_shared_from_this<HttpSession<Stream>> {
    using Self = std::shared_ptr<HttpSession>;
    using error_code = boost::system::error_code;
    using Parser = http::request_parser<http::string_body>;
    static constexpr auto token = net::as_tuple(net::use_awaitable);

public:
    HttpSession(Stream stream, HttpContext& context, Room room)
        : Connection(context.sockets.connections), context_(context), stream_(std::move(stream)), room_(room) {
        error_code error;
        const auto remote = transport(stream_).remote_endpoint(error);
        if (!error) address_ = remote.address();
    }

    static void start(Self self) {
        const auto executor = self->stream_.get_executor();
        net::co_spawn(executor, run(std::move(self)), net::detached);
    }

    void drain() override {
        if (idle_) abort();
    }
    void abort() override {
        error_code ignored;
        transport(stream_).close(ignored);
    }

private:
    static net::awaitable<void> run(Self self) {
        self->deadline(self->context_.timings.header_ms);
        if (!co_await self->handshake()) co_return;
        bool more = true;
        for (int i = 0; more && i < limits::requests_per_connection_max; ++i)
            more = co_await self->serve_one(i == 0);
    }

    net::awaitable<bool> handshake() {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            const auto [error] = co_await stream_.async_handshake(net::ssl::stream_base::server, token);
            co_return !error;
        }
        co_return true;
    }

    // One request and its answer. False: nothing more comes over this connection, or it is a WebSocket now.
    net::awaitable<bool> serve_one(bool first) {
        Parser parser;
        parser.header_limit(limits::header_bytes_max);
        parser.body_limit(limits::body_bytes_max);
        if (!co_await wait_for_request(first)) co_return false;
        deadline(context_.timings.header_ms);
        const auto [header_error, header_size] = co_await http::async_read_header(stream_, buffer_, parser, token);
        if (header_error) co_return co_await refuse(header_error);
        if (room_ == Room::full && !asks_whether_it_works(parser.get())) co_return co_await write(full(), false, false);
        if (is_upgrade(parser.get())) co_return co_await upgrade(parser);
        deadline(context_.timings.body_ms);
        const auto [body_error, body_size] = co_await http::async_read(stream_, buffer_, parser, token);
        if (body_error) co_return co_await refuse(body_error);
        deadline(context_.timings.response_ms);
        // Probes still speak HTTP/1.0; they get their answer, and the connection ends as they expect.
        const bool keep_alive = parser.get().version() == 11 && parser.get().keep_alive() && !context_.draining;
        const bool head_only = parser.get().method() == http::verb::head;
        auto request = convert_request(parser.get());
        if (!request) co_return co_await write(malformed(), false, false);
        describe_client(*request, parser.get());
        auto answer = co_await context_.routes.answer(*request);
        co_return co_await write(std::move(answer), keep_alive, head_only);
    }

    // Waits between requests without holding a buffer.
    net::awaitable<bool> wait_for_request(bool first) {
        if (first || buffer_.size() > 0) co_return true;
        if (context_.draining) co_return false;
        buffer_.shrink_to_fit();
        deadline(context_.timings.keep_alive_ms);
        idle_ = true;
        char byte[1];
        const auto [error, size] = co_await stream_.async_read_some(net::buffer(byte), token);
        idle_ = false;
        if (error) co_return false;
        net::buffer_copy(buffer_.prepare(1), net::buffer(byte));
        buffer_.commit(size);
        co_return true;
    }

    static bool is_upgrade(const BeastRequest& request) {
        return boost::beast::http::token_list{request[http::field::upgrade]}.exists("websocket");
    }

    // 16 random bytes in base64 (RFC 6455, section 4.2.1); Beast does not look.
    static bool has_proper_key(const BeastRequest& request) {
        const auto key = request[http::field::sec_websocket_key];
        constexpr const char* base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        return key.size() == 24 && key.ends_with("==") && key.find_first_not_of(base64) == 22;
    }

    net::awaitable<bool> upgrade(Parser& parser) {
        if (!has_proper_key(parser.get()) || !boost::beast::websocket::is_upgrade(parser.get()) || !parser.is_done() ||
            buffer_.size() > 0) {
            co_return co_await write(malformed(), false, false);
        }
        auto request = convert_request(parser.get());
        if (!request) co_return co_await write(malformed(), false, false);
        deadline(context_.timings.response_ms);
        describe_client(*request, parser.get());
        const auto protocols = parser.get()[http::field::sec_websocket_protocol];
        auto judged = co_await context_.routes.judge_upgrade(*request, {protocols.data(), protocols.size()});
        if (!judged) co_return co_await write(std::move(judged.error()), false, false);
        if (context_.draining) co_return false;
        start_websocket(std::move(stream_), parser.release(), std::move(*judged), context_.sockets);
        co_return false;
    }

    // A full gateway works as it should: whoever watches it must not start it again.
    static bool asks_whether_it_works(const BeastRequest& request) {
        return request.target() == "/healthz" || request.target() == "/metrics";
    }

    static HttpAnswer full() {
        return error_answer(503, "full", "There is no room for more connections now. Please try again in a moment.",
                            "当前连接已满，请稍后再试。")
            .header("Retry-After", "5");
    }
    static HttpAnswer malformed() { return bad_request("This is not a proper HTTP request.", "HTTP 请求格式不正确。"); }

    // What can still be answered, is; then the connection ends.
    net::awaitable<bool> refuse(error_code error) {
        if (error == http::error::header_limit) {
            co_return co_await write(error_answer(431, "too_large", "The headers are too large.", "请求头过大。"),
                                     false, false);
        }
        if (error == http::error::body_limit) {
            co_return co_await write(error_answer(413, "too_large", "The body is too large.", "请求内容过大。"), false,
                                     false);
        }
        if (error == http::error::bad_version) {
            co_return co_await write(
                error_answer(505, "version", "This server speaks HTTP/1.1.", "此服务器使用 HTTP/1.1。"), false, false);
        }
        const bool ours = error.category() == http::make_error_code(http::error::bad_version).category();
        if (ours && error != http::error::end_of_stream && error != http::error::partial_message) {
            co_return co_await write(malformed(), false, false);
        }
        co_return false;
    }

    net::awaitable<bool> write(HttpAnswer answer, bool keep_alive, bool head_only) {
        deadline(context_.timings.response_ms);
        add_security_headers(answer, std::is_same_v<Stream, TlsStream>);
        context_.metrics.answered(answer.status);
        auto response = convert_answer(answer, keep_alive, head_only);
        http::response_serializer<http::span_body<const char>> serializer(response);
        if (head_only) {
            const auto [error, size] = co_await http::async_write_header(stream_, serializer, token);
            co_return !error && keep_alive;
        }
        const auto [error, size] = co_await http::async_write(stream_, serializer, token);
        if (error) co_return false;
        if (!keep_alive) co_await linger();
        co_return keep_alive;
    }

    // Closing with unread bytes would reset the connection, and the client might never see the answer.
    net::awaitable<void> linger() {
        error_code ignored;
        deadline(linger_ms);
        transport(stream_).shutdown(net::socket_base::shutdown_send, ignored);
        char rest[1024];
        for (std::size_t read = 0; read < limits::message_bytes_max;) {
            const auto [error, size] = co_await transport(stream_).async_read_some(net::buffer(rest), token);
            if (error) co_return;
            read += size;
        }
    }
    static constexpr std::int64_t linger_ms = 1'000;

    void describe_client(HttpRequest& request, const BeastRequest& raw) const {
        std::string forwarded;
        const auto [begin, end] = raw.equal_range("X-Forwarded-For");
        for (auto at = begin; at != end; ++at)
            forwarded.append(forwarded.empty() ? "" : ",").append(at->value().data(), at->value().size());
        request.client = context_.addresses.client(address_, forwarded);
        request.tls = std::is_same_v<Stream, TlsStream>;
        request.loopback = address_.is_loopback() && raw.count("X-Forwarded-For") == 0 && raw.count("Forwarded") == 0 &&
                           raw.count("X-Real-IP") == 0;
    }

    void deadline(std::int64_t ms) { context_.sockets.wheel.arm(*this, context_.clock.boot_ms() + ms); }
    void on_time(std::int64_t) override { abort(); }

    HttpContext& context_;
    Stream stream_;
    Room room_;
    net::ip::address address_;
    boost::beast::flat_buffer buffer_{limits::header_bytes_max + limits::body_bytes_max};
    bool idle_ = false;
};

}  // namespace yunke::gateway
