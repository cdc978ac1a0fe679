// Every bound of the archive, with its reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace yunke::archive::limits {

// Conversations moved in one transaction: enough to share its sync to disk, few enough to hold no writer up for long.
inline constexpr std::size_t chats_per_write = 64;

// Fields asked of `{p}:archive` at once, and lines of a transcript.
inline constexpr std::size_t scan_page = 64;
inline constexpr std::size_t entries_page = 500;

// Words of one conversation that are indexed. A day's chat has some hundred; what somebody pastes for hours is kept,
// and found by its first words.
inline constexpr std::size_t tokens_max = 20'000;

// Conversations erased in one transaction.
inline constexpr int erased_per_write = 32;

// How long a merchant's conversations are kept where nobody said otherwise, and what can be said.
inline constexpr int keep_days_default = 180;
inline constexpr int keep_days_min = 1;
inline constexpr int keep_days_max = 3'650;

// Looked for: conversations whose time is over; conversations to move when there were none; pools.
inline constexpr std::chrono::minutes erase_every{10};
inline constexpr std::chrono::milliseconds idle_pause{2'000};
inline constexpr std::chrono::seconds pools_every{30};

// A wall clock that is ahead of where it should be by more than this was set; it is doubted for so long.
inline constexpr std::int64_t clock_jump_ms = 3'600'000;
inline constexpr std::int64_t clock_doubted_ms = 86'400'000;

// After a failure of SQL or Redis, doubled each time.
inline constexpr std::chrono::milliseconds retry_first{200};
inline constexpr std::chrono::milliseconds retry_last{10'000};

// Conversations that cannot be read are told of once each; more than this many are a damaged Redis.
inline constexpr std::size_t damaged_told = 10'000;

// ---- search ----

// Characters of a query and words in it: more is a pasted text.
inline constexpr std::size_t query_bytes_max = 400;
inline constexpr std::size_t query_words_max = 8;

// Results of one page, and conversations whose text is looked at for them.
inline constexpr std::size_t found_max = 200;
inline constexpr std::size_t looked_at_max = 4'000;
inline constexpr int candidates_page = 200;

// Words that begin as asked which are looked up one by one; beyond it the whole range is.
inline constexpr std::size_t beginnings_max = 16;

// Words of a query asked of the index, the rarest first; the text decides about the others. Rarity is told up to a
// bound: beyond it a word is simply frequent.
inline constexpr std::size_t indexed_terms_max = 4;
inline constexpr int rarity_rows_max = 5'000;

}  // namespace yunke::archive::limits
