#include "tests/archive/support.hpp"

#include "runtime/redis/endpoint.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::archive::testing {

v1::ArchivedConversation account(std::uint64_t id, std::int64_t closed_ms) {
    v1::ArchivedConversation account;
    account.set_conversation(id);
    account.set_shop(3);
    account.set_merchant(2);
    account.set_queue(4);
    account.set_session(7'000 + id);
    account.set_agent(11);
    account.set_arrival_ms(closed_ms - 60'000);
    account.set_accepted_ms(closed_ms - 50'000);
    account.set_closed_ms(closed_ms);
    account.set_end_reason(v1::RESOLVED);
    account.set_stars(5);
    return account;
}

std::vector<v1::Entry> transcript(const std::vector<Line>& lines, std::int64_t opened_ms) {
    std::vector<v1::Entry> entries;
    const auto add = [&](v1::EntryKind kind, v1::Role author, const std::string& text) {
        v1::Entry& entry = entries.emplace_back();
        entry.set_n(static_cast<std::uint32_t>(entries.size()));
        entry.set_at_ms(opened_ms + 1'000 * static_cast<std::int64_t>(entries.size() - 1));
        entry.set_kind(kind);
        entry.set_author(author);
        entry.set_text(text);
        if (author != v1::ROLE_UNSPECIFIED) entry.set_name(author == v1::SHOPPER ? "小满" : "小禾");
    };
    add(v1::OPENED, v1::ROLE_UNSPECIFIED, "");
    add(v1::JOINED, v1::AGENT, "");
    for (const Line& line : lines)
        add(line.kind, line.author, line.text);
    add(v1::ENDED, v1::ROLE_UNSPECIFIED, "");
    entries.back().set_end_reason(v1::RESOLVED);
    return entries;
}

Held held(const v1::ArchivedConversation& account, const std::vector<v1::Entry>& entries) {
    Held held{"main", account.conversation(), account.SerializeAsString(), {}};
    for (const v1::Entry& entry : entries)
        held.entries.push_back(entry.SerializeAsString());
    return held;
}

ArchiveTest::ArchiveTest() {
    EXPECT_TRUE(redis.run(redis.store().load_functions(true)));
    auto registry = registry::testing::value(registry::Registry::open(database->url()));
    registry::testing::value(registry.create_pool("main"));
}

// The field last: an archiver at work sees nothing before it, as with a commit, which writes both at once.
void ArchiveTest::put(const Held& held) {
    for (std::size_t i = 0; i < held.entries.size(); ++i)
        redis("XADD", keys.conv(core::ConversationId{held.conversation}), std::to_string(i + 1) + "-0", "e",
              held.entries[i]);
    redis("HSET", keys.archive, std::to_string(held.conversation), held.bytes);
}

void ArchiveTest::put(std::uint64_t id, const std::vector<Line>& lines) {
    const std::int64_t closed_ms = clock.wall - 600'000 + static_cast<std::int64_t>(id);
    put(held(account(id, closed_ms), transcript(lines, closed_ms - 60'000)));
}

bool ArchiveTest::in_redis(std::uint64_t id) {
    // In one step: an archiver may be at work.
    const auto both =
        redis("EVAL", "return redis.call('HEXISTS', KEYS[1], ARGV[1]) * 2 + redis.call('EXISTS', KEYS[2])", 2,
              keys.archive, keys.conv(core::ConversationId{id}), id)
            .to_i64();
    const bool field = both == 2 || both == 3, stream = both == 1 || both == 3;
    EXPECT_EQ(field, stream) << "conversation " << id << " is half there";
    return field || stream;
}

Result<Moved> ArchiveTest::step(const Steps& steps) {
    net::io_context io(1);
    runtime::Metrics metrics;
    const auto endpoint = redis::parse_endpoint(server.url());
    Archiver archiver(io, *endpoint, {database->url(), database->url()}, clock, metrics, runtime::Log());
    archiver.set_steps(steps);
    std::optional<Result<Moved>> result;
    std::exception_ptr failure;
    net::co_spawn(io, archiver.step(), [&](std::exception_ptr error, Result<Moved> moved) {
        failure = std::move(error);
        result = std::move(moved);
    });
    while (!result && io.run_one() > 0) {
    }
    archiver.stop();
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
}

Moved ArchiveTest::move_all(const Steps& steps) {
    Moved all;
    for (int rounds = 0; rounds < 1'000; ++rounds) {
        const Moved moved = value(step(steps));
        all.archived += moved.archived;
        all.let_go += moved.let_go;
        all.erased += moved.erased;
        if (moved.archived + moved.let_go + moved.erased == 0) break;
    }
    return all;
}

std::vector<std::uint64_t> ArchiveTest::ids(const Page& page) const {
    std::vector<std::uint64_t> all;
    for (const Found& found : page.found)
        all.push_back(found.conversation);
    return all;
}

std::vector<std::uint64_t> ArchiveTest::find(const std::string& words, const Scope& scope) {
    Store store = open();
    Query query;
    query.words = words;
    return ids(value(search(store, scope, query)));
}

}  // namespace yunke::archive::testing
