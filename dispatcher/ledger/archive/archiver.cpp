#include "dispatcher/ledger/archive/archiver.hpp"

#include <algorithm>
#include <span>

#include "dispatcher/app/keys.hpp"
#include "dispatcher/ledger/archive/limits.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/redis/stream.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::archive {
namespace {

redis::ClientConfig config_of(const redis::Endpoint& endpoint) {
    redis::ClientConfig config;
    config.endpoint = endpoint;
    return config;
}

Result<std::vector<std::string>> pools_in(const std::string& url) {
    auto registry = registry::Registry::open(url);
    if (!registry) return std::unexpected(ledger::from_sql(registry.error()));
    const auto pools = registry->pools();
    if (!pools) return std::unexpected(ledger::from_sql(pools.error()));
    std::vector<std::string> names;
    for (const auto& pool : *pools)
        names.push_back(pool.name);
    return names;
}

bool is_due(const std::optional<std::int64_t>& last_ms, std::int64_t now_ms, std::chrono::milliseconds every) {
    return !last_ms || now_ms - *last_ms >= every.count();
}

}  // namespace

Archiver::Archiver(net::io_context& io, const redis::Endpoint& endpoint, ArchiverOptions options,
                   const runtime::Clock& clock, runtime::Metrics& metrics, const runtime::Log& log)
    : redis_(io, config_of(endpoint)),
      options_(std::move(options)),
      clock_(clock),
      log_(log.part("archive")),
      timer_(io),
      archived_(metrics.counter("yunke_archive_conversations_total", "Conversations moved into the archive")),
      erased_(metrics.counter("yunke_archive_erased_total", "Conversations erased because their time was over")),
      failures_(metrics.counter("yunke_archive_failures_total", "Steps that SQL or Redis failed")),
      unreadable_(
          metrics.gauge("yunke_archive_unreadable", "Conversations that stay in Redis because they cannot be read")),
      sql_(io) {}

Archiver::~Archiver() = default;

void Archiver::step_at(std::string_view what) const {
    if (steps_) steps_(what);
}

Result<Store*> Archiver::store() {
    if (!store_) {
        auto opened = Store::open(options_.url);
        if (!opened) return std::unexpected(opened.error());
        store_ = std::make_unique<Store>(std::move(*opened));
        store_->set_steps(steps_);
    }
    return store_.get();
}

net::awaitable<Result<redis::Reply>> Archiver::ask(redis::Request request) {
    redis::Options options;
    options.on_lost = redis::OnLost::retry;  // reads, and letting go, which says GONE the second time
    auto reply = co_await redis_.exec(std::move(request), options);
    if (!reply) {
        const bool not_ours = reply.error().server_code() == "WRONGTYPE";
        Error error{not_ours ? ledger::Errc::malformed : ledger::Errc::away, reply.error().message()};
        co_return std::unexpected(std::move(error));
    }
    co_return std::move(*reply);
}

// ---- what is there -------------------------------------------------------------------------------------------------

net::awaitable<Result<void>> Archiver::refresh() {
    const auto found = co_await sql_.run([this] { return pools_in(options_.registry_url); });
    if (!found) co_return std::unexpected(found.error());
    std::vector<Pool> pools;
    for (const std::string& name : *found) {
        const auto known = std::ranges::find(pools_, name, &Pool::name);
        if (known != pools_.end()) {
            pools.push_back(*known);
        } else {
            pools.emplace_back().name = name;
        }
    }
    pools_ = std::move(pools);
    pools_read_ms_ = clock_.boot_ms();
    co_return Result<void>();
}

net::awaitable<Result<std::vector<Held>>> Archiver::read_page(Pool& pool) {
    step_at("scan");
    redis::Request request("HSCAN", dispatcher::Keys(pool.name).archive, pool.position, "COUNT", limits::scan_page);
    const auto reply = co_await ask(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<Held> page;
    const redis::Reply& fields = (*reply)[1];
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
        Held held;
        held.pool = pool.name;
        held.conversation = fields[i].to_u64().value_or(0);
        held.bytes = fields[i + 1].text();
        if (!damaged_.contains({held.pool, held.conversation})) page.push_back(std::move(held));
    }
    pool.position = (*reply)[0].text();
    co_return page;
}

net::awaitable<Result<void>> Archiver::read_transcript(Held& held) {
    const dispatcher::Keys keys(held.pool);
    const std::string key = keys.conv(core::ConversationId{held.conversation});
    std::string after = "-";
    for (;;) {
        step_at("transcript");
        redis::Request request("XRANGE", key, after, "+", "COUNT", limits::entries_page);
        auto reply = co_await ask(std::move(request));
        if (!reply) co_return std::unexpected(reply.error());
        auto entries = redis::take_entries(std::move(*reply));
        if (!entries || entries->empty()) co_return Result<void>();
        for (const redis::StreamEntry& entry : *entries) {
            const std::string* bytes = entry.field("e");
            held.entries.push_back(bytes != nullptr ? *bytes : std::string());
        }
        if (entries->size() < limits::entries_page) co_return Result<void>();
        after = "(" + entries->back().id.to_string();
    }
}

