// RESP answers from bytes as they come in: hiredis' reader behind a pimpl, giving Reply values. Used by Connection.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string_view>

#include "runtime/redis/errors.hpp"
#include "runtime/redis/reply.hpp"

namespace yunke::redis {

class Parser {
public:
    Parser();
    ~Parser();
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    // Adds bytes; errc::protocol if what is held without being a whole reply exceeds the bound.
    std::expected<void, Error> feed(std::string_view bytes);

    // The next whole reply; nullopt if more bytes are needed. After an error the parser is spent.
    std::expected<std::optional<Reply>, Error> next();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace yunke::redis
