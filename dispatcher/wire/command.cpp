#include "dispatcher/wire/command.hpp"

#include <utility>

#include "dispatcher/wire/client_body.hpp"
#include "dispatcher/wire/convert.hpp"

namespace yunke::wire {
namespace {

using core::ConversationId;

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

ConversationId conversation(std::uint64_t id) {
    return static_cast<ConversationId>(id);
}

bool take_client(v1::FromClient& from, core::FromClient& to) {
    to.session = static_cast<core::SessionId>(from.session());
    to.attach = static_cast<core::AttachId>(from.attach());
    to.body_hash = from.body_hash();
    to.number = from.frame().number();
    to.answered = from.frame().answered();
    return take_body(*from.mutable_frame(), to.body);
}

bool take_attach(v1::Attach& from, core::Attach& to) {
    to.session = static_cast<core::SessionId>(from.session());
    to.attach = static_cast<core::AttachId>(from.attach());
    to.gateway = std::move(*from.mutable_gateway());
    to.by_ticket = from.by_ticket();
    to.subject = from.subject();
    to.name = std::move(*from.mutable_name());
    to.instance = from.instance();
    to.positions.reserve(static_cast<std::size_t>(from.positions_size()));
    for (const v1::Position& position : from.positions())
        to.positions.push_back({conversation(position.conversation()), position.entry()});
    to.last_answer = from.last_answer();
    to.log_epoch = from.log_epoch();
    return take_enum(from.role(), core::Role::administrator, to.role);
}

bool take_end(const v1::EndSessions& from, core::EndSessions& to) {
    to.subject = from.subject();
    return take_enum(from.role(), core::Role::administrator, to.role);
}

void put_end(const core::EndSessions& from, v1::EndSessions& to) {
    to.set_role(number<v1::Role>(from.role));
    to.set_subject(from.subject);
}

bool take_config(v1::ConfigChange& from, core::ConfigChange& to) {
    to.revision = from.revision();
    switch (from.change_case()) {
        case v1::ConfigChange::kShop:
            return take(*from.mutable_shop(), to.change.emplace<core::ShopConfig>());
        case v1::ConfigChange::kQueue:
            return take(*from.mutable_queue(), to.change.emplace<core::QueueConfig>());
        case v1::ConfigChange::kAgent:
            return take(*from.mutable_agent(), to.change.emplace<core::AgentConfig>());
        case v1::ConfigChange::kPool:
            return take(*from.mutable_pool(), to.change.emplace<core::PoolConfig>());
        case v1::ConfigChange::kEndSessions:
            return take_end(from.end_sessions(), to.change.emplace<core::EndSessions>());
        case v1::ConfigChange::kShift:
            take(from.shift(), to.change.emplace<core::ShiftConfig>());
            return true;
        // A kind of change that only newer programs know still counts as a revision.
        case v1::ConfigChange::CHANGE_NOT_SET:
            return true;
    }
    return false;
}

bool take_command(v1::Command& from, core::Command& to) {
    switch (from.what_case()) {
        case v1::Command::kClient:
            return take_client(*from.mutable_client(), to.emplace<core::FromClient>());
        case v1::Command::kAttach:
            return take_attach(*from.mutable_attach(), to.emplace<core::Attach>());
        case v1::Command::kDetach:
            to = core::Detach{static_cast<core::SessionId>(from.detach().session()),
                              static_cast<core::AttachId>(from.detach().attach())};
            return true;
        case v1::Command::kEndSessions:
            return take_end(from.end_sessions(), to.emplace<core::EndSessions>());
        case v1::Command::kGatewayLost:
            to = core::GatewayLost{std::move(*from.mutable_gateway_lost()->mutable_gateway())};
            return true;
        case v1::Command::kConfig:
            return take_config(*from.mutable_config(), to.emplace<core::ConfigChange>());
        case v1::Command::kMemory:
            to = core::MemoryPressure{from.memory().on()};
            return true;
        case v1::Command::kBalance:
            to = core::ShopBalance{static_cast<core::ShopId>(from.balance().shop()), from.balance().used_up()};
            return true;
        case v1::Command::WHAT_NOT_SET:
            return false;
    }
    return false;
}

void put_attach(const core::Attach& from, v1::Attach& to) {
    to.set_session(core::raw(from.session));
    to.set_attach(core::raw(from.attach));
    to.set_gateway(from.gateway);
    to.set_by_ticket(from.by_ticket);
    to.set_role(number<v1::Role>(from.role));
    to.set_subject(from.subject);
    to.set_name(from.name);
    to.set_instance(from.instance);
    for (const core::Position& position : from.positions) {
        v1::Position& one = *to.add_positions();
        one.set_conversation(core::raw(position.conversation));
        one.set_entry(position.entry);
    }
    to.set_last_answer(from.last_answer);
    to.set_log_epoch(from.log_epoch);
}

void put_config(const core::ConfigChange& from, v1::ConfigChange& to) {
    to.set_revision(from.revision);
    const auto cases = Overloaded{
        [](const std::monostate&) {},
        [&](const core::ShopConfig& config) { put(config, *to.mutable_shop()); },
        [&](const core::QueueConfig& config) { put(config, *to.mutable_queue()); },
        [&](const core::ShiftConfig& config) { put(config, *to.mutable_shift()); },
        [&](const core::AgentConfig& config) { put(config, *to.mutable_agent()); },
        [&](const core::PoolConfig& config) { put(config, *to.mutable_pool()); },
        [&](const core::EndSessions& end) { put_end(end, *to.mutable_end_sessions()); },
    };
    std::visit(cases, from.change);
}

}  // namespace

Decoded<core::Command> decode_command(std::string_view bytes) {
    v1::Command message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return std::unexpected(DecodeError{"Command cannot be parsed."});
    core::Command command;
    if (!take_command(message, command))
        return std::unexpected(DecodeError{"Command has no known content, or holds an unknown enumeration number."});
    return command;
}

std::string encode_command(const core::Command& command) {
    v1::Command to;
    const auto cases = Overloaded{
        [&](const core::FromClient& c) {
            v1::FromClient& client = *to.mutable_client();
            client.set_session(core::raw(c.session));
            client.set_attach(core::raw(c.attach));
            client.set_body_hash(c.body_hash);
            client.mutable_frame()->set_number(c.number);
            client.mutable_frame()->set_answered(c.answered);
            put_body(c.body, *client.mutable_frame());
        },
        [&](const core::Attach& c) { put_attach(c, *to.mutable_attach()); },
        [&](const core::Detach& c) {
            to.mutable_detach()->set_session(core::raw(c.session));
            to.mutable_detach()->set_attach(core::raw(c.attach));
        },
        [&](const core::EndSessions& c) { put_end(c, *to.mutable_end_sessions()); },
        [&](const core::GatewayLost& c) { to.mutable_gateway_lost()->set_gateway(c.gateway); },
        [&](const core::ConfigChange& c) { put_config(c, *to.mutable_config()); },
        [&](const core::MemoryPressure& c) { to.mutable_memory()->set_on(c.on); },
        [&](const core::ShopBalance& c) {
            to.mutable_balance()->set_shop(core::raw(c.shop));
            to.mutable_balance()->set_used_up(c.used_up);
        },
    };
    std::visit(cases, command);
    return to.SerializeAsString();
}

Decoded<std::string> config_command(std::string_view config_change) {
    v1::Command command;
    if (!command.mutable_config()->ParseFromArray(config_change.data(), static_cast<int>(config_change.size())))
        return std::unexpected(DecodeError{"ConfigChange cannot be parsed."});
    std::string bytes = command.SerializeAsString();
    // What its reader leaves out does not count as a revision: it would be forwarded again, and again.
    if (const auto read = decode_command(bytes); !read) return std::unexpected(read.error());
    return bytes;
}

}  // namespace yunke::wire
