#include "agent-gateway/sockets/outbox.hpp"

#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/buffer_pool.hpp"

namespace yunke::gateway {

namespace {

void append_header(std::string& out, Opcode opcode, std::size_t size) {
    constexpr unsigned final_frame = 0x80;
    out.push_back(static_cast<char>(final_frame | static_cast<unsigned>(opcode)));
    if (size < 126) {
        out.push_back(static_cast<char>(size));
        return;
    }
    const int bytes = size <= 0xFFFF ? 2 : 8;
    out.push_back(static_cast<char>(bytes == 2 ? 126 : 127));
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<char>((size >> shift) & 0xFF));
}

}  // namespace

Outbox::~Outbox() {
    pool_.give(std::move(waiting_));
    pool_.give(std::move(writing_));
}

bool Outbox::push(Opcode opcode, std::string_view payload, Counted counted) {
    if (counted == Counted::yes) {
        const std::size_t bytes = std::size_t{waiting_bytes_} + writing_bytes_ + payload.size();
        // A message alone is taken whatever its size: refused once, it would be refused for ever.
        if (frames() >= limits::outbox_frames_max || (frames() > 0 && bytes > limits::outbox_bytes_max)) return false;
        ++waiting_frames_;
        waiting_bytes_ += static_cast<std::uint32_t>(payload.size());
    }
    if (waiting_.empty() && waiting_.capacity() < 64) waiting_ = pool_.take();
    append_header(waiting_, opcode, payload.size());
    waiting_.append(payload);
    return true;
}

std::string_view Outbox::begin_write() {
    writing_ = std::move(waiting_);
    waiting_ = std::string();
    writing_frames_ = std::exchange(waiting_frames_, 0);
    writing_bytes_ = std::exchange(waiting_bytes_, 0);
    return writing_;
}

void Outbox::end_write() {
    pool_.give(std::move(writing_));
    writing_frames_ = 0;
    writing_bytes_ = 0;
}

void Outbox::drop_waiting() {
    waiting_.clear();
    waiting_frames_ = 0;
    waiting_bytes_ = 0;
}

}  // namespace yunke::gateway
