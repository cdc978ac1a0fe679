#include "runtime/redis/client_impl.hpp"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <iterator>
#include <utility>

#include "runtime/random.hpp"

namespace yunke::redis {

namespace {
constexpr auto awaited = net::as_tuple(net::use_awaitable);
}

Client::Impl::Impl(net::io_context& io, ClientConfig config)
    : io_(io), config_(std::move(config)), timer_(io), pause_(io), write_done_(io) {}

void Client::Impl::start() {
    net::co_spawn(
        io_, [](std::shared_ptr<Impl> self) -> net::awaitable<void> { co_await self->run(); }(shared_from_this()),
        net::detached);
}

void Client::Impl::stop() {
    if (std::exchange(stopped_, true)) return;
    connected_ = false;
    if (connection_) connection_->close("the client was stopped");
    pause_.cancel();
    timer_.cancel();
    while (!waiting_.empty())
        fail(waiting_.begin(), errc::stopped, "");
    for (auto op = in_flight_.begin(); op != in_flight_.end(); ++op)
        if (op->waiter) fail(op, errc::stopped, "");
}

// ---- requests and their ends

std::optional<Error> Client::Impl::refusal(const std::vector<Request>& requests, const Options& options) const {
    if (stopped_) return Error{errc::stopped, ""};
    if (!connected_ && options.when_down == WhenDown::fail) return Error{errc::not_connected, ""};
    std::size_t bytes = held_bytes_;
    for (const Request& request : requests)
        bytes += request.bytes();
    if (outstanding() + requests.size() > config_.requests_max || bytes > config_.request_bytes_max)
        return Error{errc::overloaded,
                     std::to_string(outstanding()) + " requests with " + std::to_string(held_bytes_) + " bytes"};
    return std::nullopt;
}

void Client::Impl::submit(std::vector<Request> requests, Options options, const std::shared_ptr<Waiter>& waiter) {
    const std::size_t count = requests.size();
    waiter->results.resize(count);
    if (auto refused = refusal(requests, options)) {
        for (Result& result : waiter->results)
            result = std::unexpected(*refused);
        finish(waiter);
        return;
    }
    waiter->left = count;
    waiter->ops.resize(count);
    const TimePoint deadline = std::chrono::steady_clock::now() + options.timeout;
    for (std::size_t i = 0; i < count; ++i) {
        Op& op = waiting_.emplace_back();
        const auto place = std::prev(waiting_.end());
        op.request = std::move(requests[i]);
        op.options = options;
        op.bytes = op.request.bytes();
        op.index = i;
        op.deadline = deadlines_.emplace(deadline, place);
        op.waiter = waiter;
        waiter->ops[i] = place;
        held_bytes_ += op.bytes;
    }
    if (waiter->slot.is_connected()) {
        waiter->slot.assign([weak_self = weak_from_this(), weak = std::weak_ptr(waiter)](net::cancellation_type) {
            const auto self = weak_self.lock();
            if (!self) return;
            // By post: the slot must not be cleared from inside its own handler.
            net::post(self->io_, [self, weak] {
                if (const auto target = weak.lock()) self->cancel(target);
            });
        });
    }
    arm_timer();
    schedule_write();
}

void Client::Impl::cancel(const std::shared_ptr<Waiter>& waiter) {
    const auto ops = waiter->ops;
    for (const auto& op : ops)
        if (op) fail(*op, errc::cancelled, "");
}

void Client::Impl::fail(Ops::iterator op, errc code, const std::string& detail) {
    const bool maybe_applied = op->state == State::staged || op->state == State::written;
    settle(op, std::unexpected(Error{code, detail, maybe_applied}));
}

// Gives the waiter its result. A request that waits is gone then; one in flight stays as an abandoned one, until its
// answer comes or the connection is lost.
void Client::Impl::settle(Ops::iterator op, Result result) {
    const auto waiter = std::exchange(op->waiter, nullptr);
    deadlines_.erase(op->deadline);
    waiter->results[op->index] = std::move(result);
    waiter->ops[op->index].reset();
    if (op->state != State::staged) release_bytes(*op);
    if (op->state == State::waiting) waiting_.erase(op);
    if (--waiter->left == 0) finish(waiter);
}

void Client::Impl::release_bytes(Op& op) {
    held_bytes_ -= std::exchange(op.bytes, 0);
    op.request = Request();
}

void Client::Impl::finish(const std::shared_ptr<Waiter>& waiter) {
    if (waiter->slot.is_connected()) waiter->slot.clear();
    net::post(waiter->executor, [waiter] {
        auto done = std::move(waiter->done);
        done(std::move(waiter->results));
    });
}

// ---- writing

void Client::Impl::schedule_write() {
    if (!connected_ || writing_ || write_scheduled_ || waiting_.empty()) return;
    write_scheduled_ = true;
    // By post, so that everything that this turn of the io_context still brings leaves in the same write.
    net::post(io_, [self = shared_from_this()] {
        self->write_scheduled_ = false;
        self->write_next();
    });
}

void Client::Impl::stage() {
    if (in_flight_.empty()) progress_ = std::chrono::steady_clock::now();
    write_buffer_.clear();
    if (write_buffer_.capacity() > 4 * limits::write_bytes_max) write_buffer_.shrink_to_fit();
    while (!waiting_.empty() && write_buffer_.size() < limits::write_bytes_max) {
        Op& op = waiting_.front();
        op.request.append_to(write_buffer_);
        op.end = write_buffer_.size();
        op.state = State::staged;
        in_flight_.splice(in_flight_.end(), waiting_, waiting_.begin());
    }
}

void Client::Impl::write_next() {
    if (!connected_ || writing_ || waiting_.empty()) return;
    stage();
    writing_ = true;
    arm_timer();
    net::async_write(connection_->socket(), net::buffer(write_buffer_),
                     [self = shared_from_this(), connection = connection_](const boost::system::error_code& error,
                                                                           std::size_t count) {
                         self->on_written(*connection, error, count);
                     });
}

void Client::Impl::on_written(Connection& connection, const boost::system::error_code& error, std::size_t count) {
    writing_ = false;
    for (auto op = in_flight_.rbegin(); op != in_flight_.rend() && op->state == State::staged; ++op) {
        // What did not leave whole cannot have been carried out: it is as good as never staged.
        op->state = op->end <= count ? State::written : State::unsent;
        const bool needed_again = op->state == State::unsent || op->options.on_lost == OnLost::retry;
        if (!op->waiter || !needed_again) release_bytes(*op);
    }
    write_done_.cancel();
    if (error) connection.close("writing failed: " + error.message());
    if (connected_) write_next();
}

// ---- connecting and reading

net::awaitable<void> Client::Impl::run() {
    std::size_t attempt = 0;
    while (!stopped_) {
        connection_ = std::make_shared<Connection>(io_);
        auto info = co_await connection_->open(config_.endpoint, config_.connect_timeout);
        if (stopped_) break;
        if (!info) {
            report_down(info.error());
            co_await pause(attempt++);
            continue;
        }
        const auto since = std::chrono::steady_clock::now();
        info->connection = server_.connection + 1;
        server_ = std::move(*info);
        connected_ = true;
        if (config_.on_connect) config_.on_connect(server_);
        schedule_write();
        const Error error = co_await read_answers(connection_);
        connected_ = false;
        connection_->close(error.detail);
        co_await written_out();
        if (stopped_) break;
        requeue_or_fail(error);
        report_down(error);
        if (std::chrono::steady_clock::now() - since > config_.backoff_last) attempt = 0;
        co_await pause(attempt++);
    }
    if (connection_) connection_->close();
    co_await written_out();
    in_flight_.clear();
    held_bytes_ = 0;
}

net::awaitable<Error> Client::Impl::read_answers(std::shared_ptr<Connection> connection) {
    for (;;) {
        std::size_t taken = 0;
        for (; taken < limits::replies_per_turn_max && !stopped_; ++taken) {
            auto reply = connection->parsed();
            if (!reply) co_return reply.error();
            if (!*reply) break;
            if (in_flight_.empty()) co_return Error{errc::protocol, "an answer that nobody asked for"};
            answer(std::move(**reply));
        }
        if (stopped_) co_return Error{errc::stopped, ""};
        if (taken == limits::replies_per_turn_max) {
            co_await net::post(io_, net::use_awaitable);
            continue;
        }
        const auto filled = co_await connection->fill();
        if (!filled) co_return filled.error();
    }
}

void Client::Impl::answer(Reply reply) {
    progress_ = std::chrono::steady_clock::now();
    const auto op = in_flight_.begin();
    if (op->waiter) {
        if (reply.is_error()) {
            settle(op, std::unexpected(Error{errc::server_error, std::move(reply).take_text()}));
        } else {
            settle(op, std::move(reply));
        }
    }
    release_bytes(*op);
    in_flight_.erase(op);
}

// After a loss: what was not written, or may be written again, goes back in front of what waits, in its old order.
void Client::Impl::requeue_or_fail(const Error& error) {
    while (!in_flight_.empty()) {
        const auto op = std::prev(in_flight_.end());
        const bool unsent = op->state == State::unsent;
        if (op->waiter && op->options.when_down == WhenDown::wait && (unsent || op->options.on_lost == OnLost::retry)) {
            op->state = State::waiting;
            waiting_.splice(waiting_.begin(), in_flight_, op);
            continue;
        }
        if (op->waiter) fail(op, unsent ? errc::not_connected : errc::lost_maybe_applied, error.detail);
        release_bytes(*op);
        in_flight_.erase(op);
    }
    for (auto op = waiting_.begin(); op != waiting_.end();) {
        const auto next = std::next(op);
        if (op->options.when_down == WhenDown::fail) fail(op, errc::not_connected, error.detail);
        op = next;
    }
}

void Client::Impl::report_down(const Error& error) {
    if (config_.on_down) config_.on_down(error);
}

// The buffer belongs to the write until that has ended; how much of it left decides what is ambiguous.
net::awaitable<void> Client::Impl::written_out() {
    while (writing_) {
        write_done_.expires_at(TimePoint::max());
        co_await write_done_.async_wait(awaited);
    }
}

net::awaitable<void> Client::Impl::pause(std::size_t attempt) {
    const auto doublings = std::min<std::size_t>(attempt, 16);
    const std::chrono::milliseconds grown(config_.backoff_first.count() << doublings);
    const auto full = std::min(config_.backoff_last, grown);
    const auto half = full.count() / 2;
    const auto jitter = static_cast<std::int64_t>(runtime::random_below(static_cast<std::uint64_t>(half) + 1));
    pause_.expires_after(std::chrono::milliseconds(full.count() - jitter));
    if (!stopped_) co_await pause_.async_wait(awaited);
}

// ---- deadlines

void Client::Impl::arm_timer() {
    if (stopped_) return;
    TimePoint next = deadlines_.empty() ? TimePoint::max() : deadlines_.begin()->first;
    if (connected_ && !in_flight_.empty()) next = std::min(next, progress_ + config_.answer_timeout);
    if (next == TimePoint::max() || (armed_ && *armed_ <= next)) return;
    armed_ = next;
    timer_.expires_at(next);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (!error && self) self->on_timer();
    });
}

void Client::Impl::on_timer() {
    armed_.reset();
    if (stopped_) return;
    const auto now = std::chrono::steady_clock::now();
    while (!deadlines_.empty() && deadlines_.begin()->first <= now)
        fail(deadlines_.begin()->second, errc::timed_out, connected_ ? "" : "no connection");
    if (connected_ && !in_flight_.empty() && now - progress_ >= config_.answer_timeout)
        connection_->close("no answer for too long");
    arm_timer();
}

}  // namespace yunke::redis
