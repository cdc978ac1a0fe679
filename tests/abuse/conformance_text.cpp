// Category 6: UTF-8 in text messages. What is valid must come back unchanged, what is not is closed with 1007, as soon
// as it can be known, however the message is cut.
#include <fmt/format.h>

#include "tests/abuse/conformance.hpp"

namespace yunke::testing {
namespace {

using Cases = std::vector<ConformanceCase>;
using Texts = std::vector<std::string>;
constexpr const char* refused = "close 1007";

std::string quoted(std::string_view inside) {
    return fmt::format(R"({{"typing":{{"conversation":"{}"}}}})", inside);
}

// A section of texts that are all valid, or all not.
void valid(Cases& all, std::string_view section, const Texts& texts) {
    int n = 1;
    for (const std::string& text : texts)
        all.push_back({{fmt::format("{}.{}", section, n++), "valid text comes back", {text}, ""}, false, true});
}
void broken(Cases& all, std::string_view section, std::string_view what, const Texts& texts) {
    int n = 1;
    for (const std::string& text : texts)
        all.push_back(
            {{fmt::format("{}.{}", section, n++), std::string(what), {RawSocket::text(quoted(text))}, refused}});
}

std::string utf8(std::uint32_t point) {
    const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
    if (point < 0x80) return {byte(point)};
    if (point < 0x800) return {byte(0xC0 | point >> 6), byte(0x80 | (point & 0x3F))};
    if (point < 0x10000)
        return {byte(0xE0 | point >> 12), byte(0x80 | (point >> 6 & 0x3F)), byte(0x80 | (point & 0x3F))};
    return {byte(0xF0 | point >> 18), byte(0x80 | (point >> 12 & 0x3F)), byte(0x80 | (point >> 6 & 0x3F)),
            byte(0x80 | (point & 0x3F))};
}

void pieces(Cases& all) {
    const std::string word = "Hello-µ@ßöäüàá-UTF-8!!";
    const std::string bad = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xED\xA0\x80 edited";
    const std::string beyond = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xF4\x90\x80\x80 edited";
    const std::string filled = R"({"heartbeat":{"sentMs":"8"}})";
    all.insert(
        all.end(),
        {
            {{"6.1.1", "empty text", {RawSocket::text("")}, "problem MALFORMED; close 4004"}},
            {{"6.1.2", "text of three empty fragments", {fragments(1, {"", "", ""})}, "problem MALFORMED; close 4004"}},
            {{"6.1.3", "three fragments, only the middle one filled", {fragments(1, {"", filled, ""})}, "heartbeat 8"}},
            {{"6.2.1", "valid text", {word}, ""}, false, true},
            {{"6.3.1", "not valid, one frame", {RawSocket::text(bad)}, refused}},
            {{"6.3.2", "not valid, one byte a fragment", {fragments(1, chop(bad, 1))}, refused}},
            {{"6.4.1",
              "refused before the message ends",
              {RawSocket::frame(0x01, beyond.substr(0, 11)) + RawSocket::frame(0x00, beyond.substr(11, 4))},
              refused}},
            {{"6.4.2",
              "the same, the character cut in two",
              {RawSocket::frame(0x01, beyond.substr(0, 12)) + RawSocket::frame(0x00, beyond.substr(12, 2))},
              refused}},
            {{"6.4.3", "refused before its frame ends", {RawSocket::text(beyond).substr(0, 6 + 15)}, refused}},
            {{"6.4.4", "the same, byte by byte", chop(RawSocket::text(beyond).substr(0, 6 + 13), 1), refused}},
        });
    // A valid text in a heartbeat's message, cut inside and between characters: a key nobody knows makes it MALFORMED,
    // which shows that it passed as UTF-8.
    const std::string keyed = fmt::format(R"({{"{}":{{}}}})", word);
    int n = 2;
    for (const std::size_t size : {1U, 2U, 3U, 9U})
        all.push_back({{fmt::format("6.2.{}", n++),
                        fmt::format("valid text in fragments of {} bytes", size),
                        {fragments(1, chop(keyed, size))},
                        "problem MALFORMED; close 4004"}});
}

void prefixes(Cases& all) {
    const std::string word = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5";  // five characters
    int n = 1;
    for (std::size_t size = 1; size <= word.size(); ++size) {
        const std::string part = word.substr(0, size);
        const bool whole = size == 2 || size == 5 || size == 7 || size == 9 || size == 11;
        const std::string id = fmt::format("6.6.{}", n++);
        if (whole) all.push_back({{id, "a word's beginning, whole characters", {part}, ""}, false, true});
        if (!whole) all.push_back({{id, "a word's beginning, a character cut", {RawSocket::text(part)}, refused}});
    }
}

void boundaries(Cases& all) {
    all.push_back({{"6.7.1",
                    "U+0000 is valid UTF-8, but no JSON",
                    {RawSocket::text(quoted(std::string(1, '\0')))},
                    "problem MALFORMED; close 4004"}});
    valid(all, "6.7.2", {utf8(0x80), utf8(0x800), utf8(0x10000)});
    broken(all, "6.8", "first sequence of five and six bytes", {"\xF8\x88\x80\x80\x80", "\xFC\x84\x80\x80\x80\x80"});
    valid(all, "6.9", {utf8(0x7F), utf8(0x7FF), utf8(0xFFFF), utf8(0x10FFFF)});
    broken(all, "6.10", "last sequence of four, five and six bytes",
           {"\xF7\xBF\xBF\xBF", "\xFB\xBF\xBF\xBF\xBF", "\xFD\xBF\xBF\xBF\xBF\xBF"});
    valid(all, "6.11", {utf8(0xD7FF), utf8(0xE000), utf8(0xFFFD), utf8(0x10FFFF)});
    broken(all, "6.11.b", "U+110000", {utf8(0x110000)});
}

void malformed(Cases& all) {
    Texts continuations{"\x80", "\xBF"};
    std::string run = "\x80\xBF";
    for (int i = 0; i < 5; ++i, run += i % 2 == 0 ? "\xBF" : "\x80")
        continuations.push_back(run);
    std::string each;
    for (int byte = 0x80; byte <= 0xBF; ++byte)
        each += static_cast<char>(byte);
    continuations.push_back(each);
    broken(all, "6.12", "continuation bytes that nothing began", continuations);
    const auto lonely = [](int from, int to) {
        std::string text;
        for (int byte = from; byte <= to; ++byte)
            text += {static_cast<char>(byte), ' '};
        return text;
    };
    broken(all, "6.13", "first bytes without their rest",
           {lonely(0xC0, 0xDF), lonely(0xE0, 0xEF), lonely(0xF0, 0xF7), lonely(0xF8, 0xFB), lonely(0xFC, 0xFD)});
    const Texts cut{"\xC0", "\xE0\x80", "\xF0\x80\x80", "\xF8\x80\x80\x80", "\xFC\x80\x80\x80\x80",
                    "\xDF", "\xEF\xBF", "\xF7\xBF\xBF", "\xFB\xBF\xBF\xBF", "\xFD\xBF\xBF\xBF\xBF"};
    broken(all, "6.14", "the last continuation byte is missing", cut);
    std::string joined;
    for (const std::string& one : cut)
        joined += one;
    broken(all, "6.15", "all of those in a row", {joined});
    broken(all, "6.16", "bytes that stand nowhere in UTF-8", {"\xFE", "\xFF", "\xFE\xFE\xFF\xFF"});
    broken(all, "6.17", "overlong slash",
           {"\xC0\xAF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xF8\x80\x80\x80\xAF", "\xFC\x80\x80\x80\x80\xAF"});
    broken(all, "6.18", "greatest overlong",
           {"\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF8\x87\xBF\xBF\xBF", "\xFC\x83\xBF\xBF\xBF\xBF"});
    broken(all, "6.19", "overlong NUL",
           {"\xC0\x80", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF8\x80\x80\x80\x80", "\xFC\x80\x80\x80\x80\x80"});
    Texts single, paired;
    for (const std::uint32_t point : {0xD800U, 0xDB7FU, 0xDB80U, 0xDBFFU, 0xDC00U, 0xDF80U, 0xDFFFU})
        single.push_back(utf8(point));
    for (const std::uint32_t high : {0xD800U, 0xDB7FU, 0xDB80U, 0xDBFFU})
        for (const std::uint32_t low : {0xDC00U, 0xDFFFU})
            paired.push_back(utf8(high) + utf8(low));
    broken(all, "6.20", "half of a surrogate pair", single);
    broken(all, "6.21", "both halves, each as a character", paired);
}

void noncharacters(Cases& all) {
    Texts ends;
    for (std::uint32_t plane = 0; plane <= 0x10; ++plane)
        for (const std::uint32_t point : {0xFFFEU, 0xFFFFU})
            ends.push_back(utf8(plane << 16 | point));
    valid(all, "6.22", ends);
    Texts specials;
    for (std::uint32_t point = 0xFFF9; point <= 0xFFFF; ++point)
        specials.push_back(utf8(point));
    valid(all, "6.23", specials);
}

}  // namespace

std::vector<ConformanceCase> text_cases() {
    Cases all;
    pieces(all);
    prefixes(all);
    boundaries(all);
    malformed(all);
    noncharacters(all);
    return all;
}

}  // namespace yunke::testing
