// Every bound of the gateway, with its reason. Time-outs, which tests shorten, stand in timings.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yunke::gateway::limits {

// ---- frames from clients ----

// A message of 4,000 code points takes at most 16 KB, and four times that when JSON escapes every character.
inline constexpr std::size_t message_bytes_max = 64 * 1024;
// What a message may take on the line: all of it in fragments of one byte with a header of seven, and pings between
// them. Empty fragments have no other bound.
inline constexpr std::size_t message_line_bytes_max = 9 * message_bytes_max;
// Taken from a socket at once: what a client sent while its thread was at other work.
inline constexpr std::size_t read_bytes = 64 * 1024;
// Our frames nest three deep; the rest is room for what later versions add. Beyond it JSON is an attack on the parser.
inline constexpr std::size_t json_depth_max = 32;
// What stands in client.proto.
inline constexpr std::size_t text_points_max = 4'000;
inline constexpr std::size_t note_points_max = 1'000;
inline constexpr std::size_t comment_points_max = 1'000;
inline constexpr std::size_t contact_points_max = 200;
inline constexpr std::size_t name_points_max = 40;
inline constexpr std::size_t client_bytes_max = 64;
inline constexpr int positions_max = 200;
inline constexpr std::uint32_t history_count_max = 200;
inline constexpr std::uint32_t agents_count_max = 200;
inline constexpr std::int32_t raise_seconds_max = 86'400;
inline constexpr std::size_t broadcast_points_max = 500;
inline constexpr std::uint32_t broadcast_minutes_max = 1'440;
inline constexpr std::uint32_t stars_max = 5;
// RFC 5646, section 4.4.1: what a parser of language tags must be able to take.
inline constexpr std::size_t language_bytes_max = 35;
inline constexpr std::size_t topic_bytes_max = 32;
// Longer explanations of a malformed frame help nobody.
inline constexpr std::size_t detail_bytes_max = 240;

// Holds what a client sends again after its session's storage went back: its last 200 commands, and some.
inline constexpr std::uint32_t rate_burst = 256;
// What core keeps per session to answer repeated numbers.
inline constexpr std::size_t unanswered_max = 32;

// ---- frames to clients ----

// What waits for one socket. Whoever is so far behind is better served by a resume.
inline constexpr std::size_t outbox_frames_max = 256;
inline constexpr std::size_t outbox_bytes_max = 1024 * 1024;
// A transcript page is read when less than this waits for the socket.
inline constexpr std::size_t page_when_below_bytes = 64 * 1024;
// Entries per transcript page; the newest page comes first.
inline constexpr std::uint32_t page_entries = 200;
// A page goes out in frames of about this size, since docs/protocol.md promises messages of at most 64 KiB: one entry
// of 16 KB more, and what JSON adds, fit.
inline constexpr std::size_t page_frame_bytes = 24 * 1024;
// Transcript pages that one thread reads at once; a page takes up to 3 MB, so this bounds memory in a storm of resumes.
inline constexpr std::size_t page_reads_max = 16;
// Read buffers that a thread keeps for its sockets between messages, and the largest of them that is kept.
inline constexpr std::size_t spare_buffers_max = 64;
inline constexpr std::size_t spare_buffer_bytes_max = 16 * 1024;

// ---- the pool's streams ----

// Detaches that could not be appended yet (24 bytes each). Beyond it the gateway takes a new name instead.
inline constexpr std::size_t detaches_owed_max = 65'536;
// Of those, tried again with each beat: newer commands must not wait behind all of them.
inline constexpr std::size_t detaches_per_beat = 1'024;
// Out entries taken from Redis at once: enough to keep up, few enough to give sockets their turn.
inline constexpr std::size_t out_entries_per_read = 256;
// A batch of more items than this (a mass change) leaves its memory again; ordinary ones keep it for the next.
inline constexpr int out_items_kept_max = 4'096;

// ---- HTTP ----

inline constexpr std::uint32_t header_bytes_max = 8 * 1024;
inline constexpr std::size_t body_bytes_max = 64 * 1024;
// Requests on one connection; a page with its parts takes some twenty.
inline constexpr int requests_per_connection_max = 1'000;
// Jobs that wait for the SQL threads. With two logins at a time of 30 ms each, the last one waits four seconds.
inline constexpr std::size_t sql_jobs_max = 256;
// Threads that read hours and pay: a page takes some milliseconds, a month's statement some tens.
inline constexpr unsigned ledger_threads = 2;
// Threads at which finance books and agents appeal: one that looks at a month leaves another for everybody else.
inline constexpr unsigned desk_threads = 2;
// Looks for ended conversations: one search looks at some thousand texts at most, the others wait.
inline constexpr unsigned archive_threads = 1;
// Questions why a chat went where it went: one is worked out, the others wait, none longer than half a minute.
inline constexpr std::size_t why_questions_max = 3;
// Static files held in memory by one thread. Larger files are not served at all: the pages' parts are smaller.
inline constexpr std::size_t static_file_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t static_cache_bytes_max = 32 * 1024 * 1024;
inline constexpr std::size_t static_cache_files_max = 1'024;
inline constexpr std::size_t path_bytes_max = 512;
// Addresses whose shoppers' tickets are counted, some 100 bytes each.
inline constexpr std::size_t ticket_clients_max = 16'384;
// Proxies in front of each other; more stations than these in one X-Forwarded-For are looked at by nobody.
inline constexpr std::size_t forwarded_stations_max = 16;
// Connections that the kernel holds for us until they are accepted; a storm of reconnects comes in at once.
inline constexpr int accept_backlog = 4'096;

}  // namespace yunke::gateway::limits
