#include "agent-gateway/swarm/check/record.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <istream>
#include <optional>
#include <ostream>
#include <utility>

#include "runtime/hash.hpp"

namespace yunke::swarm {
namespace {

namespace json = boost::json;

struct TextPart {
    v1::EntryKind kind;
    const std::string* text;
    std::uint64_t conversation;
};

std::optional<TextPart> text_of(const v1::ClientFrame& frame) {
    using Body = v1::ClientFrame::BodyCase;
    switch (frame.body_case()) {
        case Body::kSend:
            return TextPart{v1::MESSAGE, &frame.send().text(), frame.send().conversation()};
        case Body::kOpen:
            return TextPart{v1::MESSAGE, &frame.open().text(), 0};
        case Body::kReopen:
            return TextPart{v1::MESSAGE, &frame.reopen().text(), frame.reopen().conversation()};
        case Body::kWhisper:
            return TextPart{v1::WHISPERED, &frame.whisper().text(), frame.whisper().conversation()};
        case Body::kRate:
            return TextPart{v1::RATED, &frame.rate().comment(), frame.rate().conversation()};
        case Body::kLeaveMessage:
            if (frame.leave_message().conversation() != 0) return std::nullopt;
            return TextPart{v1::MESSAGE, &frame.leave_message().open().text(), 0};
        default:
            return std::nullopt;
    }
}

}  // namespace

std::uint64_t text_hash(std::string_view text) {
    return runtime::body_hash(text);
}

void Record::sent(std::uint64_t order, std::uint64_t session, const v1::ClientFrame& frame) {
    const auto part = text_of(frame);
    if (!part) return;
    const auto held = std::ranges::lower_bound(sent_, order, {}, &SentText::order);
    if (held != sent_.end() && held->order == order) {
        held->number = frame.number();
        return;
    }
    sent_.insert(held, {.order = order,
                        .session = session,
                        .number = frame.number(),
                        .kind = part->kind,
                        .text = text_hash(*part->text),
                        .conversation = part->conversation});
}

void Record::answered(std::uint64_t order, const v1::Answer& answer) {
    const auto held = std::ranges::lower_bound(sent_, order, {}, &SentText::order);
    if (held == sent_.end() || held->order != order) return;
    // Acknowledged, lost with the storage's tail, sent again, and too late by then.
    const bool was_done = held->fate == SentText::Fate::done;
    held->unmendable = was_done && answer.error() != v1::OK && answer.error() != v1::ALREADY_APPLIED;
    if (answer.error() == v1::OK) {
        held->fate = SentText::Fate::done;
        held->conversation = answer.conversation();
        held->entry = answer.entry();
    } else {
        held->fate = answer.error() == v1::ALREADY_APPLIED ? SentText::Fate::applied : SentText::Fate::refused;
    }
}

void Record::session_ended(std::uint64_t session) {
    for (SentText& each : sent_)
        if (each.session == session) each.unmendable = true;
}

void Record::received(std::uint64_t conversation, const v1::Entry& entry) {
    received_.push_back({conversation, entry.n(), entry.kind(), text_hash(entry.text())});
}

void Record::write(std::ostream& out) const {
    out << json::serialize(json::object{{"client", client_}, {"role", static_cast<int>(role_)}}) << '\n';
    for (const SentText& sent : sent_) {
        out << json::serialize(json::object{{"order", sent.order},
                                            {"session", sent.session},
                                            {"number", sent.number},
                                            {"kind", static_cast<int>(sent.kind)},
                                            {"text", sent.text},
                                            {"conversation", sent.conversation},
                                            {"fate", static_cast<int>(sent.fate)},
                                            {"entry", sent.entry},
                                            {"unmendable", sent.unmendable ? 1 : 0}})
            << '\n';
    }
    for (const ReceivedEntry& entry : received_) {
        out << json::serialize(json::object{{"conversation", entry.conversation},
                                            {"n", entry.n},
                                            {"kind", static_cast<int>(entry.kind)},
                                            {"text", entry.text}})
            << '\n';
    }
}

// Turns lines back into records; any field that is absent or no number throws, and read() says where.
class RecordReader {
public:
    void line(const std::string& text) {
        const json::object object = json::parse(text).as_object();
        if (object.contains("client")) {
            records_.emplace_back(std::string(object.at("client").as_string()),
                                  static_cast<v1::Role>(number(object, "role")));
            return;
        }
        if (records_.empty()) throw std::invalid_argument("the first line must name the client");
        if (object.contains("order"))
            sent(records_.back(), object);
        else
            records_.back().received_.push_back(
                {number(object, "conversation"), static_cast<std::uint32_t>(number(object, "n")),
                 static_cast<v1::EntryKind>(number(object, "kind")), number(object, "text")});
    }

    std::vector<Record> take() && { return std::move(records_); }

private:
    static std::uint64_t number(const json::object& object, std::string_view key) {
        return object.at(key).to_number<std::uint64_t>();
    }

    static void sent(Record& record, const json::object& object) {
        record.sent_.push_back({.order = number(object, "order"),
                                .session = number(object, "session"),
                                .number = static_cast<std::uint32_t>(number(object, "number")),
                                .kind = static_cast<v1::EntryKind>(number(object, "kind")),
                                .text = number(object, "text"),
                                .conversation = number(object, "conversation"),
                                .fate = static_cast<SentText::Fate>(number(object, "fate") & 3U),
                                .entry = static_cast<std::uint32_t>(number(object, "entry")),
                                .unmendable = number(object, "unmendable") != 0});
    }

    std::vector<Record> records_;
};

std::expected<std::vector<Record>, std::string> Record::read(std::istream& in) {
    RecordReader reader;
    std::string text;
    for (std::size_t line = 1; std::getline(in, text); ++line) {
        if (text.empty()) continue;
        try {
            reader.line(text);
        } catch (const std::exception& fault) {
            return std::unexpected("line " + std::to_string(line) + ": " + fault.what());
        }
    }
    return std::move(reader).take();
}

}  // namespace yunke::swarm
