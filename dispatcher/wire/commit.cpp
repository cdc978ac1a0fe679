#include "dispatcher/wire/commit.hpp"

#include <google/protobuf/arena.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "dispatcher/wire/convert.hpp"
#include "dispatcher/wire/entity.hpp"

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

class Hasher {
public:
    Hasher() { crypto_generichash_init(&state_, nullptr, 0, sizeof(Hash)); }

    void raw(const void* data, std::size_t size) {
        crypto_generichash_update(&state_, static_cast<const unsigned char*>(data), size);
    }
    void number(std::uint64_t value) {
        unsigned char bytes[8];
        for (unsigned char& byte : bytes) {
            byte = static_cast<unsigned char>(value & 0xff);
            value >>= 8;
        }
        raw(bytes, sizeof bytes);
    }
    void part(std::string_view bytes) {
        number(bytes.size());
        raw(bytes.data(), bytes.size());
    }
    Hash finish() {
        Hash hash;
        crypto_generichash_final(&state_, hash.data(), hash.size());
        return hash;
    }

private:
    crypto_generichash_state state_;
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
        auto& message = *google::protobuf::Arena::CreateMessage<Message>(&arena);
        put(entity, message);
        const auto name = add(field);
        plan.sets.push_back({name, add(message)});
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

    void add_outs(const core::State& state, const core::Effects& effects) {
        auto& frame = *google::protobuf::Arena::CreateMessage<v1::ServerFrame>(&arena);
        for (const auto& [gateway, outs] : effects.outs) {
            // A gateway that the same batch declared lost has no number any more, and nobody who reads.
            const auto found = state.gateways.find(gateway);
            if (found == state.gateways.end() || outs.empty()) continue;
            auto& batch = *google::protobuf::Arena::CreateMessage<v1::OutBatch>(&arena);
            for (const core::Out& out : outs)
                put(out, *batch.add_out(), frame);
            batch.set_now_ms(state.pool.now_ms);
            const auto name = add(gateway);
            plan.outs.push_back({name, found->second.out, add(batch)});
        }
    }

    void add_streams(const core::State& state, const core::Effects& effects) {
        auto& entry = *google::protobuf::Arena::CreateMessage<v1::Entry>(&arena);
        for (const core::TranscriptEntry& line : effects.entries) {
            entry.Clear();
            put(line.entry, entry);
            plan.entries.push_back({line.conversation, line.entry.n, add(entry)});
        }
        add_outs(state, effects);
        auto& fact = *google::protobuf::Arena::CreateMessage<v1::Fact>(&arena);
        std::uint64_t number = state.pool.facts - effects.facts.size();
        for (const core::Fact& one : effects.facts) {
            fact.Clear();
            put(one, fact);
            plan.facts.push_back({++number, add(fact)});
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
    plan.archived = effects.archived;
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
    Hasher hasher;
    hasher.raw(previous.data(), previous.size());
    hasher.part(header.SerializeAsString());
    hasher.number(plan.log_epoch);
    hasher.number(plan.sets.size());
    for (const auto& set : plan.sets) {
        hasher.part(plan.view(set.field));
        hasher.part(plan.view(set.value));
    }
    hasher.number(plan.deletes.size());
    for (const auto& field : plan.deletes)
        hasher.part(plan.view(field));
    hasher.number(plan.entries.size());
    for (const auto& line : plan.entries) {
        hasher.number(core::raw(line.conversation));
        hasher.number(line.n);
        hasher.part(plan.view(line.value));
    }
    hasher.number(plan.outs.size());
    for (const auto& out : plan.outs) {
        hasher.part(plan.view(out.gateway));
        hasher.number(out.number);
        hasher.part(plan.view(out.value));
    }
    hasher.number(plan.facts.size());
    for (const auto& fact : plan.facts) {
        hasher.number(fact.number);
        hasher.part(plan.view(fact.value));
    }
    hasher.number(plan.archived.size());
    for (const core::Archived& one : plan.archived) {
        hasher.number(core::raw(one.conversation));
        hasher.number(static_cast<std::uint64_t>(one.closed_ms));
    }
    hasher.number(plan.gone_gateways.size());
    for (const auto& name : plan.gone_gateways)
        hasher.part(plan.view(name));
    return hasher.finish();
}

}  // namespace yunke::wire
