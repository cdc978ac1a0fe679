#include "dispatcher/app/cursor.hpp"

#include <algorithm>

#include "runtime/encoding.hpp"
#include "runtime/numbers.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::dispatcher {
namespace {

bool holds(const Cursor& stored, const std::optional<Remembered>& known) {
    return known && known->sequence == stored.sequence && known->hash == stored.hash;
}

bool take_field(std::string_view field, std::string_view value, Cursor& to) {
    const auto number = [&](std::uint64_t& target) {
        const auto parsed = runtime::parse_u64(value);
        target = parsed.value_or(0);
        return parsed.has_value();
    };
    if (field == "sequence") return number(to.sequence);
    if (field == "log_epoch") return number(to.log_epoch);
    if (field == "config_revision") return number(to.config_revision);
    if (field == "term") return to.term = value, true;
    if (field == "run_id") return to.run_id = value, true;
    if (field == "alive_ms") {
        const auto parsed = runtime::parse_i64(value);
        return to.alive_ms = parsed.value_or(0), parsed.has_value();
    }
    if (field == "last_command") return to.last_command = value, redis::StreamId::parse(value).has_value();
    if (field == "hash") {
        const auto hash = hash_from_hex(value);
        return to.hash = hash.value_or(wire::Hash{}), hash.has_value();
    }
    return true;  // a later program's field
}

}  // namespace

std::string to_hex(const wire::Hash& hash) {
    return runtime::hex_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::optional<wire::Hash> hash_from_hex(std::string_view text) {
    const auto bytes = runtime::hex_decode(text);
    wire::Hash hash{};
    if (!bytes || bytes->size() != hash.size()) return std::nullopt;
    std::ranges::copy(*bytes, hash.begin());
    return hash;
}

Result<Cursor> parse_cursor(const redis::Reply& fields, std::size_t first) {
    Cursor cursor;
    bool has_sequence = false;
    for (std::size_t i = first; i + 1 < fields.size(); i += 2) {
        has_sequence |= fields[i].text() == "sequence";
        if (!take_field(fields[i].text(), fields[i + 1].text(), cursor))
            return std::unexpected(
                Error{Errc::damaged, "The cursor's field " + std::string(fields[i].text()) + " is damaged."});
    }
    if (!has_sequence) return std::unexpected(Error{Errc::damaged, "The cursor has no sequence."});
    return cursor;
}

bool redis_went_back(const Cursor& stored, std::string_view run_id, const std::optional<Remembered>& committed,
                     const std::optional<Remembered>& under_way) {
    if (holds(stored, committed) || holds(stored, under_way)) return false;
    if (stored.run_id != run_id) return true;
    // The same process, yet older than what it had already told us: somebody put back an older data set.
    return committed && stored.sequence <= committed->sequence;
}

}  // namespace yunke::dispatcher
