#include "runtime/redis/parser.hpp"

#include <hiredis/hiredis.h>
#include <hiredis/read.h>

#include <string>
#include <utility>

#include "runtime/redis/limits.hpp"

namespace yunke::redis {
namespace {

// hiredis gives an idle buffer back above this size; its own 16 KiB would be given back after each busy turn.
constexpr std::size_t idle_buffer_bytes_max = 1024 * 1024;

Reply convert(const redisReply& reply, std::size_t depth) {
    switch (reply.type) {
        case REDIS_REPLY_STRING:
            return Reply::string(std::string(reply.str, static_cast<std::size_t>(reply.len)));
        case REDIS_REPLY_STATUS:
            return Reply::status(std::string(reply.str, static_cast<std::size_t>(reply.len)));
        case REDIS_REPLY_ERROR:
            return Reply::error(std::string(reply.str, static_cast<std::size_t>(reply.len)));
        case REDIS_REPLY_INTEGER:
            return Reply::integer(reply.integer);
        case REDIS_REPLY_ARRAY: {
            Reply::Array items;
            if (depth >= limits::reply_depth_max) return Reply::array(std::move(items));
            items.reserve(reply.elements);
            for (std::size_t i = 0; i < reply.elements; ++i)
                items.push_back(convert(*reply.element[i], depth + 1));
            return Reply::array(std::move(items));
        }
        default:
            return {};
    }
}

struct FreeReader {
    void operator()(redisReader* given) const { redisReaderFree(given); }
};
using Reader = std::unique_ptr<redisReader, FreeReader>;

const redisReplyObjectFunctions& hiredis_functions() {
    static const redisReplyObjectFunctions functions = *Reader(redisReaderCreate())->fn;
    return functions;
}

// A damaged length would make hiredis lay out a table of up to 2^31 items before the first of them came, and walk all
// of it when it frees the reply. `privdata` counts the items of the reply under way. Count is int or size_t, by
// version.
template <class Count>
void* create_bounded_array(const redisReadTask* task, Count items) {
    auto& promised = *static_cast<std::size_t*>(task->privdata);
    if (task->parent == nullptr) promised = 0;
    promised += static_cast<std::size_t>(items);
    if (promised > limits::reply_items_max) return nullptr;
    return hiredis_functions().createArray(task, items);
}

redisReplyObjectFunctions& bounded_functions() {
    static redisReplyObjectFunctions functions = [] {
        redisReplyObjectFunctions bounded = hiredis_functions();
        bounded.createArray = create_bounded_array;
        return bounded;
    }();
    return functions;
}

}  // namespace

struct Parser::Impl {
    std::size_t promised_items = 0;
    Reader reader{redisReaderCreateWithFunctions(&bounded_functions())};

    Error error() const { return {errc::protocol, reader->errstr}; }
};

Parser::Parser() : impl_(std::make_unique<Impl>()) {
    impl_->reader->maxbuf = idle_buffer_bytes_max;
    impl_->reader->privdata = &impl_->promised_items;
}

Parser::~Parser() = default;

std::expected<void, Error> Parser::feed(std::string_view bytes) {
    if (impl_->reader->len - impl_->reader->pos + bytes.size() > limits::reply_bytes_max)
        return std::unexpected(Error{errc::protocol, "the reply is too large"});
    if (redisReaderFeed(impl_->reader.get(), bytes.data(), bytes.size()) != REDIS_OK)
        return std::unexpected(impl_->error());
    return {};
}

std::expected<std::optional<Reply>, Error> Parser::next() {
    void* raw = nullptr;
    if (redisReaderGetReply(impl_->reader.get(), &raw) != REDIS_OK) return std::unexpected(impl_->error());
    if (!raw) return std::nullopt;
    const std::unique_ptr<redisReply, void (*)(redisReply*)> reply(static_cast<redisReply*>(raw),
                                                                   [](redisReply* given) { freeReplyObject(given); });
    return convert(*reply, 0);
}

}  // namespace yunke::redis
