#include "dispatcher/wire/commit.hpp"

#include <google/protobuf/arena.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/wire/convert.hpp"
#include "dispatcher/wire/entity.hpp"
#include "dispatcher/wire/write.hpp"

namespace yunke::wire {
namespace {

void put_header(const CommitHeader& from, v1::LogEntry& to) {
    to.set_sequence(from.sequence);
    to.set_last_command(from.last_command);
    to.set_now_ms(from.now_ms);
    to.set_gap_ms(from.gap_ms);
    to.set_new_log_epoch(from.new_log_epoch);
    to.set_core_version(std::string(core::core_version));
    for (const std::string& id : from.skipped)
        to.add_skipped(id);
}

// What a commit consists of besides its bytes: every count, number and length, in order. With it the bytes can be
// hashed in one piece, and no two commits that differ give the same input.
class Shape {
public:
    Shape(std::size_t header_size, const CommitPlan& plan) {
        number(header_size);
        number(plan.log_epoch);
        number(plan.sets.size());
        for (const auto& set : plan.sets)
            slice(set.field), slice(set.value);
        number(plan.deletes.size());
        for (const auto& field : plan.deletes)
            slice(field);
        number(plan.entries.size());
        for (const auto& line : plan.entries)
            number(core::raw(line.conversation)), number(line.n), slice(line.value);
        number(plan.outs.size());
        for (const auto& out : plan.outs)
            slice(out.gateway), number(out.number), slice(out.value);
        number(plan.facts.size());
        for (const auto& fact : plan.facts)
            number(fact.number), slice(fact.value);
        number(plan.archived.size());
        for (const auto& one : plan.archived)
            number(core::raw(one.conversation)), slice(one.value);
        number(plan.gone_gateways.size());
        for (const auto& name : plan.gone_gateways)
            slice(name);
    }

    const std::string& bytes() const { return bytes_; }

private:
    void number(std::uint64_t value) {
        char bytes[8];
        for (char& byte : bytes) {
            byte = static_cast<char>(value & 0xff);
            value >>= 8;
        }
        bytes_.append(bytes, sizeof bytes);
    }
    void slice(CommitPlan::Slice slice) {
        number(slice.at);
        number(slice.size);
    }

    std::string bytes_;
};

}  // namespace

std::string encode_log(const CommitHeader& header, const Hash& hash) {
    v1::LogEntry message;
    put_header(header, message);
    message.set_hash(hash.data(), hash.size());
    return message.SerializeAsString();
}

Decoded<LogRecord> decode_log(std::string_view bytes) {
    v1::LogEntry message;
    LogRecord record;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
        message.hash().size() != record.hash.size())
        return std::unexpected(DecodeError{"LogEntry cannot be parsed."});
    std::ranges::copy(message.hash(), record.hash.begin());
    record.core_version = message.core_version();
    record.header = {message.sequence(), message.last_command(),  message.now_ms(),
                     message.gap_ms(),   message.new_log_epoch(), {message.skipped().begin(), message.skipped().end()}};
    return record;
}

struct CommitEncoder::Impl {
    google::protobuf::Arena arena;
    CommitPlan plan;
    // An OutBatch is the bytes of its parts one after the other.
    std::string batch, scratch;
    v1::OutBatch one;
    v1::ServerFrame frame;

    CommitPlan::Slice add(std::string_view bytes) {
        const CommitPlan::Slice slice{plan.bytes.size(), bytes.size()};
        plan.bytes.append(bytes);
        return slice;
    }

    CommitPlan::Slice add(const google::protobuf::MessageLite& message) {
        CommitPlan::Slice slice{plan.bytes.size(), 0};
        message.AppendToString(&plan.bytes);
        slice.size = plan.bytes.size() - slice.at;
        return slice;
    }

    void clear() {
        arena.Reset();
        plan.sets.clear();
        plan.deletes.clear();
        plan.entries.clear();
        plan.outs.clear();
        plan.facts.clear();
        plan.archived.clear();
        plan.gone_gateways.clear();
        plan.bytes.clear();
    }

    template <class Message, class Entity>
    void set(std::string_view field, const Entity& entity) {
        const auto name = add(field);
        plan.sets.push_back({name, add_entity<Message>(entity)});
    }

    template <class Message, class Entity>
    CommitPlan::Slice add_entity(const Entity& entity) {
        if constexpr (requires { write(entity, plan.bytes); }) {
            return written(entity);
        } else {
            auto& message = *google::protobuf::Arena::CreateMessage<Message>(&arena);
            put(entity, message);
            return add(message);
        }
    }

    template <class Entity>
    CommitPlan::Slice written(const Entity& entity) {
        const std::size_t at = plan.bytes.size();
        write(entity, plan.bytes);
        return {at, plan.bytes.size() - at};
    }

