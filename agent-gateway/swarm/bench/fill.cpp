#include "agent-gateway/swarm/bench/fill.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <deque>
#include <utility>
#include <vector>

#include "agent-gateway/swarm/bench/loop.hpp"
#include "agent-gateway/swarm/limits.hpp"
#include "runtime/random.hpp"
#include "runtime/redis/client.hpp"
#include "runtime/redis/stream.hpp"
#include "yunke/v1/command.pb.h"
#include "yunke/v1/entity.pb.h"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;
using Done = std::expected<void, std::string>;
using namespace std::chrono_literals;

constexpr auto beat_every = 1s;
constexpr auto look_every = 20ms;
constexpr std::int64_t stalled_ns = 60'000'000'000;  // without a step of the cursor
constexpr int page = 1'000;

class Filler {
public:
    Filler(net::io_context& io, const FillOptions& options)
        : options_(options),
          tag_("{" + options.pool + "}:"),
          gateway_("fill-0." + runtime::random_hex(16)),
          redis_(io, redis::ClientConfig{.endpoint = options.endpoint, .on_connect = {}, .on_down = {}}),
          beat_timer_(io),
          timer_(io) {}

    net::awaitable<std::expected<FillReport, std::string>> run() {
        const std::int64_t begin_ns = steady_ns();
        if (auto done = co_await beat(); !done) co_return Failed(done.error());
        net::co_spawn(beat_timer_.get_executor(), keep_beating(), net::detached);
        Done done = co_await wait_configured();
        if (done) done = co_await write_all();
        if (done) done = co_await wait_folded(last_);
        FillReport report;
        report.commands = commands_;
        report.seconds = static_cast<double>(steady_ns() - begin_ns) / 1e9;
        if (done) {
            auto live = co_await count_live();
            if (live)
                report.live = *live;
            else
                done = Failed(live.error());
        }
        if (done && options_.hold_seconds > 0) co_await pause(std::chrono::duration<double>(options_.hold_seconds));
        over_ = true;
        beat_timer_.cancel();
        // Nobody reads what was written for the gateway that is none.
        co_await redis_.exec(redis::Request("XTRIM", tag_ + "out:" + gateway_, "MAXLEN", 0));
        redis_.stop();
        if (!done) co_return Failed(done.error());
        co_return report;
    }

private:
    net::awaitable<void> pause(std::chrono::duration<double> time) {
        timer_.expires_after(std::chrono::duration_cast<std::chrono::milliseconds>(time));
        co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
    }

    net::awaitable<Done> beat() {
        const auto answer = co_await redis_.exec(redis::Request("FCALL", "yunke_beat", 1, tag_ + "gateways", gateway_));
        if (!answer) co_return Failed("No beat, so no dispatcher leads this pool yet: " + answer.error().message());
        co_return Done();
    }

    net::awaitable<void> keep_beating() {
        while (!over_) {
            beat_timer_.expires_after(beat_every);
            co_await beat_timer_.async_wait(net::as_tuple(net::use_awaitable));
            if (!over_) co_await beat();
        }
    }

    net::awaitable<Done> wait_configured() {
        for (const std::int64_t since_ns = steady_ns(); steady_ns() - since_ns < stalled_ns;) {
            const auto answer = co_await redis_.exec(redis::Request("HGET", tag_ + "cursor", "config_revision"));
            if (answer && answer->to_u64().value_or(0) >= options_.config_revision) co_return Done();
            co_await pause(look_every);
        }
        co_return Failed("The registry's changes do not reach the pool.");
    }

    // ---- commands ----

