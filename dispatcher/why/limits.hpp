// Every bound of an answer to "why", with its reason.
#pragma once

#include <chrono>
#include <cstddef>

namespace yunke::why::limits {

// Commands and log entries that are held in memory and run through twice. 43,000 commands of a pool with 20,000 chats
// take 1.4 s in all, so the time below is mostly what ends first.
inline constexpr std::size_t past_bytes_max = std::size_t{64} * 1024 * 1024;
// From the question to the answer; then what was recorded must do. A person waits for it.
inline constexpr std::chrono::seconds within{10};
// People listed with one decision: the chosen one, those who could have been, and then some of the others.
inline constexpr std::size_t people_max = 30;

}  // namespace yunke::why::limits
