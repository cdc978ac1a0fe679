#include "agent-gateway/swarm/load/lane.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "agent-gateway/swarm/client/frames.hpp"
#include "agent-gateway/swarm/load/schedule.hpp"

namespace yunke::swarm {

std::int64_t steady_ns() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

namespace {

// A message bears the time at which the schedule wanted it; its shopper and number make it unlike every other.
std::string message_text(std::int64_t at_ns, std::uint32_t lane, std::uint64_t number, std::size_t bytes) {
    std::string text = fmt::format("@{} {}-{} ", at_ns, lane, number);
    if (text.size() < bytes) text.append(bytes - text.size(), 'x');
    return text;
}

std::int64_t time_in(const std::string& text) {
    std::int64_t at_ns = 0;
    if (text.starts_with('@')) std::from_chars(text.data() + 1, text.data() + text.size(), at_ns);
    return at_ns;
}

// So often at most are messages given out: what comes due meanwhile goes together.
constexpr std::int64_t turn_ns_least = 100'000;

std::uint32_t share(std::uint32_t whole, std::uint32_t parts, std::uint32_t index) {
    return whole / parts + (index < whole % parts ? 1 : 0);
}

}  // namespace

class LoadAgent final : public ClientListener {
public:
    LoadAgent(net::io_context& io, ClientOptions options, LaneCounters& counters, Histogram& delivery_ns)
        : counters_(counters), delivery_ns_(delivery_ns), client_(io, std::move(options), this) {}

    Client& client() { return client_; }

private:
    void on_attached(const v1::Attached& attached, bool) override {
        if (attached.self().presence() != v1::AVAILABLE)
            client_.command(frames::set_presence(v1::AVAILABLE));
        else
            ready();
    }
    void on_down(std::uint16_t code) override {
        if (code != 1000) ++counters_.downs;
    }
    void on_self(const v1::AgentSelf& self) override {
        if (self.presence() == v1::AVAILABLE) ready();
    }
    void on_entry(std::uint64_t, const v1::Entry& entry, bool) override {
        if (entry.kind() != v1::MESSAGE || entry.author() != v1::SHOPPER) return;
        const std::int64_t at_ns = time_in(entry.text());
        if (at_ns == 0) return;
        ++counters_.delivered;
        delivery_ns_.record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, steady_ns() - at_ns)));
    }
    void ready() {
        if (!std::exchange(ready_, true)) ++counters_.agents_ready;
    }

    LaneCounters& counters_;
    Histogram& delivery_ns_;
    Client client_;
    bool ready_ = false;
};

class LoadShopper final : public ClientListener {
public:
    LoadShopper(net::io_context& io, ClientOptions options, std::string opening, LaneCounters& counters,
                Histogram& ack_ns)
        : opening_(std::move(opening)), counters_(counters), ack_ns_(ack_ns), client_(io, std::move(options), this) {}

    Client& client() { return client_; }
    bool active() const { return active_; }

    bool send(std::string text) { return client_.command(frames::send(conversation_, std::move(text))) != 0; }
    void close() {
        if (conversation_ != 0) client_.command(frames::close(conversation_));
        client_.command(frames::logout());
    }

private:
    void on_attached(const v1::Attached& attached, bool) override {
        if (attached.conversations_size() > 0) return;
        client_.command(frames::open(load_topic, "load", load_language, opening_));
    }
    void on_down(std::uint16_t code) override {
        if (code != 1000 && code != 4010) ++counters_.downs;
    }
    void on_view(const v1::ConversationView& view) override {
        if (view.state() != v1::ACTIVE || active_) return;
        active_ = true;
        conversation_ = view.id();
        ++counters_.shoppers_active;
    }
    void on_outcome(const Outcome& outcome) override {
        if (!outcome.frame->has_send()) return;
        if (outcome.answer == nullptr) {
            ++counters_.unknown;
        } else if (outcome.answer->error() != v1::OK) {
            ++counters_.refused;
        } else {
            const std::int64_t took = steady_ns() - time_in(outcome.frame->send().text());
            ++counters_.acknowledged;
            ack_ns_.record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took)));
        }
    }

    std::string opening_;
    LaneCounters& counters_;
    Histogram& ack_ns_;
    Client client_;
    std::uint64_t conversation_ = 0;
    bool active_ = false;
};

