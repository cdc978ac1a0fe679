#include "runtime/registry/routing_rules.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "runtime/registry/limits.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

Result<void> check_contents(const std::string& field, std::uint32_t contents) {
    if ((contents & ~limits::content_bits) == 0) return {};
    return invalid(field, fmt::format("must be made of 1 (pictures), 2 (voice) and 4 (video), not {}.", contents));
}

Result<void> check_preferred(const v1::QueueRouting& routing) {
    if (static_cast<std::size_t>(routing.groups_size()) > limits::queue_groups_max) {
        return invalid("routing.groups", fmt::format("may hold at most {} groups, not {}.", limits::queue_groups_max,
                                                     routing.groups_size()));
    }
    std::set<std::uint32_t> seen;
    for (int i = 0; i < routing.groups_size(); ++i) {
        if (!seen.insert(routing.groups(i)).second) {
            return invalid(fmt::format("routing.groups[{}]", i), "must name each group once.");
        }
    }
    if (routing.groups_only() && routing.groups_size() == 0) {
        return invalid("routing.groups_only", "needs groups: name them, or let everybody answer.");
    }
    return {};
}

Result<void> check_rising(const std::string& field, const google::protobuf::RepeatedField<std::uint32_t>& ids,
                          std::size_t count_max) {
    if (static_cast<std::size_t>(ids.size()) > count_max) {
        return invalid(field, fmt::format("may hold at most {} entries, not {}.", count_max, ids.size()));
    }
    for (int i = 1; i < ids.size(); ++i) {
        if (ids[i] <= ids[i - 1]) {
            return invalid(fmt::format("{}[{}]", field, i), "must rise: give each id once, the lowest first.");
        }
    }
    return {};
}

// What a queue still asks for while its steps are walked through.
class Asked {
public:
    explicit Asked(const v1::QueueConfig& queue)
        : groups_(queue.routing().groups().begin(), queue.routing().groups().end()) {
        for (const auto& skill : queue.skills())
            levels_[skill.skill()] = skill.level();
    }

    Result<void> take(const std::string& at, const v1::Relaxation& step) {
        switch (step.what_case()) {
            case v1::Relaxation::kLower:
                return lower(at + ".lower", step.lower());
            case v1::Relaxation::kAnyGroup:
                return any_group(at + ".any_group", step.any_group());
            case v1::Relaxation::kWidenTo:
                return widen(at + ".widen_to", step.widen_to());
            case v1::Relaxation::WHAT_NOT_SET:
                break;
        }
        return invalid(at, "must say what it relaxes: lower, any_group or widen_to.");
    }

private:
    Result<void> lower(const std::string& at, const v1::SkillLevel& to) {
        const auto asked = levels_.find(to.skill());
        if (asked == levels_.end()) return invalid(at, "must name a skill that the queue asks for.");
        if (asked->second == 0) return invalid(at, "names a skill that a step before no longer asks for; drop it.");
        if (to.level() >= asked->second) {
            return invalid(at, fmt::format("must be below the level asked for until then, {}, not {}; 0 asks for none.",
                                           asked->second, to.level()));
        }
        asked->second = to.level();
        return {};
    }

    Result<void> any_group(const std::string& at, bool set) {
        if (!set) return invalid(at, "must be true, or not stand there.");
        if (groups_.empty()) return invalid(at, "changes nothing: the queue names no groups.");
        if (any_) return invalid(at, "changes nothing: a step before has let every group in.");
        any_ = true;
        return {};
    }

    Result<void> widen(const std::string& at, std::uint32_t group) {
        if (group == 0) return invalid(at, "must name a group.");
        if (groups_.empty()) return invalid(at, "changes nothing: the queue names no groups.");
        if (any_) return invalid(at, "changes nothing: a step before has let every group in.");
        if (!groups_.insert(group).second) return invalid(at, "names a group that is in already.");
        return {};
    }

    std::map<std::uint32_t, std::uint32_t> levels_;
    std::set<std::uint32_t> groups_;
    bool any_ = false;
};

