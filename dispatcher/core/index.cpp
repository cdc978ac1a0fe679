#include "dispatcher/core/index.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/core/core.hpp"
#include "dispatcher/core/limits.hpp"

namespace yunke::core {
namespace {

// Stands for every language that nobody speaks, so that shoppers cannot fill the memory by naming languages.
const std::string unspoken = "-";
const std::string any_language;

bool counts_as_ready(const Agent& a) {
    return a.config.enabled && is_ready(a.presence);
}

}  // namespace

std::uint32_t capacity_now(const Agent& a) {
    return a.presence == Presence::on_demand ? 1 : a.config.capacity;
}

Standing standing_of(const Agent& a, std::uint32_t load) {
    using Status = Standing::Status;
    Standing standing;
    standing.share = static_cast<std::uint32_t>(std::min<Ms>(a.share_ms / limits::share_bucket_ms, 0xffff'ffff));
    standing.load = load;
    standing.idle_since_ms = a.idle_since_ms;
    if (!counts_as_ready(a) || a.session == no_session || a.line_lost_ms > 0)
        standing.status = Status::away;
    else if (a.arrivals_held || a.limit != Limit::none)
        standing.status = Status::held;
    else
        standing.status = load < capacity_now(a) ? Status::free : Status::full;
    return standing;
}

Place place_of(const Conversation& c) {
    return {c.deadline_ms, c.id};
}

void Index::build() {
    reorder();
    for (const auto& [id, queue] : state_.queues)
        place_in_shop(queue);
    for (const auto& [id, agent] : state_.agents)
        rematch(agent);
    for (const auto& [id, queue] : state_.queues)
        place_again(id);
    for (const auto& [id, conversation] : state_.conversations)
        add(conversation);
    for (const auto& [id, session] : state_.sessions)
        if (session.attach != no_attach) attached(session);
    for (const auto& [id, agent] : state_.agents)
        refresh(agent);
}

void Index::add(const Conversation& c) {
    QueueIndex& queue = queues_[c.queue];
    if (c.state == ConversationState::waiting) {
        stand_in_line(queue, place_of(c));
        if (!c.offers.empty()) ++queue.offered;
        place_for_offers(c);
    }
    if (c.state == ConversationState::active) {
        queue.active.insert(c.id);
        if (c.reply_overdue) ++queue.unanswered;
        if (c.helper != no_agent) agents_[c.helper].helping.insert(c.id);
    }
    for (const Attendance& one : c.attendance)
        attended_[one.session].insert(c.id);
    for (const OfferState& offer : c.offers)
        agents_[offer.agent].offered.insert(c.id);
    if (c.owner != no_agent && (c.state == ConversationState::active || c.state == ConversationState::wrap_up))
        agents_[c.owner].owned.insert(c.id);
}

void Index::remove(const Conversation& c) {
    QueueIndex& queue = queues_[c.queue];
    if (c.state == ConversationState::waiting) {
        leave_line(queue, place_of(c));
        if (!c.offers.empty()) --queue.offered;
        take_from_offers(c);
    }
    if (c.state == ConversationState::active) {
        queue.active.erase(c.id);
        if (c.reply_overdue) --queue.unanswered;
        if (c.helper != no_agent) agents_[c.helper].helping.erase(c.id);
    }
    for (const Attendance& one : c.attendance) {
        std::set<ConversationId>& attended = attended_.at(one.session);
        attended.erase(c.id);
        if (attended.empty()) attended_.erase(one.session);
    }
    for (const OfferState& offer : c.offers)
        agents_[offer.agent].offered.erase(c.id);
    if (c.owner != no_agent) agents_[c.owner].owned.erase(c.id);
}

void Index::place_for_offers(const Conversation& c) {
    const Queue* queue = state_.queues.get(c.queue);
    if (queue == nullptr || queue->after_hours) return;
    if (const Shop* shop = state_.shops.get(c.shop); shop != nullptr && shop->unpaid) return;
    const bool second = c.second && !state_.pool.config.single_offer;
    if (c.offers.size() >= (second ? limits::offers_per_conversation : 1)) return;
    const ClassId id = class_of(c);
    placed_[c.id] = id;
    router_.wait(id, place_of(c));
}

void Index::take_from_offers(const Conversation& c) {
    const ClassId* placed = placed_.get(c.id);
    if (placed == nullptr) return;
    router_.leave(*placed, place_of(c));
    placed_.erase(c.id);
}

ClassId Index::class_of(const Conversation& c, std::uint32_t step) {
    std::string language = primary_language(c.language);
    if (!spoken_.contains(language)) language = unspoken;
    return lane(state_.queues.at(c.queue), language, step);
}

ClassId Index::lane(const Queue& queue, const std::string& language, std::uint32_t step) {
    std::vector<Lane>& lanes = queues_[queue.config.id].lanes;
    for (const Lane& known : lanes)
        if (known.step == step && known.language == language) return known.id;
    Needs needs = needs_of(queue.config, language, step);
    if (!needs.certified && !preferred_.contains(needs.shop)) needs.shop = ShopId{0};
    return lanes.emplace_back(language, step, router_.class_of(needs)).id;
}

// Its waiting chats, after what it asks for has changed.
void Index::place_again(QueueId id) {
    const auto entity = state_.queues.find(id);
    if (entity == state_.queues.end()) return;
    QueueIndex& queue = queues_[id];
    const std::vector<Lane> before = std::exchange(queue.lanes, {});
    lane(entity->second, any_language, 0);  // serving() counts by it
    for (const Place& place : queue.line) {
        const Conversation& c = state_.conversations.at(place.second);
        take_from_offers(c);
        place_for_offers(c);
    }
    for (const Lane& gone : before)
        router_.release(gone.id);
}

void Index::refresh(const Agent& agent) {
    AgentIndex& entry = agents_[agent.config.id];
    if (!entry.slot) return rematch(agent);
    router_.set_standing(*entry.slot, standing_of(agent, entry.load()));
    count_ready(entry, agent);
}

void Index::rematch(const Agent& agent) {
    AgentIndex& entry = agents_[agent.config.id];
    entry.slot = router_.put_agent(agent.config);
    refresh(agent);
    count_languages(entry, agent.config);
    count_direct_shops(entry, agent.config);
}

void Index::count_languages(AgentIndex& entry, const AgentConfig& config) {
    const std::vector<std::string> before = std::exchange(entry.languages, {});
    bool heard_first = false;
    for (const std::string& tag : config.languages) {
        std::string primary = primary_language(tag);
        if (std::ranges::find(entry.languages, primary) != entry.languages.end()) continue;
        heard_first |= ++spoken_[primary] == 1;
        entry.languages.push_back(std::move(primary));
    }
    for (const std::string& language : before)
        if (--spoken_[language] == 0) spoken_.erase(language);
    if (!heard_first) return;
    for (auto& [id, queue] : queues_)
        if (!queue.line.empty()) place_again(id);
}

void Index::count_direct_shops(AgentIndex& entry, const AgentConfig& config) {
    std::vector<ShopId> changed;
    for (const ShopId shop : config.routing.direct_shops)
        if (++preferred_[shop] == 1) changed.push_back(shop);
    for (const ShopId shop : std::exchange(entry.direct_shops, config.routing.direct_shops)) {
        if (--preferred_[shop] > 0) continue;
        preferred_.erase(shop);
        changed.push_back(shop);
    }
    for (const ShopId shop : changed)
        for (const QueueId queue : queues_of(shop))
            place_again(queue);
}

void Index::count_ready(AgentIndex& entry, const Agent& agent) {
    const std::optional<Ms> share = counts_as_ready(agent) ? std::optional(agent.share_ms) : std::nullopt;
    if (share == entry.ready_share) return;
    if (entry.ready_share && share) {
        auto place = ready_.extract({*entry.ready_share, agent.config.id});
        place.value().first = *share;
        ready_.insert(std::move(place));
    } else if (share) {
        ready_.emplace(*share, agent.config.id);
    } else {
        ready_.erase({*entry.ready_share, agent.config.id});
    }
    entry.ready_share = share;
}

std::optional<Ms> Index::least_share() const {
    if (ready_.empty()) return std::nullopt;
    return ready_.begin()->first;
}

void Index::place_in_shop(const Queue& queue) {
    QueueIndex& entry = queues_[queue.config.id];
    if (entry.shop == queue.config.shop) return;
    std::erase(shops_[entry.shop], queue.config.id);
    std::vector<QueueId>& now = shops_[queue.config.shop];
    now.insert(std::ranges::lower_bound(now, queue.config.id), queue.config.id);
    entry.shop = queue.config.shop;
}

void Index::rematch_queue(const Queue& queue) {
    place_in_shop(queue);
    place_again(queue.config.id);
}

void Index::reorder() {
    router_.set_order(state_.pool.config.order);
    // Whether a chat may be offered twice is the pool's to say, too.
    for (const auto& [id, queue] : queues_)
        place_again(id);
}

void Index::attached(const Session& session) {
    gateways_[session.gateway].insert(session.id);
}

void Index::detached(const Session& session) {
    const auto it = gateways_.find(session.gateway);
    if (it == gateways_.end()) return;
    it->second.erase(session.id);
    if (it->second.empty()) gateways_.erase(it);
}

const AgentIndex& Index::agent(AgentId id) const {
    static const AgentIndex none;
    const AgentIndex* found = agents_.get(id);
    return found == nullptr ? none : *found;
}

Standing Index::standing(const Agent& agent) const {
    return standing_of(agent, this->agent(agent.config.id).load());
}

const QueueIndex& Index::queue(QueueId id) const {
    static const QueueIndex none;
    const QueueIndex* found = queues_.get(id);
    return found == nullptr ? none : *found;
}

// The end of a long line is where most come to, and changes nothing for those in front.
void Index::stand_in_line(QueueIndex& queue, Place place) {
    queue.line.insert(place);
    std::vector<Place>& first = queue.first;
    if (first.size() == limits::places_told && first.back() < place) return;
    first.insert(std::ranges::lower_bound(first, place), place);
    if (first.size() > limits::places_told) first.pop_back();
}

void Index::leave_line(QueueIndex& queue, Place place) {
    queue.line.erase(place);
    std::vector<Place>& first = queue.first;
    const auto at = std::ranges::lower_bound(first, place);
    if (at == first.end() || *at != place) return;
    const Place last = first.back();
    first.erase(at);
    if (const auto next = queue.line.upper_bound(last); next != queue.line.end()) first.push_back(*next);
}

std::uint32_t Index::ahead_of(const Conversation& c) const {
    const std::vector<Place>& first = queue(c.queue).first;
    return static_cast<std::uint32_t>(std::ranges::lower_bound(first, place_of(c)) - first.begin());
}

const std::set<ConversationId>& Index::attended(SessionId id) const {
    static const std::set<ConversationId> none;
    const std::set<ConversationId>* found = attended_.get(id);
    return found == nullptr ? none : *found;
}

std::uint32_t Index::serving(QueueId id) const {
    using Status = Standing::Status;
    const auto& lanes = queue(id).lanes;
    const auto any = std::ranges::find_if(lanes, [](const Lane& l) { return l.step == 0 && l.language.empty(); });
    if (any == lanes.end()) return 0;
    const Census& census = router_.census(any->id);
    return census.by_status[static_cast<std::size_t>(Status::free)] +
           census.by_status[static_cast<std::size_t>(Status::full)];
}

bool Index::is_attached(const std::string& gateway, SessionId session) const {
    const auto it = gateways_.find(gateway);
    return it != gateways_.end() && it->second.contains(session);
}

std::vector<SessionId> Index::sessions_of(const std::string& gateway) const {
    const auto it = gateways_.find(gateway);
    if (it == gateways_.end()) return {};
    std::vector<SessionId> ids(it->second.begin(), it->second.end());
    std::ranges::sort(ids);
    return ids;
}

const std::vector<QueueId>& Index::queues_of(ShopId shop) const {
    static const std::vector<QueueId> none;
    const std::vector<QueueId>* found = shops_.get(shop);
    return found == nullptr ? none : *found;
}

std::optional<ClassId> Index::placed(ConversationId id) const {
    const ClassId* found = placed_.get(id);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

}  // namespace yunke::core
