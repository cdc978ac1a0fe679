#include "tests/gateway/test_client.hpp"

#include <google/protobuf/util/json_util.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <functional>
#include <stdexcept>

#include "runtime/asio.hpp"

namespace yunke::gateway::testing {

namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Tcp = net::ip::tcp;
using boost::system::error_code;

}  // namespace

class WsClient::Impl {
public:
    explicit Impl(const WsOptions& o) : options(o) {}
    virtual ~Impl() = default;

    virtual void write(std::string_view bytes, bool text) = 0;
    virtual void ping() = 0;
    virtual void close() = 0;
    virtual void start_read() = 0;
    virtual std::uint16_t code() = 0;
    virtual std::string reason() = 0;

    // Runs until the flag is set; throws when the time is up.
    void run_until(const bool& done, std::chrono::milliseconds within, const char* what) {
        const auto end = std::chrono::steady_clock::now() + within;
        io.restart();
        while (!done && std::chrono::steady_clock::now() < end) {
            io.run_one_until(end);
            if (io.stopped()) io.restart();
        }
        if (!done) throw std::runtime_error(std::string("timed out: ") + what);
    }

    WsOptions options;
    net::io_context io{1};
    beast::flat_buffer buffer;
    bool reading = false;
    bool read_done = false;
    error_code read_error;
};

namespace {

template <class Stream>
Stream make_stream(net::io_context& io, net::ssl::context& tls) {
    if constexpr (std::is_same_v<Stream, Tcp::socket>)
        return Stream(io);
    else
        return Stream(io, tls);
}

}  // namespace

template <class Stream>
class ImplOf final : public WsClient::Impl {
public:
    explicit ImplOf(const WsOptions& o)
        : Impl(o), tls_(net::ssl::context::tls_client), ws_(make_stream<Stream>(io, tls_)) {
        auto& socket = beast::get_lowest_layer(ws_);
        socket.open(Tcp::v4());
        if (o.receive_buffer > 0) socket.set_option(net::socket_base::receive_buffer_size(o.receive_buffer));
        socket.connect({net::ip::make_address("127.0.0.1"), o.port});
        socket.set_option(Tcp::no_delay(true));
        if constexpr (!std::is_same_v<Stream, Tcp::socket>) ws_.next_layer().handshake(net::ssl::stream_base::client);
        ws_.set_option(websocket::stream_base::decorator([o](websocket::request_type& request) {
            if (!o.subprotocol.empty()) request.set(beast::http::field::sec_websocket_protocol, o.subprotocol);
            if (!o.origin.empty()) request.set(beast::http::field::origin, o.origin);
        }));
        websocket::response_type response;
        error_code error;
        ws_.handshake(response, "127.0.0.1:" + std::to_string(o.port), "/ws", error);
        if (error) throw std::runtime_error("upgrade refused: " + std::to_string(response.result_int()));
        if (response[beast::http::field::sec_websocket_protocol] != o.subprotocol) {
            throw std::runtime_error("another subprotocol was chosen");
        }
    }

    void write(std::string_view bytes, bool text) override {
        ws_.text(text);
        bool done = false;  // also when the server has closed already; reading tells that
        ws_.async_write(net::buffer(bytes.data(), bytes.size()), [&done](error_code, std::size_t) { done = true; });
        run_until(done, 5s, "writing");
    }
    void ping() override {
        error_code ignored;
        ws_.ping({}, ignored);
    }
    void close() override {
        bool done = false;
        ws_.async_close(websocket::close_code::normal, [&done](error_code) { done = true; });
        run_until(done, 5s, "closing");
    }
    void start_read() override {
        reading = true;
        read_done = false;
        ws_.async_read(buffer, [this](error_code error, std::size_t) {
            read_error = error;
            read_done = true;
        });
    }
    std::uint16_t code() override { return ws_.reason().code; }
    std::string reason() override { return {ws_.reason().reason.data(), ws_.reason().reason.size()}; }

private:
    net::ssl::context tls_;
    websocket::stream<Stream> ws_;
};

WsClient::WsClient(const WsOptions& options) {
    if (options.tls) {
        impl_ = std::make_unique<ImplOf<net::ssl::stream<Tcp::socket>>>(options);
    } else {
        impl_ = std::make_unique<ImplOf<Tcp::socket>>(options);
    }
}
WsClient::~WsClient() = default;
WsClient::WsClient(WsClient&&) noexcept = default;

bool WsClient::json() const {
    return impl_->options.subprotocol == "yunke.v1.json";
}

void WsClient::send(const v1::ClientFrame& frame) {
    if (!json()) return impl_->write(frame.SerializeAsString(), false);
    std::string text;
    if (!google::protobuf::util::MessageToJsonString(frame, &text).ok()) throw std::runtime_error("cannot print");
    impl_->write(text, true);
}

void WsClient::send_message(std::string_view bytes, bool text) {
    impl_->write(bytes, text);
}

void WsClient::ping() {
    impl_->ping();
}

void WsClient::close() {
    impl_->close();
}

Received WsClient::read(std::chrono::milliseconds within) {
    if (!impl_->reading) impl_->start_read();
    impl_->run_until(impl_->read_done, within, "reading");
    impl_->reading = false;
    Received received;
    if (impl_->read_error) {
        received.close_code = impl_->code() != 0 ? impl_->code() : std::uint16_t{1006};
        received.close_reason = impl_->reason();
        return received;
    }
    received.message = beast::buffers_to_string(impl_->buffer.data());
    impl_->buffer.clear();
    return received;
}

v1::ServerFrame WsClient::next(std::chrono::milliseconds within) {
    const Received received = read(within);
    if (!received.message) throw std::runtime_error("closed with " + std::to_string(received.close_code));
    v1::ServerFrame frame;
    const bool whole = json() ? google::protobuf::util::JsonStringToMessage(*received.message, &frame).ok()
                              : frame.ParseFromString(*received.message);
    if (!whole) throw std::runtime_error("not a ServerFrame");
    return frame;
}

std::uint16_t WsClient::wait_closed(std::chrono::milliseconds within) {
    const auto end = std::chrono::steady_clock::now() + within;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        Received received = read(std::max(left, 1ms));
        if (!received.message) {
            close_reason = received.close_reason;
            return received.close_code;
        }
        v1::ServerFrame frame;
        const bool whole = json() ? google::protobuf::util::JsonStringToMessage(*received.message, &frame).ok()
                                  : frame.ParseFromString(*received.message);
        if (whole && frame.has_problem()) last_problem = frame.problem();
    }
}

// ---- the upgrade ----

unsigned upgrade_status(std::uint16_t port, const Headers& headers) {
    Headers all{{"Connection", "Upgrade"},
                {"Upgrade", "websocket"},
                {"Sec-WebSocket-Version", "13"},
                {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                {"Sec-WebSocket-Protocol", "yunke.v1.json"}};
    for (const auto& [name, value] : headers) {
        if (value.empty())
            all.erase(name);
        else
            all[name] = value;
    }
    // A close frame right behind the upgrade would be refused; the time-out of an accepted one is Hello's.
    return http(port, "GET", "/ws", "", all).status;
}

}  // namespace yunke::gateway::testing
