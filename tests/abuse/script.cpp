#include "tests/abuse/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace yunke::testing {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

std::string word_for_raw(const RawFrame& raw, bool json) {
    if (raw.opcode == 8) return fmt::format("close {}", raw.payload.empty() ? 1005 : raw.close_code());
    if (raw.opcode == 10) return "pong " + raw.payload;
    if (raw.opcode == 9) return {};
    v1::ServerFrame frame;
    const bool known = raw.opcode == (json ? 1 : 2) && RawSocket::parse(raw, frame);
    return known ? word_for(frame) : "nonsense";
}

bool ends(const std::string& word) {
    return word.starts_with("close ") || word == "cut" || word == "silence";
}

// Reads until that many words came or the end did.
void listen(RawSocket& socket, std::vector<std::string>& words, std::size_t at_least, milliseconds within) {
    const auto deadline = Clock::now() + within;
    while (words.size() < at_least && (words.empty() || !ends(words.back()))) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
        const auto raw = socket.read_frame(std::max(left, 0ms));
        if (!raw) {
            words.emplace_back(socket.ended() ? "cut" : "silence");
            return;
        }
        if (auto word = word_for_raw(*raw, socket.json()); !word.empty()) words.push_back(std::move(word));
    }
}

std::size_t count_words(const std::string& expected) {
    if (expected.empty()) return 0;
    std::size_t count = 1;
    for (auto at = expected.find("; "); at != std::string::npos; at = expected.find("; ", at + 2))
        ++count;
    return count;
}

}  // namespace

std::string word_for(const v1::ServerFrame& frame) {
    switch (frame.body_case()) {
        case v1::ServerFrame::kAttached:
            return "attached";
        case v1::ServerFrame::kFresh:
            return "fresh " + v1::Fresh::Reason_Name(frame.fresh().reason());
        case v1::ServerFrame::kHeartbeat:
            return fmt::format("heartbeat {}", frame.heartbeat().sent_ms());
        case v1::ServerFrame::kAnswer:
            return fmt::format("answer {} {}", frame.answer().number(), v1::ErrorCode_Name(frame.answer().error()));
        case v1::ServerFrame::kProblem:
            return "problem " + v1::ErrorCode_Name(frame.problem().code());
        case v1::ServerFrame::kBusy:
            return fmt::format("busy {}", frame.busy().number());
        case v1::ServerFrame::kResend:
            return fmt::format("resend {}", frame.resend().from());
        case v1::ServerFrame::kAgentChoices:
            return "agent_choices";
        case v1::ServerFrame::kChats:
            return "chats";
        case v1::ServerFrame::kAgents:
            return "agents";
        case v1::ServerFrame::kBoard:
            return "board";
        default:
            return {};
    }
}

std::string play(RawSocket& socket, const Case& row, milliseconds within) {
    std::vector<std::string> words;
    for (const std::string& bytes : row.sends) {
        socket.send(bytes);
        if (row.sends.size() > 1) std::this_thread::sleep_for(100us);
    }
    const std::size_t wanted = count_words(row.expected);
    listen(socket, words, wanted, within);
    const bool survives =
        row.expected.empty() ||
        !ends(row.expected.substr(row.expected.rfind("; ") == std::string::npos ? 0 : row.expected.rfind("; ") + 2));
    if (survives && (words.empty() || !ends(words.back()))) {
        // Whatever else it has to say comes before its half of the closing handshake.
        socket.send(close_frame(1000));
        listen(socket, words, wanted + 16, within);
        if (!words.empty() && words.back() == "close 1000") words.pop_back();
    } else if (!words.empty() && words.back().starts_with("close ")) {
        // Ours, in case that the server waits for it. Nothing may follow a close frame.
        socket.send(close_frame(1000));
        if (socket.read_frame(within)) words.emplace_back("something after the close");
    }
    return fmt::format("{}", fmt::join(words, "; "));
}

std::string heartbeat(int stamp, std::size_t bytes) {
    std::string text = fmt::format(R"({{"heartbeat":{{"sentMs":"{}"}}}})", stamp);
    text.resize(std::max(bytes, text.size()), ' ');
    return text;
}

std::string binary_heartbeat(int stamp, std::size_t bytes) {
    v1::ClientFrame frame;
    frame.mutable_heartbeat()->set_sent_ms(stamp);
    std::string serialized = frame.SerializeAsString();
    if (bytes <= serialized.size()) return serialized;
    // Field 1000, length-delimited: two bytes of tag, then the length in as many bytes as make the sum right.
    const std::size_t room = bytes - serialized.size() - 2;
    const std::size_t length_bytes = room <= 128 ? 1 : room <= 16'385 ? 2 : 3;
    std::size_t length = room - length_bytes;
    serialized += "\xC2\x3E";
    for (std::size_t i = 0; i < length_bytes; ++i, length >>= 7)
        serialized += static_cast<char>((length & 0x7F) | (i + 1 < length_bytes ? 0x80 : 0));
    serialized.resize(bytes, 'x');
    return serialized;
}

std::string close_frame(std::uint16_t code, std::string_view reason) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    return RawSocket::frame(0x88, payload.append(reason));
}

std::vector<std::string> chop(std::string_view bytes, std::size_t size) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        pieces.emplace_back(bytes.substr(at, size));
    return pieces;
}

std::string fragments(std::uint8_t opcode, const std::vector<std::string>& parts) {
    std::string bytes;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const unsigned first = (i + 1 == parts.size() ? 0x80U : 0U) | (i == 0 ? opcode : 0U);
        bytes += RawSocket::frame(static_cast<std::uint8_t>(first), parts[i]);
    }
    return bytes;
}

}  // namespace yunke::testing
