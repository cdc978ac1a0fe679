// Every bound and default of the core, with its reason.
#pragma once

#include <cstddef>

#include "dispatcher/core/types.hpp"

namespace yunke::core::limits {

// Offers made by one command or timer; the rest follows in the next batch, so that no commit grows without bound.
inline constexpr std::size_t offers_per_step = 256;

// Commands whose memory is fetched together: enough to overlap, and what they touch stays in the nearest caches.
inline constexpr std::size_t fetched_ahead = 32;

// Answers kept per session. A client has at most 32 unanswered; twice that covers those it has not acknowledged yet.
inline constexpr std::size_t kept_answers = 64;

// At its deadline a chat may be offered to one more agent; never to a crowd that then loses the race.
inline constexpr std::size_t offers_per_conversation = 2;

// "A moment more": accessibility asks for at least ten; a bound keeps a forgotten offer from waiting for ever.
inline constexpr std::uint32_t prolongs = 10;

// Waiting shoppers told their exact place; those behind hear "this many or more".
inline constexpr std::uint32_t places_told = 256;

// Code points of the opening message that an offer shows.
inline constexpr std::size_t opening_code_points = 120;

// Told at once to whoever looks for somebody, or at a queue: as many as a person reads.
inline constexpr std::size_t choices_told = 50;
inline constexpr std::size_t chats_told = 200;

// Supervisors in one conversation: more would be a crowd around one agent.
inline constexpr std::size_t attendance = 4;

// Broadcasts shown at a time; the oldest goes first.
inline constexpr std::size_t notices = 8;

// Exclusions remembered per conversation; the oldest goes first.
inline constexpr std::size_t exclusions = 32;

inline constexpr Ms positions_every_ms = 2'000;  // waiting shoppers are told their place at most this often
inline constexpr Ms board_every_ms = 1'000;      // supervisors' boards at most this often

inline constexpr Ms agent_grace_ms = 90'000;        // a lost line keeps its chats for this long
inline constexpr Ms shopper_grace_ms = 600'000;     // a lost shopper, and a closed chat, for this long
inline constexpr Ms decline_cooldown_ms = 300'000;  // no second offer of a declined chat to the same agent
inline constexpr Ms miss_cooldown_ms = 30'000;      // others come first; then she may be the only one who can
inline constexpr Ms second_offer_percent = 100;     // of the answer target, before a second agent is asked
inline constexpr Ms agent_session_ms = 43'200'000;  // 12 h: longer than any shift
inline constexpr Ms ticket_life_ms = 60'000;        // an ended session blocks its ticket for twice a ticket's 30 s

inline constexpr Ms share_bucket_ms = 300'000;  // whoever is less behind than this stands equal in fair share
inline constexpr Ms share_lead_ms = 600'000;    // how far behind the others somebody may be who becomes ready
inline constexpr Ms wished_ms = 28'800'000;     // 8 h, by which fair share is measured
inline constexpr Ms handling_ms = 300'000;      // a chat's mean where a queue names none

inline constexpr Ms meter_cut_ms = 300'000;         // a running work interval is told at least this often
inline constexpr Ms wrap_up_standard_ms = 120'000;  // of notes that a merchant pays for where a queue names none
inline constexpr std::int32_t utc_offset_minutes = platform_utc_offset_minutes;  // by which working days begin
inline constexpr std::size_t shifts = 64;                                        // booked ahead by one agent

// Divides without a rest by as many chats as an agent can hold, 1 to 20.
inline constexpr std::int64_t ticks_per_ms = 232'792'560;

inline constexpr Ms pace_window_ms = 3'600'000;  // new chats are limited per hour

// Records of decisions kept per conversation; the oldest goes first.
inline constexpr std::size_t decisions = 4;

// Overflows followed by one arrival. Queues that overflow in a circle are refused where they are defined.
inline constexpr std::size_t overflows = 8;

}  // namespace yunke::core::limits
