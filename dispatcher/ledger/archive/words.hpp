// Words as the archive finds them, in Chinese and English and without a dictionary: the same numbers in every database.
// A text is folded (small letters, full-width forms as ASCII, everything that is neither letter nor digit as one blank)
// and cut into tokens, each a number:
//
// - a run of ASCII letters and digits is a word: its first ten characters, six bits each, so that words with the same
//   beginning are neighbours and "refund" finds "refunds";
// - of any other run (Chinese, Japanese, Cyrillic, …) each pair of neighbouring characters, and the last character
//   alone, so that any piece of a sentence is found by its pairs, and a single character by the range of its pairs.
//
// Tokens only narrow the search: whoever searches looks at the text at last (Words::in). Used by the store, which
// indexes and erases by them, and by search. A change here needs a migration that indexes anew.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::archive {

using Token = std::int64_t;  // above 0

// As words are compared. Bytes that are no UTF-8 count as blanks.
std::u32string folded(std::string_view utf8);

// The tokens of a folded text are added to `tokens`, in its order and with repetitions.
void add_tokens(const std::u32string& text, std::vector<Token>& tokens);

// Tokens from `first` to `last`: one for a pair or a long word, a range where a beginning was asked for.
struct TokenRange {
    Token first = 0, last = 0;
    bool operator==(const TokenRange&) const = default;
};

// What somebody looks for: words with blanks between them, all of which must occur. A word of ASCII letters is found at
// the beginning of a word; one with punctuation inside, such as "A-17", is found as that sequence.
class Words {
public:
    explicit Words(std::string_view query);

    bool empty() const { return words_.empty(); }
    std::size_t size() const { return words_.size(); }
    // What a text that has all words has of each range. Each range once.
    std::vector<TokenRange> ranges() const;
    // Which words occur in this folded text, a bit each; all of them = (1 << size()) - 1.
    std::uint32_t in(const std::u32string& text) const;

private:
    std::vector<std::u32string> words_;
};

}  // namespace yunke::archive