Lane::Lane(const runtime::Tokens& tokens, const LoadOptions& options, std::uint32_t index)
    : tokens_(tokens),
      options_(options),
      index_(index),
      agents_wanted_(share(static_cast<std::uint32_t>(options.ground.agents.size()), options.threads, index)),
      shoppers_wanted_(share(options.shoppers, options.threads, index)),
      chance_(options.seed * 1'000 + index),
      work_(io_.get_executor()),
      thread_([this] { io_.run(); }) {}

Lane::~Lane() {
    finish();
}

ClientOptions Lane::client_options(TicketSource tickets, Record* record) {
    ClientOptions client;
    client.gateways = options_.gateways.from(chance_.id());
    client.tickets = std::move(tickets);
    client.origin = "own";
    client.seed = chance_.id();
    client.record = record;
    return client;
}

void Lane::start_agents() {
    net::post(io_, [this] {
        for (std::size_t i = index_; i < options_.ground.agents.size(); i += options_.threads) {
            const std::uint32_t id = options_.ground.agents[i];
            Record* record = nullptr;
            if (options_.record)
                record = records_.emplace_back(std::make_unique<Record>(fmt::format("agent-{}", id), v1::AGENT)).get();
            auto tickets = signed_tickets(tokens_, options_.pool, v1::AGENT, id, fmt::format("Load {}", id));
            agents_.push_back(
                std::make_unique<LoadAgent>(io_, client_options(std::move(tickets), record), counters, delivery_ns));
            agents_.back()->client().start();
        }
    });
}

void Lane::start_shoppers() {
    net::post(io_, [this] {
        for (std::uint32_t i = 0; i < shoppers_wanted_; ++i) {
            const std::string name = fmt::format("shopper-{}-{}", index_, i);
            Record* record = nullptr;
            if (options_.record) record = records_.emplace_back(std::make_unique<Record>(name, v1::SHOPPER)).get();
            auto tickets = signed_tickets(tokens_, options_.pool, v1::SHOPPER, options_.ground.shop, name);
            // The opening is unlike any other, so that the checker can tell whose it is.
            shoppers_.push_back(std::make_unique<LoadShopper>(io_, client_options(std::move(tickets), record),
                                                              fmt::format("{} of {}", name, options_.seed), counters,
                                                              ack_ns));
            shoppers_.back()->client().start();
        }
    });
}

void Lane::start_messages(std::int64_t begin_ns) {
    net::co_spawn(io_, send_messages(*this, begin_ns), net::detached);
}

// Each turn gives out whatever has come due.
net::awaitable<void> Lane::send_messages(Lane& lane, std::int64_t begin_ns) {
    net::steady_timer timer(lane.io_);
    const double rate = lane.options_.rate * lane.shoppers_wanted_ / std::max(1U, lane.options_.shoppers);
    const Schedule schedule{rate, static_cast<std::uint64_t>(rate * lane.options_.seconds)};
    std::uint64_t number = 0;
    while (number < schedule.total) {
        for (const auto due = schedule.due(steady_ns() - begin_ns); number < due; ++number)
            lane.send_one(number, begin_ns + schedule.at_ns(number));
        const std::int64_t pause_ns = begin_ns + schedule.at_ns(number) - steady_ns();
        timer.expires_after(std::chrono::nanoseconds(std::max(pause_ns, turn_ns_least)));
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    }
    lane.counters.scheduled = true;
}

void Lane::send_one(std::uint64_t number, std::int64_t at_ns) {
    ++counters.wanted;
    for (std::size_t tried = 0; tried < shoppers_.size(); ++tried) {
        LoadShopper& shopper = *shoppers_[next_shopper_];
        next_shopper_ = (next_shopper_ + 1) % shoppers_.size();
        if (!shopper.active()) continue;
        ++(shopper.send(message_text(at_ns, index_, number, options_.text_bytes)) ? counters.sent : counters.unsent);
        return;
    }
    ++counters.unsent;
}

void Lane::close_chats() {
    net::post(io_, [this] {
        for (const auto& shopper : shoppers_)
            shopper->close();
    });
}

void Lane::finish() {
    if (!thread_.joinable()) return;
    net::post(io_, [this] {
        for (const auto& agent : agents_)
            agent->client().stop();
        for (const auto& shopper : shoppers_)
            shopper->client().stop();
        work_.reset();
        io_.stop();
    });
    thread_.join();
}

void Lane::add_to(LoadReport& report) {
    report.pairs += counters.shoppers_active;
    report.wanted += counters.wanted;
    report.sent += counters.sent;
    report.acknowledged += counters.acknowledged;
    report.delivered += counters.delivered;
    report.refused += counters.refused;
    report.unsent += counters.unsent;
    report.downs += counters.downs;
    report.ack_ns.merge(ack_ns);
    report.delivery_ns.merge(delivery_ns);
    for (const auto& shopper : shoppers_) {
        report.busy += shopper->client().machine().counts().busy;
        report.resends += shopper->client().machine().counts().resends;
    }
    for (const auto& record : records_)
        report.records.push_back(std::move(*record));
}

}  // namespace yunke::swarm
