#include "agent-gateway/swarm/check/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

using Fate = SentText::Fate;

bool makes_text(const TranscriptLine& line) {
    return line.kind == v1::MESSAGE || line.kind == v1::RATED || line.kind == v1::WHISPERED;
}

// One run of the checker. A sent text claims the stored entry that it made; each entry can be claimed once.
class Checker {
public:
    Checker(std::span<const Record* const> records, const Transcripts& transcripts, CheckOptions options)
        : records_(records), transcripts_(transcripts), options_(options) {}

    Verdict run() {
        verdict_.clients = records_.size();
        for (const Record* record : records_)
            note_conversations(*record);
        verdict_.conversations = conversations_.size();
        for (const std::uint64_t id : conversations_)
            check_numbers(id);
        for (const Record* record : records_)
            claim_answered(*record);
        for (const Record* record : records_)
            claim_placeless(*record);
        for (const Record* record : records_)
            check_order(*record);
        if (options_.all_recorded) check_unclaimed();
        for (const Record* record : records_)
            check_reader(*record);
        return std::move(verdict_);
    }

private:
    using Place = std::pair<std::uint64_t, std::uint32_t>;  // conversation, n
    using Range = std::pair<std::uint32_t, std::uint32_t>;  // entries between these, both exclusive
    static constexpr Range anywhere{0, std::numeric_limits<std::uint32_t>::max()};

    void fault(FaultKind kind, std::string what) {
        if (++verdict_.faults_total <= limits::faults_told_max) verdict_.faults.push_back({kind, std::move(what)});
    }

    const std::vector<TranscriptLine>& transcript(std::uint64_t id) const {
        static const std::vector<TranscriptLine> none;
        const auto found = transcripts_.find(id);
        return found == transcripts_.end() ? none : found->second;
    }

    const TranscriptLine* line(std::uint64_t id, std::uint32_t n) const {
        const auto& lines = transcript(id);
        const auto found = std::ranges::lower_bound(lines, n, {}, &TranscriptLine::n);
        return found != lines.end() && found->n == n ? &*found : nullptr;
    }

    void note_conversations(const Record& record) {
        for (const SentText& sent : record.sent())
            if (sent.conversation != 0) conversations_.insert(sent.conversation);
        for (const ReceivedEntry& entry : record.received())
            conversations_.insert(entry.conversation);
    }

    void check_numbers(std::uint64_t id) {
        std::uint32_t expected = 1;
        for (const TranscriptLine& stored : transcript(id)) {
            if (stored.n != expected)
                fault(FaultKind::hole, fmt::format("conversation {}: entry {} follows {}", id, stored.n, expected - 1));
            expected = stored.n + 1;
        }
    }

    // Texts whose answer told their place.
    void claim_answered(const Record& record) {
        for (const SentText& sent : record.sent()) {
            if (sent.fate == Fate::open) ++verdict_.unknown;
            if (sent.fate == Fate::done || sent.fate == Fate::applied) ++verdict_.acknowledged;
            if (sent.fate != Fate::done) continue;
            const TranscriptLine* stored = line(sent.conversation, sent.entry);
            const auto who = fmt::format("{} command {} (conversation {}, entry {})", record.client(), sent.order,
                                         sent.conversation, sent.entry);
            if (stored == nullptr || stored->text != sent.text || stored->kind != sent.kind ||
                stored->author != record.role()) {
                if (options_.tail_lost && sent.unmendable)
                    ++verdict_.beyond;
                else
                    fault(FaultKind::lost,
                          who + (stored == nullptr ? ": no such entry" : ": another entry stands there"));
            } else if (!claim({sent.conversation, sent.entry}, sent)) {
                fault(FaultKind::lost, who + ": two answers name this entry");
            }
        }
    }

    bool claim(Place place, const SentText& sent) {
        if (!claimed_.insert(place).second) return false;
        places_.emplace(&sent, place);
        return true;
    }

    static bool is_placeless(const SentText& sent) { return sent.fate == Fate::open || sent.fate == Fate::applied; }

    // Texts that may or must stand, nobody knows where: an unclaimed entry with the same text is theirs. Those that
    // stand where their sender's order allows come first, so that equal texts do not take each other's places.
    void claim_placeless(const Record& record) {
        for (const bool in_order : {true, false}) {
            for (const SentText& sent : record.sent()) {
                if (!is_placeless(sent) || places_.contains(&sent)) continue;
                const auto place = find_unclaimed(record, sent, in_order);
                if (place && claim(*place, sent) && sent.fate == Fate::open) ++verdict_.unknown_standing;
            }
        }
        for (const SentText& sent : record.sent())
            if (sent.fate == Fate::applied && !places_.contains(&sent))
                fault(FaultKind::lost,
                      fmt::format("{} command {}: applied, and nowhere to be found", record.client(), sent.order));
    }

    std::optional<Place> find_unclaimed(const Record& record, const SentText& sent, bool in_order) const {
        for (const std::uint64_t id : candidates(record, sent)) {
            const auto [low, high] = in_order ? neighbours(record, sent, id) : anywhere;
            for (const TranscriptLine& stored : transcript(id)) {
                if (stored.text == sent.text && stored.kind == sent.kind && stored.author == record.role() &&
                    stored.n > low && stored.n < high && !claimed_.contains({id, stored.n}))
                    return Place{id, stored.n};
            }
        }
        return std::nullopt;
    }

