#include "tests/app/people.hpp"

#include <stdexcept>

#include "dispatcher/wire/command.hpp"
#include "dispatcher/wire/frame.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::testing {

core::AgentConfig People::agent_config(std::uint32_t id, std::uint32_t capacity) {
    core::AgentConfig config;
    config.id = core::AgentId{id};
    config.name = "agent " + std::to_string(id);
    config.skills = {{core::SkillId{1}, 3}};
    config.languages = {"zh-CN", "en"};
    config.capacity = capacity;
    config.enabled = true;
    return config;
}

void People::open_shop(std::vector<std::uint32_t> agents, std::uint32_t capacity) {
    configure(core::ShopConfig{core::ShopId{1}, "shop", 1, true});
    core::QueueConfig queue;
    queue.id = core::QueueId{11};
    queue.shop = core::ShopId{1};
    queue.topic = queue.title_zh = queue.title_en = "sizes";
    queue.skills = {{core::SkillId{1}, 2}};
    queue.answer_target_ms = 60'000;
    queue.open = true;
    configure(queue);
    for (const std::uint32_t id : agents)
        configure(agent_config(id, capacity));
}

void People::configure(decltype(core::ConfigChange::change) change) {
    append(core::ConfigChange{++revision_, std::move(change)});
}

std::string People::append_bytes(std::string_view bytes) {
    const auto id = redis_("XADD", redis_.keys().cmd, "NOMKSTREAM", "*", "c", bytes);
    if (id.is_nil()) throw std::runtime_error("the command stream is gone");
    return last_id_ = id.text();
}

std::string People::append(const core::Command& command) {
    return append_bytes(wire::encode_command(command));
}

Person People::connect(core::Role role, std::uint32_t subject) {
    Person person;
    person.session = core::SessionId{next_id_++};
    person.attach = core::AttachId{next_id_++};
    person.role = role;
    person.subject = subject;
    core::Attach attach;
    attach.session = person.session;
    attach.attach = person.attach;
    attach.gateway = gateway;
    attach.by_ticket = true;
    attach.role = role;
    attach.subject = subject;
    attach.name = "somebody";
    attach.instance = 7;
    append(attach);
    return person;
}

Person People::agent(std::uint32_t id) {
    Person person = connect(core::Role::agent, id);
    if (ask(person, core::SetPresence{core::Presence::available}).error != core::ErrorCode::ok)
        throw std::runtime_error("the agent may not be available");
    return person;
}

std::string People::say(Person& person, core::ClientBody body) {
    core::FromClient command;
    command.session = person.session;
    command.attach = person.attach;
    command.number = ++person.number;
    command.answered = person.number - 1;
    command.body_hash = 1'000 + command.number;
    command.body = std::move(body);
    return append(command);
}

std::optional<Told> People::answer(const Person& person, milliseconds within) {
    std::optional<Told> told;
    const auto look = [&] {
        const auto entries = redis::take_entries(redis_("XRANGE", redis_.keys().out(gateway), "-", "+"));
        for (const redis::StreamEntry& entry : entries.value()) {
            v1::OutBatch batch;
            batch.ParseFromString(*entry.field("o"));
            for (const v1::Out& out : batch.out()) {
                v1::ServerFrame frame;
                if (out.session() != core::raw(person.session) || !frame.ParseFromString(out.frame())) continue;
                const v1::Answer& answer = frame.answer();
                if (!frame.has_answer() || answer.number() != person.number) continue;
                told = Told{answer.number(), static_cast<core::ErrorCode>(answer.error()),
                            core::ConversationId{answer.conversation()}};
            }
        }
        return told.has_value();
    };
    eventually(look, within);
    return told;
}

Told People::ask(Person& person, core::ClientBody body) {
    say(person, std::move(body));
    const auto told = answer(person);
    if (!told) throw std::runtime_error("no answer came");
    return *told;
}

core::ConversationId People::open(Person& shopper, const std::string& text) {
    const Told told = ask(shopper, core::Open{"sizes", "Lin", "zh-CN", text});
    if (told.error != core::ErrorCode::ok) throw std::runtime_error("the chat was not opened");
    return told.conversation;
}

bool People::wait_committed(const std::string& id, milliseconds within) {
    const auto wanted = redis::StreamId::parse(id);
    return eventually(
        [&] {
            const auto done = redis::StreamId::parse(redis_.cursor().last_command);
            return *done >= *wanted;
        },
        within);
}

std::vector<redis::StreamId> People::out_ids() {
    const auto entries = redis::take_entries(redis_("XRANGE", redis_.keys().out(gateway), "-", "+"));
    std::vector<redis::StreamId> ids;
    for (const redis::StreamEntry& entry : entries.value())
        ids.push_back(entry.id);
    return ids;
}

std::vector<std::string> People::transcript(core::ConversationId id) {
    const auto entries = redis::take_entries(redis_("XRANGE", redis_.keys().conv(id), "-", "+"));
    std::vector<std::string> texts;
    for (const redis::StreamEntry& entry : entries.value()) {
        const auto line = wire::decode_entry(*entry.field("e"));
        if (line && line->kind == core::EntryKind::message) texts.push_back(line->text);
    }
    return texts;
}

void People::serve(Person& agent, int chats) {
    for (int i = 0; i < chats; ++i) {
        Person shopper = this->shopper();
        const auto chat = open(shopper);
        if (ask(agent, core::Accept{chat}).error != core::ErrorCode::ok) throw std::runtime_error("not accepted");
        say(shopper, core::Send{chat, "And the colour?"});
        say(agent, core::Send{chat, "As in the picture."});
        say(agent, core::Typing{chat});
        ask(agent, core::Resolve{chat});
    }
    if (!wait_committed()) throw std::runtime_error("not committed");
}

}  // namespace yunke::testing