Result<void> check_relaxations(const v1::QueueConfig& queue) {
    const auto& steps = queue.routing().relaxations();
    if (static_cast<std::size_t>(steps.size()) > limits::relaxations_max) {
        return invalid("routing.relaxations",
                       fmt::format("may hold at most {} steps, not {}.", limits::relaxations_max, steps.size()));
    }
    Asked asked(queue);
    for (int i = 0; i < steps.size(); ++i) {
        const auto at = fmt::format("routing.relaxations[{}]", i);
        auto good = check_range(at + ".after_ms", steps[i].after_ms(), limits::waiting_ms_min, limits::waiting_ms_max);
        if (!good) return good;
        if (i > 0 && steps[i].after_ms() <= steps[i - 1].after_ms()) {
            return invalid(at + ".after_ms", fmt::format("must be more than that of the step before, {}, not {}.",
                                                         steps[i - 1].after_ms(), steps[i].after_ms()));
        }
        if (good = asked.take(at, steps[i]); !good) return good;
    }
    return {};
}

Result<void> check_overflow(const v1::QueueConfig& queue) {
    const auto& routing = queue.routing();
    if (!v1::Beyond_IsValid(routing.beyond())) {
        return invalid("routing.beyond", "must be BEYOND_LEAVE_MESSAGE, BEYOND_OVERFLOW or BEYOND_CLOSE.");
    }
    const bool overflows = routing.overflow_queue() != 0;
    if (routing.beyond() == v1::BEYOND_OVERFLOW && !overflows) {
        return invalid("routing.beyond", "needs an overflow queue: name one, or let chats become messages or close.");
    }
    if (routing.overflow_after_ms() != 0 && !overflows) {
        return invalid("routing.overflow_after_ms", "needs an overflow queue.");
    }
    if (overflows && routing.overflow_queue() == queue.id()) {
        return invalid("routing.overflow_queue", "must be another queue than this one.");
    }
    if (overflows && routing.overflow_after_ms() == 0 && routing.beyond() != v1::BEYOND_OVERFLOW) {
        return invalid("routing.overflow_queue",
                       "would never be used: say after which time chats overflow, or set beyond to overflow.");
    }
    if (routing.wait_max_ms() != 0 && routing.wait_max_ms() <= routing.overflow_after_ms()) {
        return invalid("routing.wait_max_ms",
                       fmt::format("must be more than the time after which chats overflow, {}, not {}.",
                                   routing.overflow_after_ms(), routing.wait_max_ms()));
    }
    return {};
}

}  // namespace

Result<void> check_routing(const v1::QueueConfig& queue) {
    using namespace limits;
    const auto& routing = queue.routing();
    if (!routing.language().empty() && !is_language(routing.language())) {
        return invalid("routing.language", "must be a BCP 47 tag such as zh-CN or en, or empty for the shopper's own.");
    }
    return first_of({
        check_contents("routing.needs", routing.needs()),
        check_preferred(routing),
        check_range("routing.priority_credit_ms", routing.priority_credit_ms(), 0, priority_credit_ms_max),
        check_zero_or_range("routing.overflow_after_ms", routing.overflow_after_ms(), waiting_ms_min, waiting_ms_max),
        check_zero_or_range("routing.wait_max_ms", routing.wait_max_ms(), waiting_ms_min, waiting_ms_max),
        check_zero_or_range("routing.sticky_ms", routing.sticky_ms(), sticky_ms_min, sticky_ms_max),
        check_zero_or_range("routing.reopen_ms", routing.reopen_ms(), waiting_ms_min, waiting_ms_max),
        check_zero_or_range("routing.reply_ms", routing.reply_ms(), waiting_ms_min, waiting_ms_max),
        check_zero_or_range("routing.wrap_up_standard_ms", routing.wrap_up_standard_ms(), waiting_ms_min,
                            wrap_up_ms_max),
        check_zero_or_range("routing.handling_ms", routing.handling_ms(), handling_ms_min, handling_ms_max),
        check_relaxations(queue),
        check_overflow(queue),
        check_hours("routing.hours", routing.hours(), true),
    });
}

