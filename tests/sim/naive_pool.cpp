#include "tests/sim/naive_pool.hpp"

#include <algorithm>

namespace yunke::sim {

using namespace core;
using State = ConversationState;

namespace {

std::string main_language(const std::string& tag) {
    std::string part = tag.substr(0, tag.find('-'));
    std::ranges::transform(part, part.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return part;
}

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

void soonest(Ms& least, Ms due) {
    if (due > 0 && (least == 0 || due < least)) least = due;
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

bool NaivePool::can_take(const Worker& w) const {
    return w.config.enabled && w.presence == Presence::available && !w.held && w.session != no_session && w.lost == 0 &&
           load(w.config.id) < w.config.capacity;
}

bool NaivePool::fits(const Worker& w, const Chat& chat) const {
    for (const SkillLevel& need : queues_.at(chat.queue).skills)
        if (std::ranges::none_of(w.config.skills,
                                 [&](const SkillLevel& s) { return s.skill == need.skill && s.level >= need.level; }))
            return false;
    if (std::ranges::none_of(w.config.languages,
                             [&](const std::string& l) { return main_language(l) == main_language(chat.language); }))
        return false;
    const auto it = chat.not_before.find(w.config.id);
    return it == chat.not_before.end() || it->second <= now_;
}

// After an edit: offers to people who no longer have what the chat asks for.
void NaivePool::drop_misfits() {
    for (auto& [id, chat] : chats_) {
        const std::vector<Offer> offers = chat.offers;
        for (const Offer& o : offers)
            if (!fits(workers_.at(o.agent), chat)) drop_offer(chat, o.agent, 0);
    }
}

void NaivePool::match() {
    for (bool again = true; again;) {
        again = false;
        std::vector<Chat*> waiting;
        for (auto& [id, chat] : chats_)
            if (chat.state == State::waiting && chat.offers.empty()) waiting.push_back(&chat);
        std::ranges::sort(waiting, {}, [](const Chat* c) { return std::pair(c->deadline, c->id); });
        for (Chat* chat : waiting) {
            const Worker* best = nullptr;
            for (const auto& [id, worker] : workers_)
                if (can_take(worker) && fits(worker, *chat) &&
                    (best == nullptr || worker.idle_since < best->idle_since))
                    best = &worker;
            if (best == nullptr) continue;
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
    chat.offers.clear();
    chat.not_before.clear();
    chat.state = State::active;
    chat.owner = agent;
    workers_.at(agent).misses = 0;
    workers_.at(agent).idle_since = now_;
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
    if (w.presence == Presence::finishing && load(agent) == 0) w.presence = Presence::resting;
}

void NaivePool::presence(AgentId agent, Presence to) {
    Worker& w = workers_.at(agent);
    if (w.presence != to && to == Presence::available) w.idle_since = now_;
    if (w.presence != to || (to == Presence::available && w.held)) {
        w.held = false;
        w.misses = 0;
    }
    w.presence = to;
    if (to != Presence::available) drop_offers_of(agent);
    if (to == Presence::offline) give_back(agent);
    settle(agent);
}

void NaivePool::give_back(AgentId agent) {
    for (auto& [id, chat] : chats_) {
        if (chat.owner != agent) continue;
        if (chat.state == State::wrap_up) end_wrap_up(chat);
        if (chat.state != State::active) continue;
        chat.state = State::waiting;
        chat.owner = no_agent;
        chat.hold = chat.warned = false;
        chat.idle = 0;
    }
}

void NaivePool::end(Chat& chat) {
    const std::vector<Offer> offers = chat.offers;
    for (const Offer& o : offers)
        drop_offer(chat, o.agent, 0);
    const bool was_active = chat.state == State::active;
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
        login.expires = now_ + shopper_grace();
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

Ms NaivePool::next_due() const {
    Ms least = 0;
    for (const auto& [id, w] : workers_)
        if (w.lost > 0) soonest(least, w.lost + agent_grace());
    for (const auto& [id, chat] : chats_) {
        for (const Offer& o : chat.offers)
            soonest(least, o.expires);
        for (const auto& [agent, until] : chat.not_before)
            if (until > last_commit_ && until > now_) soonest(least, until);
        if (chat.state == State::active) soonest(least, chat.idle);
        if (chat.gone > 0) soonest(least, chat.gone + shopper_grace());
        soonest(least, chat.wrap_end);
        soonest(least, chat.forget);
    }
    for (const auto& [id, login] : logins_)
        soonest(least, login.expires);
    return least;
}

void NaivePool::fire_all_due() {
    for (auto& [id, w] : workers_) {
        if (w.lost == 0 || w.lost + agent_grace() > now_) continue;
        w.presence = Presence::offline;
        w.lost = 0;
        give_back(id);
    }
    for (auto& [id, chat] : chats_) {
        const std::vector<Offer> offers = chat.offers;
        for (const Offer& o : offers) {
            if (o.expires == 0 || o.expires > now_) continue;
            drop_offer(chat, o.agent, 30'000);
            Worker& w = workers_.at(o.agent);
            ++w.misses;
            if (w.config.misses_to_hold > 0 && w.misses >= w.config.misses_to_hold) w.held = true;
        }
    }
    for (auto& [id, chat] : chats_) {
        if (chat.state != State::active || chat.idle == 0 || chat.idle > now_) continue;
        if (chat.warned) {
            end(chat);
        } else {
            chat.warned = true;
            const Ms close = queues_.at(chat.queue).idle_close_ms;
            chat.idle = close > 0 ? now_ + close : 0;
        }
    }
    for (auto& [id, chat] : chats_)
        if (chat.closed == 0 && chat.gone > 0 && chat.gone + shopper_grace() <= now_) end(chat);
    for (auto& [id, chat] : chats_)
        if (chat.wrap_end > 0 && chat.wrap_end <= now_) end_wrap_up(chat);
    for (auto it = chats_.begin(); it != chats_.end();) {
        if (it->second.forget == 0 || it->second.forget > now_) {
            ++it;
            continue;
        }
        const auto login = logins_.find(it->second.session);
        const ConversationId id = it->first;
        it = chats_.erase(it);
        if (login == logins_.end() || login->second.ended || login->second.chat != id) continue;
        login->second.chat = no_conversation;
        end_login(login->first);
    }
    std::vector<SessionId> expired;
    for (const auto& [id, login] : logins_)
        if (login.expires > 0 && login.expires <= now_) expired.push_back(id);
    for (const SessionId id : expired)
        expire_login(id);
}

void NaivePool::shift(Ms gap) {
    const auto move = [gap](Ms& due) {
        if (due > 0) due += gap;
    };
    for (auto& [id, chat] : chats_) {
        for (Offer& o : chat.offers)
            move(o.expires);
        move(chat.idle);
        move(chat.gone);
        move(chat.wrap_end);
    }
    for (auto& [id, w] : workers_)
        move(w.lost);
}

void NaivePool::batch(Ms last_commit_ms, const BatchHeader& header, const std::vector<Command>& commands) {
    last_commit_ = last_commit_ms;
    const Ms until = std::max(header.now_ms, last_commit_);
    now_ = last_commit_;
    if (header.gap_ms > 0) shift(header.gap_ms);
    match();
    for (Ms due = next_due(); due > 0 && due <= until; due = next_due()) {
        now_ = std::max(now_, due);
        fire_all_due();
        match();
    }
    now_ = until;
    for (const Command& c : commands) {
        std::visit([this](const auto& one) { command(one); }, c);
        match();
    }
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
        workers_.at(AgentId{login.subject}).lost = 0;
        workers_.at(AgentId{login.subject}).session = c.session;
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
        queues_[queue->id] = *queue;
        drop_misfits();
    }
    if (const auto* pool = std::get_if<PoolConfig>(&c.change)) settings_ = *pool;
    if (const auto* end = std::get_if<EndSessions>(&c.change)) command(*end);
    if (const auto* agent = std::get_if<AgentConfig>(&c.change)) {
        workers_[agent->id].config = *agent;
        if (load(agent->id) > agent->capacity) drop_offers_of(agent->id);
        drop_misfits();
        if (!agent->enabled) command(EndSessions{Role::agent, raw(agent->id)});
    }
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
    }
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
    std::size_t waiting = 0;
    for (const auto& [chat_id, chat] : chats_)
        waiting += chat.state == State::waiting && chat.queue == queue->id;
    const bool full = queue->waiting_max > 0 && waiting >= queue->waiting_max;
    if (!left && (!queue->open || !shops_.at(queue->shop).open || full)) return;
    Chat chat;
    chat.id = ConversationId{next_chat_++};
    chat.queue = queue->id;
    chat.shop = queue->shop;
    chat.session = id;
    chat.language = body.language.empty() ? "zh-CN" : body.language;
    chat.deadline = now_ + queue->answer_target_ms;
    chat.left = left;
    login.chat = chat.id;
    login.expires = 0;
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

void NaivePool::agent_says(AgentId agent, const ClientBody& body) {
    if (const auto* b = std::get_if<SetPresence>(&body)) return presence(agent, b->presence);
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
        if (std::holds_alternative<Decline>(body)) return drop_offer(chat, agent, cooldown());
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
    if (std::holds_alternative<Resolve>(body)) return end(chat);
    if (std::holds_alternative<Send>(body) && !chat.hold && !chat.left && !chat.warned)
        chat.idle = warn > 0 ? now_ + warn : 0;
    if (const auto* b = std::get_if<Hold>(&body); b != nullptr && b->on != chat.hold) {
        chat.hold = b->on;
        chat.warned = false;
        chat.idle = !b->on && warn > 0 ? now_ + warn : 0;
    }
    const auto* move = std::get_if<Transfer>(&body);
    if (move == nullptr || !queues_.contains(move->queue) || queues_.at(move->queue).shop != chat.shop) return;
    chat.state = State::waiting;
    chat.queue = move->queue;
    chat.owner = no_agent;
    chat.hold = chat.warned = false;
    chat.idle = 0;
    chat.deadline = now_ + queues_.at(move->queue).answer_target_ms;
    chat.not_before = {{agent, now_ + cooldown()}};
    workers_.at(agent).idle_since = now_;
    settle(agent);
}

}  // namespace yunke::sim
