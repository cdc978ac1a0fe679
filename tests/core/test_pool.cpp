#include "tests/core/test_pool.hpp"

#include <stdexcept>

#include "dispatcher/core/entries.hpp"

namespace yunke::core::testing {
namespace {

QueueConfig queue_config(QueueId id, ShopId shop, std::string topic, std::vector<SkillLevel> skills) {
    QueueConfig config;
    config.id = id;
    config.shop = shop;
    config.topic = topic;
    config.title_zh = topic;
    config.title_en = topic;
    config.skills = std::move(skills);
    config.answer_target_ms = 60'000;
    config.idle_warn_ms = 300'000;
    config.idle_close_ms = 120'000;
    config.open = true;
    return config;
}

}  // namespace

AgentConfig agent_config(std::uint32_t id, std::uint32_t capacity) {
    AgentConfig config;
    config.id = AgentId{id};
    config.name = "agent " + std::to_string(id);
    config.skills = {{SkillId{1}, 3}, {SkillId{2}, 3}};
    config.languages = {"zh-CN", "en"};
    config.capacity = capacity;
    config.offer_timeout_ms = 30'000;
    config.misses_to_hold = 3;
    config.enabled = true;
    return config;
}

TestPool::TestPool() : core_(State{}) {
    apply_batch({}, BatchHeader{now_ms_, 0, 1});
    configure(ShopConfig{shop_a, "shop a", 1, true});
    configure(ShopConfig{shop_b, "shop b", 2, true});
    configure(queue_config(sizes_a, shop_a, "sizes", {{SkillId{1}, 2}}));
    configure(queue_config(returns_a, shop_a, "returns", {{SkillId{1}, 1}, {SkillId{2}, 1}}));
    configure(queue_config(sizes_b, shop_b, "sizes", {}));
}

std::vector<AgentId> TestPool::offered_to(ConversationId id) const {
    std::vector<AgentId> agents;
    for (const OfferState& offer : conversation(id).offers)
        agents.push_back(offer.agent);
    return agents;
}

void TestPool::configure(decltype(ConfigChange::change) change) {
    apply(ConfigChange{state().pool.config_revision + 1, std::move(change)});
}

void TestPool::wait(Ms ms) {
    now_ms_ += ms;
    apply_batch({});
}

void TestPool::apply(Command command) {
    apply_batch({std::move(command)});
}

void TestPool::apply_batch(std::vector<Command> commands, BatchHeader header) {
    header.now_ms = now_ms_;
    note(core_.apply(header, commands));
    while (last_.more) {
        Effects before = std::move(last_);
        note(core_.apply(BatchHeader{now_ms_, 0, 0}, {}));
    }
}

void TestPool::note(Effects effects) {
    last_ = std::move(effects);
    all_facts_.insert(all_facts_.end(), last_.facts.begin(), last_.facts.end());
    all_entries_.insert(all_entries_.end(), last_.entries.begin(), last_.entries.end());
    const auto broken = core_.broken_invariants();
    if (!broken.empty()) throw std::logic_error("invariant broken: " + broken.front());
}

void TestPool::crash() {
    State state = core_.state();
    core_ = Core(std::move(state));
}

Person TestPool::connect(Role role, std::uint32_t subject) {
    Person person;
    person.session = SessionId{next_id_++};
    person.attach = AttachId{next_id_++};
    person.role = role;
    person.subject = subject;
    Attach attach;
    attach.session = person.session;
    attach.attach = person.attach;
    attach.gateway = person.gateway;
    attach.by_ticket = true;
    attach.role = role;
    attach.subject = subject;
    attach.name = "somebody";
    attach.instance = person.instance;
    apply(attach);
    return person;
}

Person TestPool::shopper(ShopId shop) {
    return connect(Role::shopper, raw(shop));
}

Person TestPool::agent(AgentConfig config, Presence presence) {
    const std::uint32_t id = raw(config.id);
    configure(std::move(config));
    Person person = connect(Role::agent, id);
    if (presence != Presence::offline) say(person, SetPresence{presence});
    return person;
}

void TestPool::resume(Person& person, std::vector<Position> positions) {
    person.attach = AttachId{next_id_++};
    Attach attach;
    attach.session = person.session;
    attach.attach = person.attach;
    attach.gateway = person.gateway;
    attach.role = person.role;
    attach.subject = person.subject;
    attach.instance = person.instance;
    attach.positions = std::move(positions);
    attach.last_answer = person.number;
    attach.log_epoch = state().pool.log_epoch;
    apply(attach);
}

void TestPool::drop(const Person& person) {
    apply(Detach{person.session, person.attach});
}

Answer TestPool::say(Person& person, ClientBody body) {
    FromClient command;
    command.session = person.session;
    command.attach = person.attach;
    command.number = ++person.number;
    command.answered = person.number - 1;
    command.body_hash = 1000 + command.number;
    command.body = std::move(body);
    apply(command);
    const auto answers = told<Answer>(person);
    if (answers.empty()) throw std::logic_error("no answer");
    return answers.front();
}

ConversationId TestPool::open(Person& shopper, const std::string& topic, const std::string& language) {
    const Answer answer = say(shopper, Open{topic, "Lin", language, "does this run small?"});
    if (answer.error != ErrorCode::ok) throw std::logic_error("open refused: " + answer.detail);
    return answer.conversation;
}

std::vector<Entry> TestPool::heard(const Person& person) const {
    std::vector<Entry> heard;
    for (const NewEntry& told : told<NewEntry>(person)) {
        Entry& entry = heard.emplace_back(last_.entries.at(told.line).entry);
        if (told.for_shopper) entry = for_shopper(entry);
    }
    return heard;
}

Ms TestPool::metered(AgentId agent, ConversationId id, UnitKind kind) const {
    Ms sum_ms = 0;
    for (const WorkInterval& interval : facts<WorkInterval>())
        for (const WorkInterval::Unit& unit : interval.units)
            if (interval.agent == agent && unit.conversation == id && unit.kind == kind) sum_ms += unit.share_ms;
    return sum_ms;
}

std::vector<Entry> TestPool::transcript(ConversationId id) const {
    std::vector<Entry> entries;
    for (const TranscriptEntry& e : all_entries_)
        if (e.conversation == id) entries.push_back(e.entry);
    return entries;
}

}  // namespace yunke::core::testing
