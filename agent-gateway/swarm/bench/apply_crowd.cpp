#include "agent-gateway/swarm/bench/apply_crowd.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace yunke::swarm {

using namespace core;

namespace {

constexpr std::uint32_t shops = 20, queues = 40, skills = 10, skills_per_agent = 5, capacity = 20;
constexpr const char* gateways[] = {"g0-0.aa", "g1-0.aa"};
constexpr std::size_t text_bytes = 200;
constexpr Ms batch_ms = 6;  // ten thousand commands a second in batches of 64
constexpr std::size_t fill_batch = 64;

}  // namespace

const char* const apply_mix =
    "Of 1,000 commands: 480 messages (half by shoppers, half by agents, 200 bytes), 150 typing, 240 read marks, 20 "
    "arrivals (attach by ticket), 20 openings, 20 accepts, 20 resolves, 20 departures (detach), 10 lost lines and 10 "
    "resumes, 10 changes of presence. Heartbeats never reach the core: gateways answer them.";

ApplyCrowd::ApplyCrowd(std::uint32_t agents, std::uint32_t chats) : core_(State{}) {
    found_pool(agents);
    fill(chats);
}

ApplyCrowd::~ApplyCrowd() = default;

// ---- the pool before it is measured --------------------------------------------------------------------------------

void ApplyCrowd::found_pool(std::uint32_t agents) {
    ApplyBatch batch{{.now_ms = now_ms_, .gap_ms = 0, .new_log_epoch = 1}, {}};
    std::uint64_t revision = 0;
    for (std::uint32_t id = 1; id <= shops; ++id)
        batch.commands.emplace_back(ConfigChange{++revision, ShopConfig{ShopId{id}, "shop", id, true}});
    for (std::uint32_t id = 1; id <= queues; ++id) {
        QueueConfig queue;
        queue.id = QueueId{id};
        queue.shop = ShopId{1 + id % shops};
        queue.topic = "t" + std::to_string(id);
        queue.skills.push_back({SkillId{1 + id % skills}, 1 + id % 3});
        queue.answer_target_ms = 60'000;
        queue.open = true;
        batch.commands.emplace_back(ConfigChange{++revision, queue});
    }
    for (std::uint32_t id = 1; id <= agents; ++id) {
        AgentConfig agent;
        agent.id = AgentId{id};
        agent.name = "agent " + std::to_string(id);
        for (std::uint32_t i = 0; i < skills_per_agent; ++i)
            agent.skills.push_back({SkillId{1 + (id + 2 * i) % skills}, 3 + i % 3});
        agent.languages = {"zh-CN"};
        agent.capacity = capacity;
        agent.enabled = true;
        batch.commands.emplace_back(ConfigChange{++revision, agent});
    }
    play(batch);
    for (std::uint32_t id = 1; id <= agents; ++id) {
        Person agent{.session = SessionId{next_id_++}, .attach = {}, .subject = id, .number = 0};
        ApplyBatch begin{{.now_ms = now_ms_, .gap_ms = 0, .new_log_epoch = 0}, {}};
        begin.commands.push_back(attach(agent, Role::agent, true));
        begin.commands.push_back(frame(agent, SetPresence{Presence::available}));
        play(begin);
        agents_.push_back(agent);
    }
}

void ApplyCrowd::fill(std::uint32_t chats) {
    while (chats_.size() + offered_.size() + opening_.size() < chats || chats_.size() < chats) {
        ApplyBatch batch{{.now_ms = now_ms_, .gap_ms = 0, .new_log_epoch = 0}, {}};
        while (batch.commands.size() < fill_batch && !offered_.empty())
            batch.commands.push_back(accept());
        while (batch.commands.size() < fill_batch && chats_.size() + offered_.size() + opening_.size() < chats) {
            batch.commands.push_back(arrive());
            batch.commands.push_back(open());
        }
        play(batch);
    }
}

// ---- what happens then ---------------------------------------------------------------------------------------------

