#include "agent-gateway/sockets/frame_reader.hpp"

#include <algorithm>
#include <cstring>

#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/buffer_pool.hpp"
#include "agent-gateway/sockets/close_codes.hpp"

namespace yunke::gateway {

namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned reserved_bits = 0x70;
constexpr unsigned opcode_bits = 0x0F;
constexpr unsigned mask_bit = 0x80;
constexpr unsigned length_bits = 0x7F;
constexpr std::size_t control_payload_max = 125;

bool is_known(unsigned opcode) {
    return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

// Which codes a close frame may name (RFC 6455, section 7.4, and IANA's registry).
bool may_be_named(std::uint16_t code) {
    if (code < 1000 || (code >= 1016 && code <= 2999)) return false;
    return code != 1004 && code != 1005 && code != 1006 && code != 1014 && code != 1015;
}

}  // namespace

FrameReader::~FrameReader() {
    pool_.give(std::move(gathered_));
}

void FrameReader::feed(std::span<char> bytes, Sink& sink) {
    while (!ended_) {
        if (!in_payload_ && (!take_head(bytes, sink) || !begin_frame(sink))) return;
        const auto here = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
        if (here.empty() && left_ > 0) return;
        unmask(here);
        left_ -= here.size();
        bytes = bytes.subspan(here.size());
        in_payload_ = left_ > 0;
        take_payload({here.data(), here.size()}, sink);
    }
}

// ---- the head of a frame -------------------------------------------------------------------------------------------

// As much as its first two bytes say; two before they are there.
std::size_t FrameReader::head_size() const {
    if (head_bytes_ < 2) return 2;
    const unsigned length = head_[1] & length_bits;
    return 2 + (length == 126 ? 2U : length == 127 ? 8U : 0U) + 4;
}

// True when the head is complete.
bool FrameReader::take_head(std::span<char>& bytes, Sink& sink) {
    while (head_bytes_ < head_size()) {
        if (bytes.empty()) return false;
        const std::size_t count = std::min(head_size() - head_bytes_, bytes.size());
        std::memcpy(head_.data() + head_bytes_, bytes.data(), count);
        bytes = bytes.subspan(count);
        const bool began = head_bytes_ < 2;
        head_bytes_ = static_cast<std::uint8_t>(head_bytes_ + count);
        if (began && head_bytes_ >= 2 && !head_begins_well(sink)) return false;
    }
    return true;
}

// What the first two bytes tell already is not waited for.
bool FrameReader::head_begins_well(Sink& sink) {
    constexpr auto code = close_code::protocol_error;
    const unsigned opcode = head_[0] & opcode_bits;
    const unsigned length = head_[1] & length_bits;
    if ((head_[0] & reserved_bits) != 0) return violation(code, "a reserved bit is set", sink);
    if (!is_known(opcode)) return violation(code, "the opcode is reserved", sink);
    if ((head_[1] & mask_bit) == 0) return violation(code, "the frame is not masked", sink);
    opcode_ = static_cast<Opcode>(opcode);
    final_ = (head_[0] & final_bit) != 0;
    if (is_control()) {
        if (!final_) return violation(code, "a control frame is fragmented", sink);
        if (length > control_payload_max) return violation(code, "a control frame is longer than 125 bytes", sink);
    } else if ((opcode_ == Opcode::continuation) != (message_ != Opcode::continuation)) {
        return violation(code, "a fragment belongs to no message, or a message interrupts another", sink);
    }
    return true;
}

// The head is complete: what follows is payload.
bool FrameReader::begin_frame(Sink& sink) {
    const std::size_t size = head_size();
    const std::size_t length_at = 2;
    const std::size_t mask_at = size - 4;
    left_ = head_[1] & length_bits;
    if (mask_at > length_at) {
        const std::uint64_t least = mask_at - length_at == 2 ? 126 : 65'536;
        left_ = 0;
        for (std::size_t i = length_at; i < mask_at; ++i)
            left_ = left_ << 8 | head_[i];
        if (left_ < least)
            return violation(close_code::protocol_error, "the length takes more bytes than it needs", sink);
    }
    std::copy_n(head_.begin() + static_cast<std::ptrdiff_t>(mask_at), 4, mask_.begin());
    head_bytes_ = 0;
    in_payload_ = true;
    if (is_control()) return true;
    if (left_ > limits::message_bytes_max || gathered_.size() + left_ > limits::message_bytes_max)
        return too_large(sink);
    line_bytes_ += size + static_cast<std::size_t>(left_);
    // Empty fragments would otherwise go on for ever.
    if (line_bytes_ > limits::message_line_bytes_max) return too_large(sink);
    if (opcode_ != Opcode::continuation) {
        message_ = opcode_;
        text_ = Utf8Check();
    }
    return true;
}

// ---- its payload ---------------------------------------------------------------------------------------------------

void FrameReader::unmask(std::span<char> bytes) {
    std::array<unsigned char, 8> wide;
    for (std::size_t i = 0; i < wide.size(); ++i)
        wide[i] = mask_[i % 4];
    std::uint64_t key;
    std::memcpy(&key, wide.data(), sizeof key);
    std::size_t at = 0;
    for (; at + sizeof key <= bytes.size(); at += sizeof key) {
        std::uint64_t word;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        word ^= key;
        std::memcpy(bytes.data() + at, &word, sizeof word);
    }
    const std::size_t rest = bytes.size() - at;
    for (std::size_t i = 0; i < rest; ++i)
        bytes[at + i] = static_cast<char>(static_cast<unsigned char>(bytes[at + i]) ^ mask_[i % 4]);
    // The next piece of this frame goes on where this one ended.
    std::ranges::rotate(mask_, mask_.begin() + static_cast<std::ptrdiff_t>(rest % 4));
}

void FrameReader::take_payload(std::string_view piece, Sink& sink) {
    if (!is_control()) return take_data(piece, sink);
    if (in_payload_ || !control_.empty()) control_.append(piece);
    if (in_payload_) return;
    const std::string whole = std::move(control_);
    control_ = std::string();
    take_control(whole.empty() ? piece : std::string_view(whole), sink);
}

void FrameReader::take_data(std::string_view piece, Sink& sink) {
    const bool done = !in_payload_ && final_;
    if (message_ == Opcode::text && (!text_.add(piece) || (done && !text_.complete()))) {
        violation(close_code::not_utf8, "the text is not UTF-8", sink);
        return;
    }
    if (done && gathered_.empty()) return deliver(piece, sink);
    if (gathered_.empty() && gathered_.capacity() < 64) gathered_ = pool_.take();
    gathered_.append(piece);
    if (!done) return;
    std::string whole = std::move(gathered_);
    gathered_ = std::string();
    deliver(whole, sink);
    pool_.give(std::move(whole));
}

void FrameReader::deliver(std::string_view message, Sink& sink) {
    const bool text = message_ == Opcode::text;
    message_ = Opcode::continuation;
    line_bytes_ = 0;
    sink.on_message(message, text);
}

void FrameReader::take_control(std::string_view payload, Sink& sink) {
    if (opcode_ == Opcode::ping) return sink.on_ping(payload);
    if (opcode_ == Opcode::pong) return sink.on_pong();
    take_close(payload, sink);
}

void FrameReader::take_close(std::string_view payload, Sink& sink) {
    if (payload.empty()) {
        ended_ = true;
        return sink.on_close(0, {});
    }
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(payload[at]); };
    const auto code = static_cast<std::uint16_t>(payload.size() < 2 ? 0 : byte(0) << 8 | byte(1));
    if (!may_be_named(code)) {
        violation(close_code::protocol_error, "this close code may not be sent", sink);
        return;
    }
    const std::string_view reason = payload.substr(2);
    if (Utf8Check check; !check.add(reason) || !check.complete()) {
        violation(close_code::not_utf8, "the close reason is not UTF-8", sink);
        return;
    }
    ended_ = true;
    sink.on_close(code, reason);
}

bool FrameReader::violation(std::uint16_t code, std::string_view why, Sink& sink) {
    ended_ = true;
    sink.on_violation(code, why);
    return false;
}

bool FrameReader::too_large(Sink& sink) {
    ended_ = true;
    sink.on_too_large();
    return false;
}

}  // namespace yunke::gateway
