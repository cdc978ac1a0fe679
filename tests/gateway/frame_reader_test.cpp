// The reader of WebSocket frames by itself: whatever pieces the bytes come in, the same is handed on. Its whole rule
// book is tried over real sockets by tests/abuse (conformance).
#include "agent-gateway/sockets/frame_reader.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/buffer_pool.hpp"

namespace yunke::gateway {
namespace {

// What was handed on, one line each.
class Heard final : public FrameReader::Sink {
public:
    void on_message(std::string_view message, bool text) override { add(text ? "text" : "binary", message); }
    void on_ping(std::string_view payload) override { add("ping", payload); }
    void on_pong() override { add("pong", ""); }
    void on_close(std::uint16_t code, std::string_view reason) override {
        add("close " + std::to_string(code), reason);
    }
    void on_too_large() override { add("too large", ""); }
    void on_violation(std::uint16_t code, std::string_view) override { add("violation " + std::to_string(code), ""); }

    std::vector<std::string> lines;

private:
    void add(const std::string& what, std::string_view bytes) { lines.push_back(what + ":" + std::string(bytes)); }
};

std::string frame(unsigned first, std::string_view payload, std::uint32_t mask = 0xA1B2C3D4) {
    std::string bytes(1, static_cast<char>(first));
    const std::size_t size = payload.size();
    const int more = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
    bytes.push_back(static_cast<char>(0x80 | (more == 0 ? size : more == 2 ? 126 : 127)));
    for (int shift = 8 * (more - 1); shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(size >> shift & 0xFF));
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(mask >> shift & 0xFF));
    for (std::size_t i = 0; i < size; ++i)
        bytes.push_back(
            static_cast<char>(static_cast<unsigned char>(payload[i]) ^ (mask >> (24 - 8 * (i % 4)) & 0xFF)));
    return bytes;
}

// `cut` says how long each piece is.
template <class Cut>
std::vector<std::string> read(std::string bytes, Cut cut) {
    BufferPool pool;
    FrameReader reader(pool);
    Heard heard;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t size = std::min(cut(), bytes.size() - at);
        reader.feed({bytes.data() + at, size}, heard);
        at += size;
    }
    return heard.lines;
}

std::vector<std::string> read_whole(const std::string& bytes) {
    return read(bytes, [] { return SIZE_MAX; });
}

TEST(FrameReader, HandsOnWhatOneReadBrought) {
    const std::string close(
        "\x0F\xA1"
        "bye",
        5);
    EXPECT_EQ(read_whole(frame(0x82, "one") + frame(0x81, "两") + frame(0x89, "p") + frame(0x8A, "") +
                         frame(0x88, close) + frame(0x82, "after the end")),
              (std::vector<std::string>{"binary:one", "text:两", "ping:p", "pong:", "close 4001:bye"}));
}

TEST(FrameReader, PutsFragmentsTogetherWithPingsBetween) {
    EXPECT_EQ(read_whole(frame(0x01, "a") + frame(0x89, "p") + frame(0x00, "") + frame(0x80, "b") + frame(0x82, "c")),
              (std::vector<std::string>{"ping:p", "text:ab", "binary:c"}));
}

TEST(FrameReader, HearsTheSameInAnyPieces) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 100; ++round) {
        std::string bytes;
        for (std::uint64_t n = 1 + random() % 6; n > 0; --n) {
            std::string payload(random() % (round % 10 == 0 ? 70'000 : 300), '\0');
            for (char& byte : payload)
                byte = static_cast<char>('a' + random() % 26);
            const auto mask = static_cast<std::uint32_t>(random());
            const std::size_t half = payload.size() / 2;
            switch (random() % 5) {
                case 0:
                    bytes += frame(0x02, payload.substr(0, half), mask) + frame(0x89, "between") +
                             frame(0x80, payload.substr(half), mask + 1);
                    break;
                case 1:
                    bytes += frame(0x89, payload.substr(0, 125), mask);
                    break;
                case 2:
                    bytes += frame(0x81, "é🙂" + payload, mask);
                    break;
                default:
                    bytes += frame(0x82, payload, mask);
            }
        }
        if (random() % 4 == 0) bytes += frame(0x83, "reserved");
        const auto whole = read_whole(bytes);
        EXPECT_EQ(read(bytes, [] { return std::size_t{1}; }), whole);
        EXPECT_EQ(read(bytes, [&] { return 1 + random() % 40; }), whole);
        EXPECT_EQ(read(bytes, [&] { return 1 + random() % 5'000; }), whole);
    }
}

TEST(FrameReader, EndsAtWhatNoMessageCanBe) {
    EXPECT_EQ(read_whole(frame(0x82, std::string(limits::message_bytes_max, 'x'))).size(), 1U);
    EXPECT_EQ(read_whole(frame(0x82, std::string(limits::message_bytes_max + 1, 'x'))),
              std::vector<std::string>{"too large:"});
    const std::string half(limits::message_bytes_max / 2 + 1, 'x');
    EXPECT_EQ(read_whole(frame(0x02, half) + frame(0x80, half)), std::vector<std::string>{"too large:"});
    std::string endless = frame(0x02, "");
    while (endless.size() <= limits::message_line_bytes_max)
        endless += frame(0x00, "");
    EXPECT_EQ(read_whole(endless), std::vector<std::string>{"too large:"});
}

TEST(FrameReader, TellsTextThatIsNoTextAtItsFirstBadByte) {
    for (const char* bad :
         {"\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5"})
        EXPECT_EQ(read_whole(frame(0x01, bad)), std::vector<std::string>{"violation 1007:"});
    EXPECT_EQ(read_whole(frame(0x81, "\xE4\xBD")), std::vector<std::string>{"violation 1007:"}) << "cut at the end";
    EXPECT_EQ(read_whole(frame(0x01, "\xE4\xBD") + frame(0x80, "\xA0")), std::vector<std::string>{"text:你"});
    EXPECT_EQ(read_whole(frame(0x82, "\xFF\xFE")), std::vector<std::string>{"binary:\xFF\xFE"});
}

TEST(FrameReader, RefusesAHeadAsSoonAsItIsWrong) {
    for (const unsigned first : {0xC2U, 0xA2U, 0x92U, 0x83U, 0x8BU, 0x09U, 0x08U, 0x80U})
        EXPECT_EQ(read_whole({static_cast<char>(first), '\x81'}), std::vector<std::string>{"violation 1002:"}) << first;
    EXPECT_EQ(read_whole("\x82\x01"), std::vector<std::string>{"violation 1002:"}) << "not masked";
    EXPECT_EQ(read_whole("\x89\xFE"), std::vector<std::string>{"violation 1002:"}) << "ping with a long length";
    EXPECT_EQ(read_whole(frame(0x02, "a") + frame(0x82, "b")), std::vector<std::string>{"violation 1002:"});
}

}  // namespace
}  // namespace yunke::gateway