Result<void> check_routing(const v1::AgentRouting& routing) {
    using namespace limits;
    if (routing.rest_every_ms() != 0 && routing.rest_ms() == 0) {
        return invalid("routing.rest_ms", "must say how long a rest lasts, because rests fall due.");
    }
    if (routing.rest_every_ms() == 0 && routing.rest_ms() != 0) {
        return invalid("routing.rest_every_ms", "must say after how much work a rest falls due.");
    }
    if (routing.day_max_ms() != 0 && routing.wished_ms() > routing.day_max_ms()) {
        return invalid("routing.wished_ms", fmt::format("must be at most the longest day, {}, not {}.",
                                                        routing.day_max_ms(), routing.wished_ms()));
    }
    if (routing.wished_ms() != 0 && routing.wished_chats() != 0) {
        return invalid("routing.wished_chats", "cannot stand beside a wished time; wish for one of them.");
    }
    return first_of({
        check_rising("routing.groups", routing.groups(), agent_groups_max),
        check_rising("routing.certified_shops", routing.certified_shops(), agent_shops_max),
        check_rising("routing.direct_shops", routing.direct_shops(), agent_shops_max),
        check_contents("routing.cannot", routing.cannot()),
        check_range("routing.new_per_hour_max", routing.new_per_hour_max(), 0, new_per_hour_max),
        check_zero_or_range("routing.gap_ms", routing.gap_ms(), gap_ms_min, gap_ms_max),
        check_zero_or_range("routing.rest_every_ms", routing.rest_every_ms(), rest_every_ms_min, rest_every_ms_max),
        check_zero_or_range("routing.rest_ms", routing.rest_ms(), rest_ms_min, rest_ms_max),
        check_zero_or_range("routing.day_max_ms", routing.day_max_ms(), day_ms_min, day_ms_max),
        check_hours("routing.quiet", routing.quiet(), false),
        check_zero_or_range("routing.wished_ms", routing.wished_ms(), day_ms_min, day_ms_max),
        check_range("routing.wished_chats", routing.wished_chats(), 0, wished_chats_max),
        check_range("routing.idle_allowance_ms", routing.idle_allowance_ms(), 0, idle_allowance_ms_max),
    });
}

Result<void> check_order(const v1::PoolConfig& config) {
    std::set<int> seen;
    for (int i = 0; i < config.order_size(); ++i) {
        const auto criterion = config.order(i);
        const auto at = fmt::format("order[{}]", i);
        if (!v1::Criterion_IsValid(criterion) || criterion == v1::CRITERION_UNSPECIFIED) {
            return invalid(at, "must be a criterion: group, share, least_load, most_load, surplus or longest_idle.");
        }
        if (!seen.insert(criterion).second) return invalid(at, "must name each criterion once.");
        if (seen.contains(v1::CRITERION_LEAST_LOAD) && seen.contains(v1::CRITERION_MOST_LOAD)) {
            return invalid(at, "must not ask for the least and for the most load; keep one of them.");
        }
    }
    return {};
}

std::expected<void, OverflowFault> check_overflows(std::span<const v1::QueueConfig> queues) {
    std::map<std::uint32_t, std::size_t> at;
    for (std::size_t i = 0; i < queues.size(); ++i)
        at[queues[i].id()] = i;
    const std::string field = "routing.overflow_queue";
    for (std::size_t i = 0; i < queues.size(); ++i) {
        const auto next = queues[i].routing().overflow_queue();
        if (next == 0) continue;
        const auto found = at.find(next);
        if (found == at.end() || queues[found->second].shop() != queues[i].shop()) {
            return std::unexpected(OverflowFault{i, invalid(field, "must be a queue of the same shop.").error()});
        }
        std::string way = queues[i].topic();
        std::size_t steps = 0;
        for (auto now = found; now != at.end() && steps <= queues.size(); ++steps) {
            const auto& queue = queues[now->second];
            if (steps <= limits::overflows_max) way += " to " + queue.topic();
            if (queue.id() == queues[i].id()) {
                return std::unexpected(OverflowFault{
                    i, invalid(field, "leads back to the queue itself, from " + way + "; break the ring.").error()});
            }
            now = at.find(queue.routing().overflow_queue());
        }
        if (steps > limits::overflows_max) {
            return std::unexpected(OverflowFault{
                i, invalid(field, fmt::format("leads through more than {} queues, from {}; shorten the way.",
                                              limits::overflows_max, way))
                       .error()});
        }
    }
    return {};
}

}  // namespace yunke::registry
