#include "dispatcher/why/past.hpp"

#include "dispatcher/app/record.hpp"
#include "dispatcher/why/limits.hpp"

namespace yunke::why {
namespace {

using dispatcher::Errc;
using dispatcher::Error;
using dispatcher::HeldHistory;
using dispatcher::PastEntry;
using dispatcher::Result;

class Run final : public dispatcher::History {
public:
    Run(std::shared_ptr<const HeldHistory> held, Past::GiveUp give_up)
        : held_(std::move(held)), give_up_(std::move(give_up)) {}

    Result<std::optional<PastEntry>> next_command() override { return at(held_->commands, command_); }
    Result<std::optional<PastEntry>> next_log() override {
        if (give_up_()) return std::unexpected(Error{Errc::not_now, "The time for running the log was over."});
        return at(held_->log, log_);
    }

private:
    static std::optional<PastEntry> at(const std::deque<PastEntry>& entries, std::size_t& next) {
        if (next == entries.size()) return std::nullopt;
        return entries[next++];
    }

    std::shared_ptr<const HeldHistory> held_;
    Past::GiveUp give_up_;
    std::size_t command_ = 0, log_ = 0;
};

}  // namespace

Result<Past> Past::read(dispatcher::PoolAccess& pool, GiveUp give_up) {
    dispatcher::HistoryBounds bounds;
    bounds.bytes_max = limits::past_bytes_max;
    bounds.give_up = give_up;
    auto held = pool.run(dispatcher::whole_history(pool.store(), std::move(bounds)));
    if (!held) return std::unexpected(std::move(held.error()));
    return Past(std::move(*held), std::move(give_up));
}

dispatcher::Replay Past::replay() const {
    return dispatcher::Replay({}, {}, std::make_unique<Run>(held_, give_up_));
}

}  // namespace yunke::why
