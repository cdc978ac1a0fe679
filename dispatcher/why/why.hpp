// Why a conversation went to whom it went, in words, as a supervisor or one of the agents may read it. What was
// recorded with each decision stands in the conversation itself; what each of the others had in the way is recomputed
// by running the pool's log again, as far as Redis holds it and within limits.hpp. Reads only. Called by the gateway's
// WhyWorkers.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/redis/endpoint.hpp"

namespace yunke::why {

enum class Language : std::uint8_t { zh, en };

// Who asks. A supervisor may know of every conversation of the pool, and everybody's name; an agent of those that were
// hers or offered to her, and herself.
struct Reader {
    std::uint32_t agent = 0;  // 0 = a supervisor
};

struct Person {
    std::uint32_t agent = 0;
    std::string name;
    bool chosen = false;
    std::string why;
};

struct Decision {
    std::int64_t at_ms = 0;
    std::string headline;
    std::string counts;          // for supervisors
    std::string own;             // for an agent: what spoke for or against her; empty = not known
    std::vector<Person> people;  // for supervisors: the chosen one first, then those who fit in their order
    std::uint64_t left_out = 0;  // of the people
};

struct Told {
    std::vector<Decision> decisions;  // oldest first
    bool complete = false;            // false: of some or all, only what was noted, and no more than the last few
    std::string why_not_complete;     // a sentence for the person
};

// A pool, for one thread.
class Why {
public:
    // `stop` makes a question that is under way end soon.
    Why(redis::Endpoint redis, std::string pool, const std::atomic<bool>& stop)
        : redis_(std::move(redis)), pool_(std::move(pool)), stop_(&stop) {}

    // Blocks, for some limits::within at most. nullopt: this reader is told of no such conversation. The error is a
    // sentence for the log.
    std::expected<std::optional<Told>, std::string> tell(std::uint64_t conversation, Reader reader, Language language);

private:
    redis::Endpoint redis_;
    std::string pool_;
    const std::atomic<bool>* stop_;
};

}  // namespace yunke::why
