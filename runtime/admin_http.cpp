#include "runtime/admin_http.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <optional>
#include <utility>

#include "runtime/config.hpp"
#include "runtime/limits.hpp"
#include "runtime/log_format.hpp"
#include "runtime/metrics.hpp"

namespace yunke::runtime {

namespace beast = boost::beast;
namespace http = beast::http;
using tcp = net::ip::tcp;
using Response = http::response<http::string_body>;
using AdminRequest = http::request<http::empty_body>;

std::string to_json(const Health& health) {
    std::string out = health.ok ? R"({"ok":true,"reasons":[)" : R"({"ok":false,"reasons":[)";
    bool first = true;
    for (const auto& reason : health.reasons) {
        if (!std::exchange(first, false)) out.push_back(',');
        append_json_string(out, reason);
    }
    return out.append("]}");
}

struct AdminHttp::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::io_context& io_context, std::string address, AdminAnswers a, Log l)
        : io(io_context), listen(std::move(address)), answers(std::move(a)), log(std::move(l)), acceptor(io_context) {}

    std::expected<std::uint16_t, std::string> open();
    net::awaitable<void> accept_loop();
    net::awaitable<void> serve(std::list<beast::tcp_stream>::iterator stream);
    Response answer(const AdminRequest& request) const;
    void stop();

    net::io_context& io;
    std::string listen;
    AdminAnswers answers;
    Log log;
    tcp::acceptor acceptor;
    std::list<beast::tcp_stream> streams;
    bool stopped = false;
};

std::expected<std::uint16_t, std::string> AdminHttp::Impl::open() {
    const auto where = parse_host_port(listen);
    boost::system::error_code error;
    const auto address = net::ip::make_address(where ? where->host : "", error);
    if (!where || error)
        return std::unexpected("cannot listen on \"" + listen + "\": an IP address and a port are needed, as in " +
                               "127.0.0.1:8081");
    const tcp::endpoint endpoint(address, where->port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(static_cast<int>(limits::admin_connections_max), error);
    if (error) return std::unexpected("cannot listen on " + listen + ": " + error.message());
    return acceptor.local_endpoint().port();
}

net::awaitable<void> AdminHttp::Impl::accept_loop() {
    net::steady_timer pause(io);
    while (!stopped) {
        auto [error, socket] = co_await acceptor.async_accept(net::as_tuple(net::use_awaitable));
        if (stopped) co_return;
        if (error) {
            log.warn("admin_accept_failed", {{"error", error.message()}});
            pause.expires_after(limits::accept_pause);
            co_await pause.async_wait(net::as_tuple(net::use_awaitable));
            continue;
        }
        if (streams.size() >= limits::admin_connections_max) continue;  // closes it
        const auto stream = streams.emplace(streams.end(), std::move(socket));
        net::co_spawn(
            io,
            [](std::shared_ptr<Impl> self, std::list<beast::tcp_stream>::iterator it) -> net::awaitable<void> {
                co_await self->serve(it);
            }(shared_from_this(), stream),
            net::detached);
    }
}

net::awaitable<void> AdminHttp::Impl::serve(std::list<beast::tcp_stream>::iterator stream) {
    beast::flat_buffer buffer(limits::admin_header_bytes_max);
    for (std::size_t served = 0; served < limits::admin_requests_per_connection_max && !stopped; ++served) {
        http::request_parser<http::empty_body> parser;
        parser.header_limit(limits::admin_header_bytes_max);
        stream->expires_after(served == 0 ? limits::admin_request_timeout : limits::admin_idle_timeout);
        const auto [read_error, read_bytes] =
            co_await http::async_read(*stream, buffer, parser, net::as_tuple(net::use_awaitable));
        if (read_error) break;
        Response response = answer(parser.get());
        response.keep_alive(parser.get().keep_alive());
        response.prepare_payload();
        stream->expires_after(limits::admin_request_timeout);
        const auto [write_error, written] =
            co_await http::async_write(*stream, response, net::as_tuple(net::use_awaitable));
        if (write_error || !response.keep_alive()) break;
    }
    boost::system::error_code ignored;
    stream->socket().shutdown(tcp::socket::shutdown_both, ignored);
    streams.erase(stream);
}

Response AdminHttp::Impl::answer(const AdminRequest& request) const {
    Response response(http::status::ok, request.version());
    response.set(http::field::server, "yunke");
    response.set(http::field::cache_control, "no-store");
    response.set(http::field::content_type, "application/json");
    const auto report = [&](const Health& health) {
        if (!health.ok) response.result(http::status::service_unavailable);
        response.body() = to_json(health);
    };
    const auto target = request.target();
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        response.result(http::status::method_not_allowed);
        response.set(http::field::allow, "GET, HEAD");
    } else if (target == "/metrics") {
        response.set(http::field::content_type, Metrics::content_type);
        response.body() = answers.metrics();
    } else if (target == "/healthz") {
        report(answers.health());
    } else if (target == "/readyz") {
        report(answers.ready());
    } else {
        response.result(http::status::not_found);
        response.body() = R"({"error":"not_found"})";
    }
    if (request.method() == http::verb::head) response.body().clear();
    return response;
}

void AdminHttp::Impl::stop() {
    stopped = true;
    boost::system::error_code ignored;
    acceptor.close(ignored);
    for (auto& stream : streams)
        stream.close();
}

AdminHttp::AdminHttp(net::io_context& io, std::string listen, AdminAnswers answers, Log log)
    : impl_(std::make_shared<Impl>(io, std::move(listen), std::move(answers), std::move(log))) {}

AdminHttp::~AdminHttp() {
    stop();
}

std::expected<std::uint16_t, std::string> AdminHttp::start() {
    auto port = impl_->open();
    if (!port) return port;
    net::co_spawn(
        impl_->io, [](std::shared_ptr<Impl> self) -> net::awaitable<void> { co_await self->accept_loop(); }(impl_),
        net::detached);
    return port;
}

void AdminHttp::stop() {
    impl_->stop();
}

}  // namespace yunke::runtime
