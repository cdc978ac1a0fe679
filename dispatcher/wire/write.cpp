#include "dispatcher/wire/write.hpp"

#include "runtime/proto_writer.hpp"

namespace yunke::wire {
namespace {

using Writer = runtime::ProtoWriter;

std::uint64_t number(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

template <class Enum>
std::uint64_t ordinal(Enum value) {
    return static_cast<std::uint64_t>(value);
}

void put(Writer& to, const core::Answer& from) {
    to.number(1, from.number);
    to.number(2, ordinal(from.error));
    to.text(3, from.detail);
    to.number(4, core::raw(from.conversation));
    to.number(5, from.entry);
    to.number(6, number(from.at_ms));
}

void put(Writer& to, const core::KeptAnswer& from) {
    to.number(1, from.body_hash);
    to.message(2, [&](Writer& w) { put(w, from.answer); });
}

void put(Writer& to, const core::OfferState& from) {
    to.number(1, core::raw(from.agent));
    to.number(2, number(from.since_ms));
    to.number(3, number(from.expires_ms));
    to.number(4, from.prolonged);
    to.text(5, from.from_name);
}

void put(Writer& to, const core::Attendance& from) {
    to.number(1, core::raw(from.session));
    to.number(2, ordinal(from.part));
}

void put(Writer& to, const core::Exclusion& from) {
    to.number(1, core::raw(from.agent));
    to.number(2, number(from.until_ms));
}

void put(Writer& to, std::uint32_t field, const core::DecisionKey& from) {
    to.packed(field, std::span(from.values).first(from.size));
}

void put(Writer& to, const core::Decision& from) {
    to.number(1, number(from.at_ms));
    to.number(2, core::raw(from.chosen));
    to.number(3, core::raw(from.runner_up));
    put(to, 4, from.chosen_key);
    put(to, 5, from.runner_up_key);
    to.number(6, from.known ? 1 : 0);
    to.number(7, from.second ? 1 : 0);
    to.number(8, from.matching);
    to.number(9, from.free);
    to.number(10, from.full);
    to.number(11, from.away);
    to.number(12, from.held);
    to.number(13, from.excluded);
    to.number(14, from.direct ? 1 : 0);
}

// One element of OutBatch.out whose frame `fill` writes.
template <class Fill>
void put_out(Writer& to, const core::Out& out, Fill fill) {
    to.message(1, [&](Writer& w) {
        w.number(1, core::raw(out.session));
        w.number(2, core::raw(out.attach));
        w.message(3, fill);
    });
}

}  // namespace

void write(const core::Answer& from, std::string& to) {
    Writer writer(to);
    put(writer, from);
}

void write(const core::Entry& from, std::string& to) {
    Writer writer(to);
    writer.number(1, from.n);
    writer.number(2, number(from.at_ms));
    writer.number(3, ordinal(from.kind));
    writer.number(4, ordinal(from.author));
    writer.text(5, from.name);
    writer.text(6, from.text);
    writer.text(7, from.language);
    writer.number(8, ordinal(from.end_reason));
}

void write(const core::Session& from, std::string& to) {
    Writer writer(to);
    writer.number(1, core::raw(from.id));
    writer.number(2, ordinal(from.role));
    writer.number(3, from.subject);
    writer.text(4, from.name);
    writer.number(5, core::raw(from.attach));
    writer.text(6, from.gateway);
    writer.number(7, from.instance);
    writer.number(8, from.last_number);
    for (const core::KeptAnswer& kept : from.kept)
        writer.message(9, [&](Writer& w) { put(w, kept); });
    writer.number(10, number(from.expires_ms));
    writer.number(11, core::raw(from.conversation));
    writer.number(12, from.watching ? 1 : 0);
    writer.number(13, from.ended ? 1 : 0);
    writer.number(14, core::raw(from.known_agent));
    writer.number(15, number(from.known_until_ms));
    writer.number(16, number(from.line_lost_ms));
}

void write(const core::Conversation& from, std::string& to) {
    Writer writer(to);
    writer.number(1, core::raw(from.id));
    writer.number(2, core::raw(from.shop));
    writer.number(3, core::raw(from.queue));
    writer.number(4, core::raw(from.session));
    writer.text(5, from.shopper_name);
    writer.text(6, from.language);
    writer.text(7, from.opening);
    writer.number(8, ordinal(from.state));
    writer.number(9, from.on_hold ? 1 : 0);
    writer.number(10, number(from.arrival_ms));
    writer.number(11, number(from.deadline_ms));
    writer.number(12, from.visit);
    writer.number(13, from.entries);
    writer.number(14, core::raw(from.owner));
    writer.text(15, from.owner_name);
    for (const core::OfferState& offer : from.offers)
        writer.message(16, [&](Writer& w) { put(w, offer); });
    for (const core::Exclusion& excluded : from.excluded)
        writer.message(17, [&](Writer& w) { put(w, excluded); });
    writer.number(18, number(from.accepted_ms));
    writer.number(20, number(from.shopper_at_ms));
    writer.number(21, from.idle_warned ? 1 : 0);
    writer.number(22, number(from.idle_due_ms));
    writer.number(23, number(from.shopper_gone_ms));
    writer.number(24, from.shopper_read);
    writer.number(25, from.agent_read);
    writer.number(26, number(from.closed_ms));
    writer.number(27, ordinal(from.end_reason));
    writer.number(28, number(from.wrap_up_until_ms));
    writer.number(29, from.stars);
    writer.number(30, from.message_left ? 1 : 0);
    writer.text(31, from.contact);
    writer.number(32, number(from.forget_ms));
    writer.number(33, from.step);
    writer.number(34, number(from.charged_ms));
    writer.number(35, from.share_since);
    for (const core::Decision& decision : from.decisions)
        writer.message(36, [&](Writer& w) { put(w, decision); });
    writer.number(37, number(from.waiting_since_ms));
    writer.number(38, from.second ? 1 : 0);
    writer.number(39, core::raw(from.helper));
    writer.text(40, from.helper_name);
    writer.number(41, core::raw(from.former));
    for (const core::Attendance& one : from.attendance)
        writer.message(42, [&](Writer& w) { put(w, one); });
    writer.number(43, number(from.unanswered_ms));
    writer.number(44, from.reply_overdue ? 1 : 0);
    writer.number(46, number(from.reply_due_ms));
}

// ServerFrame{answer}
void write_answer_out(const core::Out& out, const core::Answer& answer, std::string& to) {
    Writer writer(to);
    put_out(writer, out, [&](Writer& frame) { frame.message(4, [&](Writer& w) { put(w, answer); }); });
}

// ServerFrame{entries{conversation, one entry}}
void write_entry_out(const core::Out& out, const Line& line, std::string& to) {
    Writer writer(to);
    put_out(writer, out, [&](Writer& frame) {
        frame.message(8, [&](Writer& w) {
            w.number(1, core::raw(line.conversation));
            w.always_text(2, line.entry);
        });
    });
}

}  // namespace yunke::wire
