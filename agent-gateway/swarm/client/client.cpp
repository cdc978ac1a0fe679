#include "agent-gateway/swarm/client/client.hpp"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace yunke::swarm {

std::int64_t steady_ms() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

namespace {

std::string encode(Encoding encoding, const v1::ClientFrame& frame) {
    if (encoding == Encoding::protobuf) return frame.SerializeAsString();
    std::string text;
    const auto status = google::protobuf::util::MessageToJsonString(frame, &text);
    return status.ok() ? text : std::string();
}

bool decode(Encoding encoding, std::string_view message, v1::ServerFrame& frame) {
    if (encoding == Encoding::protobuf) return frame.ParseFromArray(message.data(), static_cast<int>(message.size()));
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    return google::protobuf::util::JsonStringToMessage({message.data(), message.size()}, &frame, options).ok();
}

}  // namespace

// Everything that happens ends in drive(), which brings the socket, the ticket and the timer to what the machine wants.
struct Client::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::io_context& io_context, ClientOptions o, ClientListener* listener)
        : io(io_context),
          options(std::move(o)),
          machine(options.name, options.timings, options.seed, listener, options.record),
          timer(io_context) {}

    // Tells the machine something. What its listener does meanwhile waits until the machine is done with it.
    template <class Tell>
    void tell(Tell what) {
        const bool outermost = !std::exchange(driving, true);
        what(machine, steady_ms());
        if (!outermost) return;
        driving = false;
        drive();
    }

    void drive() {
        if (over || driving) return;
        driving = true;
        if (socket && machine.connection() != socket_of) {
            if (machine.phase() == Phase::idle)
                std::exchange(socket, nullptr)->close(1000);
            else
                std::exchange(socket, nullptr)->cut();
        }
        if (machine.phase() == Phase::ticket && !fetching) fetch_ticket();
        if (machine.phase() == Phase::connecting && !socket) connect();
        if (socket)
            while (auto next = machine.next_frame(steady_ms()))
                socket->send(encode(options.encoding, *next));
        driving = false;
        arm();
    }

    void fetch_ticket() {
        fetching = true;
        net::co_spawn(io, fetch(shared_from_this()), net::detached);
    }

    static net::awaitable<void> fetch(std::shared_ptr<Impl> self) {
        const TicketReply reply = co_await self->options.tickets();
        self->fetching = false;
        if (self->over) co_return;
        if (const auto* ticket = std::get_if<std::string>(&reply)) {
            self->tell([&](ClientMachine& m, std::int64_t now_ms) { m.ticket(*ticket, now_ms); });
        } else {
            const TicketLater& later = std::get<TicketLater>(reply);
            if (self->options.on_ticket_failed) self->options.on_ticket_failed(later.why);
            self->tell([&](ClientMachine& m, std::int64_t now_ms) { m.ticket_failed(later.retry_after_ms, now_ms); });
        }
    }

    void connect() {
        socket_of = machine.connection();
        std::weak_ptr<Impl> weak = weak_from_this();
        const std::uint64_t mine = socket_of;
        // Events of a socket that is no longer ours are dropped.
        const auto ours = [weak, mine]() -> std::shared_ptr<Impl> {
            auto self = weak.lock();
            return self && !self->over && self->machine.connection() == mine ? self : nullptr;
        };
        SocketEvents events;
        events.opened = [ours] {
            if (const auto self = ours()) self->tell([](ClientMachine& m, std::int64_t now_ms) { m.opened(now_ms); });
        };
        events.message = [ours](std::string_view message) {
            if (const auto self = ours()) self->on_message(message);
        };
        events.closed = [ours](std::uint16_t code, const std::string&) {
            if (const auto self = ours()) {
                self->socket.reset();
                self->tell([code](ClientMachine& m, std::int64_t now_ms) { m.closed(code, now_ms); });
            }
        };
        const Address& address = options.gateways.at(machine.failures());
        const std::string origin = options.origin == "own" ? address.origin() : options.origin;
        socket = open_socket(io, address, options.encoding, origin, std::move(events));
    }

    void on_message(std::string_view message) {
        frame.Clear();
        if (!decode(options.encoding, message, frame)) return;
        tell([this](ClientMachine& m, std::int64_t now_ms) { m.received(frame, now_ms); });
    }

    // The timer is only moved forward; a wake-up too early finds nothing to do and arms it again.
    void arm() {
        const std::int64_t due = std::min(machine.due_ms(), back_at_ms == 0 ? max_ms : back_at_ms);
        if (due == max_ms || (armed_ms != 0 && armed_ms <= due)) return;
        armed_ms = due;
        timer.expires_after(std::chrono::milliseconds(std::max<std::int64_t>(0, due - steady_ms())));
        timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
            const auto self = weak.lock();
            if (error || !self || self->over) return;
            self->armed_ms = 0;
            self->on_time();
        });
    }

    void on_time() {
        tell([this](ClientMachine& m, std::int64_t now_ms) {
            if (back_at_ms != 0 && back_at_ms <= now_ms) {
                back_at_ms = 0;
                m.start(now_ms);
            }
            m.tick(now_ms);
        });
    }

    void end() {
        over = true;
        timer.cancel();
        if (socket) std::exchange(socket, nullptr)->cut();
    }

    static constexpr std::int64_t max_ms = std::numeric_limits<std::int64_t>::max();

    net::io_context& io;
    ClientOptions options;
    ClientMachine machine;
    net::steady_timer timer;
    std::shared_ptr<Socket> socket;
    std::uint64_t socket_of = 0;  // machine.connection() that it serves
    v1::ServerFrame frame;        // kept for its memory
    std::int64_t armed_ms = 0;
    std::int64_t back_at_ms = 0;
    bool fetching = false;
    bool driving = false;
    bool over = false;
};

Client::Client(net::io_context& io, ClientOptions options, ClientListener* listener)
    : impl_(std::make_shared<Impl>(io, std::move(options), listener)) {}

Client::~Client() {
    impl_->machine.set_listener(nullptr);
    impl_->end();
}

void Client::start() {
    impl_->back_at_ms = 0;
    impl_->tell([](ClientMachine& m, std::int64_t now_ms) { m.start(now_ms); });
}

void Client::stop() {
    impl_->back_at_ms = 0;
    impl_->tell([](ClientMachine& m, std::int64_t now_ms) { m.stop(now_ms); });
}

void Client::drop(std::int64_t away_ms) {
    if (impl_->socket) std::exchange(impl_->socket, nullptr)->cut();
    impl_->tell([this, away_ms](ClientMachine& m, std::int64_t now_ms) {
        if (away_ms > 0) {
            m.stop(now_ms);
            impl_->back_at_ms = now_ms + away_ms;
        } else {
            m.closed(1006, now_ms);
        }
    });
}

CommandId Client::command(v1::ClientFrame frame) {
    const CommandId id = impl_->machine.command(std::move(frame));
    impl_->drive();
    return id;
}

void Client::notify(v1::ClientFrame frame) {
    impl_->machine.notify(std::move(frame));
    impl_->drive();
}

void Client::send_raw(std::string message) {
    if (impl_->socket) impl_->socket->send(std::move(message));
}

ClientMachine& Client::machine() {
    return impl_->machine;
}

const ClientMachine& Client::machine() const {
    return impl_->machine;
}

bool Client::online() const {
    return impl_->machine.phase() == Phase::online;
}

}  // namespace yunke::swarm
