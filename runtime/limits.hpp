// Every bound of the runtime's own loops and buffers, with its reason. The Redis client's stand in redis/limits.hpp.
#pragma once

#include <chrono>
#include <cstddef>

namespace yunke::runtime::limits {

// A configuration is some fifty lines; a file beyond this is a mistaken path.
inline constexpr std::size_t config_bytes_max = 1024 * 1024;

// Definitions name each agent and queue in a few hundred bytes; a pool of tens of thousands fits.
inline constexpr std::size_t definitions_bytes_max = 16 * 1024 * 1024;

// A file that is wrong all over is told so in one screen; the rest shows when these are mended.
inline constexpr std::size_t definition_problems_max = 40;

// A list of known names longer than this helps nobody who misspelt one.
inline constexpr std::size_t suggestion_names_max = 24;

// A typing error is seen as one up to this many edits away; beyond it a suggestion misleads.
inline constexpr std::size_t suggestion_distance_max = 3;

// The longest text value of one log field; longer ones are cut, so that one bad input cannot fill a disk.
inline constexpr std::size_t log_value_bytes_max = 1024;

// Tokens hold a few names and numbers; a longer string is refused before it is decoded.
inline constexpr std::size_t token_chars_max = 2048;

// Probes and one or two scrapers; more at once is a mistake or an attack.
inline constexpr std::size_t admin_connections_max = 32;
inline constexpr std::size_t admin_header_bytes_max = 8 * 1024;
inline constexpr std::size_t admin_requests_per_connection_max = 1000;
inline constexpr std::chrono::seconds admin_request_timeout{5};
inline constexpr std::chrono::seconds admin_idle_timeout{30};
inline constexpr std::chrono::milliseconds accept_pause{100};  // after a failed accept, so that it never spins

// A process that was told to stop finishes what it has within this time.
inline constexpr std::chrono::seconds drain_time_max{10};
inline constexpr std::chrono::milliseconds drain_poll{20};

}  // namespace yunke::runtime::limits
