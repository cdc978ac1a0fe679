// The agents' side of a run: they accept, work at a speed that depends on how many chats they hold, rest, go home.
#include <algorithm>
#include <cmath>

#include "dispatcher/core/index.hpp"
#include "dispatcher/sim/simulation.hpp"

namespace yunke::sim {
namespace {

double speed_at(const QueuePlan& plan, std::size_t level) {
    if (plan.speed_by_level.empty() || level == 0) return 1;
    return plan.speed_by_level[std::min(level, plan.speed_by_level.size()) - 1];
}

bool has_skills(const core::AgentConfig& agent, const core::QueueConfig& queue) {
    return std::ranges::all_of(queue.skills, [&](const core::SkillLevel& needed) {
        return std::ranges::any_of(agent.skills, [&](const core::SkillLevel& held) {
            return held.skill == needed.skill && held.level >= needed.level;
        });
    });
}

bool ends_work(core::Limit limit) {
    return limit == core::Limit::rest || limit == core::Limit::day || limit == core::Limit::quiet;
}

// An offer in one word: when and to whom.
std::uint64_t key_of(Ms since_ms, std::uint32_t worker) {
    constexpr unsigned worker_bits = 18;
    static_assert(limits::agents < 1U << worker_bits);
    return (static_cast<std::uint64_t>(since_ms) << worker_bits) | worker;
}

}  // namespace

std::uint32_t Simulation::index_of(const Worker& worker) const {
    return static_cast<std::uint32_t>(&worker - workers_.data());
}

const core::AgentConfig& Simulation::config_of(const Worker& worker) const {
    return scenario_.groups[worker.group].members[index_of(worker) - groups_[worker.group].first];
}

void Simulation::say(Worker& worker, core::ClientBody body) {
    say(worker.session, worker.attach, ++worker.number, std::move(body));
}

void Simulation::note_level(std::uint32_t index) {
    Worker& worker = workers_[index];
    if (is_there(worker))
        measures_.level(index, Span{worker.level_since_ms, now_ms_}, static_cast<std::uint32_t>(worker.chats.size()));
    worker.level_since_ms = now_ms_;
}

// ---- service -------------------------------------------------------------------------------------------------------

void Simulation::take(std::uint32_t place, const core::Conversation& conversation) {
    Chat& chat = chats_[place];
    chat.worker = raw(conversation.owner) - 1;
    decide(chat, Fate::served);
    enter_line(chat, -1);
    chat.phase = Phase::served;
    chat.accepted_ms = now_ms_;
    chat.worked_at_ms = now_ms_;
    bool shown = false;
    for (SeenOffer& seen : chat.seen) {
        if (seen.worker == chat.worker)
            shown = true;
        else
            offer_over(seen, false);
        seen = SeenOffer{};
    }
    if (!shown) watch_.shown(chat.worker, chat.queue, now_ms_);
    if (!shown || !pool_->pushes()) watch_.given(chat.worker, now_ms_);
    note_level(chat.worker);
    change_level(workers_[chat.worker], place, true);
}

void Simulation::give_up(std::uint32_t place) {
    const std::uint32_t index = chats_[place].worker;
    watch_.gone(index);
    note_level(index);
    change_level(workers_[index], place, false);
    chats_[place].worker = nobody;
    chats_[place].plan = ++plans_;
    if (workers_[index].chats.empty()) freed(index);
}

// The work done so far was done at the old level's speed; what is left goes on at the new one's.
void Simulation::change_level(Worker& worker, std::uint32_t place, bool added) {
    const std::size_t before = worker.chats.size();
    const std::size_t after = added ? before + 1 : before - 1;
    if (!added) std::erase(worker.chats, place);
    for (const std::uint32_t other : worker.chats) {
        const QueuePlan& plan = scenario_.queues[chats_[other].queue];
        if (speed_at(plan, before) == speed_at(plan, after)) continue;
        Chat& chat = chats_[other];
        chat.work_left_ms -= static_cast<double>(now_ms_ - chat.worked_at_ms) * speed_at(plan, before);
        chat.work_left_ms = std::max(chat.work_left_ms, 0.0);
        chat.worked_at_ms = now_ms_;
        plan_end(other, speed_at(plan, after));
    }
    if (!added) return;
    worker.chats.push_back(place);
    plan_end(place, speed_at(scenario_.queues[chats_[place].queue], after));
}

void Simulation::plan_end(std::uint32_t place, double speed) {
    Chat& chat = chats_[place];
    chat.plan = ++plans_;
    const double in_ms = std::min(chat.work_left_ms / speed, static_cast<double>(limits::time_ms));
    events_.add({now_ms_ + std::llround(in_ms), 0, EventKind::finish, place, chat.plan, 0});
}

void Simulation::end_service(std::uint32_t place, std::uint64_t plan) {
    const Chat& chat = chats_[place];
    if (chat.phase != Phase::served || chat.plan != plan) return;
    say(workers_[chat.worker], core::Resolve{chat.id});
    apply();
}

void Simulation::write_up(const Chat& chat, const core::Conversation& conversation) {
    const std::uint32_t index = raw(conversation.owner) - 1;
    if (config_of(workers_[index]).wrap_up != core::WrapUpMode::until_done) return;  // the core ends the others
    Random random = chance(chat, Use::notes);
    const double ms = scenario_.groups[workers_[index].group].wrap_up_takes.draw(random);
    const Ms in_ms = std::llround(std::min(ms, static_cast<double>(limits::time_ms)));
    events_.add({now_ms_ + in_ms, 0, EventKind::wrapped, index, 0, raw(conversation.id)});
}

// ---- offers --------------------------------------------------------------------------------------------------------

void Simulation::see_offers(std::uint32_t place, const core::Conversation& conversation) {
    Chat& chat = chats_[place];
    SeenOffer now_seen[2];
    std::size_t count = 0;
    for (const core::OfferState& offer : conversation.offers) {
        if (count == std::size(now_seen)) break;
        const SeenOffer seen{raw(offer.agent) - 1, offer.since_ms};
        const bool known = std::ranges::any_of(
            chat.seen, [&](const SeenOffer& s) { return s.worker == seen.worker && s.since_ms == seen.since_ms; });
        now_seen[count++] = seen;
        if (!known) consider(place, seen);
    }
    for (const SeenOffer& before : chat.seen)
        if (std::ranges::none_of(now_seen, [&](const SeenOffer& s) {
                return s.worker == before.worker && s.since_ms == before.since_ms;
            }))
            offer_over(before, true);
    std::ranges::copy(now_seen, chat.seen);
}

// She looks at it after a while of her own, or not at all. What was pushed at somebody who is away from her desk lies
// there until she is back.
void Simulation::consider(std::uint32_t place, const SeenOffer& offer) {
    Chat& chat = chats_[place];
    const std::uint32_t index = offer.worker;
    const std::uint32_t group = workers_[index].group;
    const GroupPlan& plan = scenario_.groups[group];
    watch_.shown(index, chat.queue, now_ms_);
    if (pool_->pushes()) watch_.pushed(index, now_ms_);
    Random random = chance(chat, Use::offer, index);
    ++chat.asked;
    const bool misses = plan.miss_probability > 0 && random.uniform() < plan.miss_probability;
    if (misses && !pool_->pushes()) return;
    const double pace = plan.pace.empty() ? 1 : plan.pace[index - groups_[group].first];
    const double ms = misses ? static_cast<double>(plan.resume_after_ms) : plan.accept_after.draw(random) * pace;
    const Ms in_ms = std::llround(std::min(ms, static_cast<double>(limits::time_ms)));
    events_.add({now_ms_ + in_ms, 0, EventKind::answer, place, chat.serial, key_of(offer.since_ms, index)});
}

void Simulation::offer_over(const SeenOffer& offer, bool taken_back) {
    if (offer.worker == nobody) return;
    watch_.gone(offer.worker);
    // Nobody is ready any more whose own settings or shift called her away: that was no shortening of her time.
    const core::Agent& agent = pool_->state().agents.at(core::AgentId{offer.worker + 1});
    if (taken_back && core::is_ready(agent.presence))
        watch_.taken_back(offer.worker, now_ms_ - (offer.since_ms - scenario_.run.origin_ms), now_ms_);
}

// She accepts, if it is still the same offer.
void Simulation::answer_offer(const Event& event) {
    const Chat& chat = chats_[event.who];
    if (chat.serial != event.version || chat.phase != Phase::waiting) return;
    for (const core::OfferState& offer : pool_->state().conversations.at(chat.id).offers)
        if (key_of(offer.since_ms, raw(offer.agent) - 1) == event.also) {
            say(workers_[raw(offer.agent) - 1], core::Accept{chat.id});
            return apply();
        }
}

void Simulation::look_at_hold(std::uint32_t index) {
    Worker& worker = workers_[index];
    if (worker.resume_planned) return;
    worker.resume_planned = true;
    events_.add({now_ms_ + scenario_.groups[worker.group].resume_after_ms, 0, EventKind::resume, index, 0, 0});
}

void Simulation::resume(std::uint32_t index) {
    workers_[index].resume_planned = false;
    if (!workers_[index].duty) return;
    say(workers_[index], core::ResumeArrivals{});
    apply();
}

// ---- shifts --------------------------------------------------------------------------------------------------------

void Simulation::be_on_duty(std::uint32_t index, bool on) {
    Worker& worker = workers_[index];
    if (worker.duty == on) return;
    note_level(index);
    worker.duty = on;
    worker.resting = false;
    worker.back_at_ms = 0;
    const bool holds = !worker.chats.empty();
    say(worker, core::SetPresence{on      ? core::Presence::available
                                  : holds ? core::Presence::finishing
                                          : core::Presence::offline});
    apply();
    if (on && agents_matter_) look_at_presence(index);  // it may be her quiet hour
}

void Simulation::staff(std::uint32_t g, std::uint32_t count) {
    Group& group = groups_[g];
    group.wanted = count;
    group.shrinking = false;
    std::uint32_t there = 0;
    for (std::uint32_t i = group.first; i < group.first + group.count; ++i)
        there += workers_[i].duty ? 1 : 0;
    // Whoever was waiting to leave stays on; then others come, in their order.
    for (std::uint32_t i = group.first; i < group.first + group.count; ++i)
        if (workers_[i].duty) say(workers_[i], core::SetPresence{core::Presence::available});
    for (std::uint32_t i = group.first; i < group.first + group.count && there < count; ++i) {
        if (workers_[i].duty) continue;
        be_on_duty(i, true);
        ++there;
    }
    apply();
    for (std::uint32_t i = group.first + group.count; i > group.first && there > count; --i) {
        if (!workers_[i - 1].duty || !workers_[i - 1].chats.empty()) continue;
        be_on_duty(i - 1, false);
        --there;
    }
    if (there > count) shrink(group);
    apply();
}

// Nobody takes another chat until enough have left.
void Simulation::shrink(Group& group) {
    group.shrinking = true;
    for (std::uint32_t i = group.first; i < group.first + group.count; ++i)
        if (workers_[i].duty) say(workers_[i], core::SetPresence{core::Presence::finishing});
}

// Her last chat is done. Whoever has no duty any more goes home; of a group that shrinks, the first who are done. What
// is said here goes to the core with the batch that follows at once.
void Simulation::freed(std::uint32_t index) {
    Worker& worker = workers_[index];
    Group& group = groups_[worker.group];
    if (!worker.duty) return say(worker, core::SetPresence{core::Presence::offline});
    if (!group.shrinking) return;
    worker.duty = false;
    say(worker, core::SetPresence{core::Presence::offline});
    const auto first = workers_.begin() + group.first;
    if (std::count_if(first, first + group.count, [](const Worker& w) { return w.duty; }) > group.wanted) return;
    group.shrinking = false;
    for (std::uint32_t i = group.first; i < group.first + group.count; ++i)
        if (workers_[i].duty) say(workers_[i], core::SetPresence{core::Presence::available});
}

void Simulation::draw_turn(const QueuePlan& queue) {
    std::vector<std::uint32_t> free;
    for (std::uint32_t i = 0; i < workers_.size(); ++i)
        if (workers_[i].duty && workers_[i].chats.empty() && has_skills(config_of(workers_[i]), queue.config))
            free.push_back(i);
    if (free.size() < 2) return;
    const auto idle_since_ms = [&](std::uint32_t i) {
        return pool_->state().agents.at(core::AgentId{i + 1}).idle_since_ms;
    };
    const auto place = static_cast<std::size_t>(groups_[0].random.uniform() * static_cast<double>(free.size()));
    const std::pair turn(idle_since_ms(free[place]), free[place]);
    for (const std::uint32_t i : free) {
        if (std::pair(idle_since_ms(i), i) >= turn) continue;
        say(workers_[i], core::SetPresence{core::Presence::resting});
        say(workers_[i], core::SetPresence{core::Presence::available});
    }
}

// ---- rest ----------------------------------------------------------------------------------------------------------

// What the pool made of her: held arrivals, or a limit of her own that ends her work for a while. She is told when it
// is over, and means to be ready again then.
void Simulation::look_at_presence(std::uint32_t index) {
    const core::Agent& agent = pool_->state().agents.at(core::AgentId{index + 1});
    watch_.presence(index, agent.presence, now_ms_);
    if (agent.arrivals_held) look_at_hold(index);
    Worker& worker = workers_[index];
    const bool resting = worker.duty && !core::is_ready(agent.presence) && ends_work(agent.limit);
    if (resting != worker.resting) note_level(index);
    worker.resting = resting;
    const Ms back_ms = agent.limit_until_ms - scenario_.run.origin_ms;
    if (!resting || back_ms <= now_ms_ || back_ms == worker.back_at_ms) return;
    worker.back_at_ms = back_ms;
    events_.add({back_ms, 0, EventKind::rest_over, index, static_cast<std::uint64_t>(back_ms), 0});
}

void Simulation::come_back(const Event& event) {
    Worker& worker = workers_[event.who];
    if (!worker.resting || static_cast<Ms>(event.version) != worker.back_at_ms || groups_[worker.group].shrinking)
        return;
    say(worker, core::SetPresence{core::Presence::available});
    apply();
    look_at_presence(event.who);  // another limit may hold by now
}

}  // namespace yunke::sim
