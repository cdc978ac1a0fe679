// The machine inside redis::Client: the queues, their rules and the connection. Internal to runtime/redis.
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <optional>

#include "runtime/redis/client.hpp"
#include "runtime/redis/connection.hpp"

namespace yunke::redis {

class Client::Impl : public std::enable_shared_from_this<Impl> {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    enum class State : std::uint8_t {
        waiting,  // in waiting_; the others are in in_flight_
        staged,   // in the buffer that is being written
        unsent,   // was staged when the write broke, and did not leave whole
        written,
    };

    struct Waiter;
    struct Op;
    using Ops = std::list<Op>;
    using Deadlines = std::multimap<TimePoint, Ops::iterator>;

    // Whoever made one or several requests and gets all their results at once.
    struct Waiter {
        std::move_only_function<void(std::vector<Result>)> done;
        net::any_io_executor executor;
        net::cancellation_slot slot;
        std::vector<Result> results;
        std::vector<std::optional<Ops::iterator>> ops;  // those without a result yet
        std::size_t left = 0;
    };

    struct Op {
        Request request;  // held until it is written, or answered if it may be written again
        Options options;
        std::shared_ptr<Waiter> waiter;  // null: abandoned, its answer will be dropped
        std::size_t index = 0;           // among the waiter's
        std::size_t bytes = 0;           // held by `request`
        std::size_t end = 0;             // in the write buffer, while staged
        State state = State::waiting;
        Deadlines::iterator deadline;  // valid while there is a waiter
    };

    Impl(net::io_context& io, ClientConfig config);

    void start();
    void stop();
    void submit(std::vector<Request> requests, Options options, const std::shared_ptr<Waiter>& waiter);

    net::any_io_executor executor() { return io_.get_executor(); }
    bool connected() const { return connected_; }
    const ServerInfo& server() const { return server_; }
    std::size_t outstanding() const { return waiting_.size() + in_flight_.size(); }
    std::size_t outstanding_bytes() const { return held_bytes_; }

private:
    // Connecting and reading, one coroutine for the whole life.
    net::awaitable<void> run();
    net::awaitable<Error> read_answers(std::shared_ptr<Connection> connection);
    net::awaitable<void> pause(std::size_t attempt);
    net::awaitable<void> written_out();
    void answer(Reply reply);
    void requeue_or_fail(const Error& error);
    void report_down(const Error& error);

    // Writing.
    void schedule_write();
    void write_next();
    void stage();
    void on_written(Connection& connection, const boost::system::error_code& error, std::size_t count);

    // Requests and their ends.
    std::optional<Error> refusal(const std::vector<Request>& requests, const Options& options) const;
    void cancel(const std::shared_ptr<Waiter>& waiter);
    void settle(Ops::iterator op, Result result);
    void fail(Ops::iterator op, errc code, const std::string& detail);
    void release_bytes(Op& op);
    static void finish(const std::shared_ptr<Waiter>& waiter);

    // One timer for the next deadline of all.
    void arm_timer();
    void on_timer();

    net::io_context& io_;
    ClientConfig config_;
    std::shared_ptr<Connection> connection_;
    ServerInfo server_;
    bool connected_ = false;
    bool stopped_ = false;

    Ops waiting_;
    Ops in_flight_;  // in the order of their answers: written ones, then staged ones
    std::size_t held_bytes_ = 0;
    Deadlines deadlines_;
    TimePoint progress_;  // when an answer last came, or the first request after a quiet time left

    std::string write_buffer_;
    bool writing_ = false;
    bool write_scheduled_ = false;

    net::steady_timer timer_;
    std::optional<TimePoint> armed_;
    net::steady_timer pause_;
    net::steady_timer write_done_;  // cancelled when a write has ended
};

}  // namespace yunke::redis
