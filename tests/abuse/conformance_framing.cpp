// Categories 1 to 5: sizes, pings, reserved bits, opcodes, fragmentation.
#include <fmt/format.h>

#include "tests/abuse/conformance.hpp"

namespace yunke::testing {
namespace {

using Cases = std::vector<ConformanceCase>;

std::string frame(std::uint8_t first, std::string_view payload) {
    return RawSocket::frame(first, payload);
}
std::string text(int stamp, std::size_t bytes = 0) {
    return RawSocket::text(heartbeat(stamp, bytes));
}
std::string ping(std::string_view payload) {
    return RawSocket::frame(0x89, payload);
}
std::string pong(std::string_view payload) {
    return RawSocket::frame(0x8A, payload);
}
// A heartbeat in so many fragments of about equal size.
std::vector<std::string> parts(int stamp, std::size_t count) {
    const std::string whole = heartbeat(stamp);
    return chop(whole, (whole.size() + count - 1) / count);
}

void sizes(Cases& all) {
    constexpr const char* empty = "problem MALFORMED; close 4004";
    const std::size_t sizes[] = {125, 126, 127, 128, 65'535, 65'536};
    all.push_back({{"1.1.1", "text message without payload", {frame(0x81, "")}, empty}});
    int n = 2;
    for (const std::size_t size : sizes) {
        all.push_back(
            {{fmt::format("1.1.{}", n), fmt::format("text of {} bytes", size), {text(5, size)}, "heartbeat 5"}});
        ++n;
    }
    all.push_back({{"1.1.8", "text of 65,536 bytes, in pieces of 997", chop(text(6, 65'536), 997), "heartbeat 6"}});
    all.push_back({{"1.2.1", "binary message without payload", {frame(0x82, "")}, empty}, true});
    n = 2;
    for (const std::size_t size : sizes) {
        all.push_back({{fmt::format("1.2.{}", n),
                        fmt::format("binary of {} bytes", size),
                        {frame(0x82, binary_heartbeat(5, size))},
                        "heartbeat 5"},
                       true});
        ++n;
    }
    all.push_back({{"1.2.8", "binary of 65,536 bytes, in pieces of 997",
                    chop(frame(0x82, binary_heartbeat(6, 65'536)), 997), "heartbeat 6"},
                   true});
}

void pings(Cases& all) {
    const std::string bytes("\x00\xFF\xFE\xFD\xFC\xFB\x00\xFF", 8);
    const std::string most(125, 'p');
    std::string ten, pongs;
    for (int i = 0; i < 10; ++i) {
        ten += ping(fmt::format("payload-{}", i));
        pongs += fmt::format("{}pong payload-{}", i == 0 ? "" : "; ", i);
    }
    all.insert(
        all.end(),
        {
            {{"2.1", "ping without payload", {ping("")}, "pong "}},
            {{"2.2", "ping with a text", {ping("Hello, world!")}, "pong Hello, world!"}},
            {{"2.3", "ping with bytes that are no UTF-8", {ping(bytes)}, "pong " + bytes}},
            {{"2.4", "ping with 125 bytes", {ping(most)}, "pong " + most}},
            {{"2.5", "ping with 126 bytes", {ping(most + "p")}, "close 1002"}},
            {{"2.6", "ping with 125 bytes, byte by byte", chop(ping(most), 1), "pong " + most}},
            {{"2.7", "pong that nobody asked for, empty", {pong(""), text(7)}, "heartbeat 7"}},
            {{"2.8", "pong that nobody asked for", {pong("unasked"), text(7)}, "heartbeat 7"}},
            {{"2.9", "pong that nobody asked for, then a ping", {pong("unasked") + ping("asked")}, "pong asked"}},
            {{"2.10", "ten pings", {ten}, pongs}},
            {{"2.11", "ten pings, byte by byte", chop(ten, 1), pongs}},
        });
}

void reserved_bits(Cases& all) {
    const std::string body = heartbeat(3);
    all.insert(
        all.end(),
        {
            {{"3.1", "text with RSV 1", {frame(0x91, body)}, "close 1002"}},
            {{"3.2",
              "text, text with RSV 2, ping",
              {text(2) + frame(0xA1, body) + ping("p")},
              "heartbeat 2; close 1002"}},
            {{"3.3", "the same, frame by frame", {text(2), frame(0xB1, body), ping("p")}, "heartbeat 2; close 1002"}},
            {{"3.4", "text, text with RSV 4, ping, byte by byte", chop(text(2) + frame(0xC1, body) + ping("p"), 1),
              "heartbeat 2; close 1002"}},
            {{"3.5", "binary with RSV 5", {frame(0xD2, binary_heartbeat(1))}, "close 1002"}, true},
            {{"3.6", "ping with RSV 6", {frame(0xE9, "p")}, "close 1002"}},
            {{"3.7", "close with RSV 7", {frame(0xF8, std::string("\x03\xE8", 2))}, "close 1002"}},
            {{"3.8", "continuation with RSV 1", {frame(0x01, "{") + frame(0x90, "}")}, "close 1002"}},
        });
}

void opcodes(Cases& all) {
    int n = 1;
    for (const unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U}) {
        const auto first = static_cast<std::uint8_t>(0x80U | opcode);
        const int group = opcode < 8 ? 1 : 2;
        if (opcode == 11) n = 1;
        const std::string id = fmt::format("4.{}.{}", group, n);
        const std::string what = fmt::format("reserved opcode {}", opcode);
        if (n == 1) all.push_back({{id, what + ", empty", {frame(first, "")}, "close 1002"}});
        if (n == 2) all.push_back({{id, what, {frame(first, "reserved")}, "close 1002"}});
        if (n == 3)
            all.push_back(
                {{id, what + " after a text", {text(4) + frame(first, "") + ping("p")}, "heartbeat 4; close 1002"}});
        if (n == 4)
            all.push_back({{id,
                            what + " after a text, frame by frame",
                            {text(4), frame(first, "r"), ping("p")},
                            "heartbeat 4; close 1002"}});
        if (n == 5)
            all.push_back({{id, what + " after a text, byte by byte", chop(text(4) + frame(first, "r") + ping("p"), 1),
                            "heartbeat 4; close 1002"}});
        ++n;
    }
}

void fragmentation(Cases& all) {
    const std::vector<std::string> two = parts(5, 2);
    const std::vector<std::string> five = parts(9, 5);
    const std::string first = frame(0x01, two[0]);
    const std::string last = frame(0x80, two[1]);
    const std::string with_ping = first + ping("between") + last;
    const std::string lone = frame(0x80, "continues nothing");
    const std::string open_lone = frame(0x00, "continues nothing");
    std::string pinged;
    for (std::size_t i = 0; i < 5; ++i) {
        pinged += frame(i == 0 ? 0x01 : i == 4 ? 0x80 : 0x00, five[i]);
        if (i == 1 || i == 3) pinged += ping("pongme");
    }
    const std::string again = open_lone + first + last;
    all.insert(
        all.end(),
        {
            {{"5.1", "ping in two fragments", {frame(0x09, "frag") + frame(0x80, "ment")}, "close 1002"}},
            {{"5.2", "pong in two fragments", {frame(0x0A, "frag") + frame(0x80, "ment")}, "close 1002"}},
            {{"5.3", "text in two fragments", {first + last}, "heartbeat 5"}},
            {{"5.4", "text in two fragments, frame by frame", {first, last}, "heartbeat 5"}},
            {{"5.5", "text in two fragments, byte by byte", chop(first + last, 1), "heartbeat 5"}},
            {{"5.6", "a ping between two fragments", {with_ping}, "pong between; heartbeat 5"}},
            {{"5.7", "the same, frame by frame", {first, ping("between"), last}, "pong between; heartbeat 5"}},
            {{"5.8", "the same, byte by byte", chop(with_ping, 1), "pong between; heartbeat 5"}},
            {{"5.9", "last continuation of nothing, then a text", {lone + text(5)}, "close 1002"}},
            {{"5.10", "the same, frame by frame", {lone, text(5)}, "close 1002"}},
            {{"5.11", "the same, byte by byte", chop(lone + text(5), 1), "close 1002"}},
            {{"5.12", "continuation of nothing, then a text", {open_lone + text(5)}, "close 1002"}},
            {{"5.13", "the same, frame by frame", {open_lone, text(5)}, "close 1002"}},
            {{"5.14", "the same, byte by byte", chop(open_lone + text(5), 1), "close 1002"}},
            {{"5.15",
              "text in two fragments, continuation of nothing, text",
              {first + last + open_lone + text(6)},
              "heartbeat 5; close 1002"}},
            {{"5.16", "continuation of nothing before a fragmented text, twice", {again + again}, "close 1002"}},
            {{"5.17", "last continuation of nothing before a fragmented text", {lone + first + last}, "close 1002"}},
            {{"5.18", "a new text before the last fragment of one", {first + frame(0x81, two[1])}, "close 1002"}},
            {{"5.19",
              "five fragments, a ping after the second and the fourth",
              {pinged},
              "pong pongme; pong pongme; heartbeat 9"}},
            {{"5.20", "the same, byte by byte", chop(pinged, 1), "pong pongme; pong pongme; heartbeat 9"}},
            {{"5.21", "binary in two fragments", {fragments(2, chop(binary_heartbeat(3, 200), 100))}, "heartbeat 3"},
             true},
            {{"5.22", "text begun, binary before its end", {first + frame(0x82, two[1])}, "close 1002"}},
            {{"5.23", "a fragment, then the end of the line in order", {first + close_frame(1000)}, "close 1000"}},
        });
}

}  // namespace

std::vector<ConformanceCase> framing_cases() {
    Cases all;
    sizes(all);
    pings(all);
    reserved_bits(all);
    opcodes(all);
    fragmentation(all);
    return all;
}

}  // namespace yunke::testing
