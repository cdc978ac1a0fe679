#include "dispatcher/app/trimming.hpp"

#include <algorithm>
#include <iterator>

#include "dispatcher/app/snapshots.hpp"

namespace yunke::dispatcher {
namespace {

// The lowest sequence whose commit reaches up to `command` or beyond: log entries below it speak of commands that are
// no more. Halves the range, so it takes some thirty short reads.
net::awaitable<Result<std::uint64_t>> first_log_from(Store& store, redis::StreamId command, std::uint64_t sequence) {
    const std::string key = store.keys().log;
    const auto first = co_await store.edge(key, true);
    if (!first) co_return std::unexpected(first.error());
    if (!*first) co_return sequence;
    std::uint64_t low = (*first)->id.ms;
    std::uint64_t high = sequence;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        const std::string id = std::to_string(middle) + "-0";
        redis::Request request("XRANGE", key, id, id);
        auto reply = co_await store.call(std::move(request));
        if (!reply) co_return std::unexpected(reply.error());
        const auto entries = redis::take_entries(std::move(*reply));
        const std::string* bytes = entries && !entries->empty() ? entries->front().field("l") : nullptr;
        const auto record = wire::decode_log(bytes ? *bytes : std::string());
        const auto reaches = record ? redis::StreamId::parse(record->header.last_command) : std::nullopt;
        if (!reaches)
            co_return std::unexpected(Error{Errc::damaged, "The log entry " + id + " is missing or damaged."});
        if (*reaches < command)
            low = middle + 1;
        else
            high = middle;
    }
    co_return low;
}

// Redis itself cuts some ten thousand entries at once, so that others get their turn.
net::awaitable<Result<std::uint64_t>> cut(Store& store, std::string key, redis::StreamId keep) {
    std::uint64_t gone = 0;
    while (true) {
        redis::Request request("XTRIM", key, "MINID", "~", keep.to_string());
        const auto reply = co_await store.call(std::move(request));
        if (!reply) co_return std::unexpected(reply.error());
        const std::uint64_t now = reply->to_u64().value_or(0);
        gone += now;
        if (now == 0) co_return gone;
    }
}

// What is to be kept: commands and log entries from here on.
struct Kept {
    redis::StreamId command;
    std::uint64_t sequence = 0;
};

net::awaitable<Result<std::uint64_t>> cut_to(Store& store, Kept keep) {
    const auto commands = co_await cut(store, store.keys().cmd, keep.command);
    if (!commands) co_return std::unexpected(commands.error());
    const auto log = co_await cut(store, store.keys().log, {keep.sequence, 0});
    if (!log) co_return std::unexpected(log.error());
    co_return *commands;
}

}  // namespace

net::awaitable<Result<std::uint64_t>> trim(Store& store, std::string cursor, std::uint64_t sequence,
                                           TrimBounds bounds) {
    redis::Request ask("MEMORY", "USAGE", store.keys().cmd);
    const auto usage = co_await store.call(std::move(ask));
    if (!usage) co_return std::unexpected(usage.error());
    const std::int64_t bytes = usage->to_i64().value_or(0);
    if (bytes <= bounds.bytes_max) co_return 0U;
    const auto first = co_await store.edge(store.keys().cmd, true);
    if (!first) co_return std::unexpected(first.error());
    const auto read = redis::StreamId::parse(cursor);
    if (!*first || !read || (*first)->id >= *read) co_return 0U;
    // As much of the time that the stream spans as is too much of its bytes; never beyond the cursor.
    const double share = static_cast<double>(bytes - bounds.bytes_after) / static_cast<double>(bytes);
    const auto span = static_cast<double>(read->ms - (*first)->id.ms);
    Kept keep;
    keep.command = std::min(*read, {(*first)->id.ms + static_cast<std::uint64_t>(span * share) + 1, 0});
    const auto log_keep = co_await first_log_from(store, keep.command, sequence);
    if (!log_keep) co_return std::unexpected(log_keep.error());
    keep.sequence = *log_keep;

    Snapshots snapshots(store);
    const auto listed = co_await snapshots.list();
    if (!listed) co_return std::unexpected(listed.error());
    // Oldest first: the last one from which what stays can be run becomes the beginning.
    const auto later = std::ranges::lower_bound(*listed, *log_keep, {}, &SnapshotAt::sequence);
    if (later != listed->begin()) {
        const auto begin = std::prev(later);
        const auto last = redis::StreamId::parse(begin->last_command);
        keep = {last.value_or(redis::StreamId{}).next(), begin->sequence + 1};
        const auto dropped = co_await snapshots.drop({listed->begin(), begin});
        if (!dropped) co_return std::unexpected(dropped.error());
    } else if (bytes <= bounds.bytes_most) {
        co_return 0U;
    }
    co_return co_await cut_to(store, keep);
}

}  // namespace yunke::dispatcher