std::vector<ApplyBatch> ApplyCrowd::write(std::uint64_t commands, std::size_t batch_commands) {
    std::vector<ApplyBatch> batches;
    for (std::uint64_t written = 0; written < commands; written += batch_commands) {
        ApplyBatch batch{{.now_ms = now_ms_, .gap_ms = 0, .new_log_epoch = 0}, {}};
        batch.commands.reserve(batch_commands);
        for (std::size_t i = 0; i < batch_commands; ++i) {
            if (drawn_ == deck_.size()) shuffle_deck();
            batch.commands.push_back(command_for(deck_[drawn_++]));
        }
        play(batch);
        batches.push_back(std::move(batch));
    }
    return batches;
}

// A thousand deeds in the stated shares, in another order each time.
void ApplyCrowd::shuffle_deck() {
    static constexpr std::pair<Deed, int> shares[] = {{Deed::shopper_says, 240},
                                                      {Deed::agent_says, 240},
                                                      {Deed::shopper_types, 75},
                                                      {Deed::agent_types, 75},
                                                      {Deed::shopper_reads, 120},
                                                      {Deed::agent_reads, 120},
                                                      {Deed::arrive, 20},
                                                      {Deed::open, 20},
                                                      {Deed::accept, 20},
                                                      {Deed::resolve, 20},
                                                      {Deed::leave, 20},
                                                      {Deed::drop, 10},
                                                      {Deed::resume, 10},
                                                      {Deed::rest, 5},
                                                      {Deed::work, 5}};
    deck_.clear();
    for (const auto& [deed, count] : shares)
        deck_.insert(deck_.end(), static_cast<std::size_t>(count), deed);
    for (std::size_t i = deck_.size(); i > 1; --i)
        std::swap(deck_[i - 1], deck_[random_() % i]);
    drawn_ = 0;
}

void ApplyCrowd::play(ApplyBatch& batch) {
    const Effects effects = core_.apply(batch.header, batch.commands);
    for (const auto& [gateway, outs] : effects.outs)
        for (const Out& out : outs)
            if (const auto* answer = std::get_if<Answer>(&out.payload)) refused_ += answer->error != ErrorCode::ok;
    now_ms_ += batch_ms;
    take_offers();
}

// Who was offered what, so that the right agent accepts later.
void ApplyCrowd::take_offers() {
    std::deque<Chat> unoffered;
    for (Chat& chat : opening_) {
        const auto found = core_.state().conversations.find(chat.id);
        if (found == core_.state().conversations.end()) continue;
        if (found->second.offers.empty()) {
            unoffered.push_back(std::move(chat));
            continue;
        }
        chat.agent = raw(found->second.offers.front().agent) - 1;
        offered_.push_back(std::move(chat));
    }
    opening_ = std::move(unoffered);
}

// A deed for which nobody is ready becomes a message: the shares of the first thousand are a little off, no more.
Command ApplyCrowd::command_for(Deed deed) {
    switch (deed) {
        case Deed::shopper_types: {
            Chat& chat = any_chat();
            return frame(chat.shopper, Typing{chat.id});
        }
        case Deed::agent_types: {
            const Chat& chat = any_chat();
            return frame(agents_[chat.agent], Typing{chat.id});
        }
        case Deed::shopper_reads: {
            Chat& chat = any_chat();
            return frame(chat.shopper, Read{chat.id, core_.state().conversations.at(chat.id).entries});
        }
        case Deed::agent_reads: {
            const Chat& chat = any_chat();
            return frame(agents_[chat.agent], Read{chat.id, core_.state().conversations.at(chat.id).entries});
        }
        case Deed::arrive:
            return arrive();
        case Deed::open:
            return arrived_.empty() ? says(true) : open();
        case Deed::accept:
            return offered_.empty() ? says(true) : accept();
        case Deed::resolve:
            return resolve();
        case Deed::leave: {
            if (done_.empty()) return says(true);
            const Person person = done_.front();
            done_.pop_front();
            return Detach{person.session, person.attach};
        }
        case Deed::drop: {
            // Nobody hears of her chat until her line is up again.
            dropped_.push_back(take_chat());
            return Detach{dropped_.back().shopper.session, dropped_.back().shopper.attach};
        }
        case Deed::resume: {
            if (dropped_.empty()) return says(true);
            chats_.push_back(dropped_.front());
            dropped_.pop_front();
            return attach(chats_.back().shopper, Role::shopper, false);
        }
        case Deed::rest:
            return presence(Presence::resting);
        case Deed::work:
            return presence(Presence::available);
        default:
            return says(deed == Deed::shopper_says);
    }
}