    // Each changed id: its entity if the state holds it, else a delete.
    template <class Message, class Ids, class Map>
    void changed(const Ids& ids, const Map& entities) {
        for (const auto& id : ids) {
            std::string field;
            if constexpr (requires { state_field(id); })
                field = state_field(id);
            else
                field = gateway_field(id);
            if (const auto found = entities.find(id); found != entities.end())
                set<Message>(field, found->second);
            else
                plan.deletes.push_back(add(field));
        }
    }

    void add_entities(const core::State& state, const core::Changed& ids) {
        if (ids.pool) set<v1::PoolEntity>(pool_field, state.pool);
        changed<v1::ShopEntity>(ids.shops, state.shops);
        changed<v1::QueueEntity>(ids.queues, state.queues);
        changed<v1::AgentEntity>(ids.agents, state.agents);
        changed<v1::SessionEntity>(ids.sessions, state.sessions);
        changed<v1::ConversationEntity>(ids.conversations, state.conversations);
        changed<v1::GatewayEntity>(ids.gateways, state.gateways);
    }

    std::string_view for_shopper(const core::Effects& effects, std::uint32_t line) {
        scratch.clear();
        write(core::for_shopper(effects.entries.at(line).entry), scratch);
        return scratch;
    }

    void add_out(const core::Effects& effects, const core::Out& out) {
        if (const auto* entry = std::get_if<core::NewEntry>(&out.payload)) {
            const auto& line = plan.entries.at(entry->line);
            const auto bytes = entry->for_shopper ? for_shopper(effects, entry->line) : plan.view(line.value);
            write_entry_out(out, {line.conversation, bytes}, batch);
        } else if (const auto* answer = std::get_if<core::Answer>(&out.payload)) {
            write_answer_out(out, *answer, batch);
        } else {
            one.Clear();
            put(out, *one.add_out(), frame);
            one.AppendToString(&batch);
        }
    }

    void add_outs(const core::State& state, const core::Effects& effects) {
        for (const auto& [gateway, outs] : effects.outs) {
            // A gateway that the same batch declared lost has no number any more, and nobody who reads.
            const auto found = state.gateways.find(gateway);
            if (found == state.gateways.end() || outs.empty()) continue;
            batch.clear();
            for (const core::Out& out : outs)
                add_out(effects, out);
            one.Clear();
            one.set_now_ms(state.pool.now_ms);
            one.AppendToString(&batch);
            const auto name = add(gateway);
            plan.outs.push_back({name, found->second.out, add(batch)});
        }
    }

    void add_streams(const core::State& state, const core::Effects& effects) {
        for (const core::TranscriptEntry& line : effects.entries)
            plan.entries.push_back({line.conversation, line.entry.n, written(line.entry)});
        add_outs(state, effects);
        auto& fact = *google::protobuf::Arena::CreateMessage<v1::Fact>(&arena);
        std::uint64_t number = state.pool.facts - effects.facts.size();
        for (const core::Fact& each : effects.facts) {
            fact.Clear();
            put(each, fact);
            plan.facts.push_back({++number, add(fact)});
        }
        auto& archived = *google::protobuf::Arena::CreateMessage<v1::ArchivedConversation>(&arena);
        for (const core::Archived& each : effects.archived) {
            archived.Clear();
            put(each, archived);
            plan.archived.push_back({each.conversation, add(archived)});
        }
    }
};

CommitEncoder::CommitEncoder() : impl_(std::make_unique<Impl>()) {}
CommitEncoder::~CommitEncoder() = default;
CommitEncoder::CommitEncoder(CommitEncoder&&) noexcept = default;
CommitEncoder& CommitEncoder::operator=(CommitEncoder&&) noexcept = default;

const CommitPlan& CommitEncoder::make(const core::State& state, const core::Effects& effects, CommitHeader header) {
    impl_->clear();
    CommitPlan& plan = impl_->plan;
    plan.header = std::move(header);
    plan.log_epoch = state.pool.log_epoch;
    plan.config_revision = state.pool.config_revision;
    impl_->add_entities(state, effects.changed);
    impl_->add_streams(state, effects);
    for (const std::string& gateway : effects.lost_gateways)
        plan.gone_gateways.push_back(impl_->add(gateway));
    return plan;
}

CommitPlan make_commit(const core::State& state, const core::Effects& effects, CommitHeader header) {
    CommitEncoder encoder;
    return encoder.make(state, effects, std::move(header));
}

Hash commit_hash(const Hash& previous, const CommitPlan& plan) {
    v1::LogEntry header;
    put_header(plan.header, header);
    const std::string head = header.SerializeAsString();
    const Shape shape(head.size(), plan);
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, sizeof(Hash));
    const auto add = [&state](const auto& bytes) {
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    };
    add(previous);
    add(shape.bytes());
    add(head);
    add(plan.bytes);
    Hash hash;
    crypto_generichash_final(&state, hash.data(), hash.size());
    return hash;
}

}  // namespace yunke::wire
