#include "agent-gateway/swarm/check/stored.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "agent-gateway/swarm/limits.hpp"
#include "runtime/numbers.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;

net::awaitable<std::expected<std::set<std::string>, std::string>> keys_like(redis::Client& redis, std::string pattern) {
    std::set<std::string> keys;
    std::string cursor = "0";
    do {
        redis::Request scan("SCAN", cursor, "MATCH", pattern, "COUNT", 1000);
        auto reply = co_await redis.exec(std::move(scan), {.on_lost = redis::OnLost::retry});
        if (!reply) co_return Failed(reply.error().message());
        if (reply->size() != 2 || !(*reply)[1].is_array()) co_return Failed("SCAN answered in another shape");
        cursor = std::string((*reply)[0].text());
        for (const redis::Reply& key : (*reply)[1].items())
            keys.emplace(key.text());
    } while (cursor != "0");
    co_return keys;
}

std::optional<std::vector<TranscriptLine>> lines_of(redis::Reply&& reply) {
    auto entries = redis::take_entries(std::move(reply));
    if (!entries) return std::nullopt;
    std::vector<TranscriptLine> lines;
    for (const redis::StreamEntry& stored : *entries) {
        v1::Entry entry;
        const std::string* bytes = stored.field("e");
        if (bytes == nullptr || !entry.ParseFromString(*bytes) || entry.n() != stored.id.ms) return std::nullopt;
        lines.push_back({entry.n(), entry.kind(), entry.author(), text_hash(entry.text())});
    }
    return lines;
}

}  // namespace

net::awaitable<std::expected<Transcripts, std::string>> read_transcripts(redis::Client& redis, std::string pool) {
    const std::string prefix = "{" + pool + "}:conv:";
    auto found = co_await keys_like(redis, prefix + "*");
    if (!found) co_return Failed(found.error());
    const std::vector<std::string> keys(found->begin(), found->end());
    Transcripts transcripts;
    for (std::size_t from = 0; from < keys.size(); from += limits::transcripts_per_read) {
        const std::size_t to = std::min(keys.size(), from + limits::transcripts_per_read);
        std::vector<redis::Request> requests;
        for (std::size_t i = from; i < to; ++i)
            requests.emplace_back("XRANGE", keys[i], "-", "+");
        auto replies = co_await redis.exec_batch(std::move(requests), {.on_lost = redis::OnLost::retry});
        for (std::size_t i = from; i < to; ++i) {
            auto& reply = replies.at(i - from);
            if (!reply) co_return Failed(keys[i] + ": " + reply.error().message());
            const auto id = runtime::parse_u64(std::string_view(keys[i]).substr(prefix.size()));
            auto lines = lines_of(std::move(*reply));
            if (!id || !lines) co_return Failed(keys[i] + " holds something that is no transcript");
            transcripts[*id] = std::move(*lines);
        }
    }
    co_return transcripts;
}

std::expected<Transcripts, std::string> load_transcripts(const redis::Endpoint& endpoint, const std::string& pool) {
    net::io_context io;
    redis::Client redis(io, redis::ClientConfig{.endpoint = endpoint, .on_connect = {}, .on_down = {}});
    std::expected<Transcripts, std::string> result = Failed("not read");
    net::co_spawn(io, read_transcripts(redis, pool),
                  [&](const std::exception_ptr& bug, std::expected<Transcripts, std::string> r) {
                      if (bug) std::rethrow_exception(bug);
                      result = std::move(r);
                      redis.stop();
                      io.stop();
                  });
    io.run();
    return result;
}

}  // namespace yunke::swarm
