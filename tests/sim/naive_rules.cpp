// The oracle's answers to what holds at a moment: who fits what, who comes first, which hours it is, what somebody's
// own settings ask for, and what everybody had of the work.
#include <algorithm>

#include "tests/sim/naive_pool.hpp"

namespace yunke::sim {

using namespace core;
using State = ConversationState;

namespace {

constexpr Ms minute_ms = 60'000, day_ms = 86'400'000, eight_hours = 28'800'000;
// Divides by every number of chats that somebody may hold at once.
constexpr std::uint64_t parts = 232'792'560;

std::string main_language(const std::string& tag) {
    std::string part = tag.substr(0, tag.find('-'));
    std::ranges::transform(part, part.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return part;
}

bool has(const auto& list, const auto& one) {
    return std::ranges::find(list, one) != list.end();
}

Ms local(const WeekHours& hours, Ms at) {
    return at + hours.utc_offset_minutes * minute_ms;
}

// Whether a span or a closed day says so; `otherwise` if there are no spans.
bool inside(const WeekHours& hours, Ms at, bool otherwise) {
    const Ms day = local(hours, at) / day_ms;
    if (has(hours.closed_days, static_cast<std::uint32_t>(day))) return false;
    if (hours.spans.empty()) return otherwise;
    const Ms weekday = (day + 3) % 7 + 1;  // 1970-01-01 was a Thursday
    const Ms minute = local(hours, at) % day_ms / minute_ms;
    return std::ranges::any_of(hours.spans, [&](const WeekHours::Span& s) {
        return s.weekday == weekday && s.from_minute <= minute && minute < s.to_minute;
    });
}

std::size_t in_hour(const std::vector<Ms>& accepts, Ms now) {
    return static_cast<std::size_t>(std::ranges::count_if(accepts, [&](Ms at) { return at > now - 3'600'000; }));
}

bool at_work(Presence p) {
    return p == Presence::available || p == Presence::finishing || p == Presence::on_demand || p == Presence::training;
}

bool ready(Presence p) {
    return p == Presence::available || p == Presence::on_demand;
}

Ms wished(const AgentConfig& agent) {
    return agent.routing.wished_ms > 0 ? agent.routing.wished_ms : eight_hours;
}

}  // namespace

// ---- what a chat asks for, and who comes first ---------------------------------------------------------------------

NaivePool::Asked NaivePool::asked(const Chat& chat) const {
    const QueueConfig& queue = queues_.at(chat.queue);
    Asked asked{queue.skills, queue.routing.groups, queue.routing.groups_only};
    for (std::uint32_t i = 0; i < std::min<std::size_t>(chat.step, queue.routing.relaxations.size()); ++i) {
        const Relaxation& now = queue.routing.relaxations[i];
        switch (now.kind) {
            case Relaxation::Kind::lower:
                for (SkillLevel& s : asked.skills)
                    if (s.skill == now.lower.skill) s.level = std::min(s.level, now.lower.level);
                std::erase_if(asked.skills, [](const SkillLevel& s) { return s.level == 0; });
                break;
            case Relaxation::Kind::any_group:
                asked.groups.clear();
                asked.groups_only = false;
                break;
            case Relaxation::Kind::widen:
                if (!has(asked.groups, now.widen_to)) asked.groups.push_back(now.widen_to);
                break;
            case Relaxation::Kind::none:
                break;
        }
    }
    return asked;
}

bool NaivePool::fits(const Worker& w, const Chat& chat) const {
    return lacks(w, chat).empty();
}

std::string_view NaivePool::lacks(const Worker& w, const Chat& chat) const {
    const QueueRouting& routing = queues_.at(chat.queue).routing;
    const AgentRouting& hers = w.config.routing;
    const Asked needs = asked(chat);
    for (const SkillLevel& need : needs.skills)
        if (std::ranges::none_of(w.config.skills,
                                 [&](const SkillLevel& s) { return s.skill == need.skill && s.level >= need.level; }))
            return "ruled out by skill";
    const std::string language = main_language(routing.language.empty() ? chat.language : routing.language);
    if (std::ranges::none_of(w.config.languages, [&](const std::string& l) { return main_language(l) == language; }))
        return "ruled out by language";
    if ((routing.needs & hers.cannot) != 0) return "ruled out by content";
    if (routing.certified && !has(hers.certified_shops, chat.shop)) return "ruled out by certification";
    if (needs.groups_only && std::ranges::none_of(needs.groups, [&](GroupId g) { return has(hers.groups, g); }))
        return "ruled out by group";
    return "";
}

bool NaivePool::can_take(const Worker& w) const {
    const std::size_t capacity = w.presence == Presence::on_demand ? 1 : w.config.capacity;
    return w.config.enabled && ready(w.presence) && !w.held && w.session != no_session && w.lost == 0 &&
           load(w.config.id) < capacity && limit(w) == Limit::none;
}

// Smaller comes first.
Ms NaivePool::standing(Criterion by, const Worker& w, const Chat& chat) const {
    const Asked needs = asked(chat);
    switch (by) {
        case Criterion::group: {
            const auto first =
                std::ranges::find_if(needs.groups, [&](GroupId g) { return has(w.config.routing.groups, g); });
            const Ms place = std::min<Ms>(first - needs.groups.begin(), 127);
            return 2 * place + (has(w.config.routing.direct_shops, chat.shop) ? 0 : 1);
        }
        case Criterion::share:
            return w.share / 300'000;
        case Criterion::least_load:
            return static_cast<Ms>(load(w.config.id));
        case Criterion::most_load:
            return -static_cast<Ms>(load(w.config.id));
        case Criterion::surplus: {
            Ms sum = 0;
            for (const SkillLevel& need : needs.skills)
                for (const SkillLevel& s : w.config.skills)
                    if (s.skill == need.skill) sum += s.level - need.level;
            return sum;
        }
        case Criterion::longest_idle:
            return w.idle_since;
        case Criterion::unspecified:
            break;
    }
    return 0;
}

bool NaivePool::comes_before(const Worker& one, const Worker& other, const Chat& chat) const {
    const Criterion by = decides(one, other, chat);
    if (by == Criterion::unspecified) return one.config.id < other.config.id;
    return standing(by, one, chat) < standing(by, other, chat);
}

// The first criterion by which they differ; unspecified = none.
Criterion NaivePool::decides(const Worker& one, const Worker& other, const Chat& chat) const {
    static const std::vector<Criterion> usual = {Criterion::group, Criterion::share, Criterion::least_load,
                                                 Criterion::surplus, Criterion::longest_idle};
    for (const Criterion by : settings_.order.empty() ? usual : settings_.order)
        if (standing(by, one, chat) != standing(by, other, chat)) return by;
    return Criterion::unspecified;
}

// How many match, and what keeps them.
Decision NaivePool::note(const Chat& chat) const {
    Decision noted;
    noted.at_ms = now_;
    noted.second = !chat.offers.empty();
    for (const auto& [id, w] : workers_) {
        const auto declined = chat.not_before.find(id);
        noted.excluded += declined != chat.not_before.end() && declined->second > now_ ? 1 : 0;
        if (!fits(w, chat)) continue;
        ++noted.matching;
        if (!w.config.enabled || !ready(w.presence) || w.session == no_session || w.lost > 0)
            ++noted.away;
        else if (w.held || limit(w) != Limit::none)
            ++noted.held;
        else
            ++(can_take(w) ? noted.free : noted.full);
    }
    return noted;
}

// Notes how it came about that `best` goes first, and who was ruled out although she had room.
void NaivePool::count_choice(const Worker* best, const Chat& chat) {
    static const std::map<Criterion, std::string_view> names = {
        {Criterion::unspecified, "decided by id"},
        {Criterion::group, "decided by group"},
        {Criterion::share, "decided by share"},
        {Criterion::least_load, "decided by least load"},
        {Criterion::most_load, "decided by most load"},
        {Criterion::surplus, "decided by surplus"},
        {Criterion::longest_idle, "decided by idle time"},
    };
    for (const auto& [id, w] : workers_) {
        if (&w == best || !can_take(w)) continue;
        if (const std::string_view lack = lacks(w, chat); !lack.empty())
            count(lack);
        else if (asked_already(w, chat))
            count("ruled out by an answer");
        else
            count(names.at(decides(*best, w, chat)));
    }
}

void NaivePool::count_limits() {
    static const std::map<Limit, std::string_view> names = {{Limit::pace, "limits of pace"},
                                                            {Limit::gap, "limits of gaps"},
                                                            {Limit::rest, "limits of rest"},
                                                            {Limit::day, "limits of the day"},
                                                            {Limit::quiet, "limits of quiet hours"}};
    for (const auto& [id, w] : workers_)
        if (const Limit now = limit(w); at_work(w.presence) && now != Limit::none) count(names.at(now));
    for (const auto& [id, chat] : chats_)
        if (chat.state == State::waiting) {
            if (!open_now(queues_.at(chat.queue))) count("waits outside the hours");
            if (unpaid_.contains(chat.shop)) count("waits without a balance");
        }
}

Ms NaivePool::until_deadline(const QueueConfig& queue) const {
    return std::max<Ms>(1, now_ + queue.answer_target_ms - queue.routing.priority_credit_ms);
}

// By when somebody should have answered. Credit moves a chat to the front, not its target.
Ms NaivePool::target(const Chat& chat) const {
    return chat.deadline + queues_.at(chat.queue).routing.priority_credit_ms;
}

// The pool's share of the way from arrival to target; all of it where it says nothing.
Ms NaivePool::asks_another_at(const Chat& chat) const {
    const std::uint32_t percent = settings_.second_offer_percent;
    if (percent == 0 || percent == 100) return target(chat);
    return chat.arrived + percent * (target(chat) - chat.arrived) / 100;
}

bool NaivePool::wants_offer(const Chat& chat) const {
    if (chat.state != State::waiting || !inside(queues_.at(chat.queue).routing.hours, now_, true)) return false;
    if (unpaid_.contains(chat.shop)) return false;
    return chat.offers.empty() || (chat.offers.size() == 1 && chat.second && !settings_.single_offer);
}

bool NaivePool::open_now(const QueueConfig& queue) const {
    return inside(queue.routing.hours, now_, true);
}

// ---- what somebody's own settings ask for --------------------------------------------------------------------------

// Worked since the last rest that counted.
Ms NaivePool::stretch(const Worker& w) const {
    if (at_work(w.presence)) return w.worked + (now_ - w.since);
    return rest(w) >= w.config.routing.rest_ms ? 0 : w.worked;
}

Ms NaivePool::rest(const Worker& w) const {
    return at_work(w.presence) ? 0 : w.rested + (now_ - w.since);
}

Ms NaivePool::day_work(const Worker& w) const {
    const WeekHours& clock = w.config.routing.quiet;
    const Ms midnight = now_ - local(clock, now_) % day_ms;
    const auto since_midnight = [&](Ms from, Ms to) { return std::max<Ms>(0, to - std::max(from, midnight)); };
    Ms sum = at_work(w.presence) ? since_midnight(w.since, now_) : 0;
    for (const auto& [from, to] : w.work)
        sum += since_midnight(from, to);
    return sum;
}

std::size_t NaivePool::offers_of(AgentId id) const {
    std::size_t offers = 0;
    for (const auto& [chat_id, chat] : chats_)
        offers += static_cast<std::size_t>(std::ranges::count(chat.offers, id, &Offer::agent));
    return offers;
}

// More than she takes at once.
bool NaivePool::holds_too_much(const Worker& w) const {
    const AgentRouting& hers = w.config.routing;
    const std::size_t capacity = w.presence == Presence::on_demand ? 1 : w.config.capacity;
    const std::size_t offers = offers_of(w.config.id);
    return load(w.config.id) > capacity || (hers.gap_ms > 0 && offers > 1) ||
           (hers.new_per_hour_max > 0 && in_hour(w.accepts, now_) + offers > hers.new_per_hour_max);
}

Limit NaivePool::limit(const Worker& w) const {
    const AgentRouting& hers = w.config.routing;
    if (inside(hers.quiet, now_, false)) return Limit::quiet;
    if (hers.day_max_ms > 0 && day_work(w) >= hers.day_max_ms) return Limit::day;
    if (hers.rest_every_ms > 0 && stretch(w) >= hers.rest_every_ms) return Limit::rest;
    const std::size_t offers = offers_of(w.config.id);
    if (hers.new_per_hour_max > 0 && in_hour(w.accepts, now_) + offers >= hers.new_per_hour_max) return Limit::pace;
    if (hers.gap_ms > 0 && (offers > 0 || (!w.accepts.empty() && w.accepts.back() + hers.gap_ms > now_)))
        return Limit::gap;
    return Limit::none;
}

// Where the hours may begin or end.
void NaivePool::edges(const WeekHours& hours, Ms from, Ms until, std::vector<Ms>& instants) {
    if (hours.spans.empty() && hours.closed_days.empty()) return;
    for (Ms midnight = from - local(hours, from) % day_ms; midnight <= until; midnight += day_ms) {
        instants.push_back(midnight);
        for (const WeekHours::Span& s : hours.spans)
            for (const Ms minute : {s.from_minute, s.to_minute})
                instants.push_back(midnight + minute * minute_ms);
    }
}

// When what limit() says may change.
void NaivePool::limit_instants(const Worker& w, std::vector<Ms>& instants) const {
    const AgentRouting& hers = w.config.routing;
    for (const Ms at : w.accepts) {
        instants.push_back(at + 3'600'000);
        instants.push_back(at + hers.gap_ms);
    }
    if (at_work(w.presence)) {
        instants.push_back(now_ + hers.rest_every_ms - stretch(w));
        instants.push_back(now_ + hers.day_max_ms - day_work(w));
    } else {
        instants.push_back(now_ + hers.rest_ms - rest(w));
    }
    instants.push_back(now_ - local(hers.quiet, now_) % day_ms + day_ms);
}

// A presence ends, or a line comes or goes. That is when a rest is found to have been long enough.
void NaivePool::book(Worker& w, Presence to) {
    if (at_work(w.presence)) {
        w.work.emplace_back(w.since, now_);
        w.worked += now_ - w.since;
    } else {
        w.rested += now_ - w.since;
        if (w.rested >= w.config.routing.rest_ms) w.worked = 0;
    }
    if (at_work(to)) w.rested = 0;
    w.since = now_;
}

// ---- what everybody had of the work --------------------------------------------------------------------------------

// Every chat of somebody's has an equal part of her time.
void NaivePool::pass_time(Ms to) {
    for (const auto& [id, w] : workers_) {
        std::uint64_t hers = 0;
        for (const auto& [chat_id, chat] : chats_)
            hers += chat.owner == id && chat.state == State::active ? 1 : 0;
        for (auto& [chat_id, chat] : chats_)
            if (chat.owner == id && chat.state == State::active)
                chat.handled += static_cast<std::uint64_t>(to - now_) * (parts / hers);
    }
    now_ = to;
}

void NaivePool::charge(Worker& w, Chat& chat) {
    const Ms mean = queues_.at(chat.queue).routing.handling_ms;
    const std::uint32_t chats = w.config.routing.wished_chats;
    chat.charged = chats > 0 ? eight_hours / chats : (mean > 0 ? mean : 300'000) * eight_hours / wished(w.config);
    chat.handled = 0;
    w.share += chat.charged;
}

void NaivePool::correct(Worker& w, Chat& chat) {
    const Ms actual = static_cast<Ms>(chat.handled / parts);
    if (w.config.routing.wished_chats > 0) {  // each counts alike, however long it took
        chat.charged = 0;
        return count("chats counted by number");
    }
    w.share = std::max<Ms>(0, w.share + actual * eight_hours / wished(w.config) - chat.charged);
    chat.charged = 0;
    count("shares corrected");
}

// She is about to become ready.
void NaivePool::level(Worker& w) {
    const Worker* least = nullptr;
    for (const auto& [id, other] : workers_)
        if (ready(other.presence) && (least == nullptr || other.share < least->share)) least = &other;
    if (least == nullptr || w.share >= least->share - 600'000) return;
    w.share = least->share - 600'000;
    count("shares levelled");
}

}  // namespace yunke::sim