    // An Open without an answer may have made any conversation that this client was told of.
    static std::set<std::uint64_t> candidates(const Record& record, const SentText& sent) {
        if (sent.conversation != 0) return {sent.conversation};
        std::set<std::uint64_t> all;
        for (const ReceivedEntry& entry : record.received())
            all.insert(entry.conversation);
        return all;
    }

    // The entries between which it must stand: those of the commands given before and after it.
    Range neighbours(const Record& record, const SentText& sent, std::uint64_t conversation) const {
        auto [low, high] = anywhere;
        for (const SentText& other : record.sent()) {
            const auto at = places_.find(&other);
            if (at == places_.end() || at->second.first != conversation) continue;
            if (other.order < sent.order) low = std::max(low, at->second.second);
            if (other.order > sent.order) high = std::min(high, at->second.second);
        }
        return {low, high};
    }

    void check_order(const Record& record) {
        std::map<std::uint64_t, std::uint32_t> last;
        for (const SentText& sent : record.sent()) {
            const auto at = places_.find(&sent);
            if (at == places_.end()) continue;
            const auto [conversation, n] = at->second;
            std::uint32_t& before = last[conversation];
            if (n < before)
                fault(FaultKind::reordered,
                      fmt::format("{} command {} (conversation {}): entry {} stands before {} of an earlier command",
                                  record.client(), sent.order, conversation, n, before));
            before = std::max(before, n);
        }
    }

    void check_unclaimed() {
        for (const std::uint64_t id : conversations_) {
            std::set<std::pair<v1::Role, std::uint64_t>> standing;
            for (const TranscriptLine& stored : transcript(id))
                if (claimed_.contains({id, stored.n})) standing.emplace(stored.author, stored.text);
            for (const TranscriptLine& stored : transcript(id)) {
                if (!makes_text(stored) || claimed_.contains({id, stored.n})) continue;
                const bool again = standing.contains({stored.author, stored.text});
                fault(again ? FaultKind::doubled : FaultKind::foreign,
                      fmt::format("conversation {}, entry {}: {}", id, stored.n,
                                  again ? "the same text stands elsewhere and was sent once" : "nobody sent this"));
            }
        }
    }

    // What a reader has: whole from 1 on, and the same as stored. Notes of transfers and whispers are blank for
    // shoppers.
    void check_reader(const Record& record) {
        static const std::uint64_t blank = text_hash("");
        std::map<std::uint64_t, std::set<std::uint32_t>> seen;
        for (const ReceivedEntry& entry : record.received()) {
            ++verdict_.received;
            seen[entry.conversation].insert(entry.n);
            const TranscriptLine* stored = line(entry.conversation, entry.n);
            const bool whisper = stored != nullptr && stored->kind == v1::WHISPERED;
            const bool blanked = record.role() == v1::SHOPPER && entry.text == blank &&
                                 (whisper ? entry.kind == v1::ENTRY_KIND_UNSPECIFIED : entry.kind == v1::TRANSFERRED);
            if (stored == nullptr)
                fault(FaultKind::lost, fmt::format("{} received entry {} of conversation {}, which is not stored",
                                                   record.client(), entry.n, entry.conversation));
            else if (!blanked && (stored->kind != entry.kind || stored->text != entry.text))
                fault(FaultKind::differs, fmt::format("{} has another entry {} of conversation {} than is stored",
                                                      record.client(), entry.n, entry.conversation));
        }
        for (const auto& [conversation, numbers] : seen) {
            if (numbers.size() == *numbers.rbegin()) continue;
            fault(FaultKind::hole, fmt::format("{} has {} entries of conversation {}, the last is {}", record.client(),
                                               numbers.size(), conversation, *numbers.rbegin()));
        }
    }

    std::span<const Record* const> records_;
    const Transcripts& transcripts_;
    CheckOptions options_;
    Verdict verdict_;
    std::set<std::uint64_t> conversations_;
    std::set<Place> claimed_;
    std::map<const SentText*, Place> places_;
};

}  // namespace

std::string_view describe(FaultKind kind) {
    switch (kind) {
        case FaultKind::lost:
            return "lost";
        case FaultKind::doubled:
            return "doubled";
        case FaultKind::reordered:
            return "reordered";
        case FaultKind::foreign:
            return "foreign";
        case FaultKind::hole:
            return "hole";
        case FaultKind::differs:
            return "differs";
    }
    return "unknown";
}

std::string Verdict::summary() const {
    std::string text = fmt::format(
        "{}: {} clients, {} conversations, {} texts acknowledged, {} without an answer ({} of them stand), {} entries "
        "received, {} faults{}",
        good() ? "good" : "FAULTY", clients, conversations, acknowledged, unknown, unknown_standing, received,
        faults_total, beyond > 0 ? fmt::format(", {} lost with their sessions", beyond) : "");
    for (const Fault& each : faults)
        text += fmt::format("\n  {}: {}", describe(each.kind), each.what);
    return text;
}

Verdict check(std::span<const Record* const> records, const Transcripts& transcripts, CheckOptions options) {
    return Checker(records, transcripts, options).run();
}

}  // namespace yunke::swarm
