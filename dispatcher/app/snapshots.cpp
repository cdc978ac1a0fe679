#include "dispatcher/app/snapshots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "dispatcher/app/limits.hpp"
#include "dispatcher/wire/state.hpp"
#include "runtime/numbers.hpp"
#include "runtime/random.hpp"

namespace yunke::dispatcher {
namespace {

constexpr std::size_t writer_digits = 16;

std::unexpected<Error> damaged(std::string what) {
    return std::unexpected(Error{Errc::damaged, std::move(what)});
}

// An item of the list, without the number of fields, which keep_present() leaves to Redis to count.
std::string item(const SnapshotAt& at) {
    return fmt::format("{} {} {} {}", at.last_command, to_hex(at.hash), at.next_conversation, at.commands);
}

std::optional<SnapshotAt> parse(std::string_view sequence, std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(' ');
        parts.push_back(text.substr(0, end));
        if (end == text.npos) break;
        text.remove_prefix(end + 1);
    }
    if (parts.size() != 5) return std::nullopt;
    const auto number = runtime::parse_u64(sequence);
    const auto hash = hash_from_hex(parts[1]);
    const auto next = runtime::parse_u64(parts[2]);
    const auto commands = runtime::parse_u64(parts[3]);
    const auto fields = runtime::parse_u64(parts[4]);
    if (!number || !redis::StreamId::parse(parts[0]) || !hash || !next || !commands || !fields) return std::nullopt;
    return SnapshotAt{*number, std::string(parts[0]), *hash, *next, *commands, *fields};
}

}  // namespace

net::awaitable<Result<std::vector<SnapshotAt>>> Snapshots::list() {
    redis::Request request("HGETALL", store_.keys().snapshots);
    const auto reply = co_await store_.call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<SnapshotAt> found;
    found.reserve(reply->size() / 2);
    for (std::size_t i = 0; i + 1 < reply->size(); i += 2) {
        auto at = parse((*reply)[i].text(), (*reply)[i + 1].text());
        if (!at) co_return damaged("The list of snapshots holds something else: " + std::string((*reply)[i].text()));
        found.push_back(std::move(*at));
    }
    std::ranges::sort(found, {}, &SnapshotAt::sequence);
    co_return found;
}

net::awaitable<Result<core::State>> Snapshots::load(SnapshotAt at) {
    if (at.sequence == 0) co_return core::State{};
    const std::string key = store_.keys().snapshot(at.sequence);
    auto state = co_await store_.load_state(key);
    if (!state) co_return std::unexpected(state.error());
    // One that is dropped meanwhile may have been read in part.
    redis::Request request("HLEN", key);
    const auto fields = co_await store_.call(std::move(request));
    if (!fields) co_return std::unexpected(fields.error());
    if (fields->to_u64() != at.fields)
        co_return damaged(fmt::format("The snapshot at commit {} is no longer there.", at.sequence));
    co_return std::move(*state);
}

net::awaitable<Result<SnapshotAt>> Snapshots::keep(SnapshotAt at, const core::State& state) {
    const std::string key = store_.keys().new_snapshot(runtime::random_hex(writer_digits));
    const wire::StateFields fields = wire::encode_state(state);
    const auto seconds = limits::snapshot_unfinished.count();
    for (auto next = fields.begin(); next != fields.end();) {
        redis::Request set("HSET", key);
        for (std::size_t i = 0; i < limits::snapshot_page && next != fields.end(); ++i, ++next)
            set.arg(next->first).arg(next->second);
        std::vector<redis::Request> requests;
        requests.push_back(std::move(set));
        requests.emplace_back("EXPIRE", key, seconds);
        for (const auto& reply : co_await store_.redis().exec_batch(std::move(requests)))
            if (!reply) co_return std::unexpected(from_redis(reply.error()));
    }
    redis::Request count("HLEN", key);
    const auto written = co_await store_.call(std::move(count));
    if (!written) co_return std::unexpected(written.error());
    at.fields = fields.size();
    if (written->to_u64() != at.fields) co_return damaged("A snapshot took too long to be written, and is gone.");
    const std::string name = store_.keys().snapshot(at.sequence);
    std::vector<redis::Request> requests;
    requests.emplace_back("MULTI");
    requests.emplace_back("RENAME", key, name);
    requests.emplace_back("PERSIST", name);
    requests.emplace_back("HSET", store_.keys().snapshots, std::to_string(at.sequence),
                          fmt::format("{} {}", item(at), at.fields));
    requests.emplace_back("EXEC");
    for (const auto& reply : co_await store_.redis().exec_batch(std::move(requests)))
        if (!reply) co_return std::unexpected(from_redis(reply.error()));
    co_return at;
}

