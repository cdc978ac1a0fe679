// Every bound of the Redis client, with its reason. Those that a caller may want otherwise are defaults of its options.
#pragma once

#include <chrono>
#include <cstddef>

namespace yunke::redis::limits {

// Requests that one client holds at once, waiting and in flight. A gateway thread at full load has a few thousand.
inline constexpr std::size_t requests_max = 65'536;

// Bytes of requests held at once. Redis itself takes 1 GiB of query buffer; this keeps a gateway's memory small.
inline constexpr std::size_t request_bytes_max = 64 * 1024 * 1024;

// Bytes gathered into one write; larger writes bring nothing more and delay the first answers.
inline constexpr std::size_t write_bytes_max = 1024 * 1024;

// Bytes taken from the socket at once; one page table's worth of answers.
inline constexpr std::size_t read_bytes = 64 * 1024;

// Replies parsed before other work of the thread gets its turn.
inline constexpr std::size_t replies_per_turn_max = 1024;

// The largest reply: a bulk string's own limit in Redis is 512 MiB, and larger arrays are read in pages.
inline constexpr std::size_t reply_bytes_max = 512 * 1024 * 1024;

// Items of one reply, those of nested arrays included. The largest of use is HGETALL of a state: with 100,000 live
// chats some 400,000 fields, so twice as many items.
inline constexpr std::size_t reply_items_max = 16 * 1024 * 1024;

// How deep arrays may nest when turned into a Reply; XINFO STREAM FULL, the deepest of use, has 5.
inline constexpr std::size_t reply_depth_max = 8;

// Resolving, connecting, AUTH and INFO together.
inline constexpr std::chrono::milliseconds connect_timeout{3'000};

// A connection whose oldest request got no answer for this long is given up. Longer than any Function of ours takes.
inline constexpr std::chrono::milliseconds answer_timeout{15'000};

// How long a request may take when the caller says nothing.
inline constexpr std::chrono::milliseconds request_timeout{5'000};

// Reconnecting: the pause doubles from the first to the last, each shortened by up to a half at random so that clients
// do not come in step. A connection that held for longer than the last pause starts the row anew.
inline constexpr std::chrono::milliseconds backoff_first{50};
inline constexpr std::chrono::milliseconds backoff_last{2'000};

// XREAD: entries per stream and call when the caller says nothing, and how long one call blocks.
inline constexpr std::size_t read_count = 512;
inline constexpr std::chrono::milliseconds read_block{1'000};

// Streams named in one XREAD; a gateway tails one per pool.
inline constexpr std::size_t read_streams_max = 256;

}  // namespace yunke::redis::limits
