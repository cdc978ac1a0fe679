#include "dispatcher/app/store.hpp"

#include <algorithm>
#include <array>

#include "dispatcher/app/functions.hpp"
#include "dispatcher/app/limits.hpp"
#include "dispatcher/wire/state.hpp"
#include "runtime/numbers.hpp"

namespace yunke::dispatcher {
namespace {

std::unexpected<Error> damaged(std::string what) {
    return std::unexpected(Error{Errc::damaged, std::move(what)});
}

constexpr std::string_view function_missing = "Function not found";

// "key:value" of a line of INFO.
std::optional<std::uint64_t> info_number(std::string_view info, std::string_view key) {
    std::size_t at = 0;
    while (at < info.size()) {
        const std::size_t end = std::min(info.find("\r\n", at), info.size());
        const std::string_view line = info.substr(at, end - at);
        if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ':')
            return runtime::parse_u64(line.substr(key.size() + 1));
        at = end + 2;
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(CommitAnswer answer) {
    constexpr std::array<std::string_view, 6> names = {"COMMITTED", "ALREADY", "FENCED",
                                                       "NEWLOG",    "NOINPUT", "MISMATCH"};
    return names.at(static_cast<std::size_t>(answer));
}

Error from_redis(const redis::Error& error) {
    if (error.code != redis::errc::server_error) return {Errc::unreachable, error.message()};
    if (error.detail.find(function_missing) != std::string::npos) return {Errc::no_function, error.message()};
    constexpr std::array<std::string_view, 9> passing = {
        "LOADING", "BUSY", "MISCONF", "OOM", "READONLY", "TRYAGAIN", "MASTERDOWN", "CLUSTERDOWN", "NOREPLICAS"};
    const bool not_now = std::ranges::find(passing, error.server_code()) != passing.end();
    return {not_now ? Errc::not_now : Errc::refused, error.message()};
}

net::awaitable<Result<redis::Reply>> Store::call(redis::Request request, redis::Options options) {
    auto reply = co_await redis_.exec(std::move(request), options);
    if (!reply) co_return std::unexpected(from_redis(reply.error()));
    co_return std::move(*reply);
}

// ---- Functions -----------------------------------------------------------------------------------------------------

net::awaitable<Result<void>> Store::load_functions(bool replace) {
    redis::Request list("FUNCTION", "LIST", "LIBRARYNAME", functions_library, "WITHCODE");
    const auto found = co_await call(std::move(list));
    if (!found) co_return std::unexpected(found.error());
    if (const redis::Reply& library = (*found)[0]; found->size() == 1) {
        if (!replace) co_return Result<void>();
        for (std::size_t i = 0; i + 1 < library.size(); i += 2)
            if (library[i].text() == "library_code" && library[i + 1].text() == functions_source)
                co_return Result<void>();
    }
    redis::Request load("FUNCTION", "LOAD", "REPLACE", functions_source);
    const auto loaded = co_await call(std::move(load));
    if (!loaded) co_return std::unexpected(loaded.error());
    co_return Result<void>();
}

net::awaitable<Result<void>> Store::rewrite_file() {
    redis::Request request("BGREWRITEAOF");
    const auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    co_return Result<void>();
}

net::awaitable<Result<bool>> Store::create_pool(std::uint64_t log_epoch) {
    redis::Request request("FCALL", "yunke_create", 3, keys_.cursor, keys_.cmd, keys_.state, log_epoch, run_id());
    const auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->text() == "CREATED";
}

net::awaitable<Result<LeaseAnswer>> Store::lease(std::string term, std::string name, core::Ms ttl_ms, core::Ms alive_ms,
                                                 redis::WhenDown when_down) {
    redis::Request request("FCALL", "yunke_lease", 2, keys_.leader, keys_.cursor, term, name, ttl_ms, alive_ms);
    redis::Options options;
    // An answer that comes after the lease has run out says nothing.
    options.timeout = std::chrono::milliseconds(std::max<core::Ms>(ttl_ms, 1'000));
    options.on_lost = redis::OnLost::retry;
    options.when_down = when_down;
    const auto reply = co_await call(std::move(request), options);
    if (!reply) co_return std::unexpected(reply.error());
    LeaseAnswer answer;
    answer.held = (*reply)[0].text() == "HELD";
    answer.holder = (*reply)[1].text();
    answer.ttl_left_ms = (*reply)[2].to_i64().value_or(0);
    co_return answer;
}

net::awaitable<Result<FenceAnswer>> Store::fence(std::string term) {
    redis::Request request("FCALL", "yunke_fence", 4, keys_.cursor, keys_.leader, keys_.starts, keys_.trying, term);
    const auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    FenceAnswer answer;
    const std::string_view kind = (*reply)[0].text();
    if (kind == "NEWLOG") answer.kind = FenceAnswer::Kind::newlog;
    if (kind != "OK") co_return answer;
    answer.kind = FenceAnswer::Kind::ok;
    answer.starts = static_cast<std::uint32_t>((*reply)[1].to_u64().value_or(1));
    answer.trying = (*reply)[2].text();
    auto cursor = parse_cursor(*reply, 3);
    if (!cursor) co_return std::unexpected(cursor.error());
    answer.cursor = std::move(*cursor);
    co_return answer;
}

net::awaitable<Result<CommitAnswer>> Store::commit(redis::Request request) {
    redis::Options options;
    options.timeout = limits::commit_timeout;
    options.on_lost = redis::OnLost::retry;
    const auto reply = co_await call(std::move(request), options);
    if (!reply) co_return std::unexpected(reply.error());
    for (const auto answer : {CommitAnswer::committed, CommitAnswer::already, CommitAnswer::fenced,
                              CommitAnswer::newlog, CommitAnswer::noinput, CommitAnswer::mismatch})
        if (reply->text() == to_string(answer)) co_return answer;
    co_return std::unexpected(Error{Errc::refused, "yunke_commit gave an answer that is not known."});
}

// ---- loading -------------------------------------------------------------------------------------------------------

net::awaitable<Result<Cursor>> Store::cursor() {
    redis::Request request("HGETALL", keys_.cursor);
    const auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    co_return parse_cursor(*reply);
}

net::awaitable<Result<bool>> Store::has_cursor() {
    redis::Request request("EXISTS", keys_.cursor);
    const auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->to_i64() == 1;
}

net::awaitable<Result<std::uint64_t>> Store::kept_of(Cursor ours) {
    const auto now = co_await cursor();
    if (!now) co_return std::unexpected(now.error());
    // From somewhat before our last commit on: where a later epoch begins, ours ends.
    const std::uint64_t first = ours.sequence > limits::stream_page ? ours.sequence - limits::stream_page : 1;
    redis::Request request("XRANGE", keys_.log, std::to_string(first) + "-0", std::to_string(ours.sequence) + "-0");
    auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    const auto entries = redis::take_entries(std::move(*reply));
    if (!entries) co_return damaged("The answer to XRANGE has another shape.");
    for (const redis::StreamEntry& entry : *entries) {
        const std::string* bytes = entry.field("l");
        const auto record = wire::decode_log(bytes ? *bytes : std::string());
        if (!record) co_return damaged("The log entry " + entry.id.to_string() + " is damaged.");
        if (record->header.new_log_epoch > ours.log_epoch) co_return record->header.sequence - 1;
    }
    co_return std::min(now->sequence, ours.sequence);
}

net::awaitable<Result<core::State>> Store::load_state(std::string key) {
    wire::StateLoader loader;
    std::string position = "0";
    do {
        redis::Request request("HSCAN", key, position, "COUNT", limits::load_page);
        const auto reply = co_await call(std::move(request));
        if (!reply) co_return std::unexpected(reply.error());
        position = (*reply)[0].text();
        const redis::Reply& page = (*reply)[1];
        if (position.empty() || !page.is_array()) co_return damaged("The answer to HSCAN has another shape.");
        for (std::size_t i = 0; i + 1 < page.size(); i += 2)
            if (const auto added = loader.add(page[i].text(), page[i + 1].text()); !added)
                co_return damaged(added.error().what);
    } while (position != "0");
    co_return std::move(loader).take();
}

net::awaitable<Result<std::vector<redis::StreamEntry>>> Store::read_commands(std::string after, std::size_t count) {
    redis::Request request("XREAD", "COUNT", count, "STREAMS", keys_.cmd, after);
    redis::Options options;
    options.timeout = limits::read_timeout;
    options.on_lost = redis::OnLost::retry;
    auto reply = co_await call(std::move(request), options);
    if (!reply) co_return std::unexpected(reply.error());
    auto batches = redis::take_batches(std::move(*reply));
    if (!batches) co_return damaged("The answer to XREAD has another shape.");
    if (batches->empty()) co_return std::vector<redis::StreamEntry>();
    co_return std::move(batches->front().entries);
}

// ---- appending -----------------------------------------------------------------------------------------------------

net::awaitable<Result<void>> Store::append(std::vector<std::string> commands) {
    std::vector<redis::Request> requests;
    requests.reserve(commands.size());
    for (const std::string& bytes : commands)
        requests.emplace_back("XADD", keys_.cmd, "NOMKSTREAM", "*", "c", bytes);
    const auto replies = co_await redis_.exec_batch(std::move(requests));
    for (const auto& reply : replies) {
        if (!reply) co_return std::unexpected(from_redis(reply.error()));
        if (reply->is_nil()) co_return damaged("The command stream is gone.");
    }
    co_return Result<void>();
}

net::awaitable<Result<void>> Store::set_trying(std::string what) {
    redis::Request request("FCALL", "yunke_try", 1, keys_.trying, what);
    redis::Options options;
    options.on_lost = redis::OnLost::retry;
    const auto reply = co_await call(std::move(request), options);
    if (!reply) co_return std::unexpected(reply.error());
    co_return Result<void>();
}

// ---- watching ------------------------------------------------------------------------------------------------------

net::awaitable<Result<Memory>> Store::memory() {
    redis::Request request("INFO", "memory");
    const auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    const auto used = info_number(reply->text(), "used_memory");
    const auto max = info_number(reply->text(), "maxmemory");
    if (!used || !max) co_return damaged("INFO memory names neither used_memory nor maxmemory.");
    co_return Memory{*used, *max};
}

net::awaitable<Result<std::vector<std::pair<std::string, std::string>>>> Store::beats() {
    redis::Request request("HGETALL", keys_.gateways);
    redis::Options options;
    options.when_down = redis::WhenDown::fail;
    const auto reply = co_await call(std::move(request), options);
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<std::pair<std::string, std::string>> beats;
    for (std::size_t i = 0; i + 1 < reply->size(); i += 2)
        beats.emplace_back((*reply)[i].text(), (*reply)[i + 1].text());
    co_return beats;
}

net::awaitable<Result<Store::AppendOnly>> Store::append_only() {
    redis::Request request("CONFIG", "GET", "appendonly", "appendfsync");
    const auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    AppendOnly settings;
    for (std::size_t i = 0; i + 1 < reply->size(); i += 2) {
        if ((*reply)[i].text() == "appendonly") settings.on = (*reply)[i + 1].text();
        if ((*reply)[i].text() == "appendfsync") settings.fsync = (*reply)[i + 1].text();
    }
    co_return settings;
}

// ---- streams -------------------------------------------------------------------------------------------------------

net::awaitable<Result<std::vector<redis::StreamEntry>>> Store::page(std::string key, redis::StreamId first) {
    redis::Request request("XRANGE", key, first.to_string(), "+", "COUNT", limits::stream_page);
    auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    auto entries = redis::take_entries(std::move(*reply));
    if (!entries) co_return damaged("The answer to XRANGE has another shape.");
    co_return std::move(*entries);
}

net::awaitable<Result<std::optional<redis::StreamEntry>>> Store::edge(std::string key, bool first) {
    redis::Request request = first ? redis::Request("XRANGE", key, "-", "+", "COUNT", 1)
                                   : redis::Request("XREVRANGE", key, "+", "-", "COUNT", 1);
    auto reply = co_await call(std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    auto entries = redis::take_entries(std::move(*reply));
    if (!entries) co_return damaged("The answer to XRANGE has another shape.");
    if (entries->empty()) co_return std::optional<redis::StreamEntry>();
    co_return std::optional(std::move(entries->front()));
}

}  // namespace yunke::dispatcher
