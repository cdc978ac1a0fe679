// What time does: steps of relaxation, second agents, overflows, misses, grace, and what is due next.
#include <algorithm>

#include "tests/sim/naive_pool.hpp"

namespace yunke::sim {

using namespace core;
using State = ConversationState;

namespace {

void soonest(Ms& least, Ms due) {
    if (due > 0 && (least == 0 || due < least)) least = due;
}

bool ready(Presence p) {
    return p == Presence::available || p == Presence::on_demand;
}

}  // namespace

// A new stay in a queue.
void NaivePool::enter(Chat& chat, QueueId queue) {
    chat.queue = queue;
    chat.step = 0;
    chat.waiting_since = now_;
    ++chat.visit;
    recompute_step(chat);
}

void NaivePool::recompute_step(Chat& chat) {
    const auto& steps = queues_.at(chat.queue).routing.relaxations;
    const std::uint32_t before = chat.step;
    chat.step = static_cast<std::uint32_t>(
        std::ranges::count_if(steps, [&](const Relaxation& r) { return r.after_ms <= now_ - chat.waiting_since; }));
    if (chat.step > before) count("relaxations");
}

void NaivePool::waiting_due(Chat& chat) {
    const QueueConfig& queue = queues_.at(chat.queue);
    const QueueRouting& routing = queue.routing;
    recompute_step(chat);
    if (!chat.second && asks_another_at(chat) <= now_) {
        chat.second = true;
        count(target(chat) <= now_ ? "deadlines passed" : "second agents before the deadline");
    }
    const Ms waited = now_ - chat.waiting_since;
    if (!chat.offers.empty()) return;
    const bool overflows = queues_.contains(routing.overflow_queue);
    if (overflows && routing.overflow_after_ms > 0 && waited >= routing.overflow_after_ms) {
        count("overflows");
        return enter(chat, routing.overflow_queue);
    }
    if (chat.left || routing.wait_max_ms == 0 || waited < routing.wait_max_ms) return;
    switch (routing.beyond) {
        case Beyond::overflow:
            if (overflows) {
                count("longest waits that overflow");
                return enter(chat, routing.overflow_queue);
            }
            [[fallthrough]];
        case Beyond::leave_message:
            count("longest waits that become messages");
            chat.left = true;
            chat.gone = 0;
            return;
        case Beyond::close:
            count("longest waits that end");
            return end(chat);
    }
}

// Whoever needs a rest, has worked enough for the day or has quiet hours takes no new chats.
void NaivePool::obey_limits() {
    for (auto& [id, w] : workers_) {
        const Limit now = limit(w);
        if (!ready(w.presence) || (now != Limit::rest && now != Limit::day && now != Limit::quiet)) continue;
        count(now == Limit::rest ? "rests due" : now == Limit::day ? "days worked" : "quiet hours begun");
        presence(id, Presence::finishing);
    }
}

Ms NaivePool::next_due(Ms until) const {
    Ms least = 0;
    std::vector<Ms> instants;
    for (const auto& [id, w] : workers_) {
        limit_instants(w, instants);
        edges(w.config.routing.quiet, now_, until, instants);
    }
    for (const auto& [id, queue] : queues_)
        edges(queue.routing.hours, now_, until, instants);
    for (const auto& [id, chat] : chats_) {
        if (chat.state != State::waiting) continue;
        const QueueRouting& routing = queues_.at(chat.queue).routing;
        for (const Relaxation& r : routing.relaxations)
            instants.push_back(chat.waiting_since + r.after_ms);
        if (!chat.second) soonest(least, asks_another_at(chat));
        if (!chat.offers.empty()) continue;
        if (routing.overflow_after_ms > 0 && queues_.contains(routing.overflow_queue))
            soonest(least, chat.waiting_since + routing.overflow_after_ms);
        if (routing.wait_max_ms > 0 && !chat.left) soonest(least, chat.waiting_since + routing.wait_max_ms);
    }
    for (const Ms at : instants)
        if (at > now_) soonest(least, at);
    for (const auto& [id, w] : workers_)
        if (w.lost > 0) soonest(least, w.lost + agent_grace());
    for (const auto& [id, chat] : chats_) {
        for (const Offer& o : chat.offers)
            soonest(least, o.expires);
        for (const auto& [agent, until_ms] : chat.not_before)
            if (until_ms > last_commit_ && until_ms > now_) soonest(least, until_ms);
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
        book(w, Presence::offline);
        w.presence = Presence::offline;
        w.lost = 0;
        give_back(id);
    }
    for (auto& [id, chat] : chats_) {
        const std::vector<Offer> offers = chat.offers;
        for (const Offer& o : offers) {
            if (o.expires == 0 || o.expires > now_) continue;
            drop_offer(chat, o.agent, 30'000);
            count("misses");
            Worker& w = workers_.at(o.agent);
            ++w.misses;
            if (w.config.misses_to_hold > 0 && w.misses >= w.config.misses_to_hold) w.held = true;
        }
    }
    for (auto& [id, chat] : chats_)
        if (chat.state == State::waiting) waiting_due(chat);
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
        // Whom an agent knows can come back for as long as that counts.
        const Ms known = login->second.known_until;
        if (known <= now_)
            end_login(login->first);
        else if (login->second.attach == no_attach)
            login->second.expires = known;
    }
    std::vector<SessionId> expired;
    for (const auto& [id, login] : logins_)
        if (login.expires > 0 && login.expires <= now_) expired.push_back(id);
    for (const SessionId id : expired)
        expire_login(id);
    obey_limits();
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
    pass_time(last_commit_);  // back, if nothing came of the batches since
    if (header.gap_ms > 0) shift(header.gap_ms);
    match();
    for (Ms due = next_due(until); due > 0 && due <= until; due = next_due(until)) {
        pass_time(std::max(now_, due));
        fire_all_due();
        count("instants");
        // What became due by it belongs to this millisecond, too.
        if (const Ms next = next_due(now_); next == 0 || next > now_) match();
    }
    pass_time(until);
    for (const Command& c : commands) {
        std::visit([this](const auto& one) { command(one); }, c);
        obey_limits();
        match();
        count("commands");
    }
    count_limits();
}

}  // namespace yunke::sim
