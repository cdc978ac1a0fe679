// What a client tells the person (or program) behind it. All calls come from within ClientMachine, on the client's
// thread; commands may be given from inside them. Default: nothing happens.
#pragma once

#include <cstdint>

#include "agent-gateway/swarm/client/commands.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::swarm {

class ClientListener {
public:
    virtual ~ClientListener() = default;

    // The line is up. `same_session`: commands and chats of before go on; else all of that is over.
    virtual void on_attached(const v1::Attached&, bool /*same_session*/) {}
    // The line is down; the client is on its way back, or has stopped (ClientMachine::phase() tells).
    virtual void on_down(std::uint16_t /*close_code*/) {}
    // A new entry of a conversation, own ones included; each n once. `history`: it filled a resume or a hole.
    virtual void on_entry(std::uint64_t /*conversation*/, const v1::Entry&, bool /*history*/) {}
    virtual void on_view(const v1::ConversationView&) {}
    virtual void on_gone(std::uint64_t /*conversation*/) {}
    virtual void on_offer(const v1::Offer&) {}
    virtual void on_offer_gone(const v1::OfferGone&) {}
    virtual void on_self(const v1::AgentSelf&) {}
    virtual void on_typing(const v1::TypingNotice&) {}
    virtual void on_board(const v1::QueueBoard&) {}
    // What became of a command; exactly once for each.
    virtual void on_outcome(const Outcome&) {}
};

}  // namespace yunke::swarm
