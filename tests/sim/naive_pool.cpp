#include "tests/sim/naive_pool.hpp"

#include <algorithm>

namespace yunke::sim {

using namespace core;
using State = ConversationState;

namespace {

// The chat that a body is about, or 0.
ConversationId chat_of(const ClientBody& body) {
    return std::visit(
        [](const auto& b) {
            if constexpr (requires { b.conversation; })
                return b.conversation;
            else
                return ConversationId{0};
        },
        body);
}

bool ready(Presence p) {
    return p == Presence::available || p == Presence::on_demand;
}

}  // namespace

std::size_t NaivePool::load(AgentId id) const {
    std::size_t sum = 0;
    for (const auto& [chat_id, chat] : chats_) {
        if (chat.owner == id && (chat.state == State::active || chat.state == State::wrap_up)) ++sum;
        sum += static_cast<std::size_t>(std::ranges::count(chat.offers, id, &Offer::agent));
    }
    return sum;
}

bool NaivePool::asked_already(const Worker& w, const Chat& chat) const {
    const auto it = chat.not_before.find(w.config.id);
    return (it != chat.not_before.end() && it->second > now_) ||
           std::ranges::find(chat.offers, w.config.id, &Offer::agent) != chat.offers.end();
}

// After an edit: offers to people who no longer have what the chat asks for.
void NaivePool::drop_misfits() {
    for (auto& [id, chat] : chats_) {
        const std::vector<Offer> offers = chat.offers;
        for (const Offer& o : offers)
            if (!fits(workers_.at(o.agent), chat)) drop_offer(chat, o.agent, 0);
    }
}

// Whoever served this shopper last, else the first of those who can.
const NaivePool::Worker* NaivePool::first_for(Chat& chat) {
    const auto can = [&](const Worker& w) { return can_take(w) && fits(w, chat) && !asked_already(w, chat); };
    const auto best_besides = [&](const Worker* other) {
        const Worker* best = nullptr;
        for (const auto& [id, worker] : workers_)
            if (&worker != other && can(worker) && (best == nullptr || comes_before(worker, *best, chat)))
                best = &worker;
        return best;
    };
    const Worker* best = best_besides(nullptr);
    if (best == nullptr) return best;
    const Worker* next = best_besides(best);
    chat.noted = note(chat);
    chat.noted.chosen = best->config.id;
    chat.noted.runner_up = next == nullptr ? no_agent : next->config.id;
    const auto shopper = logins_.find(chat.session);
    if (shopper == logins_.end() || shopper->second.known_until <= now_) return best;
    const auto known = workers_.find(shopper->second.known);
    if (known == workers_.end() || !can(known->second)) return best;
    chat.noted.known = true;
    chat.noted.chosen = known->first;
    if (best != &known->second) chat.noted.runner_up = best->config.id;
    if (best != &known->second) count("known ones before others");
    return &known->second;
}

void NaivePool::match() {
    for (bool again = true; again;) {
        again = false;
        std::vector<Chat*> waiting;
        for (auto& [id, chat] : chats_)
            if (wants_offer(chat)) waiting.push_back(&chat);
        std::ranges::sort(waiting, {}, [](const Chat* c) { return std::pair(c->deadline, c->id); });
        for (Chat* chat : waiting) {
            const Worker* best = first_for(*chat);
            count_choice(best, *chat);
            if (best == nullptr) continue;
            count(chat->offers.empty() ? "offers" : "second offers");
            if (chat->step > 0) count("offers after a relaxation");
            offer(*chat, best->config.id);
            again = true;
            break;
        }
    }
}

void NaivePool::offer(Chat& chat, AgentId agent) {
    const AgentConfig& config = workers_.at(agent).config;
    if (config.auto_accept) return own(chat, agent);
    chat.offers.push_back({agent, config.offer_timeout_ms > 0 ? now_ + config.offer_timeout_ms : 0, 0});
}

void NaivePool::own(Chat& chat, AgentId agent) {
    Worker& w = workers_.at(agent);
    chat.offers.clear();
    chat.not_before.clear();
    chat.state = State::active;
    chat.owner = agent;
    w.misses = 0;
    w.idle_since = now_;
    // Remembered as far as her settings ask for it, and no more.
    const std::size_t limited = w.config.routing.new_per_hour_max;
    if (w.config.routing.gap_ms > 0 || limited > 0) {
        w.accepts.push_back(now_);
        if (w.accepts.size() > std::max<std::size_t>(limited, 1))
            w.accepts.erase(w.accepts.begin(), w.accepts.end() - static_cast<Ms>(std::max<std::size_t>(limited, 1)));
    }
    charge(w, chat);
    count("accepts");
    if (w.presence == Presence::on_demand) {
        count("accepts on demand");
        presence(agent, Presence::finishing);
    }
}

void NaivePool::drop_offer(Chat& chat, AgentId agent, Ms not_for) {
    std::erase_if(chat.offers, [&](const Offer& o) { return o.agent == agent; });
    if (not_for > 0) chat.not_before[agent] = now_ + not_for;
    settle(agent);
}

void NaivePool::drop_offers_of(AgentId agent) {
    for (auto& [id, chat] : chats_)
        if (std::ranges::find(chat.offers, agent, &Offer::agent) != chat.offers.end()) drop_offer(chat, agent, 0);
}

void NaivePool::settle(AgentId agent) {
    Worker& w = workers_.at(agent);
    if (w.presence != Presence::finishing || load(agent) > 0) return;
    book(w, Presence::resting);
    w.presence = Presence::resting;
}

void NaivePool::presence(AgentId agent, Presence to) {
    Worker& w = workers_.at(agent);
    if (!ready(w.presence) && ready(to)) {
        level(w);
        w.idle_since = now_;
    }
    if (w.presence != to || (ready(to) && w.held)) {
        w.held = false;
        w.misses = 0;
    }
    if (w.presence != to) book(w, to);
    w.presence = to;
    if (!ready(to) || holds_too_much(w)) drop_offers_of(agent);
    if (to == Presence::offline) give_back(agent);
    settle(agent);
}

void NaivePool::give_back(AgentId agent) {
    for (auto& [id, chat] : chats_) {
        if (chat.owner != agent) continue;
        if (chat.state == State::wrap_up) end_wrap_up(chat);
        if (chat.state != State::active) continue;
        correct(workers_.at(agent), chat);
        chat.state = State::waiting;
        chat.owner = no_agent;
        chat.hold = chat.warned = false;
        chat.idle = 0;
        enter(chat, chat.queue);
        --chat.visit;  // hers goes on
        count("chats given back");
    }
}

void NaivePool::end(Chat& chat) {
    const std::vector<Offer> offers = chat.offers;
    for (const Offer& o : offers)
        drop_offer(chat, o.agent, 0);
    const bool was_active = chat.state == State::active;
    if (was_active) {
        correct(workers_.at(chat.owner), chat);
        const Ms sticky = queues_.at(chat.queue).routing.sticky_ms;
        const auto shopper = logins_.find(chat.session);
        if (sticky > 0 && shopper != logins_.end()) {
            shopper->second.known = chat.owner;
            shopper->second.known_until = now_ + sticky;
        }
    }
    chat.hold = false;
    chat.idle = chat.gone = 0;
    chat.closed = now_;
    chat.state = State::closed;
    if (was_active) {
        const Worker& w = workers_.at(chat.owner);
        if (w.config.wrap_up != WrapUpMode::none && w.presence != Presence::offline) {
            chat.state = State::wrap_up;
            if (w.config.wrap_up == WrapUpMode::fixed) chat.wrap_end = now_ + w.config.wrap_up_ms;
        }
    }
    if (chat.state == State::closed) chat.forget = std::max(now_, chat.closed + shopper_grace());
    if (!was_active) return;
    workers_.at(chat.owner).idle_since = now_;
    settle(chat.owner);
}

void NaivePool::end_wrap_up(Chat& chat) {
    chat.state = State::closed;
    chat.wrap_end = 0;
    chat.forget = std::max(now_, chat.closed + shopper_grace());
    workers_.at(chat.owner).idle_since = now_;
    settle(chat.owner);
}

void NaivePool::line_lost(AgentId agent) {
    const auto it = workers_.find(agent);
    if (it == workers_.end() || it->second.lost > 0) return;
    if (it->second.presence == Presence::offline && load(agent) == 0) return;
    book(it->second, it->second.presence);
    it->second.lost = now_;
    drop_offers_of(agent);
}

void NaivePool::socket_lost(SessionId id) {
    Login& login = logins_.at(id);
    login.attach = no_attach;
    login.gateway.clear();
    if (login.role == Role::agent) line_lost(AgentId{login.subject});
    if (login.role != Role::shopper) return;
    const auto it = chats_.find(login.chat);
    if (it == chats_.end())
        login.expires = std::max(now_ + shopper_grace(), login.known_until);
    else if (it->second.closed == 0 && !it->second.left)
        it->second.gone = now_;
}

void NaivePool::end_login(SessionId id) {
    Login& login = logins_.at(id);
    if (login.ended) return;
    login.attach = no_attach;
    login.gateway.clear();
    login.ended = true;
    login.expires = now_ + 60'000;
}

void NaivePool::leave(SessionId id) {
    const Login login = logins_.at(id);
    if (login.role == Role::agent) {
        const AgentId agent{login.subject};
        if (!workers_.contains(agent) || workers_.at(agent).session != id) return;
        presence(agent, Presence::offline);
        workers_.at(agent).session = no_session;
        workers_.at(agent).lost = 0;
    }
    if (login.role == Role::shopper && chats_.contains(login.chat)) {
        Chat& chat = chats_.at(login.chat);
        if (chat.closed == 0 && !chat.left) end(chat);
    }
}

void NaivePool::expire_login(SessionId id) {
    if (logins_.at(id).ended) {
        logins_.erase(id);
        return;
    }
    if (logins_.at(id).role == Role::agent) {
        const AgentId agent{logins_.at(id).subject};
        if (workers_.contains(agent) && workers_.at(agent).session == id) {
            line_lost(agent);
            workers_.at(agent).session = no_session;
        }
    }
    end_login(id);
}

void NaivePool::command(const Attach& c) {
    if (c.by_ticket) {
        if (logins_.contains(c.session)) return;
        if (c.role == Role::shopper && !shops_.contains(ShopId{c.subject})) return;
        if (c.role == Role::agent) {
            const auto it = workers_.find(AgentId{c.subject});
            if (it == workers_.end() || !it->second.config.enabled) return;
            if (logins_.contains(it->second.session)) end_login(it->second.session);
        }
        Login login;
        login.role = c.role;
        login.subject = c.subject;
        login.instance = c.instance;
        if (c.role != Role::shopper) login.expires = now_ + grace(settings_.agent_session_ms, 43'200'000);
        logins_[c.session] = login;
    }
    const auto it = logins_.find(c.session);
    if (it == logins_.end() || it->second.ended || it->second.role != c.role || it->second.subject != c.subject) return;
    Login& login = it->second;
    if (login.instance != c.instance) login.last = 0;
    login.instance = c.instance;
    login.attach = c.attach;
    login.gateway = c.gateway;
    if (login.role == Role::shopper) {
        login.expires = 0;
        if (chats_.contains(login.chat)) chats_.at(login.chat).gone = 0;
    }
    if (login.role == Role::agent) {
        Worker& w = workers_.at(AgentId{login.subject});
        if (w.lost > 0) book(w, w.presence);
        w.lost = 0;
        w.session = c.session;
    }
}

void NaivePool::command(const Detach& c) {
    const auto it = logins_.find(c.session);
    if (it != logins_.end() && it->second.attach != no_attach && it->second.attach == c.attach) socket_lost(c.session);
}

void NaivePool::command(const GatewayLost& c) {
    for (auto& [id, login] : logins_)
        if (login.attach != no_attach && login.gateway == c.gateway) socket_lost(id);
}

void NaivePool::command(const EndSessions& c) {
    for (auto& [id, login] : logins_) {
        if (login.ended || login.role != c.role || login.subject != c.subject) continue;
        leave(id);
        end_login(id);
    }
}

void NaivePool::command(const ConfigChange& c) {
    if (c.revision != revision_ + 1) return;
    revision_ = c.revision;
    if (const auto* shop = std::get_if<ShopConfig>(&c.change)) shops_[shop->id] = *shop;
    if (const auto* queue = std::get_if<QueueConfig>(&c.change)) {
        count("queue edits");
        const bool added = !queues_.contains(queue->id);
        queues_[queue->id] = *queue;
        for (auto& [id, chat] : chats_)
            if (chat.queue == queue->id && chat.state == State::waiting) recompute_step(chat);
        drop_misfits();
        for (auto& [id, chat] : chats_)
            if (chat.state == State::waiting &&
                (chat.queue == queue->id || (added && queues_.at(chat.queue).routing.overflow_queue == queue->id)))
                waiting_due(chat);
    }
    if (const auto* pool = std::get_if<PoolConfig>(&c.change)) settings_ = *pool;
    if (const auto* end = std::get_if<EndSessions>(&c.change)) command(*end);
    if (const auto* agent = std::get_if<AgentConfig>(&c.change)) {
        count("agent edits");
        if (!workers_.contains(agent->id)) workers_[agent->id].since = now_;
        workers_[agent->id].config = *agent;
        if (holds_too_much(workers_.at(agent->id))) drop_offers_of(agent->id);
        drop_misfits();
        if (!agent->enabled) command(EndSessions{Role::agent, raw(agent->id)});
    }
}

void NaivePool::command(const ShopBalance& c) {
    if (!shops_.contains(c.shop)) return;
    if (c.used_up)
        unpaid_.insert(c.shop);
    else
        unpaid_.erase(c.shop);
}

void NaivePool::command(const FromClient& c) {
    const auto it = logins_.find(c.session);
    if (it == logins_.end() || it->second.ended || it->second.attach == no_attach || it->second.attach != c.attach)
        return;
    if (c.number != it->second.last + 1) return;
    it->second.last = c.number;
    const Role role = it->second.role;
    const std::uint32_t subject = it->second.subject;
    if (std::holds_alternative<Logout>(c.body)) {
        leave(c.session);
        end_login(c.session);
    } else if (role == Role::shopper) {
        shopper_says(c.session, c.body);
    } else if (role == Role::agent) {
        agent_says(AgentId{subject}, c.body);
    } else {
        supervisor_says(c.body);
    }
}

bool NaivePool::has_room(const QueueConfig& queue) const {
    std::size_t waiting = 0;
    for (const auto& [id, chat] : chats_)
        waiting += chat.state == State::waiting && chat.queue == queue.id ? 1 : 0;
    return queue.waiting_max == 0 || waiting < queue.waiting_max;
}

void NaivePool::open(SessionId id, const Open& body, bool left) {
    Login& login = logins_.at(id);
    const auto current = chats_.find(login.chat);
    if (current != chats_.end() && current->second.closed == 0) return;
    const QueueConfig* queue = nullptr;
    for (const auto& [queue_id, q] : queues_)
        if (raw(q.shop) == login.subject && (body.topic.empty() || q.topic == body.topic) && queue == nullptr)
            queue = &q;
    if (queue == nullptr || pressure_) return;
    const QueueConfig* to = queue;
    if (!left) {
        if (unpaid_.contains(queue->shop)) return count("refused without a balance");
        if (shut_.contains(queue->id)) return count("refused as closed by a supervisor");
        if (!queue->open || !shops_.at(queue->shop).open) return;
        if (!open_now(*queue)) return count("refused outside the hours");
        for (int hop = 0; !has_room(*to); ++hop) {
            const auto next = queues_.find(to->routing.overflow_queue);
            if (hop == 8 || to->routing.beyond != Beyond::overflow || next == queues_.end())
                return count("refused as full");
            to = &next->second;
        }
        if (!to->open || shut_.contains(to->id) || !open_now(*to)) return count("refused outside the hours");
        if (to != queue) count("overflows at arrival");
    }
    count(left ? "messages left" : "arrivals");
    Chat chat;
    chat.id = ConversationId{next_chat_++};
    chat.queue = to->id;
    chat.shop = to->shop;
    chat.session = id;
    chat.language = body.language.empty() ? "zh-CN" : body.language;
    chat.arrived = now_;
    chat.deadline = until_deadline(*queue);
    chat.waiting_since = now_;
    chat.left = left;
    login.chat = chat.id;
    login.expires = 0;
    recompute_step(chat);
    chats_[chat.id] = chat;
}

void NaivePool::shopper_says(SessionId id, const ClientBody& body) {
    if (const auto* b = std::get_if<Open>(&body)) return open(id, *b, false);
    const auto* leave_message = std::get_if<LeaveMessage>(&body);
    if (leave_message != nullptr && leave_message->conversation == no_conversation)
        return open(id, leave_message->open, true);
    const auto it = chats_.find(chat_of(body));
    if (it == chats_.end() || it->second.session != id || logins_.at(id).chat != it->first) return;
    Chat& chat = it->second;
    if (leave_message != nullptr && chat.state == State::waiting && !chat.left) {
        chat.left = true;
        chat.gone = 0;
    }
    if (chat.closed > 0) return;
    if (std::holds_alternative<Close>(body)) end(chat);
    if (std::holds_alternative<Send>(body)) {
        chat.warned = false;
        chat.idle = 0;
    }
}

void NaivePool::supervisor_says(const ClientBody& body) {
    if (const auto* b = std::get_if<CloseQueue>(&body); b != nullptr && queues_.contains(b->queue)) {
        if (b->closed)
            shut_.insert(b->queue);
        else
            shut_.erase(b->queue);
    }
    const auto* raise = std::get_if<Raise>(&body);
    const auto it = raise == nullptr ? chats_.end() : chats_.find(raise->conversation);
    if (it == chats_.end() || it->second.state != State::waiting) return;
    it->second.deadline = std::max<Ms>(1, it->second.deadline - 1'000 * raise->seconds);
    count("chats raised or lowered");
}

void NaivePool::agent_says(AgentId agent, const ClientBody& body) {
    if (const auto* b = std::get_if<SetPresence>(&body)) {
        const Limit now = limit(workers_.at(agent));
        if (ready(b->presence) && (now == Limit::rest || now == Limit::day || now == Limit::quiet))
            return count("readiness refused");
        if (workers_.at(agent).presence != b->presence) count("presences");
        if (b->presence == Presence::training) count("trainings");
        return presence(agent, b->presence);
    }
    if (std::holds_alternative<ResumeArrivals>(body)) {
        workers_.at(agent).held = false;
        workers_.at(agent).misses = 0;
        return;
    }
    const auto it = chats_.find(chat_of(body));
    if (it == chats_.end()) return;
    Chat& chat = it->second;
    const auto mine = std::ranges::find(chat.offers, agent, &Offer::agent);
    if (mine != chat.offers.end()) {
        if (std::holds_alternative<Accept>(body)) return own(chat, agent);
        if (std::holds_alternative<Decline>(body)) {
            count("declines");
            return drop_offer(chat, agent, cooldown());
        }
        if (std::holds_alternative<Prolong>(body) && mine->prolonged < 10) {
            ++mine->prolonged;
            if (mine->expires > 0) mine->expires = now_ + workers_.at(agent).config.offer_timeout_ms;
        }
    }
    if (chat.owner == agent && (chat.state == State::active || chat.state == State::wrap_up))
        agent_about_chat(agent, chat, body);
}

void NaivePool::agent_about_chat(AgentId agent, Chat& chat, const ClientBody& body) {
    if (chat.state == State::wrap_up) {
        if (std::holds_alternative<WrapUpDone>(body)) end_wrap_up(chat);
        return;
    }
    const Ms warn = queues_.at(chat.queue).idle_warn_ms;
    if (std::holds_alternative<Resolve>(body)) {
        count("resolved");
        return end(chat);
    }
    if (std::holds_alternative<Send>(body) && !chat.hold && !chat.left && !chat.warned)
        chat.idle = warn > 0 ? now_ + warn : 0;
    if (const auto* b = std::get_if<Hold>(&body); b != nullptr && b->on != chat.hold) {
        chat.hold = b->on;
        chat.warned = false;
        chat.idle = !b->on && warn > 0 ? now_ + warn : 0;
    }
    const auto* move = std::get_if<Transfer>(&body);
    if (move == nullptr || !queues_.contains(move->queue) || queues_.at(move->queue).shop != chat.shop) return;
    count("transfers");
    correct(workers_.at(agent), chat);
    chat.state = State::waiting;
    chat.owner = no_agent;
    chat.hold = chat.warned = chat.second = false;
    chat.idle = 0;
    enter(chat, move->queue);
    chat.arrived = now_;
    chat.deadline = until_deadline(queues_.at(move->queue));
    chat.not_before = {{agent, now_ + cooldown()}};
    workers_.at(agent).idle_since = now_;
    settle(agent);
}

}  // namespace yunke::sim