// Another archiver may have let go of it while its transcript was read. Both go in one step, so as long as the field
// stands what was read is whole.
net::awaitable<Result<bool>> Archiver::still_stands(const Held& held) {
    redis::Request request("HGET", dispatcher::Keys(held.pool).archive, held.conversation);
    const auto reply = co_await ask(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->text() == held.bytes;
}

// ---- moving --------------------------------------------------------------------------------------------------------

void Archiver::tell_damaged(const Held& held, const Error& error) {
    if (damaged_.size() >= limits::damaged_told) return;
    damaged_.emplace(held.pool, held.conversation);
    unreadable_.set(static_cast<double>(damaged_.size()));
    log_.error("conversation_unreadable",
               {{"pool", held.pool}, {"conversation", held.conversation}, {"error", error.what}});
}

net::awaitable<Result<void>> Archiver::let_go(const Held& held, Moved& moved) {
    step_at("let go");
    const dispatcher::Keys keys(held.pool);
    const std::string transcript = keys.conv(core::ConversationId{held.conversation});
    redis::Request request("FCALL", "yunke_let_go", 2, keys.archive, transcript, held.conversation, held.bytes,
                           held.entries.size());
    const auto reply = co_await ask(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->text() == "LET_GO") ++moved.let_go;
    if (reply->text() == "OTHER")
        log_.warn("conversation_changed", {{"pool", held.pool}, {"conversation", held.conversation}});
    co_return Result<void>();
}

net::awaitable<Result<void>> Archiver::archive(std::vector<Held> all, Moved& moved) {
    std::vector<Held> readable;
    std::vector<Chat> chats;
    for (Held& held : all) {
        auto chat = read_chat(held);
        if (!chat) {
            tell_damaged(held, chat.error());
            continue;
        }
        chats.push_back(std::move(*chat));
        readable.push_back(std::move(held));
    }
    const auto written = co_await sql_.run([this, &chats]() -> Result<std::size_t> {
        const auto opened = store();
        if (!opened) return std::unexpected(opened.error());
        return (*opened)->write(chats, clock_.wall_ms());
    });
    if (!written) co_return std::unexpected(written.error());
    moved.archived += *written;
    archived_.add(static_cast<double>(*written));
    step_at("committed");
    for (const Held& held : readable) {
        const auto gone = co_await let_go(held, moved);
        if (!gone) co_return std::unexpected(gone.error());
    }
    co_return Result<void>();
}

net::awaitable<Result<void>> Archiver::move_page(Pool& pool, Moved& moved) {
    auto page = co_await read_page(pool);
    if (!page) co_return std::unexpected(page.error());
    moved.more = moved.more || pool.position != "0";
    for (std::size_t at = 0; at < page->size(); at += limits::chats_per_write) {
        std::vector<Held> some;
        for (std::size_t i = at; i < std::min(at + limits::chats_per_write, page->size()); ++i) {
            Held& held = (*page)[i];
            const auto read = co_await read_transcript(held);
            if (!read && read.error().code == ledger::Errc::malformed) {
                tell_damaged(held, read.error());
                continue;
            }
            if (!read) co_return std::unexpected(read.error());
            const auto stands = co_await still_stands(held);
            if (!stands) co_return std::unexpected(stands.error());
            if (*stands) some.push_back(std::move(held));
        }
        const auto done = co_await archive(std::move(some), moved);
        if (!done) co_return std::unexpected(done.error());
    }
    co_return Result<void>();
}

net::awaitable<Result<void>> Archiver::erase(Moved& moved) {
    const std::int64_t now_ms = erase_clock_.now_ms(clock_.wall_ms(), clock_.boot_ms());
    const auto erased = co_await sql_.run([this, now_ms]() -> Result<std::size_t> {
        const auto opened = store();
        if (!opened) return std::unexpected(opened.error());
        return (*opened)->erase_expired(now_ms);
    });
    if (!erased) co_return std::unexpected(erased.error());
    moved.erased = *erased;
    erased_.add(static_cast<double>(*erased));
    if (*erased == 0) {
        erased_ms_ = clock_.boot_ms();
    } else {
        moved.more = true;
        log_.info("conversations_erased", {{"count", *erased}});
    }
    co_return Result<void>();
}

net::awaitable<Result<Moved>> Archiver::step() {
    Moved moved;
    if (is_due(pools_read_ms_, clock_.boot_ms(), limits::pools_every)) {
        const auto done = co_await refresh();
        if (!done) co_return std::unexpected(done.error());
    }
    Result<void> pools;
    for (Pool& pool : pools_) {
        // One pool's trouble is not the others'.
        auto done = co_await move_page(pool, moved);
        if (!done) pools = std::move(done);
    }
    if (!pools) co_return std::unexpected(pools.error());
    if (is_due(erased_ms_, clock_.boot_ms(), limits::erase_every)) {
        const auto done = co_await erase(moved);
        if (!done) co_return std::unexpected(done.error());
    }
    co_return moved;
}

// ---- for as long as the process lives ------------------------------------------------------------------------------

net::awaitable<void> Archiver::pause(std::chrono::milliseconds time) {
    if (stopped_) co_return;
    timer_.expires_after(time);
    co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
}

net::awaitable<void> Archiver::run() {
    std::chrono::milliseconds retry = limits::retry_first;
    while (!stopped_) {
        const auto moved = co_await step();
        if (stopped_) break;
        if (!moved) {
            failures_.add();
            log_.warn("archive_waits", {{"error", moved.error().what}, {"retry_ms", retry.count()}});
            co_await pause(retry);
            retry = std::min(2 * retry, limits::retry_last);
            continue;
        }
        retry = limits::retry_first;
        if (moved->archived > 0) log_.info("conversations_archived", {{"count", moved->archived}});
        if (!moved->more) co_await pause(limits::idle_pause);
    }
}

void Archiver::stop() {
    stopped_ = true;
    timer_.cancel();
    redis_.stop();
}

}  // namespace yunke::archive
