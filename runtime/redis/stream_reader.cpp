#include "runtime/redis/stream_reader.hpp"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "runtime/redis/connection.hpp"

namespace yunke::redis {

class StreamReader::Impl : public std::enable_shared_from_this<Impl> {
public:
    using Batches = std::expected<std::vector<StreamBatch>, Error>;

    Impl(net::io_context& io, Endpoint endpoint) : io_(io), endpoint_(std::move(endpoint)), pause_(io) {}

    net::awaitable<Batches> read(std::vector<StreamPosition> positions, ReadOptions options);
    void stop();
    const ServerInfo& server() const { return server_; }

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    net::awaitable<Batches> read_until(TimePoint give_up, const std::string& wire, const ReadOptions& options);
    net::awaitable<Batches> attempt(const std::string& wire, const ReadOptions& options);
    net::awaitable<std::expected<void, Error>> ensure_connected();
    void drop();

    net::io_context& io_;
    Endpoint endpoint_;
    std::shared_ptr<Connection> connection_;  // null: none yet, or given up
    ServerInfo server_;
    net::steady_timer pause_;
    bool reading_ = false;
    bool stopped_ = false;
};

namespace {

std::string build(const std::vector<StreamPosition>& positions, const ReadOptions& options) {
    if (positions.empty() || positions.size() > limits::read_streams_max)
        throw std::invalid_argument("StreamReader::read: needs 1 to 256 streams");
    const auto block = std::max<std::int64_t>(options.block.count(), 1);  // 0 would mean for ever
    Request request("XREAD", "COUNT", std::max<std::size_t>(options.count, 1), "BLOCK", block, "STREAMS");
    for (const auto& position : positions)
        request.arg(position.key);
    for (const auto& position : positions)
        request.arg(position.after.to_string());
    std::string wire;
    request.append_to(wire);
    return wire;
}

}  // namespace

net::awaitable<StreamReader::Impl::Batches> StreamReader::Impl::read(std::vector<StreamPosition> positions,
                                                                     ReadOptions options) {
    const auto self = shared_from_this();
    if (std::exchange(reading_, true)) throw std::logic_error("StreamReader::read: one read at a time");
    const std::unique_ptr<bool, void (*)(bool*)> reset(&reading_, [](bool* flag) { *flag = false; });
    const std::string wire = build(positions, options);
    try {
        co_return co_await read_until(std::chrono::steady_clock::now() + options.block, wire, options);
    } catch (const boost::system::system_error& error) {
        // Cancelled between two steps: Asio then throws at the next co_await.
        if (error.code() != net::error::operation_aborted) throw;
    }
    drop();
    co_return std::unexpected(Error{errc::cancelled, ""});
}

net::awaitable<StreamReader::Impl::Batches> StreamReader::Impl::read_until(TimePoint give_up, const std::string& wire,
                                                                           const ReadOptions& options) {
    auto wait = limits::backoff_first;
    for (;;) {
        if (stopped_) co_return std::unexpected(Error{errc::stopped, ""});
        auto batches = co_await attempt(wire, options);
        if (batches) co_return batches;
        drop();
        const auto cancellation = co_await net::this_coro::cancellation_state;
        if (stopped_) co_return std::unexpected(Error{errc::stopped, ""});
        if (cancellation.cancelled() != net::cancellation_type::none)
            co_return std::unexpected(Error{errc::cancelled, ""});
        const auto now = std::chrono::steady_clock::now();
        const bool last = now + wait >= give_up;
        pause_.expires_at(last ? give_up : now + wait);
        const auto [error] = co_await pause_.async_wait(net::as_tuple(net::use_awaitable));
        if (stopped_) co_return std::unexpected(Error{errc::stopped, ""});
        if (error) co_return std::unexpected(Error{errc::cancelled, ""});
        if (last) co_return batches;
        wait = std::min(wait * 2, limits::backoff_last);
    }
}

net::awaitable<StreamReader::Impl::Batches> StreamReader::Impl::attempt(const std::string& wire,
                                                                        const ReadOptions& options) {
    const auto ready = co_await ensure_connected();
    if (!ready) co_return std::unexpected(ready.error());
    const auto connection = connection_;
    connection->arm(options.block + limits::answer_timeout, "no answer for too long");
    const auto written = co_await connection->write(wire);
    if (!written) co_return std::unexpected(written.error());
    auto reply = co_await connection->read();
    connection->disarm();
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->is_error()) co_return std::unexpected(Error{errc::server_error, std::string(reply->text())});
    auto batches = take_batches(std::move(*reply));
    if (!batches) co_return std::unexpected(Error{errc::protocol, "the answer to XREAD has another shape"});
    co_return std::move(*batches);
}

net::awaitable<std::expected<void, Error>> StreamReader::Impl::ensure_connected() {
    if (connection_) co_return std::expected<void, Error>();
    connection_ = std::make_shared<Connection>(io_);
    auto info = co_await connection_->open(endpoint_, limits::connect_timeout);
    if (!info) co_return std::unexpected(info.error());
    info->connection = server_.connection + 1;
    server_ = std::move(*info);
    co_return std::expected<void, Error>();
}

void StreamReader::Impl::drop() {
    if (connection_) connection_->close();
    connection_.reset();
}

void StreamReader::Impl::stop() {
    stopped_ = true;
    if (connection_) connection_->close("the reader was stopped");
    pause_.cancel();
}

StreamReader::StreamReader(net::io_context& io, Endpoint endpoint)
    : impl_(std::make_shared<Impl>(io, std::move(endpoint))) {}

StreamReader::~StreamReader() {
    stop();
}

net::awaitable<std::expected<std::vector<StreamBatch>, Error>> StreamReader::read(std::vector<StreamPosition> positions,
                                                                                  ReadOptions options) {
    const auto impl = impl_;
    co_return co_await impl->read(std::move(positions), options);
}

void StreamReader::stop() {
    impl_->stop();
}

const ServerInfo& StreamReader::server() const {
    return impl_->server();
}

}  // namespace yunke::redis
