// Every bound of the dispatcher's shell, with its reason. The core's stand in dispatcher/core/limits.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "dispatcher/core/types.hpp"

namespace yunke::dispatcher::limits {

using core::Ms;

// Without a leader for longer than this, deadlines of people are shifted by as much. Shorter gaps (a renewal that came
// late, a restart of Redis) are within what every timer tolerates.
inline constexpr Ms gap_ms_min = 5'000;

// How much faster or slower than the machine's uptime the pool's clock may run to come back to the wall clock.
inline constexpr std::int64_t slew_parts = 100;  // 1 part in 100

// The longest sleep of the batch loop when nothing is due: how late it notices that it should stop.
inline constexpr std::chrono::milliseconds idle_wait{250};

// From this start at one cursor on, commands commit one by one, each id recorded before it is applied.
inline constexpr std::uint32_t starts_until_careful = 2;

// A command is left out when it was being applied alone at so many deaths of its leader. One may be chance: somebody
// killed the process, or the machine went down, at just that moment.
inline constexpr std::uint32_t tries_alone_max = 2;

// So many commands commit one by one at least; a batch that killed its leader was no longer than the largest batch, and
// this much if that leader was configured otherwise.
inline constexpr std::size_t careful_commands_min = 1024;

// One answer to a commit. Redis at its slowest (a fork, a full disk) answers within seconds; then the same is sent
// again.
inline constexpr std::chrono::milliseconds commit_timeout{3'000};

// Bytes of requests that the leader holds at once: room for a commit that touches every entity of a large pool.
inline constexpr std::size_t commit_bytes_max = std::size_t{512} * 1024 * 1024;

// A read of commands that waits for nothing.
inline constexpr std::chrono::milliseconds read_timeout{1'000};

// The longest pause between two tries to reach Redis again: when it is back, the leader of before has a lease's time
// before the others, so it must not sleep through it.
inline constexpr std::chrono::milliseconds reconnect_pause_max{200};

// Pause before a commit that Redis refused (loading, busy, read-only) is sent again.
inline constexpr std::chrono::milliseconds retry_pause{100};

// A stopping leader waits this long for the answer to its last commit; well under the 10 s it has in all.
inline constexpr std::chrono::milliseconds stop_wait{3'000};

// After that, what SQL still holds up is given so much more; all in all under the 10 s.
inline constexpr std::chrono::milliseconds end_wait{2'000};

// Fields of the state asked for in one HSCAN at take-over: some 300 KB, a millisecond of Redis' time.
inline constexpr std::size_t load_page = 1'000;

// Entries of a stream read at once by record and replay.
inline constexpr std::size_t stream_page = 1'000;

// How often a recording looks for what is new.
inline constexpr std::chrono::milliseconds record_every{200};

// `{p}:cmd` is kept to about this many bytes behind the cursor, and cut a little lower so that cutting is rare.
inline constexpr std::int64_t cmd_bytes_max = std::int64_t{256} * 1024 * 1024;
inline constexpr std::int64_t cmd_bytes_after_trim = std::int64_t{240} * 1024 * 1024;
inline constexpr std::chrono::seconds trim_every{10};

// Without a snapshot to begin from, the past can no longer be run. So cutting waits for one, but not beyond this.
inline constexpr std::int64_t cmd_bytes_most = std::int64_t{384} * 1024 * 1024;

// A question about the past runs what lies between two snapshots, and a person waits for it: so many commands take
// two seconds or so. A snapshot takes as much memory as the state, so in a large pool they are further apart: all of
// them together take two thirds of what the commands take, at most.
inline constexpr std::uint64_t snapshot_commands_min = 200'000;
inline constexpr std::uint64_t snapshot_commands_per_field = 4;
inline constexpr std::chrono::seconds snapshot_look_every{10};

// Fields written at once into a snapshot, and when one that its writer left unfinished goes.
inline constexpr std::size_t snapshot_page = 500;
inline constexpr std::chrono::seconds snapshot_unfinished{600};

// Between two looks at the gateways' beats and at Redis' memory. Beats come every second.
inline constexpr std::chrono::milliseconds watch_every{1'000};

// Two looks further apart than this mean that Redis, or we, were away: nobody's silence counts.
inline constexpr Ms watch_gap_ms_max = 2'500;

// Gateways and their incarnations watched at once; beyond it a name that nobody should have made is forgotten first.
inline constexpr std::size_t gateways_max = 10'000;

// How far below the mark memory must fall before new conversations are taken again, so that it does not flap.
inline constexpr int memory_hysteresis_percent = 5;

// A command that the leader appended itself and whose effect does not show in the state is appended again after this.
inline constexpr Ms repeat_after_ms = 5'000;

// Outbox rows forwarded at once. One window is in flight at a time.
inline constexpr int outbox_window = 256;
inline constexpr std::chrono::milliseconds outbox_every{250};
inline constexpr std::chrono::milliseconds outbox_timeout{15'000};  // beyond the registry's own time-outs

// A standby asks this often whether the lease is free, so that an orderly hand-over takes no longer.
inline constexpr Ms standby_poll_ms = 100;

// After a failure that is not a lost lease (Redis away, the pool's keys missing) a leader-to-be waits this long.
inline constexpr std::chrono::milliseconds lead_again_pause{500};

// Counts by state are walked over the whole pool; scrapes that come faster get the last ones.
inline constexpr Ms census_ms = 1'000;

// One record in a recording: a command is 64 KiB at most, a state field of the snapshot somewhat more.
inline constexpr std::size_t record_bytes_max = std::size_t{64} * 1024 * 1024;

}  // namespace yunke::dispatcher::limits
