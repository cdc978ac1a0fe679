#include "dispatcher/ledger/archive/words.hpp"

#include <algorithm>

#include "dispatcher/ledger/archive/limits.hpp"

namespace yunke::archive {
namespace {

constexpr char32_t blank = U' ';
constexpr int point_bits = 21;  // of a code point
constexpr Token word_flag = Token{1} << 61;
constexpr std::size_t word_chars = 10;
constexpr int char_bits = 6;

// One code point from `at` on, which moves behind it; a blank for what is no UTF-8.
char32_t next_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(at++);
    if (lead < 0x80) return static_cast<char32_t>(lead);
    const int more = lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 0;
    if (more == 0 || lead >= 0xf5) return blank;
    char32_t point = lead & (0x3fU >> static_cast<unsigned>(more));
    for (int i = 0; i < more; ++i) {
        if (at >= text.size() || (byte(at) & 0xc0U) != 0x80U) return blank;
        point = point << 6U | (byte(at++) & 0x3fU);
    }
    return point <= 0x10ffff ? point : blank;
}

char32_t small(char32_t c) {
    const auto pairs = [&](char32_t first, char32_t last, char32_t odd) {
        return c >= first && c <= last && (c & 1U) == odd;
    };
    if (c >= U'A' && c <= U'Z') return c + 0x20;
    if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 0x20;
    if (pairs(0x100, 0x137, 0) || pairs(0x139, 0x148, 1) || pairs(0x14a, 0x177, 0) || pairs(0x179, 0x17e, 1))
        return c + 1;
    if (c == 0x178) return 0xff;
    if (c >= 0x391 && c <= 0x3a9) return c + 0x20;
    if (c >= 0x410 && c <= 0x42f) return c + 0x20;
    if (c >= 0x400 && c <= 0x40f) return c + 0x50;
    return c;
}

// Punctuation, symbols, blanks, controls and pictures.
bool parts_words(char32_t c) {
    struct Range {
        char32_t first, last;
    };
    constexpr Range ranges[] = {
        {0x00, 0x2f},     {0x3a, 0x40},     {0x5b, 0x60},     {0x7b, 0xa9},       {0xab, 0xb4},
        {0xb6, 0xb9},     {0xbb, 0xbf},     {0xd7, 0xd7},     {0xf7, 0xf7},       {0x2000, 0x2bff},
        {0x2e00, 0x2e7f}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030},   {0x303d, 0x303f},
        {0x30fb, 0x30fb}, {0xd800, 0xf8ff}, {0xfe00, 0xfe6f}, {0xff00, 0xff0f},   {0xff1a, 0xff20},
        {0xff3b, 0xff40}, {0xff5b, 0xff65}, {0xffe0, 0xffff}, {0x1f000, 0x1faff}, {0xe0000, 0x10ffff}};
    return std::ranges::any_of(ranges, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

bool is_ascii_word(char32_t c) {
    return c < 0x80 && c != blank;
}

std::size_t end_of_run(const std::u32string& text, std::size_t at) {
    const bool ascii = is_ascii_word(text[at]);
    while (at < text.size() && text[at] != blank && is_ascii_word(text[at]) == ascii)
        ++at;
    return at;
}

// The word's beginning, with `fill` in the places behind its end.
Token word_token(std::u32string_view word, unsigned fill) {
    Token token = 0;
    for (std::size_t i = 0; i < word_chars; ++i) {
        unsigned code = fill;
        if (i < word.size()) {
            const char32_t c = word[i];
            code = c <= U'9' ? 1 + static_cast<unsigned>(c - U'0') : 11 + static_cast<unsigned>(c - U'a');
        }
        token = token << char_bits | static_cast<Token>(code);
    }
    return word_flag | token;
}

Token pair_token(char32_t first, char32_t second) {
    return static_cast<Token>(first) << point_bits | static_cast<Token>(second);
}

void add_ranges(const std::u32string& word, std::vector<TokenRange>& ranges) {
    for (std::size_t at = 0; at < word.size();) {
        if (word[at] == blank) {
            ++at;
            continue;
        }
        const std::size_t end = end_of_run(word, at);
        const std::u32string_view run = std::u32string_view(word).substr(at, end - at);
        if (is_ascii_word(word[at])) {
            const bool last = end == word.size();  // anything may follow it
            ranges.push_back({word_token(run, 0), word_token(run, last ? (1U << char_bits) - 1 : 0)});
        } else if (run.size() == 1) {
            ranges.push_back({pair_token(run[0], 0), pair_token(run[0], (1U << point_bits) - 1)});
        } else {
            for (std::size_t i = 0; i + 1 < run.size(); ++i)
                ranges.push_back({pair_token(run[i], run[i + 1]), pair_token(run[i], run[i + 1])});
        }
        at = end;
    }
}

bool occurs(const std::u32string& word, const std::u32string& text) {
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        const bool begins = at == 0 || !is_ascii_word(text[at - 1]);
        if (begins || !is_ascii_word(word.front())) return true;
    }
    return false;
}

}  // namespace

std::u32string folded(std::string_view utf8) {
    std::u32string text;
    text.reserve(utf8.size() / 2);
    for (std::size_t at = 0; at < utf8.size();) {
        char32_t c = next_point(utf8, at);
        if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;
        if (parts_words(c)) {
            if (!text.empty() && text.back() != blank) text.push_back(blank);
        } else {
            text.push_back(small(c));
        }
    }
    if (!text.empty() && text.back() == blank) text.pop_back();
    return text;
}

void add_tokens(const std::u32string& text, std::vector<Token>& tokens) {
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == blank) {
            ++at;
            continue;
        }
        const std::size_t end = end_of_run(text, at);
        if (is_ascii_word(text[at])) {
            tokens.push_back(word_token(std::u32string_view(text).substr(at, end - at), 0));
        } else {
            for (std::size_t i = at; i < end; ++i)
                tokens.push_back(pair_token(text[i], i + 1 < end ? text[i + 1] : 0));
        }
        at = end;
    }
}

Words::Words(std::string_view query) {
    query = query.substr(0, limits::query_bytes_max);
    std::size_t at = 0;
    while (at < query.size() && words_.size() < limits::query_words_max) {
        // An ideographic blank parts words as a plain one does.
        const std::size_t end = std::min({query.find(' ', at), query.find("\u3000", at), query.size()});
        std::u32string word = folded(query.substr(at, end - at));
        if (!word.empty() && std::ranges::find(words_, word) == words_.end()) words_.push_back(std::move(word));
        at = end == query.size() ? end : end + (query[end] == ' ' ? 1 : 3);
    }
}

std::vector<TokenRange> Words::ranges() const {
    std::vector<TokenRange> all;
    for (const std::u32string& word : words_)
        add_ranges(word, all);
    std::ranges::sort(all, {}, [](const TokenRange& range) { return std::pair(range.first, range.last); });
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

std::uint32_t Words::in(const std::u32string& text) const {
    std::uint32_t found = 0;
    for (std::size_t i = 0; i < words_.size(); ++i)
        if (occurs(words_[i], text)) found |= 1U << i;
    return found;
}

}  // namespace yunke::archive
