// Somebody who takes part in an integration test: a swarm client with its record, and what it was told, to be asked by
// the test. Made by Cluster, lives as long as it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent-gateway/swarm/client/client.hpp"
#include "agent-gateway/swarm/client/frames.hpp"

namespace yunke::testing {

class Person final : public swarm::ClientListener {
public:
    Person(net::io_context& io, swarm::ClientOptions options, std::string name, v1::Role role)
        : record_(std::move(name), role), client_(io, with_record(std::move(options), record_), this) {}

    swarm::Client& client() { return client_; }
    swarm::ClientMachine& machine() { return client_.machine(); }
    const swarm::Record& record() const { return record_; }

    const v1::ConversationView* view(std::uint64_t conversation) {
        const auto found = machine().view().conversations.find(conversation);
        return found == machine().view().conversations.end() ? nullptr : &found->second;
    }
    bool in_state(std::uint64_t conversation, v1::ConversationState state) {
        const v1::ConversationView* now = view(conversation);
        return now != nullptr && now->state() == state;
    }
    // Whether this text, or an event of this kind, stands in the transcript that she holds.
    bool has(std::uint64_t conversation, const std::string& text);
    bool has(std::uint64_t conversation, v1::EntryKind kind);
    bool offered(std::uint64_t conversation) { return machine().view().offers.contains(conversation); }
    // Everything sent is answered, everything told of is there.
    bool at_rest();

    const v1::Answer* answer(swarm::CommandId id) const {
        const auto found = answers_.find(id);
        return found == answers_.end() ? nullptr : &found->second;
    }
    std::uint64_t acknowledged() const { return acknowledged_; }

    std::map<std::uint64_t, v1::OfferEnd> offers_gone;
    std::vector<std::uint64_t> gone;  // conversations
    std::vector<v1::TypingNotice> typing;
    std::vector<std::uint16_t> downs;
    std::function<void(const swarm::Outcome&)> heard;  // every answer, if set

private:
    static swarm::ClientOptions with_record(swarm::ClientOptions options, swarm::Record& record) {
        options.record = &record;
        return options;
    }

    void on_down(std::uint16_t code) override { downs.push_back(code); }
    void on_gone(std::uint64_t conversation) override { gone.push_back(conversation); }
    void on_offer_gone(const v1::OfferGone& offer) override { offers_gone[offer.conversation()] = offer.why(); }
    void on_typing(const v1::TypingNotice& notice) override { typing.push_back(notice); }
    void on_outcome(const swarm::Outcome& outcome) override {
        if (heard) heard(outcome);
        if (outcome.answer == nullptr) return;
        answers_[outcome.id] = *outcome.answer;
        if (outcome.frame->has_send() && outcome.answer->error() == v1::OK) ++acknowledged_;
    }

    swarm::Record record_;
    std::map<swarm::CommandId, v1::Answer> answers_;
    std::uint64_t acknowledged_ = 0;
    swarm::Client client_;
};

}  // namespace yunke::testing