    net::awaitable<Done> write_all() {
        for (const std::uint32_t agent : options_.ground.agents) {
            const std::uint64_t session = attach(v1::AGENT, agent);
            v1::ClientFrame& frame = from(session);
            frame.mutable_set_presence()->set_presence(v1::AVAILABLE);
            if (auto done = co_await add_and_flush(); !done) co_return done;
        }
        for (std::uint32_t i = 0; i < options_.chats; ++i) {
            const std::uint64_t session = attach(v1::SHOPPER, options_.ground.shop);
            v1::Open& open = *from(session).mutable_open();
            open.set_topic(load_topic);
            open.set_name("fill");
            open.set_language(load_language);
            open.set_text(fmt::format("chat {} that fills the pool", i));
            if (auto done = co_await add_and_flush(); !done) co_return done;
            if (options_.say && (i + 1) % 20'000 == 0) options_.say(fmt::format("{} chats written", i + 1));
        }
        co_return co_await flush();
    }

    std::uint64_t attach(v1::Role role, std::uint32_t subject) {
        command_.Clear();
        v1::Attach& attach = *command_.mutable_attach();
        attach.set_session(runtime::random_id());
        attach.set_attach(runtime::random_id());
        attach.set_gateway(gateway_);
        attach.set_by_ticket(true);
        attach.set_role(role);
        attach.set_subject(subject);
        attach.set_name("fill");
        attach.set_instance(1);
        const std::uint64_t session = attach.session();
        attached_ = attach.attach();
        add();
        return session;
    }

    // The first numbered frame of the session attached last.
    v1::ClientFrame& from(std::uint64_t session) {
        command_.Clear();
        v1::FromClient& client = *command_.mutable_client();
        client.set_session(session);
        client.set_attach(attached_);
        client.set_body_hash(1);
        client.mutable_frame()->set_number(1);
        return *client.mutable_frame();
    }

    void add() {
        chunk_.emplace_back("XADD", tag_ + "cmd", "NOMKSTREAM", "*", "c", command_.SerializeAsString());
        ++commands_;
    }

    net::awaitable<Done> add_and_flush() {
        add();
        if (chunk_.size() < limits::fill_chunk) co_return Done();
        co_return co_await flush();
    }

    net::awaitable<Done> flush() {
        if (chunk_.empty()) co_return Done();
        const auto answers = co_await redis_.exec_batch(std::exchange(chunk_, {}));
        if (answers.empty() || !answers.back()) co_return Failed("Commands cannot be appended.");
        const auto id = redis::StreamId::parse(answers.back()->text());
        if (!id) co_return Failed("There is no pool of this name in Redis.");
        last_ = *id;
        ahead_.push_back(last_);
        if (ahead_.size() <= limits::fill_chunks_ahead) co_return Done();
        const redis::StreamId oldest = ahead_.front();
        ahead_.pop_front();
        co_return co_await wait_folded(oldest);
    }

    net::awaitable<Done> wait_folded(redis::StreamId id) {
        redis::StreamId seen{};
        for (std::int64_t since_ns = steady_ns(); steady_ns() - since_ns < stalled_ns;) {
            const auto answer = co_await redis_.exec(redis::Request("HGET", tag_ + "cursor", "last_command"));
            const auto cursor = answer ? redis::StreamId::parse(answer->text()) : std::nullopt;
            if (!cursor) co_return Failed("The pool has no cursor: no dispatcher has made it yet.");
            if (*cursor >= id) co_return Done();
            if (*cursor != std::exchange(seen, *cursor)) since_ns = steady_ns();
            co_await pause(look_every);
        }
        co_return Failed("The dispatcher does not go on.");
    }

    net::awaitable<std::expected<std::uint32_t, std::string>> count_live() {
        std::string cursor = "0";
        std::uint32_t live = 0;
        do {
            const auto answer =
                co_await redis_.exec(redis::Request("HSCAN", tag_ + "state", cursor, "MATCH", "c:*", "COUNT", page));
            if (!answer || answer->size() != 2) co_return Failed("The state cannot be read.");
            cursor = std::string((*answer)[0].text());
            const auto& items = (*answer)[1].items();
            for (std::size_t i = 1; i < items.size(); i += 2) {
                v1::ConversationEntity chat;
                const std::string_view bytes = items[i].text();
                if (chat.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) && chat.state() == v1::ACTIVE)
                    ++live;
            }
        } while (cursor != "0");
        co_return live;
    }

    const FillOptions& options_;
    std::string tag_, gateway_;
    redis::Client redis_;
    net::steady_timer beat_timer_, timer_;
    v1::Command command_;
    std::uint64_t attached_ = 0;
    std::vector<redis::Request> chunk_;
    std::uint64_t commands_ = 0;
    redis::StreamId last_{};
    std::deque<redis::StreamId> ahead_;  // the ends of the chunks that may not be folded in yet
    bool over_ = false;
};

}  // namespace

std::expected<FillReport, std::string> run_fill(const FillOptions& options) {
    net::io_context io(1);
    Filler filler(io, options);
    std::expected<FillReport, std::string> result = Failed("The filling did not end.");
    net::co_spawn(io, filler.run(), [&](const std::exception_ptr& bug, std::expected<FillReport, std::string> report) {
        if (bug) std::rethrow_exception(bug);
        result = std::move(report);
    });
    io.run();
    return result;
}

std::string FillReport::text() const {
    return fmt::format("{} live chats; {} commands written and folded in within {:.1f} s, {:.0f} a second\n", live,
                       commands, seconds, static_cast<double>(commands) / seconds);
}

std::string FillReport::json() const {
    return boost::json::serialize(boost::json::object{{"live", live}, {"commands", commands}, {"seconds", seconds}}) +
           "\n";
}

}  // namespace yunke::swarm
