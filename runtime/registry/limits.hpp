// Every bound of the registry, with its reason. The ranges of configuration fields repeat what
// proto/yunke/v1/entity.proto says and fill in what it leaves open.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yunke::registry::limits {

// Passwords. Shorter ones are guessed too fast even through the login delay; longer ones only cost memory.
inline constexpr std::size_t password_bytes_min = 8;
inline constexpr std::size_t password_bytes_max = 256;
// argon2id as in the OWASP recommendation: 19 MiB, two passes, one lane.
inline constexpr std::size_t password_memory_bytes = std::size_t{19} * 1024 * 1024;
inline constexpr unsigned long long password_passes = 2;

// A login is typed by hand and stands in log lines; an e-mail address fits.
inline constexpr std::size_t login_bytes_max = 64;
// A working day and a half of a shift: whoever works from home logs in once a day.
inline constexpr std::int64_t login_session_ms = 12LL * 3'600'000;
// Devices of one person; the oldest login ends when another begins.
inline constexpr int login_sessions_per_account_max = 32;

// The first failures cost nothing (people mistype), then 1 s, 2 s, 4 s … 5 min. There is no lock-out.
inline constexpr int login_failures_free = 3;
inline constexpr std::int64_t login_delay_first_ms = 1'000;
inline constexpr std::int64_t login_delay_max_ms = 300'000;
// A key without a failure for a day starts anew, and its row is deleted.
inline constexpr std::int64_t login_delay_memory_ms = 24LL * 3'600'000;
// Rows of login_delay: invented login names must not fill the disk. The oldest go first.
inline constexpr int login_delay_rows_max = 100'000;

// Names, in code points: what fits on one line of the workbench (entity.proto, client.proto).
inline constexpr std::size_t person_name_max = 40;
inline constexpr std::size_t title_max = 80;
inline constexpr std::size_t region_max = 40;  // a province, a city, a district
// Keys of pools, topics and skills: [a-z0-9-]{1,32}.
inline constexpr std::size_t key_bytes_max = 32;

// Origins per shop: its domains and their test twins. Read at each shopper's ticket.
inline constexpr std::size_t origins_max = 32;
inline constexpr std::size_t origin_bytes_max = 270;  // https:// + a DNS name + a port

// Read at each matching decision, so kept short.
inline constexpr std::size_t queue_skills_max = 16;
inline constexpr std::size_t agent_skills_max = 64;
inline constexpr std::size_t agent_languages_max = 16;
inline constexpr std::size_t language_bytes_max = 35;  // RFC 5646, section 4.4.1
inline constexpr std::uint32_t level_min = 1;
inline constexpr std::uint32_t level_max = 5;

inline constexpr std::uint32_t capacity_min = 1;
inline constexpr std::uint32_t capacity_max = 20;
inline constexpr std::uint32_t offer_timeout_ms_min = 20'000;
inline constexpr std::uint32_t offer_timeout_ms_max = 1'200'000;
inline constexpr std::uint32_t misses_to_hold_max = 100;
inline constexpr std::uint32_t wrap_up_ms_min = 1'000;
inline constexpr std::uint32_t wrap_up_ms_max = 3'600'000;

inline constexpr std::uint32_t answer_target_ms_min = 1'000;
inline constexpr std::uint32_t answer_target_ms_max = 86'400'000;  // deadlines look at most a day ahead
inline constexpr std::uint32_t idle_ms_min = 1'000;
inline constexpr std::uint32_t idle_ms_max = 86'400'000;
inline constexpr std::uint32_t waiting_max_max = 1'000'000;

// What queues ask for and agents can work with; read at each matching decision, so kept short.
inline constexpr std::size_t queue_groups_max = 16;
inline constexpr std::size_t agent_groups_max = 16;
inline constexpr std::size_t agent_shops_max = 256;
inline constexpr std::size_t relaxations_max = 16;
inline constexpr std::size_t overflows_max = 8;    // one after the other; the dispatcher follows no more
inline constexpr std::uint32_t content_bits = 7;   // pictures, voice, video
inline constexpr std::size_t week_spans_max = 56;  // eight a day
inline constexpr std::size_t closed_days_max = 366;
inline constexpr std::uint32_t closed_day_max = 73'049;       // 2170-01-01: beyond it stands a typing error
inline constexpr std::int32_t utc_offset_minutes_min = -720;  // Baker Island
inline constexpr std::int32_t utc_offset_minutes_max = 840;   // Line Islands
inline constexpr std::uint32_t priority_credit_ms_max = 86'400'000;
inline constexpr std::uint32_t waiting_ms_min = 1'000;  // relaxations, overflow and the longest wait
inline constexpr std::uint32_t waiting_ms_max = 86'400'000;
inline constexpr std::uint32_t sticky_ms_min = 1'000;
inline constexpr std::uint32_t sticky_ms_max = 2'592'000'000;  // 30 days
inline constexpr std::uint32_t handling_ms_min = 1'000;
inline constexpr std::uint32_t handling_ms_max = 14'400'000;
inline constexpr std::uint32_t new_per_hour_max = 240;    // each accept of an hour is remembered
inline constexpr std::uint32_t wished_chats_max = 1'000;  // in a day, more than anybody serves
inline constexpr std::uint32_t idle_allowance_ms_max = 3'600'000;
inline constexpr std::uint32_t gap_ms_min = 1'000;
inline constexpr std::uint32_t gap_ms_max = 3'600'000;
inline constexpr std::uint32_t rest_every_ms_min = 60'000;
inline constexpr std::uint32_t rest_every_ms_max = 43'200'000;
inline constexpr std::uint32_t rest_ms_min = 10'000;
inline constexpr std::uint32_t rest_ms_max = 14'400'000;
inline constexpr std::uint32_t day_ms_min = 600'000;  // ten minutes of work are work
inline constexpr std::uint32_t day_ms_max = 86'400'000;

inline constexpr std::uint32_t grace_ms_min = 1'000;
inline constexpr std::uint32_t grace_ms_max = 86'400'000;
inline constexpr std::uint32_t agent_session_ms_min = 60'000;
inline constexpr std::uint32_t agent_session_ms_max = 604'800'000;
inline constexpr std::uint32_t second_offer_percent_max = 100;

// Rows handed out by one outbox_after(): a few hundred kilobytes at most.
inline constexpr int outbox_rows_max = 1'000;

// A shift: long enough to be worth coming for, short enough for a day.
inline constexpr std::int64_t shift_ms_min = 900'000;
inline constexpr std::int64_t shift_ms_max = 57'600'000;
inline constexpr std::int64_t shift_ahead_ms_max = 62 * std::int64_t{86'400'000};
inline constexpr long long shifts_max = 64;  // to come; as many as the core keeps for one agent

// When somebody signed up, was trained, passed: beyond these days stands a typing error. 1990-01-01, 2169-12-31.
inline constexpr std::int32_t milestone_day_min = 7'305;
inline constexpr std::int32_t milestone_day_max = 73'048;
// People of one look at names: each gets a row that says who looked.
inline constexpr int people_per_look_max = 100;
// Looks and changes of consent that somebody is told of at once, the latest; the others are counted.
inline constexpr int looks_told_max = 100;
inline constexpr int consent_changes_told_max = 100;

}  // namespace yunke::registry::limits
