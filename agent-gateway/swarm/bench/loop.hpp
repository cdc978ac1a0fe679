// WebSocket lines for measuring, as light as they can be, because the generator shares the machine with what it
// measures: one thread, one epoll, no coroutine and no allocation per message; whatever is said to a line in one turn
// leaves in one write. They speak the framing only; the benchmarks derive what they say. Nothing here reconnects: a
// line that goes down during a measurement is a fault of the run.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::swarm {

class Loop;

struct Upgrade {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string target = "/ws";
    std::string protocol;  // subprotocol; empty = none
    std::string origin;    // empty = none
};

class Line {
public:
    explicit Line(Loop& loop) : loop_(loop) {}
    virtual ~Line();
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    // Connects and asks for the upgrade; opened() follows. The error is a sentence.
    std::expected<void, std::string> connect(const Upgrade& upgrade);
    bool up() const { return handle_ >= 0 && upgraded_; }

protected:
    // One message, a single frame.
    void send(std::string_view payload, bool binary);

    virtual void opened() = 0;
    virtual void received(std::string_view message) = 0;
    virtual void closed(std::uint16_t code) = 0;  // 1006 without a close frame

private:
    friend class Loop;
    void readable(std::vector<char>& shared);
    // How much of the bytes was whole frames.
    std::size_t take(std::string_view bytes);
    std::size_t take_response(std::string_view bytes);
    bool take_frame(unsigned opcode, bool last, std::string_view payload);
    void frame(unsigned opcode, std::string_view payload);
    void flush();
    void end(std::uint16_t code);

    Loop& loop_;
    int handle_ = -1;
    bool upgraded_ = false;
    bool dirty_ = false;  // listed in the loop's dirty_
    bool blocked_ = false;
    std::string in_;         // what is not yet a whole frame
    std::string fragments_;  // of a message in several frames
    std::string out_;
};

class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Writes what was said, waits until something comes or the time has passed, and handles it.
    void turn(std::int64_t wait_ns);

private:
    friend class Line;
    void add(Line& line);
    void watch_writing(Line& line, bool on);

    int epoll_ = -1;
    std::vector<Line*> dirty_;
    std::vector<char> buffer_;
    std::uint64_t mask_ = 0x9E3779B97F4A7C15ULL;
};

std::int64_t steady_ns();

}  // namespace yunke::swarm
