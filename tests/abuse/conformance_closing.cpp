// Category 7, closing, and the limits: category 10 and our own.
#include <fmt/format.h>

#include "tests/abuse/conformance.hpp"

namespace yunke::testing {
namespace {

using Cases = std::vector<ConformanceCase>;

std::string frame(std::uint8_t first, std::string_view payload, bool masked = true) {
    return RawSocket::frame(first, payload, masked);
}
std::string text(int stamp, std::size_t bytes = 0) {
    return RawSocket::text(heartbeat(stamp, bytes));
}

void closing(Cases& all) {
    const std::string normal = close_frame(1000);
    const std::string ping = frame(0x89, "p");
    const std::string reason(123, '*');
    const std::vector<std::string> two = chop(heartbeat(5), 15);
    all.insert(all.end(),
               {
                   {{"7.1.1", "text, then close", {text(1) + normal}, "heartbeat 1; close 1000"}},
                   {{"7.1.2", "close twice", {normal + normal}, "close 1000"}},
                   {{"7.1.3", "close, then a ping", {normal + ping}, "close 1000"}},
                   {{"7.1.4", "close, then a text", {normal + text(1)}, "close 1000"}},
                   {{"7.1.5",
                     "close between two fragments",
                     {frame(0x01, two[0]) + normal + frame(0x80, two[1])},
                     "close 1000"}},
                   {{"7.1.6", "large text, close, ping", {text(2, 60'000) + normal + ping}, "heartbeat 2; close 1000"}},
                   {{"7.3.1", "close without code", {frame(0x88, "")}, "close 1000"}},
                   {{"7.3.2", "close with half a code", {frame(0x88, "\x03")}, "close 1002"}},
                   {{"7.3.3", "close with a code", {normal}, "close 1000"}},
                   {{"7.3.4", "close with code and reason", {close_frame(1000, "Hello, world!")}, "close 1000"}},
                   {{"7.3.5", "close with the longest reason", {close_frame(1000, reason)}, "close 1000"}},
                   {{"7.3.6", "close with a reason too long", {close_frame(1000, reason + "*")}, "close 1002"}},
                   {{"7.5.1",
                     "close with a reason that is no UTF-8",
                     {close_frame(1000, "\xCE\xBA\xED\xA0\x80 edited")},
                     "close 1007"}},
                   {{"7.5.2",
                     "close with a reason cut inside a character",
                     {close_frame(1000, "\xCE\xBA\xE1\xBD")},
                     "close 1007"}},
               });
    int n = 1;
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999}) {
        all.push_back({{fmt::format("7.7.{}", n++),
                        fmt::format("valid close code {}", code),
                        {close_frame(static_cast<std::uint16_t>(code))},
                        fmt::format("close {}", code)}});
    }
    n = 1;
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999}) {
        all.push_back({{fmt::format("7.9.{}", n++),
                        fmt::format("close code {} never goes over a line", code),
                        {close_frame(static_cast<std::uint16_t>(code))},
                        "close 1002"}});
    }
    n = 1;
    // RFC 6455, section 7.4.2, says nothing of codes above 4999; they come back as they are.
    for (const int code : {5000, 65'535}) {
        all.push_back({{fmt::format("7.13.{}", n++),
                        fmt::format("close code {}", code),
                        {close_frame(static_cast<std::uint16_t>(code))},
                        fmt::format("close {}", code)}});
    }
}

void limits(Cases& all) {
    const std::string endless_head("\x81\xFF", 2);
    const std::string most("\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8);
    const std::string sign("\x80\0\0\0\0\0\0\0", 8);
    const std::string some(70'000, 'x');
    std::string many_empty = frame(0x01, "");
    for (int i = 0; i < 20'000; ++i)
        many_empty += frame(0x00, "");
    all.insert(
        all.end(),
        {
            {{"10.1.1",
              "65,536 bytes in fragments of 1,300",
              {fragments(1, chop(heartbeat(4, 65'536), 1'300))},
              "heartbeat 4"}},
            {{"11.1", "one byte more than a message may have", {text(4, 65'537)}, "problem TOO_LARGE; close 1009"}},
            {{"11.2",
              "one byte more, in fragments",
              {fragments(1, chop(heartbeat(4, 65'537), 1'300))},
              "problem TOO_LARGE; close 1009"}},
            {{"11.3",
              "one byte more, binary",
              {frame(0x82, binary_heartbeat(4, 65'537))},
              "problem TOO_LARGE; close 1009"},
             true},
            {{"11.4", "a length of 2^63", {endless_head + sign + "mask"}, "problem TOO_LARGE; close 1009"}},
            {{"11.5",
              "a length of 2^63 - 1, and what a message may have",
              {endless_head + most + "mask" + some},
              "problem TOO_LARGE; close 1009"}},
            {{"11.6",
              "length of 5 in the two-byte form",
              {std::string("\x81\xFE\x00\x05mask", 8) + "hello"},
              "close 1002"}},
            {{"11.7",
              "length of 300 in the eight-byte form",
              {std::string("\x81\xFF\0\0\0\0\0\0\x01\x2Cmask", 14) + std::string(300, 'x')},
              "close 1002"}},
            {{"11.8", "text that is not masked", {frame(0x81, heartbeat(1), false)}, "close 1002"}},
            {{"11.9", "ping that is not masked", {frame(0x89, "p", false)}, "close 1002"}},
            {{"11.10", "close that is not masked", {frame(0x88, std::string("\x03\xE8", 2), false)}, "close 1002"}},
            {{"11.11",
              "twenty thousand empty fragments, then an end",
              {many_empty + frame(0x80, heartbeat(9))},
              "heartbeat 9"}},
            {{"11.12",
              "a message of one byte a fragment",
              {fragments(1, chop(heartbeat(9, 30'000), 1))},
              "heartbeat 9"}},
            {{"11.13", "text where binary was agreed", {text(1)}, "problem MALFORMED; close 1003"}, true},
            {{"11.14",
              "binary where text was agreed",
              {frame(0x82, binary_heartbeat(1))},
              "problem MALFORMED; close 1003"}},
        });
}

}  // namespace

std::vector<ConformanceCase> closing_and_limits() {
    Cases all;
    closing(all);
    limits(all);
    return all;
}

}  // namespace yunke::testing