net::awaitable<Result<bool>> Snapshots::keep_present(std::string term, SnapshotAt at) {
    const Keys& keys = store_.keys();
    redis::Request request("FCALL", "yunke_keep", 4, keys.cursor, keys.state, keys.snapshots,
                           keys.snapshot(at.sequence), term, at.sequence, item(at));
    const auto reply = co_await store_.call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->text() == "KEPT";
}

net::awaitable<Result<bool>> Snapshots::begin_past(std::string term, Cursor cursor, const core::State& state) {
    if (cursor.sequence == 0) co_return false;
    const auto last = co_await store_.edge(store_.keys().log, false);
    if (!last) co_return std::unexpected(last.error());
    const std::string* bytes = *last ? (*last)->field("l") : nullptr;
    const auto record = wire::decode_log(bytes ? *bytes : std::string());
    if (record && record->core_version == core::core_version) {
        const auto found = co_await starts();
        if (!found) co_return std::unexpected(found.error());
        if (!found->empty()) co_return false;
    }
    const auto given = co_await commands_given();
    if (!given) co_return std::unexpected(given.error());
    SnapshotAt at{cursor.sequence, cursor.last_command, cursor.hash, state.pool.next_conversation, *given, 0};
    co_return co_await keep_present(std::move(term), std::move(at));
}

net::awaitable<Result<void>> Snapshots::drop(std::vector<SnapshotAt> old) {
    for (const SnapshotAt& at : old) {
        redis::Request forget("HDEL", store_.keys().snapshots, std::to_string(at.sequence));
        redis::Request drop("UNLINK", store_.keys().snapshot(at.sequence));
        if (const auto done = co_await store_.call(std::move(forget)); !done) co_return std::unexpected(done.error());
        if (const auto done = co_await store_.call(std::move(drop)); !done) co_return std::unexpected(done.error());
    }
    co_return Result<void>();
}

net::awaitable<Result<std::vector<SnapshotAt>>> Snapshots::starts() {
    auto kept = co_await list();
    if (!kept) co_return std::unexpected(kept.error());
    const auto first = co_await store_.edge(store_.keys().log, true);
    if (!first) co_return std::unexpected(first.error());
    bool from_the_beginning = *first && (*first)->id.ms == 1;
    if (!*first) {
        const auto cursor = co_await store_.cursor();
        if (!cursor) co_return std::unexpected(cursor.error());
        from_the_beginning = cursor->sequence == 0;
    }
    if (from_the_beginning) kept->insert(kept->begin(), SnapshotAt{});
    co_return std::move(*kept);
}

net::awaitable<Result<std::uint64_t>> Snapshots::commands_given() {
    redis::Request request("XINFO", "STREAM", store_.keys().cmd);
    const auto reply = co_await store_.call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    for (std::size_t i = 0; i + 1 < reply->size(); i += 2)
        if ((*reply)[i].text() == "entries-added") co_return (*reply)[i + 1].to_u64().value_or(0);
    co_return damaged("XINFO STREAM tells no entries-added.");
}

}  // namespace yunke::dispatcher
