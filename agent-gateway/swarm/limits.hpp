// Every bound of the swarm, with its reason. What the protocol itself demands of clients stands in client/.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yunke::swarm::limits {

// ---- client ----
inline constexpr std::size_t unanswered_max = 32;  // the gateway closes with 4005 above it
inline constexpr std::size_t queued_max = 4'096;   // commands behind the unanswered ones; a load generator's backlog
inline constexpr std::size_t retained_max = 200;   // answered commands kept in case the pool's storage went back
inline constexpr int positions_max = 200;          // in one Hello
inline constexpr std::uint32_t history_max = 200;  // entries asked for at once to fill a hole
inline constexpr int protocol_closes_max = 3;      // closes that blame our own frames before a client gives up
inline constexpr std::size_t message_bytes_max = 4 * 1024 * 1024;  // from the gateway: 200 entries of 16 KB, and some
inline constexpr std::size_t outgoing_bytes_max = 1024 * 1024;     // beyond it a line is as good as dead

// ---- HTTP ----
inline constexpr std::size_t http_body_bytes_max = 64 * 1024;

// ---- dialogues ----
inline constexpr std::size_t dialogues_max = 20'000;
inline constexpr std::size_t dialogue_line_bytes_max = 256 * 1024;
inline constexpr std::size_t turns_max = 400;
inline constexpr std::size_t turn_points_max = 4'000;  // a message's own bound

// ---- checker ----
inline constexpr std::size_t faults_told_max = 100;  // all are counted, these are put into words
inline constexpr std::size_t transcripts_per_read = 64;

// ---- people ----
inline constexpr int agents_max = 500;
inline constexpr std::size_t shoppers_at_once_max = 2'000;  // then arrivals wait, so that no pile grows without bound
inline constexpr std::size_t waiting_max = 12;  // with so many of our shoppers waiting, the next arrival is put off

// ---- load ----
inline constexpr std::uint32_t pairs_max = 50'000;
inline constexpr std::uint32_t connections_max = 60'000;  // ephemeral ports of one address pair
inline constexpr std::uint32_t chats_per_agent = 20;      // the registry's own upper bound

// ---- bench ----
inline constexpr std::size_t fill_chunk = 1'000;          // commands in one pipeline
inline constexpr std::size_t fill_chunks_ahead = 8;       // of the dispatcher: half a megabyte of commands each
inline constexpr std::uint32_t fill_chats_max = 500'000;  // 25,000 agents: what a registry takes in a minute
inline constexpr std::uint64_t descriptors_spared = 300;  // of the file limit: logs, Redis, HTTP

}  // namespace yunke::swarm::limits
