// The tables of WebSocket conformance: RFC 6455, case by case, numbered and ordered as in the categories of the suite
// that is commonly used for it (1 framing, 2 pings, 3 reserved bits, 4 opcodes, 5 fragmentation, 6 UTF-8, 7 closing,
// 10 and our own: limits). The gateway echoes no messages, so what stands for the echo is:
//
//   a heartbeat      comes back as it was sent, whatever the size and the pieces that the message came in
//   a chat's opening comes back in the transcript, code point for code point: category 6's valid texts
//   a close code     for everything that must be refused: 1002 framing, 1007 UTF-8, 1009 size
#pragma once

#include <vector>

#include "tests/abuse/script.hpp"

namespace yunke::testing {

// Rows that need the binary subprotocol.
struct ConformanceCase : Case {
    bool binary = false;
    bool opening = false;  // `sends` is one text, to be opened as a chat and read back unchanged
};

std::vector<ConformanceCase> framing_cases();       // 1 to 5
std::vector<ConformanceCase> text_cases();          // 6
std::vector<ConformanceCase> closing_and_limits();  // 7, 10, and ours

}  // namespace yunke::testing
