// What a decoder of this folder answers when bytes are not what they should be.
#pragma once

#include <expected>
#include <string>

namespace yunke::wire {

struct DecodeError {
    std::string what;  // an English sentence that names message and field, never the field's content
};

template <class T>
using Decoded = std::expected<T, DecodeError>;

}  // namespace yunke::wire
