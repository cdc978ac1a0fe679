#include "agent-gateway/frames/json_check.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <set>
#include <vector>

#include "agent-gateway/limits.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using boost::system::error_code;

// Takes the parser's events and remembers only the keys of the objects that are open.
struct KeyWatch {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    std::vector<std::set<std::string, std::less<>>> open;
    std::string key;
    bool repeated = false;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) {
        open.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, error_code&) {
        open.pop_back();
        return true;
    }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(std::size_t, error_code&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, error_code&) {
        key.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, error_code& ec) {
        key.append(part.data(), part.size());
        repeated = !open.back().insert(std::exchange(key, {})).second;
        if (repeated) ec = json::error::syntax;
        return !repeated;
    }
    bool on_string_part(json::string_view, std::size_t, error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, error_code&) { return true; }
    bool on_number_part(json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, error_code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, error_code&) { return true; }
    bool on_double(double, json::string_view, error_code&) { return true; }
    bool on_bool(bool, error_code&) { return true; }
    bool on_null(error_code&) { return true; }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }
};

}  // namespace

std::optional<std::string> json_fault(std::string_view text) {
    json::parse_options options;
    options.max_depth = limits::json_depth_max;
    json::basic_parser<KeyWatch> parser(options);
    error_code ec;
    std::size_t at = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && at < text.size()) ec = json::error::extra_data;
    if (!ec) return std::nullopt;
    const std::string place = " at byte " + std::to_string(at);
    if (parser.handler().repeated) return "a key stands twice in one object" + place;
    if (ec == json::error::too_deep) return "nested deeper than " + std::to_string(limits::json_depth_max) + place;
    return ec.message() + place;
}

}  // namespace yunke::gateway
