// A TCP connection that sends whatever bytes a test wants: broken HTTP, broken WebSocket frames, nothing at all. It
// blocks, with time-outs, on the test's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yunke/v1/client.pb.h"

namespace yunke::testing {

using std::chrono::milliseconds;

// One WebSocket frame as it came in.
struct RawFrame {
    std::uint8_t opcode = 0;
    std::string payload;

    // Of a close frame; 0 if it has none or is another frame.
    std::uint16_t close_code() const;
};

class RawSocket {
public:
    // Connects; throws if it cannot. `receive_buffer`: bytes of the kernel's, 0 = its default.
    explicit RawSocket(std::uint16_t port, int receive_buffer = 0);
    ~RawSocket();
    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;

    void send(std::string_view bytes);  // as far as the peer takes it
    // The same for floods: stops as soon as there is something to read, or the peer takes nothing for `patience`.
    void flood(std::string_view bytes, milliseconds patience = std::chrono::seconds(5));
    bool ended() const { return ended_; }  // the peer closed; only known after reading
    int handle() const { return handle_; }
    // The head of an HTTP answer, or what came before the connection ended or the time was up.
    std::string read_head(milliseconds within = std::chrono::seconds(8));
    // The status of an HTTP answer; 0 if none came.
    int read_status(milliseconds within = std::chrono::seconds(8));

    struct Upgrade {
        std::string subprotocol = "yunke.v1.json";
        std::string origin = "https://shop.example";
        // NOLINTNEXTLINE(readability-redundant-member-init): or the compiler asks every caller to name the field.
        std::string more_headers = {};
    };
    static std::string upgrade_request(const Upgrade& upgrade);
    int upgrade(const Upgrade& upgrade);  // the status

    // A frame, masked unless told otherwise; `first` is the whole first byte (FIN, reserved bits, opcode).
    static std::string frame(std::uint8_t first, std::string_view payload, bool masked = true);
    static std::string text(std::string_view payload) { return frame(0x81, payload); }

    // The next frame; nullopt when the connection ended or nothing came.
    std::optional<RawFrame> read_frame(milliseconds within = std::chrono::seconds(8));
    // Reads until the connection ends: the close code, 1006 if it ended without one, 0 if it did not end in time.
    std::uint16_t read_close(milliseconds within = std::chrono::seconds(8));
    // Reads until a frame with this body comes (JSON subprotocol); nullopt if the socket ends first.
    std::optional<v1::ServerFrame> read_until(v1::ServerFrame::BodyCase body,
                                              milliseconds within = std::chrono::seconds(8));
    // What a data frame of the server holds; false if it is none of ours.
    static bool parse(const RawFrame& raw, v1::ServerFrame& into);
    bool json() const { return json_; }  // the subprotocol that upgrade() asked for
    // Codes of the Problem frames read so far by read_close and read_until.
    v1::ErrorCode last_problem() const { return last_problem_; }

private:
    bool fill(milliseconds within);
    std::optional<v1::ServerFrame> decode(const RawFrame& frame);

    int handle_ = -1;
    bool ended_ = false;
    bool json_ = true;
    std::string buffer_;
    v1::ErrorCode last_problem_ = v1::OK;
};

}  // namespace yunke::testing
