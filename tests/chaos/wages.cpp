#include "tests/chaos/wages.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include "dispatcher/app/recording.hpp"
#include "dispatcher/app/replay.hpp"

namespace yunke::chaos {
namespace {

using core::Ms;

// Of every rest the first twenty minutes are paid. The scenario's card allows more of them than anybody takes, and
// pays all training.
constexpr Ms paid_rest_ms = 20 * 60'000;

struct Doing {
    bool works = false;
    bool rests = false;
    bool trains = false;
    std::vector<std::pair<core::ConversationId, core::ShopId>> hands;
    bool operator==(const Doing&) const = default;
};

struct Desk {
    Doing doing;
    Ms since_ms = 0;
    Ms rested_ms = 0;  // of the rest that runs
    std::set<core::ConversationId> chats;
};

class Watch {
public:
    // What everybody does from this moment on.
    void look(const core::State& state, Ms now_ms) {
        std::map<core::AgentId, Doing> now;
        for (const auto& [id, agent] : state.agents)
            now[id] = doing_of(agent);
        for (const auto& [id, chat] : state.conversations) {
            const bool held =
                chat.state == core::ConversationState::active || chat.state == core::ConversationState::wrap_up;
            if (held && chat.owner != core::AgentId{}) now[chat.owner].hands.emplace_back(id, chat.shop);
            if (chat.helper != core::AgentId{}) now[chat.helper].hands.emplace_back(id, chat.shop);
        }
        for (auto& [id, doing] : now) {
            if (state.agents.at(id).presence == core::Presence::offline) doing = {};
            doing.works = doing.works || !doing.hands.empty();
            std::ranges::sort(doing.hands);  // the state's own order changes as it grows, and is nothing that she does
            Desk& desk = desks_[id];
            if (doing == desk.doing) continue;
            count(id, desk, now_ms);
            if (doing.rests && !desk.doing.rests) ++wages_.rests;
            if (doing.trains && !desk.doing.trains) ++wages_.trainings;
            if (!doing.rests) desk.rested_ms = 0;
            desk.doing = std::move(doing);
        }
    }

    Wages finish(const core::State& state) {
        for (auto& [id, desk] : desks_) {
            const Ms read_ms = state.agents.at(id).meter.since_ms;
            if (read_ms > desk.since_ms) count(id, desk, read_ms);
        }
        wages_.facts = state.pool.facts;
        return std::move(wages_);
    }

private:
    static Doing doing_of(const core::Agent& agent) {
        const bool ready = agent.presence == core::Presence::available || agent.presence == core::Presence::on_demand;
        return {.works = (ready && !agent.arrivals_held) || agent.line_lost_ms > 0,
                .rests = agent.presence == core::Presence::resting,
                .trains = agent.presence == core::Presence::training,
                .hands = {}};
    }

    void count(core::AgentId id, Desk& desk, Ms until_ms) {
        const Ms ms = until_ms - desk.since_ms;
        const Doing& did = desk.doing;
        desk.since_ms = until_ms;
        if (did.works) wages_.paid_ms[id] += ms;
        if (did.rests && !did.works) wages_.paid_ms[id] += std::clamp<Ms>(paid_rest_ms - desk.rested_ms, 0, ms);
        if (did.rests) desk.rested_ms += ms;
        if (did.trains && !did.works) wages_.paid_ms[id] += ms;
        if (did.hands.empty()) return;
        wages_.hands_ms[id] += ms;
        for (const auto& [chat, shop] : did.hands) {
            wages_.shop_ticks[{id, shop}] += static_cast<std::uint64_t>(ms) * (ticks_per_ms / did.hands.size());
            if (desk.chats.insert(chat).second) ++wages_.shop_chats[{id, shop}];
        }
    }

    std::map<core::AgentId, Desk> desks_;
    Wages wages_;
};

template <class T>
T value_of(dispatcher::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    return std::move(*result);
}

// One batch, in steps: time without a leader and a new epoch first, then each timer at its own moment, then what was
// said.
void go_through(core::Core& core, const dispatcher::PastBatch& batch, Watch& watch) {
    const Ms before_ms = core.state().pool.now_ms;
    Ms now_ms = before_ms;
    if (batch.header.gap_ms > 0 || batch.header.new_log_epoch > 0) {
        core.apply({before_ms, batch.header.gap_ms, batch.header.new_log_epoch}, {});
        watch.look(core.state(), before_ms);
    }
    for (auto due = core.next_due_ms(); due && *due <= batch.header.now_ms; due = core.next_due_ms()) {
        now_ms = std::max(now_ms, *due);
        core.apply({now_ms, 0, 0}, {});
        watch.look(core.state(), now_ms);
    }
    const core::BatchHeader header{batch.header.now_ms, 0, 0};
    if (batch.left_out)
        core.skip(header, *batch.left_out);
    else
        core.apply(header, batch.commands);
    watch.look(core.state(), std::max(before_ms, header.now_ms));
}

}  // namespace

Wages derive_wages(const std::filesystem::path& past) {
    const dispatcher::Snapshot snapshot = value_of(dispatcher::read_snapshot(past));
    dispatcher::Replay replay(snapshot.cursor, snapshot.state, value_of(dispatcher::open_recording(past)));
    core::Core core(snapshot.state);
    Watch watch;
    watch.look(core.state(), core.state().pool.now_ms);
    while (const auto batch = value_of(replay.next())) {
        if (!replay.apply(*batch)) throw std::runtime_error("The recorded past does not come out as it was.");
        go_through(core, *batch, watch);
    }
    return watch.finish(replay.state());
}

}  // namespace yunke::chaos
