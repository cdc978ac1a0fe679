#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent-gateway/swarm/bench/private_pool.hpp"
#include "agent-gateway/swarm/bench/scan.hpp"
#include "agent-gateway/swarm/bench/stages.hpp"
#include "agent-gateway/swarm/load/ground.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "yunke/v1/client.pb.h"
#include "yunke/v1/effect.pb.h"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;

constexpr std::int64_t ticket_ms = 30'000;
constexpr std::int64_t settle_ns = 60'000'000'000;

// What both sides of a pair share: Hello, numbers, and frames that are not worth reading in place.
class Person : public Line {
public:
    Person(Loop& loop, Tally& tally, std::string ticket) : Line(loop), tally_(tally), ticket_(std::move(ticket)) {}
    bool ready() const { return ready_; }

protected:
    void say_frame(v1::ClientFrame& frame, bool numbered) {
        frame.set_number(numbered ? ++number_ : 0);
        frame.set_answered(answered_);
        frame.SerializeToString(&bytes_);
        send(bytes_, true);
    }

    virtual void on_attached() = 0;
    virtual void on_frame(const v1::ServerFrame& frame) = 0;
    virtual void on_entries(std::string_view) {}
    virtual void on_answer(std::uint32_t) {}

    Tally& tally_;
    bool ready_ = false;
    std::uint32_t number_ = 0, answered_ = 0;

private:
    void opened() override {
        v1::ClientFrame frame;
        frame.mutable_hello()->set_ticket(ticket_);
        frame.mutable_hello()->set_instance(runtime::random_id());
        say_frame(frame, false);
    }

    void received(std::string_view message) override {
        Scan scan(message);
        if (!scan.next()) return;
        if (scan.field == v1::ServerFrame::kAnswerFieldNumber) return read_answer(scan.bytes);
        if (scan.field == v1::ServerFrame::kEntriesFieldNumber) return on_entries(scan.bytes);
        v1::ServerFrame frame;
        if (!frame.ParseFromArray(message.data(), static_cast<int>(message.size()))) return;
        if (frame.has_attached()) return on_attached();
        if (frame.has_busy() || frame.has_resend() || frame.has_problem() || frame.has_fresh())
            return tally_.fault(frame.ShortDebugString());
        on_frame(frame);
    }

    void read_answer(std::string_view bytes) {
        std::uint32_t number = 0;
        for (Scan scan(bytes); scan.next();) {
            if (scan.field == v1::Answer::kNumberFieldNumber) number = static_cast<std::uint32_t>(scan.value);
            if (scan.field == v1::Answer::kErrorFieldNumber && scan.value != 0)
                return tally_.fault(fmt::format("a command was refused with error {}", scan.value));
        }
        answered_ = std::max(answered_, number);
        on_answer(number);
    }

    void closed(std::uint16_t code) override {
        ready_ = false;
        tally_.fault(fmt::format("a line was closed with {}", code));
    }

    std::string ticket_, bytes_;
};

class Shopper final : public Person, public Talker {
public:
    Shopper(Loop& loop, Tally& tally, std::string ticket, std::uint32_t pair, std::size_t text_bytes)
        : Person(loop, tally, std::move(ticket)), Talker(tally, true), text_(text_bytes, pair) {}

private:
    void on_attached() override {
        v1::ClientFrame frame;
        v1::Open& open = *frame.mutable_open();
        open.set_topic(load_topic);
        open.set_language(load_language);
        open.set_text("hello");
        say_frame(frame, true);
    }
    void on_frame(const v1::ServerFrame& frame) override {
        if (frame.conversation().state() != v1::ACTIVE) return;
        frame_.mutable_send()->set_conversation(frame.conversation().id());
        ready_ = true;
    }
    void write(std::int64_t at_ns) override {
        frame_.mutable_send()->mutable_text()->assign(text_.at(at_ns));
        say_frame(frame_, true);
        at_ns_[number_ % at_ns_.size()] = at_ns;
    }
    void on_answer(std::uint32_t number) override {
        if (std::int64_t& at_ns = at_ns_[number % at_ns_.size()]; at_ns != 0)
            answered(std::exchange(at_ns, 0), steady_ns());
    }

    MessageText text_;
    v1::ClientFrame frame_;                                // kept for its memory
    std::array<std::int64_t, 2 * under_way_max> at_ns_{};  // of messages without an answer, by number
};

