// The messages that every command of a chat writes, straight to bytes: answers, entries, sessions, conversations, and
// what sockets are told of them. The numbers are the fields' in client.proto, entity.proto and effect.proto; tests hold
// every one against the generated code. Used by the commit encoder and by entity.cpp and frame.cpp.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/core/effect.hpp"

namespace yunke::wire {

// Each appends one message.
void write(const core::Answer& from, std::string& to);
void write(const core::Entry& from, std::string& to);
void write(const core::Session& from, std::string& to);
void write(const core::Conversation& from, std::string& to);

// A transcript's line as it stands in a commit.
struct Line {
    core::ConversationId conversation{};
    std::string_view entry;  // bytes
};

// Appends field `out` of an OutBatch: this socket is to be given the answer, or the line.
void write_answer_out(const core::Out& out, const core::Answer& answer, std::string& to);
void write_entry_out(const core::Out& out, const Line& line, std::string& to);

}  // namespace yunke::wire
