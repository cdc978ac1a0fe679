#include "runtime/suggestion.hpp"

#include <algorithm>
#include <numeric>

#include "runtime/limits.hpp"

namespace yunke::runtime {
namespace {

// Insertions, deletions and exchanges that turn one text into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t exchanged = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, exchanged});
        }
    }
    return row[b.size()];
}

}  // namespace

std::string suggestion(std::string_view given, const std::vector<std::string>& known) {
    const auto distance = [&](const std::string& candidate) { return edit_distance(given.substr(0, 64), candidate); };
    const auto best = std::ranges::min_element(known, {}, distance);
    if (best != known.end() && distance(*best) <= std::min(limits::suggestion_distance_max, best->size() / 2))
        return "; did you mean \"" + *best + "\"?";
    if (known.empty()) return "; there is none yet";
    if (known.size() > limits::suggestion_names_max) return "";
    std::string list = "; known are";
    for (const auto& name : known)
        list.append(" ").append(name);
    return list;
}

}  // namespace yunke::runtime
