// What a text from outside may contain. Called by frame_rules.cpp for frames and by the HTTP API for names.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace yunke::gateway {

enum class TextKind {
    message,  // anything but NUL, over several lines
    label,    // shown inside our own lines (names, topics, contacts): also no control and no bidi control characters,
              // which could make a name look like something else (U+202A–202E, U+2066–2069)
};

// Number of code points; nullopt if it is not UTF-8 (overlong forms and surrogates included).
std::optional<std::size_t> code_points(std::string_view text);

// What is wrong with it, as the end of a sentence ("is longer than 40 characters"); nullopt = nothing.
std::optional<std::string> text_fault(std::string_view text, std::size_t points_max, TextKind kind);

// The longest beginning of at most `bytes` that does not cut a character in two.
std::string_view cut_at_character(std::string_view text, std::size_t bytes);

}  // namespace yunke::gateway
