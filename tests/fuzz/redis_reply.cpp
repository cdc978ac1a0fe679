// What Redis, or something in its place, may answer. The first byte says how the rest is cut into pieces: a reply must
// not depend on that. Every reply is then read as all that we read replies as.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/app/cursor.hpp"
#include "runtime/redis/parser.hpp"
#include "runtime/redis/stream.hpp"
#include "tests/fuzz/require.hpp"

namespace yunke::fuzz {
namespace {

struct Answers {
    std::vector<redis::Reply> replies;
    bool broken = false;
};

// Takes whole replies until bytes are missing; false after an error.
bool drain(redis::Parser& parser, Answers& answers) {
    for (;;) {
        auto reply = parser.next();
        if (!reply) return false;
        if (!*reply) return true;
        answers.replies.push_back(std::move(**reply));
    }
}

Answers parse(std::string_view bytes, std::size_t piece) {
    redis::Parser parser;
    Answers answers;
    while (!bytes.empty() && !answers.broken) {
        const std::string_view part = bytes.substr(0, piece);
        bytes.remove_prefix(part.size());
        answers.broken = !parser.feed(part) || !drain(parser, answers);
    }
    return answers;
}

void print(const redis::Reply& reply, std::string& to) {
    to += static_cast<char>('0' + static_cast<int>(reply.kind()));
    to += std::to_string(reply.to_i64().value_or(0)) + ' ' + std::to_string(reply.text().size()) + ' ';
    to += reply.text();
    to += std::to_string(reply.size()) + '(';
    for (const redis::Reply& item : reply.items())
        print(item, to);
    to += ')';
}

std::string print(const Answers& answers) {
    std::string text;
    for (const redis::Reply& reply : answers.replies)
        print(reply, text);
    return text + (answers.broken ? "broken" : "");
}

void expect_id_goes_through_text(redis::StreamId id) {
    require(redis::StreamId::parse(id.to_string()) == id, "an id goes through text");
    require(id.next() >= id, "the next id is above");
}

void read_as_everything(const redis::Reply& reply) {
    if (const auto id = redis::StreamId::parse(reply.text())) expect_id_goes_through_text(*id);
    if (const auto entries = redis::take_entries(redis::Reply(reply))) {
        require(entries->size() == reply.size(), "no entry is left out");
        for (const redis::StreamEntry& entry : *entries)
            expect_id_goes_through_text(entry.id);
    }
    if (const auto batches = redis::take_batches(redis::Reply(reply)))
        require(batches->size() == reply.size(), "no stream is left out");
    if (const auto cursor = dispatcher::parse_cursor(reply))
        require(dispatcher::hash_from_hex(dispatcher::to_hex(cursor->hash)) == cursor->hash, "a hash goes through hex");
}

}  // namespace
}  // namespace yunke::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yunke::fuzz;
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    const Answers whole = parse(bytes, bytes.size());
    require(print(whole) == print(parse(bytes, 1 + data[0] % 16)), "replies do not depend on how they are cut");
    for (const yunke::redis::Reply& reply : whole.replies)
        read_as_everything(reply);
    return 0;
}