Command ApplyCrowd::frame(Person& person, ClientBody body) {
    FromClient command;
    command.session = person.session;
    command.attach = person.attach;
    if (!std::holds_alternative<Typing>(body)) {
        command.number = ++person.number;
        command.body_hash = random_();
    }
    // A client has seen all but its last answers.
    command.answered = person.number - std::min<std::uint32_t>(person.number, 1 + random_() % 3);
    command.body = std::move(body);
    return command;
}

Command ApplyCrowd::attach(Person& person, Role role, bool by_ticket) {
    person.attach = AttachId{next_id_++};
    Attach command;
    command.session = person.session;
    command.attach = person.attach;
    command.gateway = gateways[random_() % std::size(gateways)];
    command.by_ticket = by_ticket;
    command.role = role;
    command.subject = person.subject;
    command.name = "somebody";
    command.instance = 1;
    command.last_answer = person.number;
    command.log_epoch = 1;
    return command;
}

Command ApplyCrowd::says(bool by_shopper) {
    Chat& chat = any_chat();
    return frame(by_shopper ? chat.shopper : agents_[chat.agent], Send{chat.id, text()});
}

std::string ApplyCrowd::text() {
    std::string text(text_bytes, 'x');
    for (std::size_t i = 0; i < 16; ++i)
        text[i] = static_cast<char>('a' + random_() % 26);
    return text;
}

Command ApplyCrowd::arrive() {
    Person person{.session = SessionId{next_id_++},
                  .attach = {},
                  .subject = static_cast<std::uint32_t>(1 + random_() % shops),
                  .number = 0};
    Command command = attach(person, Role::shopper, true);
    arrived_.push_back(person);
    return command;
}

Command ApplyCrowd::open() {
    Chat chat{.id = ConversationId{++conversations_}, .agent = 0, .shopper = arrived_.front()};
    arrived_.pop_front();
    // One of the shop's two queues: queue q belongs to shop 1 + q % shops.
    const std::uint32_t first = chat.shopper.subject - 1;
    const std::uint32_t queue = first == 0 ? shops * (1 + random_() % 2) : first + shops * (random_() % 2);
    Command command = frame(chat.shopper, Open{"t" + std::to_string(queue), "somebody", "zh-CN", text()});
    opening_.push_back(chat);
    return command;
}

Command ApplyCrowd::accept() {
    Chat chat = offered_.front();
    offered_.pop_front();
    Command command = frame(agents_[chat.agent], Accept{chat.id});
    chats_.push_back(chat);
    return command;
}

Command ApplyCrowd::resolve() {
    const Chat chat = take_chat();
    done_.push_back(chat.shopper);
    return frame(agents_[chat.agent], Resolve{chat.id});
}

ApplyCrowd::Chat ApplyCrowd::take_chat() {
    const Chat chat = std::exchange(any_chat(), chats_.back());
    chats_.pop_back();
    return chat;
}

Command ApplyCrowd::presence(Presence wanted) {
    std::uint32_t agent = static_cast<std::uint32_t>(random_() % agents_.size());
    if (wanted == Presence::resting) {
        // Whoever has an offer in hand takes it first.
        if (std::ranges::any_of(offered_, [&](const Chat& chat) { return chat.agent == agent; })) return says(false);
        resting_.push_back(agent);
    } else if (!resting_.empty()) {
        agent = resting_.front();
        resting_.pop_front();
    }
    return frame(agents_[agent], SetPresence{wanted});
}

}  // namespace yunke::swarm
