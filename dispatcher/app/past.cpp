#include "dispatcher/app/past.hpp"

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <string_view>
#include <vector>

namespace yunke::dispatcher {
namespace {

class LiveHistory final : public History {
public:
    LiveHistory(PoolAccess& pool, const SnapshotAt& at, std::uint64_t until, GiveUp give_up)
        : pool_(pool), until_(until), give_up_(std::move(give_up)) {
        const Keys& keys = pool_.store().keys();
        commands_.key = keys.cmd;
        commands_.field = "c";
        commands_.next = redis::StreamId::parse(at.last_command).value_or(redis::StreamId{}).next();
        log_.key = keys.log;
        log_.field = "l";
        log_.next = {at.sequence + 1, 0};
    }

    Result<std::optional<PastEntry>> next_command() override { return take(commands_); }
    Result<std::optional<PastEntry>> next_log() override {
        if (done_ >= until_) return std::optional<PastEntry>();
        auto entry = take(log_);
        if (entry && *entry) done_ = (*entry)->id.ms;
        return entry;
    }

private:
    struct Stream {
        std::string key;
        std::string_view field;
        redis::StreamId next;  // of the page to come
        std::vector<redis::StreamEntry> page;
        std::size_t taken = 0;
    };

    Result<std::optional<PastEntry>> take(Stream& from) {
        if (from.taken == from.page.size()) {
            if (give_up_ && give_up_())
                return std::unexpected(Error{Errc::not_now, "The time for running the log was over."});
            auto page = pool_.run(pool_.store().page(from.key, from.next));
            if (!page) return std::unexpected(std::move(page.error()));
            from.page = std::move(*page);
            from.taken = 0;
            if (from.page.empty()) return std::optional<PastEntry>();
            from.next = from.page.back().id.next();
        }
        const redis::StreamEntry& entry = from.page[from.taken++];
        const std::string* bytes = entry.field(from.field);
        return std::optional(PastEntry{entry.id, bytes ? *bytes : std::string()});
    }

    PoolAccess& pool_;
    std::uint64_t until_;
    GiveUp give_up_;
    Stream commands_, log_;
    std::uint64_t done_ = 0;
};

}  // namespace

Result<SnapshotAt> start_before(PoolAccess& pool, core::ConversationId conversation) {
    auto starts = pool.run(Snapshots(pool.store()).starts());
    if (!starts) return std::unexpected(std::move(starts.error()));
    if (starts->empty())
        return std::unexpected(
            Error{Errc::damaged,
                  "Redis holds the log from the middle on, and no snapshot: use a folder that yunkectl record wrote."});
    const auto newest_first = *starts | std::views::reverse;
    const auto before = std::ranges::find_if(
        newest_first, [&](const SnapshotAt& at) { return at.next_conversation <= core::raw(conversation); });
    return before == newest_first.end() ? starts->front() : *before;
}

Result<Replay> run_from(PoolAccess& pool, const SnapshotAt& at, GiveUp give_up) {
    const auto present = pool.run(pool.store().cursor());
    if (!present) return std::unexpected(present.error());
    auto state = pool.run(Snapshots(pool.store()).load(at));
    if (!state) return std::unexpected(std::move(state.error()));
    Cursor cursor;
    cursor.sequence = at.sequence;
    cursor.hash = at.hash;
    cursor.last_command = at.last_command;
    return Replay(cursor, std::move(*state),
                  std::make_unique<LiveHistory>(pool, at, present->sequence, std::move(give_up)));
}

}  // namespace yunke::dispatcher
