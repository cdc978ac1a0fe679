#include "runtime/redis/stream.hpp"

#include <limits>

#include "runtime/numbers.hpp"

namespace yunke::redis {
namespace {

std::optional<StreamEntry> take_entry(Reply&& reply) {
    if (reply.size() != 2) return std::nullopt;
    const auto id = StreamId::parse(reply[0].text());
    // An entry deleted between index and read has nil fields; it has no content any more, but keeps its place.
    if (!id || reply[1].size() % 2 != 0) return std::nullopt;
    StreamEntry entry{*id, {}};
    Reply::Array parts = std::move(reply).take_items();
    Reply::Array texts = std::move(parts[1]).take_items();
    entry.fields.reserve(texts.size() / 2);
    for (std::size_t i = 0; i + 1 < texts.size(); i += 2)
        entry.fields.emplace_back(std::move(texts[i]).take_text(), std::move(texts[i + 1]).take_text());
    return entry;
}

}  // namespace

std::string StreamId::to_string() const {
    return std::to_string(ms) + "-" + std::to_string(seq);
}

std::optional<StreamId> StreamId::parse(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto ms = runtime::parse_u64(text.substr(0, dash));
    const auto seq = runtime::parse_u64(text.substr(dash + 1));
    if (!ms || !seq) return std::nullopt;
    return StreamId{*ms, *seq};
}

StreamId StreamId::next() const {
    constexpr auto highest = std::numeric_limits<std::uint64_t>::max();
    if (seq < highest) return {ms, seq + 1};
    if (ms < highest) return {ms + 1, 0};
    return *this;
}

const std::string* StreamEntry::field(std::string_view name) const {
    for (const auto& [key, value] : fields)
        if (key == name) return &value;
    return nullptr;
}

std::optional<std::vector<StreamEntry>> take_entries(Reply&& reply) {
    if (!reply.is_array()) return std::nullopt;
    std::vector<StreamEntry> entries;
    entries.reserve(reply.size());
    for (Reply& item : std::move(reply).take_items()) {
        auto entry = take_entry(std::move(item));
        if (!entry) return std::nullopt;
        entries.push_back(std::move(*entry));
    }
    return entries;
}

std::optional<std::vector<StreamBatch>> take_batches(Reply&& reply) {
    std::vector<StreamBatch> batches;
    if (reply.is_nil()) return batches;
    if (!reply.is_array()) return std::nullopt;
    for (Reply& item : std::move(reply).take_items()) {
        if (item.size() != 2) return std::nullopt;
        Reply::Array parts = std::move(item).take_items();
        auto entries = take_entries(std::move(parts[1]));
        if (!entries) return std::nullopt;
        batches.push_back({std::move(parts[0]).take_text(), std::move(*entries)});
    }
    return batches;
}

}  // namespace yunke::redis
