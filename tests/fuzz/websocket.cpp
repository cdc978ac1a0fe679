// What a client may send over a WebSocket once it is open. The first byte says how the rest is cut into pieces: what is
// handed on must not depend on that, and must be what the standard allows.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "agent-gateway/frames/text_rules.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/buffer_pool.hpp"
#include "agent-gateway/sockets/frame_reader.hpp"
#include "tests/fuzz/require.hpp"

namespace yunke::fuzz {
namespace {

class Heard final : public gateway::FrameReader::Sink {
public:
    void on_message(std::string_view message, bool text) override {
        add(text ? "text" : "binary", message);
        require(message.size() <= gateway::limits::message_bytes_max, "no message is longer than is allowed");
        require(!text || gateway::code_points(message).has_value(), "a text is UTF-8");
    }
    void on_ping(std::string_view payload) override {
        add("ping", payload);
        require(payload.size() <= 125, "a ping is short");
    }
    void on_pong() override { add("pong", ""); }
    void on_close(std::uint16_t code, std::string_view reason) override {
        add("close " + std::to_string(code), reason);
        require(gateway::code_points(reason).has_value(), "a reason is UTF-8");
        ended = true;
    }
    void on_too_large() override {
        add("too large", "");
        ended = true;
    }
    void on_violation(std::uint16_t code, std::string_view) override {
        add("violation " + std::to_string(code), "");
        ended = true;
    }

    std::vector<std::string> lines;
    bool ended = false;

private:
    void add(std::string_view what, std::string_view bytes) {
        require(!ended, "nothing comes after the end");
        lines.push_back(std::string(what) + ':' + std::string(bytes));
    }
};

std::vector<std::string> read(std::string bytes, std::size_t piece) {
    gateway::BufferPool pool;
    gateway::FrameReader reader(pool);
    Heard heard;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        reader.feed({bytes.data() + at, std::min(piece, bytes.size() - at)}, heard);
    require(reader.ended() == heard.ended, "the reader tells its end");
    return heard.lines;
}

}  // namespace
}  // namespace yunke::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yunke::fuzz;
    if (size == 0) return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = read(bytes, bytes.size() + 1);
    require(read(bytes, 1) == whole, "byte by byte it is the same");
    require(read(bytes, 1 + data[0] % 64) == whole, "in pieces it is the same");
    return 0;
}
