// What a raw socket sends and what comes back, as plain words, so that a case of bad input is one row of a table:
//
//   {"4.1.3", "reserved opcode 5", {frame(0x85, "x")}, "close 1002"}
//
// Answers are written as a list of words, one for each thing that came: "heartbeat 5", "answer 2 NOT_FOUND",
// "problem MALFORMED", "resend 1", "fresh TICKET_USED", "attached", "busy 3", "board", "pong <payload>", "close
// <code>", "cut" (the line ended without a close frame), "silence" (it did not end in time). What comes by itself
// (views, entries, typing) is left out. Used by the catalogue, the conformance tables and the table of rights.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/raw_socket.hpp"

namespace yunke::testing {

struct Case {
    std::string name;
    std::string what;
    std::vector<std::string> sends;  // each is written by itself
    // Separated by "; ". If it does not end with "close …" or "cut", the socket must have survived: it is closed in
    // order then, and that must work.
    std::string expected;
};

// The word for a frame of the server; empty if it is one that comes by itself.
std::string word_for(const v1::ServerFrame& frame);

// Sends all of it, reads what comes, and gives the words.
std::string play(RawSocket& socket, const Case& row, milliseconds within = std::chrono::seconds(8));

// ---- bytes ----

// A heartbeat in JSON, filled with blanks up to this many bytes.
std::string heartbeat(int stamp, std::size_t bytes = 0);
// The same in protobuf, filled with a field that nobody knows.
std::string binary_heartbeat(int stamp, std::size_t bytes = 0);
std::string close_frame(std::uint16_t code, std::string_view reason = {});
// Cuts into pieces of this many bytes.
std::vector<std::string> chop(std::string_view bytes, std::size_t size);
// One message in as many frames as there are parts; `opcode` 1 or 2.
std::string fragments(std::uint8_t opcode, const std::vector<std::string>& parts);

}  // namespace yunke::testing
