// Every bound of an answer to "why", with its reason.
#pragma once

#include <chrono>
#include <cstddef>

namespace yunke::why::limits {

// From the question to the answer; then what was recorded must do. A person waits for it.
inline constexpr std::chrono::seconds within{10};
// People listed with one decision: the chosen one, those who could have been, and then some of the others.
inline constexpr std::size_t people_max = 30;

}  // namespace yunke::why::limits
