#include "dispatcher/sim/rivals.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace yunke::sim {
namespace {

// Rocket.Chat's waiting queue with the routing method "Load Balancing". Its worker
// (server/services/omnichannel/queue.ts) runs every Omnichannel_queue_delay_timeout, 5 s by default; for each
// department with inquiries it takes the oldest one and delegates it, so one a department and run.
// getNextLeastBusyAgent sorts by open chats, then lastRoutingTime, then user name. (Documentation: "Queue Types
// (Routing Algorithm)".) In its favour: all of an agent's open chats count, not only the department's, so that one with
// several departments is not overrun; a run takes no time.
class LeastBusyPoll final : public Rival {
public:
    Ms period_ms() const override { return 5'000; }

    void tick(RivalDesk& desk) override {
        for (std::uint32_t queue = 0; queue < desk.queues(); ++queue)
            if (desk.waiting(queue) > 0)
                if (const auto agent = least_busy(desk, queue)) desk.assign(desk.oldest(queue), *agent);
    }

private:
    static std::optional<std::uint32_t> least_busy(const RivalDesk& desk, std::uint32_t queue) {
        const auto turn = [&](std::uint32_t agent) {
            return std::tuple(desk.load(agent), desk.assigned_ms(agent), agent);
        };
        std::optional<std::uint32_t> first;
        for (const std::uint32_t agent : desk.members(queue))
            if (desk.has_room(agent) && (!first || turn(agent) < turn(*first))) first = agent;
        return first;
    }
};

// Chatwoot's assignment policy (v2). AutoAssignment::AssignmentJob runs for an inbox when one of its conversations is
// opened or resolved (auto_assignment_handler.rb) and from PeriodicAssignmentJob every 30 minutes; it takes up to 100
// unassigned conversations, oldest first, and gives each to the next of the inbox's round robin who is online and below
// her limit (assignment_service.rb, inbox_round_robin_service.rb; documentation: "Agent Capacity Management"). What
// frees or brings an agent does not start a run, nor does another inbox's conversation. In its favour: the limit is one
// for all inboxes, so that nobody holds a full number from each; jobs run at once.
class RoundRobinBatch final : public Rival {
public:
    Ms period_ms() const override { return 30 * 60'000; }
    void arrived(RivalDesk& desk, std::uint32_t queue) override { run(desk, queue); }
    void ended(RivalDesk& desk, std::uint32_t queue) override { run(desk, queue); }

    void tick(RivalDesk& desk) override {
        for (std::uint32_t queue = 0; queue < desk.queues(); ++queue)
            run(desk, queue);
    }

private:
    static constexpr std::size_t batch = 100;

    void run(RivalDesk& desk, std::uint32_t queue) {
        if (rounds_.size() <= queue) rounds_.resize(desk.queues());
        std::vector<std::uint32_t>& round = rounds_[queue];
        if (round.size() != desk.members(queue).size()) round = desk.members(queue);
        for (std::size_t i = 0; i < batch && desk.waiting(queue) > 0; ++i) {
            const auto next = std::ranges::find_if(round, [&](std::uint32_t agent) { return desk.has_room(agent); });
            if (next == round.end()) return;
            const std::uint32_t agent = *next;
            round.erase(next);
            round.push_back(agent);
            desk.assign(desk.oldest(queue), agent);
        }
    }

    std::vector<std::vector<std::uint32_t>> rounds_;  // of each queue, whoever is next in front
};

// Twilio's TaskRouter. A TaskQueue is first in, first out within a priority, higher priorities first ("Queue
// Ordering"); among workers "the Worker who has waited the longest without a Task will be the first reserved"
// ("Ordering Workers"). A reservation that nobody answers within TaskReservationTimeout, 120 s by default ("Workflow
// Resource"), is taken back, and the worker is moved to the Workspace's timeout activity, Offline by default, until she
// comes back by herself. In its favour: whoever has no task at all goes before whoever has one, reservations are made
// at once, and a channel counts tasks that are being wrapped up.
class PriorityLongestIdle final : public Rival {
public:
    Ms reservation_ms() const override { return 120'000; }

    // Whoever waits longer in this queue could not be given to anybody.
    void arrived(RivalDesk& desk, std::uint32_t queue) override {
        const auto turn = [&](std::uint32_t agent) {
            return std::tuple(desk.load(agent) > 0, desk.idle_since_ms(agent), agent);
        };
        std::optional<std::uint32_t> first;
        for (const std::uint32_t agent : desk.members(queue))
            if (desk.has_room(agent) && (!first || turn(agent) < turn(*first))) first = agent;
        if (first) desk.assign(desk.oldest(queue), *first);
    }

    void freed(RivalDesk& desk, std::uint32_t agent) override {
        const auto turn = [&](std::uint32_t queue) { return std::tuple(-desk.priority_of(queue), desk.oldest(queue)); };
        while (desk.has_room(agent)) {
            std::optional<std::uint32_t> first;
            for (const std::uint32_t queue : desk.queues_of(agent))
                if (desk.waiting(queue) > 0 && (!first || turn(queue) < turn(*first))) first = queue;
            if (!first) return;
            desk.assign(desk.oldest(*first), agent);
        }
    }
};

}  // namespace

std::unique_ptr<Rival> make_rival(std::string_view name) {
    if (name == "least_busy_poll") return std::make_unique<LeastBusyPoll>();
    if (name == "round_robin_batch") return std::make_unique<RoundRobinBatch>();
    if (name == "priority_longest_idle") return std::make_unique<PriorityLongestIdle>();
    return nullptr;
}

const std::vector<std::string_view>& rival_names() {
    static const std::vector<std::string_view> names = {"least_busy_poll", "round_robin_batch",
                                                        "priority_longest_idle"};
    return names;
}

}  // namespace yunke::sim
