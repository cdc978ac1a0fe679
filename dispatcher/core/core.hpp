// The pure heart of the dispatcher: a pool's state and the one function that folds a batch of commands into it. No
// clock, no randomness, no I/O: the same state, header and commands give the same state and effects anywhere. Called by
// dispatcher/app (which commits the effects), by replay, by the simulator and by the tests.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatcher/core/command.hpp"
#include "dispatcher/core/effect.hpp"
#include "dispatcher/core/id_map.hpp"
#include "dispatcher/core/types.hpp"

namespace yunke::core {

// Version of the rules in here. Stands in every log entry; a replay refuses an entry of another version.
inline constexpr std::string_view core_version = "6";

struct State {
    Pool pool;
    IdMap<ShopId, Shop> shops;
    IdMap<QueueId, Queue> queues;
    IdMap<AgentId, Agent> agents;
    IdMap<SessionId, Session> sessions;
    IdMap<ConversationId, Conversation> conversations;
    std::unordered_map<std::string, Gateway> gateways;
    bool operator==(const State&) const = default;
};

class World;  // state, indexes, timers and the effects under way; world.hpp

class Core {
public:
    // Takes a state as loaded (or empty) and derives indexes and timers from it.
    explicit Core(State state);
    ~Core();
    Core(Core&&) noexcept;
    Core& operator=(Core&&) noexcept;

    // Fires the timers due at header.now_ms in order, then applies the commands in order, then matches. `header.now_ms`
    // must not be below state().pool.now_ms; if it is, the latter counts.
    Effects apply(const BatchHeader& header, std::span<const Command> commands);

    // Folds in that a command is left out because it cannot be applied: a client's is answered `internal_error`, any
    // other leaves no trace. Timers wait for the next batch.
    Effects skip(const BatchHeader& header, const Command& command);

    const State& state() const;

    // When the next timer is due, if any: the leader commits a batch then, even an empty one.
    std::optional<Ms> next_due_ms() const;

    // Every sentence names a broken invariant (reliability: 1, 3, 4 and the consistency of indexes with entities).
    // Empty = all hold. Walks the whole state.
    std::vector<std::string> broken_invariants() const;

private:
    std::unique_ptr<World> world_;
};

}  // namespace yunke::core
