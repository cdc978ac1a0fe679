#include "agent-gateway/pool/transcript_reader.hpp"

#include "agent-gateway/limits.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::gateway {

struct TranscriptReader::Shared : std::enable_shared_from_this<TranscriptReader::Shared> {
    Shared(redis::Client& c, const PoolKeys& k, std::chrono::milliseconds t, runtime::Metrics& metrics)
        : client(&c),
          keys(k),
          timeout(t),
          pages(metrics.counter("yunke_gateway_transcript_pages_total", "Transcript pages read for sockets")) {}

    struct Waiting {
        PageRange range;
        Done done;
    };

    void start_next() {
        while (client && in_flight < limits::page_reads_max && !waiting.empty()) {
            Waiting next = std::move(waiting.front());
            waiting.pop_front();
            start(std::move(next));
        }
    }

    void start(Waiting next) {
        ++in_flight;
        redis::Options options;
        options.timeout = timeout;
        options.on_lost = redis::OnLost::retry;
        const PageRange range = next.range;
        redis::Request request("XRANGE", keys.conversation(range.conversation), std::to_string(range.first) + "-0",
                               std::to_string(range.last) + "-0", "COUNT", limits::page_entries);
        client->submit(std::move(request), options,
                       [self = shared_from_this(), range, done = std::move(next.done)](redis::Result result) {
                           --self->in_flight;
                           self->pages.add();
                           done(result ? make_page(range, std::move(*result)) : std::nullopt);
                           self->start_next();
                       });
    }

    redis::Client* client;  // null once the reader is gone
    PoolKeys keys;
    std::chrono::milliseconds timeout;
    runtime::Counter pages;
    std::size_t in_flight = 0;
    std::deque<Waiting> waiting;
};

TranscriptReader::TranscriptReader(redis::Client& client, const PoolKeys& keys, const Timings& timings,
                                   runtime::Metrics& metrics)
    : shared_(std::make_shared<Shared>(client, keys, std::chrono::milliseconds(timings.page_ms), metrics)) {}

TranscriptReader::~TranscriptReader() {
    shared_->client = nullptr;
    shared_->waiting.clear();
}

void TranscriptReader::read(const PageRange& range, Done done) {
    shared_->waiting.push_back({range, std::move(done)});
    shared_->start_next();
}

namespace {

// A transfer's note, and all of a whisper but its number; the dispatcher does the same to new entries.
void leave_out_what_is_between_agents(v1::Entry& entry) {
    if (entry.kind() == v1::TRANSFERRED) entry.clear_text();
    if (entry.kind() != v1::WHISPERED) return;
    v1::Entry blank;
    blank.set_n(entry.n());
    blank.set_at_ms(entry.at_ms());
    entry = std::move(blank);
}

}  // namespace

std::optional<v1::ServerFrame> make_page(const PageRange& range, redis::Reply&& reply) {
    auto stored = redis::take_entries(std::move(reply));
    if (!stored) return std::nullopt;
    v1::ServerFrame frame;
    v1::Entries& entries = *frame.mutable_entries();
    entries.set_conversation(range.conversation);
    entries.set_history(true);
    for (const redis::StreamEntry& one : *stored) {
        const std::string* bytes = one.field("e");
        v1::Entry& entry = *entries.add_entries();
        if (!bytes || !entry.ParseFromString(*bytes)) return std::nullopt;
        if (range.role == v1::SHOPPER) leave_out_what_is_between_agents(entry);
    }
    return frame;
}

std::vector<v1::ServerFrame> split_page(v1::ServerFrame&& page) {
    std::vector<v1::ServerFrame> frames;
    auto& all = *page.mutable_entries()->mutable_entries();
    do {
        std::size_t bytes = 0;
        int first = all.size();
        while (first > 0 && (first == all.size() || bytes < limits::page_frame_bytes)) {
            bytes += all.Get(--first).ByteSizeLong();
        }
        v1::Entries& part = *frames.emplace_back().mutable_entries();
        part.set_conversation(page.entries().conversation());
        part.set_history(true);
        for (int i = first; i < all.size(); ++i)
            *part.add_entries() = std::move(*all.Mutable(i));
        if (part.entries_size() > 0 && part.entries(0).n() > 1) part.set_missing_below(part.entries(0).n());
        all.DeleteSubrange(first, all.size() - first);
    } while (!all.empty());
    return frames;
}

}  // namespace yunke::gateway
