// Every bound of the simulator, with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

#include "dispatcher/core/types.hpp"

namespace yunke::sim::limits {

// A pool has tens of thousands of agents; four times the largest one ever meant still fits into memory.
inline constexpr std::uint32_t agents = 200'000;

inline constexpr std::size_t queues = 10'000;

// Chats that are open at the same time. Their places stand in the low bits of session ids.
inline constexpr unsigned chat_slot_bits = 24;
inline constexpr std::uint32_t chats_at_once = 1U << chat_slot_bits;

// Beyond, the table of a run's batches would be larger than the run is worth.
inline constexpr std::uint32_t replications = 100'000;
inline constexpr std::uint32_t batches = 1'000;

// Parts of a day that arrivals, patience and service can differ in: one every five minutes.
inline constexpr std::size_t periods = 288;

// Skills that somebody is given of a market: as many as a definitions file lets her have.
inline constexpr std::uint32_t skills_drawn = 64;

// Chats at one agent: nobody writes with more people at once.
inline constexpr std::uint32_t capacity = 50;

inline constexpr core::Ms hour_ms = 3'600'000;
inline constexpr core::Ms day_ms = 24 * hour_ms;

// The longest time that a scenario can name: ten years keep every sum of times far from the end of its type.
inline constexpr core::Ms time_ms = 3'650 * day_ms;

// After the last arrival those who still wait are given this long, unless the scenario says otherwise.
inline constexpr core::Ms drain_ms = day_ms;

// Agents who come to work in one batch of commands.
inline constexpr std::size_t commands_at_once = 1'024;

// Columns of the drawing.
inline constexpr std::size_t plot_buckets = 240;

// Rows of a trace: a year of a large pool.
inline constexpr std::size_t trace_rows = 50'000'000;

}  // namespace yunke::sim::limits
