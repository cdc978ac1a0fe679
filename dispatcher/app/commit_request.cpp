#include "dispatcher/app/commit_request.hpp"

#include <unordered_map>
#include <vector>

namespace yunke::dispatcher {
namespace {

// Names keys once each and knows the number (from 1) under which the Function finds them.
class KeyList {
public:
    explicit KeyList(const Keys& keys)
        : list_{keys.cursor, keys.state, keys.log, keys.cmd, keys.facts, keys.archive, keys.gateways} {}

    std::size_t add(std::string key) {
        list_.push_back(std::move(key));
        return list_.size();
    }
    const std::vector<std::string>& list() const { return list_; }

private:
    std::vector<std::string> list_;
};

std::string id(std::uint64_t first, std::uint64_t second) {
    return std::to_string(first) + '-' + std::to_string(second);
}

}  // namespace

redis::Request commit_request(const Keys& keys, const Cursor& before, const wire::CommitPlan& plan,
                              const wire::Hash& hash, core::Ms alive_ms, std::string_view run_id) {
    KeyList all(keys);
    std::unordered_map<core::ConversationId, std::size_t> transcripts;
    for (const auto& line : plan.entries)
        if (const auto [slot, added] = transcripts.try_emplace(line.conversation, 0); added)
            slot->second = all.add(keys.conv(line.conversation));
    std::vector<std::size_t> outs;
    outs.reserve(plan.outs.size());
    for (const auto& out : plan.outs)
        outs.push_back(all.add(keys.out(plan.view(out.gateway))));
    for (const auto& gateway : plan.gone_gateways)
        all.add(keys.out(plan.view(gateway)));

    redis::Request request("FCALL", "yunke_commit", all.list().size());
    request.reserve(plan.bytes.size() + 96 * (all.list().size() + plan.sets.size()) + 1024);
    for (const std::string& key : all.list())
        request.arg(key);
    request.arg(before.term).arg(before.sequence).arg(to_hex(before.hash)).arg(plan.header.sequence);
    request.arg(to_hex(hash)).arg(plan.header.last_command).arg(plan.log_epoch).arg(plan.config_revision);
    request.arg(alive_ms).arg(run_id).arg(wire::encode_log(plan.header, hash));
    request.arg(plan.sets.size()).arg(plan.deletes.size()).arg(plan.entries.size()).arg(plan.outs.size());
    request.arg(plan.facts.size()).arg(plan.archived.size());
    request.arg(plan.gone_gateways.size()).arg(plan.gone_gateways.size());

    for (const auto& set : plan.sets)
        request.arg(plan.view(set.field)).arg(plan.view(set.value));
    for (const auto& field : plan.deletes)
        request.arg(plan.view(field));
    for (const auto& line : plan.entries)
        request.arg(transcripts.at(line.conversation)).arg(line.n).arg(plan.view(line.value));
    for (std::size_t i = 0; i < plan.outs.size(); ++i)
        request.arg(outs[i]).arg(id(plan.log_epoch, plan.outs[i].number)).arg(plan.view(plan.outs[i].value));
    for (const auto& fact : plan.facts)
        request.arg(id(plan.log_epoch, fact.number)).arg(plan.view(fact.value));
    for (const auto& one : plan.archived)
        request.arg(core::raw(one.conversation)).arg(plan.view(one.value));
    for (const auto& gateway : plan.gone_gateways)
        request.arg(plan.view(gateway));
    return request;
}

}  // namespace yunke::dispatcher