class Agent final : public Person {
public:
    Agent(Loop& loop, Stage& stage, std::string ticket) : Person(loop, stage.tally, std::move(ticket)), stage_(stage) {}

private:
    void on_attached() override {
        v1::ClientFrame frame;
        frame.mutable_set_presence()->set_presence(v1::AVAILABLE);
        say_frame(frame, true);
    }
    void on_frame(const v1::ServerFrame& frame) override {
        if (frame.self().presence() == v1::AVAILABLE) ready_ = true;
    }
    void on_entries(std::string_view bytes) override {
        const std::int64_t now_ns = steady_ns();
        for (Scan entries(bytes); entries.next();) {
            if (entries.field != v1::Entries::kEntriesFieldNumber) continue;
            for (Scan entry(entries.bytes); entry.next();) {
                if (entry.field != v1::Entry::kTextFieldNumber) continue;
                const auto read = MessageText::read(entry.bytes);
                if (read && read->pair < stage_.talkers.size())
                    stage_.talkers[read->pair]->delivered(read->at_ns, now_ns);
            }
        }
    }

    Stage& stage_;
};

class YunkeStage final : public Stage {
public:
    std::expected<void, std::string> start(const StageOptions& options) {
        auto pool = PrivatePool::start({.always = options.always, .gateways = options.gateways});
        if (!pool) return Failed(pool.error());
        pool_ = std::move(*pool);
        const auto ground = prepare_ground(pool_->registry(), PrivatePool::name, options.pairs, 1);
        if (!ground) return Failed(ground.error());
        if (auto done = pool_->start_gateways(); !done) return done;
        roles = pool_->roles();
        const std::uint16_t first = pool_->gateway_port(0), last = pool_->gateway_port(options.gateways - 1);
        for (const std::uint32_t agent : ground->agents) {
            agents_.push_back(std::make_unique<Agent>(loop, *this, ticket(v1::AGENT, agent)));
            if (auto done = agents_.back()->connect(upgrade(last)); !done) return done;
        }
        if (auto done = wait_for_all(agents_, "agents"); !done) return done;
        for (std::uint32_t i = 0; i < options.pairs; ++i) {
            shoppers_.push_back(
                std::make_unique<Shopper>(loop, tally, ticket(v1::SHOPPER, ground->shop), i, options.text_bytes));
            talkers.push_back(shoppers_.back().get());
            if (auto done = shoppers_.back()->connect(upgrade(first)); !done) return done;
        }
        return wait_for_all(shoppers_, "chats");
    }

private:
    std::string ticket(v1::Role role, std::uint32_t subject) const {
        v1::Ticket ticket;
        ticket.set_pool(PrivatePool::name);
        ticket.set_role(role);
        ticket.set_subject(subject);
        ticket.set_session(runtime::random_id());
        ticket.set_expires_ms(runtime::SystemClock().wall_ms() + ticket_ms);
        return pool_->tokens().sign(ticket);
    }

    static Upgrade upgrade(std::uint16_t port) {
        return {.port = port, .protocol = "yunke.v1.protobuf", .origin = fmt::format("http://127.0.0.1:{}", port)};
    }

    std::expected<void, std::string> wait_for_all(const auto& people, const char* what) {
        const auto ready = [&] { return std::ranges::count_if(people, [](const auto& one) { return one->ready(); }); };
        const auto wanted = static_cast<std::ptrdiff_t>(people.size());
        for (const std::int64_t until_ns = steady_ns() + settle_ns; ready() < wanted && tally.faults == 0;) {
            if (steady_ns() > until_ns) return Failed(fmt::format("{} of {} {} are ready.", ready(), wanted, what));
            loop.turn(10'000'000);
        }
        if (tally.faults > 0) return Failed("While the pairs came together, " + tally.first_fault);
        return {};
    }

    std::unique_ptr<PrivatePool> pool_;
    std::vector<std::unique_ptr<Agent>> agents_;
    std::vector<std::unique_ptr<Shopper>> shoppers_;
};

}  // namespace

StageOr start_yunke_stage(const StageOptions& options) {
    auto stage = std::make_unique<YunkeStage>();
    if (auto done = stage->start(options); !done) return Failed(done.error());
    return stage;
}

}  // namespace yunke::swarm
