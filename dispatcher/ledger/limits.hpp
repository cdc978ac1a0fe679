// Every bound of the ledger's process, with its reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace yunke::ledger::limits {

// Rows read from SQL at once: a megabyte or two, some milliseconds.
inline constexpr int page_rows = 2'000;

// Facts that wait behind a gap: far more than shuffled delivery can hold back; beyond it they are read again.
inline constexpr std::size_t held_max = 65'536;

// Facts of which it is kept how they are taken back. Redis falls back by seconds after a crash, by hours after a
// restore from a backup; this is a week of a hundred agents or an hour of ten thousand, in half a gigabyte at most.
inline constexpr std::uint64_t undo_facts_kept = 1'000'000;
// So often, in facts, older ones are looked for.
inline constexpr std::uint64_t undo_trim_every = 100'000;

// Facts that stay in Redis behind the cursor, for whoever looks at the latest (`yunkectl acts`), and how often older
// ones are cut.
inline constexpr std::uint64_t facts_kept = 100'000;
inline constexpr std::chrono::seconds trim_every{30};

// Waiting for facts in one read; how late the loop notices that it should stop.
inline constexpr std::chrono::milliseconds read_wait{1'000};

// After a failure of SQL or Redis, doubled each time.
inline constexpr std::chrono::milliseconds retry_first{200};
inline constexpr std::chrono::milliseconds retry_last{10'000};

// Dated configuration and closed months are read again so often.
inline constexpr std::chrono::seconds setup_every{10};
// The registry is asked for new pools so often.
inline constexpr std::chrono::seconds pools_every{30};

// What finance sold or gave back is looked for so often: a shop that was blocked takes chats again within seconds.
inline constexpr std::chrono::seconds office_every{1};

// How often it is noted that nothing of a pool waits to be posted, and until when that is then true: the dispatcher
// commits what happened within moments, or stops.
inline constexpr std::chrono::seconds level_every{60};
inline constexpr std::chrono::seconds level_margin{60};

// A batch that a newer merchant or a closed month refused is priced anew at once, so often at most; then it waits.
inline constexpr int anew_max = 8;

}  // namespace yunke::ledger::limits
