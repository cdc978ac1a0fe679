// The client frames that people send, one function each, so that callers read as what a person does.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "yunke/v1/client.pb.h"

namespace yunke::swarm::frames {

inline v1::ClientFrame send(std::uint64_t conversation, std::string text) {
    v1::ClientFrame frame;
    frame.mutable_send()->set_conversation(conversation);
    frame.mutable_send()->set_text(std::move(text));
    return frame;
}

inline v1::ClientFrame typing(std::uint64_t conversation) {
    v1::ClientFrame frame;
    frame.mutable_typing()->set_conversation(conversation);
    return frame;
}

inline v1::ClientFrame read(std::uint64_t conversation, std::uint32_t entry) {
    v1::ClientFrame frame;
    frame.mutable_read()->set_conversation(conversation);
    frame.mutable_read()->set_entry(entry);
    return frame;
}

inline v1::ClientFrame open(std::string topic, std::string name, std::string language, std::string text) {
    v1::ClientFrame frame;
    v1::Open& open = *frame.mutable_open();
    open.set_topic(std::move(topic));
    open.set_name(std::move(name));
    open.set_language(std::move(language));
    open.set_text(std::move(text));
    return frame;
}

inline v1::ClientFrame close(std::uint64_t conversation) {
    v1::ClientFrame frame;
    frame.mutable_close()->set_conversation(conversation);
    return frame;
}

inline v1::ClientFrame rate(std::uint64_t conversation, std::uint32_t stars, std::string comment) {
    v1::ClientFrame frame;
    frame.mutable_rate()->set_conversation(conversation);
    frame.mutable_rate()->set_stars(stars);
    frame.mutable_rate()->set_comment(std::move(comment));
    return frame;
}

// Turns a waiting conversation into a message.
inline v1::ClientFrame leave_message(std::uint64_t conversation, std::string contact) {
    v1::ClientFrame frame;
    frame.mutable_leave_message()->set_conversation(conversation);
    frame.mutable_leave_message()->set_contact(std::move(contact));
    return frame;
}

// Opens one as a message.
inline v1::ClientFrame leave_message(const v1::Open& open, std::string contact) {
    v1::ClientFrame frame;
    *frame.mutable_leave_message()->mutable_open() = open;
    frame.mutable_leave_message()->set_contact(std::move(contact));
    return frame;
}

inline v1::ClientFrame set_presence(v1::Presence presence) {
    v1::ClientFrame frame;
    frame.mutable_set_presence()->set_presence(presence);
    return frame;
}

inline v1::ClientFrame resume_arrivals() {
    v1::ClientFrame frame;
    frame.mutable_resume_arrivals();
    return frame;
}

inline v1::ClientFrame accept(std::uint64_t conversation) {
    v1::ClientFrame frame;
    frame.mutable_accept()->set_conversation(conversation);
    return frame;
}

inline v1::ClientFrame decline(std::uint64_t conversation, v1::DeclineReason reason) {
    v1::ClientFrame frame;
    frame.mutable_decline()->set_conversation(conversation);
    frame.mutable_decline()->set_reason(reason);
    return frame;
}

inline v1::ClientFrame prolong(std::uint64_t conversation) {
    v1::ClientFrame frame;
    frame.mutable_prolong()->set_conversation(conversation);
    return frame;
}

inline v1::ClientFrame hold(std::uint64_t conversation, bool on) {
    v1::ClientFrame frame;
    frame.mutable_hold()->set_conversation(conversation);
    frame.mutable_hold()->set_on(on);
    return frame;
}

inline v1::ClientFrame transfer(std::uint64_t conversation, std::uint32_t queue, std::string note) {
    v1::ClientFrame frame;
    frame.mutable_transfer()->set_conversation(conversation);
    frame.mutable_transfer()->set_queue(queue);
    frame.mutable_transfer()->set_note(std::move(note));
    return frame;
}

inline v1::ClientFrame resolve(std::uint64_t conversation) {
    v1::ClientFrame frame;
    frame.mutable_resolve()->set_conversation(conversation);
    return frame;
}

inline v1::ClientFrame wrap_up_done(std::uint64_t conversation) {
    v1::ClientFrame frame;
    frame.mutable_wrap_up_done()->set_conversation(conversation);
    return frame;
}

inline v1::ClientFrame history(std::uint64_t conversation, std::uint32_t before, std::uint32_t count) {
    v1::ClientFrame frame;
    frame.mutable_history()->set_conversation(conversation);
    frame.mutable_history()->set_before(before);
    frame.mutable_history()->set_count(count);
    return frame;
}

inline v1::ClientFrame watch_queues(bool on) {
    v1::ClientFrame frame;
    frame.mutable_watch_queues()->set_on(on);
    return frame;
}

inline v1::ClientFrame hand_to(std::uint64_t conversation, std::uint32_t agent, std::string note) {
    v1::ClientFrame frame;
    frame.mutable_transfer()->set_conversation(conversation);
    frame.mutable_transfer()->set_agent(agent);
    frame.mutable_transfer()->set_note(std::move(note));
    return frame;
}

inline v1::ClientFrame find_agents(std::uint64_t conversation) {
    v1::ClientFrame frame;
    frame.mutable_find_agents()->set_conversation(conversation);
    return frame;
}

inline v1::ClientFrame ask_help(std::uint64_t conversation, std::uint32_t agent) {
    v1::ClientFrame frame;
    frame.mutable_ask_help()->set_conversation(conversation);
    frame.mutable_ask_help()->set_agent(agent);
    return frame;
}

inline v1::ClientFrame whisper(std::uint64_t conversation, std::string text) {
    v1::ClientFrame frame;
    frame.mutable_whisper()->set_conversation(conversation);
    frame.mutable_whisper()->set_text(std::move(text));
    return frame;
}

inline v1::ClientFrame reopen(std::uint64_t conversation, std::string text) {
    v1::ClientFrame frame;
    frame.mutable_reopen()->set_conversation(conversation);
    frame.mutable_reopen()->set_text(std::move(text));
    return frame;
}

inline v1::ClientFrame supervise(std::uint64_t conversation, v1::Part part) {
    v1::ClientFrame frame;
    frame.mutable_supervise()->set_conversation(conversation);
    frame.mutable_supervise()->set_part(part);
    return frame;
}

inline v1::ClientFrame list_chats(std::uint32_t queue) {
    v1::ClientFrame frame;
    frame.mutable_list_chats()->set_queue(queue);
    return frame;
}

inline v1::ClientFrame list_agents(std::uint32_t count) {
    v1::ClientFrame frame;
    frame.mutable_list_agents()->set_count(count);
    return frame;
}

inline v1::ClientFrame set_agent_presence(std::uint32_t agent, v1::Presence presence) {
    v1::ClientFrame frame;
    frame.mutable_set_agent_presence()->set_agent(agent);
    frame.mutable_set_agent_presence()->set_presence(presence);
    return frame;
}

inline v1::ClientFrame close_queue(std::uint32_t queue, bool closed) {
    v1::ClientFrame frame;
    frame.mutable_close_queue()->set_queue(queue);
    frame.mutable_close_queue()->set_closed(closed);
    return frame;
}

inline v1::ClientFrame broadcast(std::string text, std::uint32_t minutes) {
    v1::ClientFrame frame;
    frame.mutable_broadcast()->set_text(std::move(text));
    frame.mutable_broadcast()->set_minutes(minutes);
    return frame;
}

inline v1::ClientFrame logout() {
    v1::ClientFrame frame;
    frame.mutable_logout();
    return frame;
}

}  // namespace yunke::swarm::frames
