#include "agent-gateway/sockets/catchup.hpp"

#include <algorithm>

#include "agent-gateway/limits.hpp"

namespace yunke::gateway {

bool Catchup::add_read(const PageRange& whole) {
    if (queue_.size() + older_.size() >= limits::outbox_frames_max) return false;
    queue_.emplace_back(whole);
    return true;
}

Catchup::Hold Catchup::add_frame(std::string_view serialized) {
    if (!blocked()) return Hold::sent_by_caller;
    if (queue_.size() >= limits::outbox_frames_max) return Hold::full;
    if (queue_bytes_ + serialized.size() > limits::outbox_bytes_max) return Hold::full;
    queue_bytes_ += serialized.size();
    queue_.emplace_back(std::string(serialized));
    return Hold::held;
}

void Catchup::read_newest(const PageRange& range, bool first) {
    PageRange page = range;
    const std::uint32_t count = range.last - range.first + 1;
    if (count > limits::page_entries) page.first = range.last - limits::page_entries + 1;
    rest_first_ = range.first;
    reading_first_ = first;
    reading_ = page;
    actions_.read(page);
}

void Catchup::page(v1::ServerFrame page) {
    if (!reading_) return;
    const PageRange read = *reading_;
    reading_.reset();
    if (read.first > rest_first_) older_.push_back({read.conversation, rest_first_, read.first - 1, read.role});
    if (reading_first_ || page.entries().entries_size() > 0) {
        for (const v1::ServerFrame& frame : split_page(std::move(page)))
            actions_.send_page(frame);
    }
    reading_first_ = false;
}

void Catchup::step(bool writer_drained) {
    while (!reading_ && !queue_.empty()) {
        if (auto* frame = std::get_if<std::string>(&queue_.front())) {
            const std::string bytes = std::move(*frame);
            queue_.pop_front();
            queue_bytes_ -= std::min(queue_bytes_, bytes.size());
            actions_.send_frame(bytes);
            continue;
        }
        if (!writer_drained) return;
        const PageRange range = std::get<PageRange>(queue_.front());
        queue_.pop_front();
        if (range.first == 0 || range.first > range.last) continue;
        read_newest(range, true);
    }
    if (reading_ || older_.empty() || !writer_drained) return;
    const PageRange range = older_.front();
    older_.pop_front();
    read_newest(range, false);
}

}  // namespace yunke::gateway
