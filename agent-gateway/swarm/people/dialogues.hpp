// The dialogues that simulated people hold (deploy/demo/dialogues/*.jsonl; the README there tells the columns), and how
// far a conversation has come in one. Agents find a shopper's dialogue by its opening line; both sides look only at the
// transcript, so a chat goes on wherever it stands, after any break and with any agent.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace yunke::swarm {

struct Turn {
    bool by_shopper = false;
    std::string text;
};

struct Dialogue {
    std::string id, language, shop, topic, shopper;
    std::vector<Turn> turns;  // the first is the shopper's

    std::size_t shopper_turns() const;
    // The shopper's line number k (from 0); nullptr behind the last.
    const Turn* shopper_turn(std::size_t k) const;
    // What the agent says after the shopper's first `said` lines and before the next.
    std::span<const Turn> replies_after(std::size_t said) const;
};

class Dialogues {
public:
    // All files *.jsonl of the folder, by name. The error is `file:line: reason`.
    static std::expected<Dialogues, std::string> load(const std::filesystem::path& folder);
    // One file's text.
    static std::expected<std::vector<Dialogue>, std::string> parse(const std::string& file, std::istream& text);
    // The error names the dialogue that repeats an id.
    static std::expected<Dialogues, std::string> of(std::vector<Dialogue> dialogues);

    const std::vector<Dialogue>& all() const { return dialogues_; }
    // By the whole first line; nullptr if no dialogue begins so.
    const Dialogue* by_opening(std::string_view text) const;

private:
    std::vector<Dialogue> dialogues_;
    std::unordered_map<std::string, std::size_t> by_opening_;
};

}  // namespace yunke::swarm
