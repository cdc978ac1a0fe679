#include "dispatcher/app/record.hpp"

#include "dispatcher/app/limits.hpp"
#include "dispatcher/app/recording.hpp"

namespace yunke::dispatcher {
namespace {

std::unexpected<Error> damaged(std::string what) {
    return std::unexpected(Error{Errc::damaged, std::move(what)});
}

net::awaitable<Result<void>> take_snapshot(Store& store, std::filesystem::path dir) {
    const Keys& keys = store.keys();
    std::vector<redis::Request> requests;
    requests.emplace_back("MULTI");
    requests.emplace_back("HGETALL", keys.cursor);
    requests.emplace_back("HGETALL", keys.state);
    requests.emplace_back("EXEC");
    const auto replies = co_await store.redis().exec_batch(std::move(requests));
    for (const auto& reply : replies)
        if (!reply) co_return std::unexpected(from_redis(reply.error()));
    const redis::Reply& both = *replies.back();
    if (both.size() != 2 || both[0].size() == 0) co_return damaged("Redis holds no cursor of this pool.");
    const std::string pool = keys.tag.substr(1, keys.tag.size() - 3);
    co_return write_snapshot(dir, pool, both[0], both[1]);
}

// A recording under way.
struct Recorder {
    Store& store;
    StreamFile commands, log;
    RecordReport report;

    // Log first: every command that a written entry speaks of is then written too.
    net::awaitable<Result<bool>> copy_page() {
        auto entries = co_await store.page(store.keys().log, {report.sequence + 1, 0});
        if (!entries) co_return std::unexpected(entries.error());
        for (const redis::StreamEntry& entry : *entries) {
            const std::string* bytes = entry.field("l");
            if (entry.id.ms != report.sequence + 1 || bytes == nullptr)
                co_return damaged("Redis no longer holds log entry " + std::to_string(report.sequence + 1) + ".");
            if (auto done = log.append(entry.id.to_string(), *bytes); !done) co_return std::unexpected(done.error());
            report.sequence = entry.id.ms;
            ++report.commits;
        }
        const bool more = entries->size() == limits::stream_page;
        const auto copied = co_await copy_commands();
        if (!copied) co_return std::unexpected(copied.error());
        if (auto done = commands.flush(); !done) co_return std::unexpected(done.error());
        if (auto done = log.flush(); !done) co_return std::unexpected(done.error());
        co_return more;
    }

    net::awaitable<Result<void>> copy_commands() {
        bool more = true;
        while (more) {
            const auto after = redis::StreamId::parse(report.last_command).value_or(redis::StreamId{});
            const auto entries = co_await store.page(store.keys().cmd, after.next());
            if (!entries) co_return std::unexpected(entries.error());
            for (const redis::StreamEntry& entry : *entries) {
                const std::string* bytes = entry.field("c");
                auto done = commands.append(entry.id.to_string(), bytes ? *bytes : std::string());
                if (!done) co_return std::unexpected(done.error());
                report.last_command = entry.id.to_string();
                ++report.commands;
            }
            more = entries->size() == limits::stream_page;
        }
        co_return Result<void>();
    }
};

// Whether the streams still begin at or before where the recording goes on.
net::awaitable<Result<void>> check_continuity(Store& store, const RecordReport& report) {
    const auto first = co_await store.page(store.keys().log, {});
    if (!first) co_return std::unexpected(first.error());
    if (first->empty() || first->front().id.ms <= report.sequence + 1) co_return Result<void>();
    co_return damaged("Redis no longer holds log entry " + std::to_string(report.sequence + 1) +
                      ": begin a new recording in another folder.");
}

}  // namespace

net::awaitable<Result<RecordReport>> record(Store& store, std::filesystem::path dir, std::function<bool()> stop) {
    std::error_code error;
    std::filesystem::create_directories(dir, error);
    if (error) co_return std::unexpected(Error{Errc::file, dir.string() + ": " + error.message()});
    const bool resumed = has_snapshot(dir);
    if (!resumed)
        if (auto taken = co_await take_snapshot(store, dir); !taken) co_return std::unexpected(taken.error());
    const auto snapshot = read_snapshot(dir);
    if (!snapshot) co_return std::unexpected(snapshot.error());
    auto commands = StreamFile::open(dir / "cmd");
    if (!commands) co_return std::unexpected(commands.error());
    auto log = StreamFile::open(dir / "log");
    if (!log) co_return std::unexpected(log.error());
    RecordReport report;
    report.resumed = resumed;
    report.last_command = commands->last_id().empty() ? snapshot->cursor.last_command : commands->last_id();
    const auto logged = redis::StreamId::parse(log->last_id());
    report.sequence = logged ? logged->ms : snapshot->cursor.sequence;
    if (auto whole = co_await check_continuity(store, report); !whole) co_return std::unexpected(whole.error());

    Recorder recorder{store, std::move(*commands), std::move(*log), std::move(report)};
    while (true) {
        const bool last = stop();
        const auto more = co_await recorder.copy_page();
        if (!more) co_return std::unexpected(more.error());
        if (*more) continue;
        if (last) co_return recorder.report;
        net::steady_timer timer(co_await net::this_coro::executor, limits::record_every);
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    }
}

}  // namespace yunke::dispatcher
