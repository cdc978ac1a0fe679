#include "agent-gateway/swarm/client/socket.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <chrono>
#include <deque>
#include <utility>

#include "agent-gateway/swarm/client/tls.hpp"
#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Tcp = beast::basic_stream<net::ip::tcp, net::io_context::executor_type>;
using Tls = beast::ssl_stream<Tcp>;
using Wait = net::as_tuple_t<net::use_awaitable_t<>>;
constexpr Wait wait_for{net::use_awaitable};
constexpr std::chrono::seconds step_time{5};

template <class Stream>
class SocketOver final : public Socket, public std::enable_shared_from_this<SocketOver<Stream>> {
public:
    template <class... Args>
    SocketOver(net::io_context& io, Address address, Encoding encoding, std::string origin, SocketEvents events,
               Args&... args)
        : io_(io),
          address_(std::move(address)),
          encoding_(encoding),
          origin_(std::move(origin)),
          events_(std::move(events)),
          stream_(io.get_executor(), args...) {}

    void start() { net::co_spawn(io_, run(this->shared_from_this()), net::detached); }

    void send(std::string message) override {
        if (over_ || closing_) return;
        queued_bytes_ += message.size();
        queue_.push_back(std::move(message));
        if (queued_bytes_ > limits::outgoing_bytes_max) return end(1006, "the gateway does not read");
        if (open_ && !writing_) write_next();
    }

    void close(std::uint16_t code) override {
        if (over_ || closing_) return;
        close_code_ = code;
        closing_ = true;
        if (!open_) return end(1006, "closed before it was open");
        if (!writing_) close_now();
    }

    void cut() override {
        events_ = {};
        end(1006, "cut");
    }

private:
    using Shared = std::shared_ptr<SocketOver>;

    static net::awaitable<void> run(Shared self) {
        const std::string why = co_await self->connect();
        if (!why.empty()) co_return self->end(1006, why);
        if (self->over_) co_return;
        self->open_ = true;
        if (self->events_.opened) self->events_.opened();
        if (!self->queue_.empty() && !self->writing_ && !self->over_) self->write_next();
        co_await self->read();
    }

    // The reason why not, or nothing.
    net::awaitable<std::string> connect() {
        net::ip::tcp::resolver resolver(io_);
        auto [failed, found] = co_await resolver.async_resolve(address_.host, std::to_string(address_.port), wait_for);
        if (failed) co_return failed.message();
        Tcp& tcp = beast::get_lowest_layer(stream_);
        tcp.expires_after(step_time);
        if (auto [error, endpoint] = co_await tcp.async_connect(found, wait_for); error) co_return error.message();
        boost::system::error_code ignored;
        tcp.socket().set_option(net::ip::tcp::no_delay(true), ignored);
        if constexpr (std::is_same_v<Stream, Tls>) {
            auto [error] = co_await stream_.next_layer().async_handshake(net::ssl::stream_base::client, wait_for);
            if (error) co_return error.message();
        }
        stream_.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
            const bool json = encoding_ == Encoding::json;
            request.set(beast::http::field::sec_websocket_protocol, json ? "yunke.v1.json" : "yunke.v1.protobuf");
            if (!origin_.empty()) request.set(beast::http::field::origin, origin_);
        }));
        stream_.read_message_max(limits::message_bytes_max);
        stream_.auto_fragment(false);
        stream_.binary(encoding_ == Encoding::protobuf);
        const std::string host = address_.host + ":" + std::to_string(address_.port);
        websocket::response_type response;
        auto [error] = co_await stream_.async_handshake(response, host, "/ws", wait_for);
        if (error) co_return error.message() + ", status " + std::to_string(response.result_int());
        tcp.expires_never();
        co_return std::string();
    }

    net::awaitable<void> read() {
        beast::flat_buffer buffer;
        while (!over_) {
            auto [error, bytes] = co_await stream_.async_read(buffer, wait_for);
            if (over_) break;
            if (error) {
                const std::uint16_t code = error == websocket::error::closed ? stream_.reason().code : 1006;
                end(code == websocket::close_code::none ? 1005 : code, error.message());
                break;
            }
            if (events_.message) {
                const auto data = buffer.data();
                events_.message({static_cast<const char*>(data.data()), data.size()});
            }
            buffer.consume(buffer.size());
        }
    }

    // One write at a time; Beast keeps the message's memory in use until it is done.
    void write_next() {
        writing_ = true;
        stream_.async_write(
            net::buffer(queue_.front()),
            [self = this->shared_from_this()](const beast::error_code& error, std::size_t) { self->written(error); });
    }

    void written(const beast::error_code& error) {
        writing_ = false;
        // The reader hears of a lost line as well, and knows the close code.
        if (over_ || error) return;
        queued_bytes_ -= queue_.front().size();
        queue_.pop_front();
        if (!queue_.empty()) return write_next();
        if (closing_) close_now();
    }

    void close_now() {
        writing_ = true;
        beast::get_lowest_layer(stream_).expires_after(step_time);
        stream_.async_close(websocket::close_reason(close_code_),
                            [self = this->shared_from_this()](const beast::error_code& error) {
                                if (error) self->end(1006, error.message());
                            });
    }

    void end(std::uint16_t code, const std::string& why) {
        if (std::exchange(over_, true)) return;
        boost::system::error_code ignored;
        beast::get_lowest_layer(stream_).socket().close(ignored);
        beast::get_lowest_layer(stream_).cancel();
        const SocketEvents events = std::exchange(events_, {});
        if (events.closed) events.closed(code, why);
    }

    net::io_context& io_;
    Address address_;
    Encoding encoding_;
    std::string origin_;
    SocketEvents events_;
    websocket::stream<Stream, false> stream_;
    std::deque<std::string> queue_;
    std::size_t queued_bytes_ = 0;
    std::uint16_t close_code_ = 1000;
    bool open_ = false;
    bool writing_ = false;
    bool closing_ = false;
    bool over_ = false;
};

}  // namespace

std::shared_ptr<Socket> open_socket(net::io_context& io, const Address& address, Encoding encoding,
                                    const std::string& origin, SocketEvents events) {
    if (address.tls) {
        auto socket = std::make_shared<SocketOver<Tls>>(io, address, encoding, origin, std::move(events),
                                                        tls_context(address.certificate));
        socket->start();
        return socket;
    }
    auto socket = std::make_shared<SocketOver<Tcp>>(io, address, encoding, origin, std::move(events));
    socket->start();
    return socket;
}

}  // namespace yunke::swarm
