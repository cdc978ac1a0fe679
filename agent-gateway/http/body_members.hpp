// Reads the members of a request's JSON body strictly: a member that is missing, of another type, out of its range, or
// not known at all is an answer 400 that says what to do. A misspelt "agent" must not approve everybody. The first
// fault is kept; values read after it mean nothing. Called by the finance side's and the agents' handlers.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent-gateway/http/http_message.hpp"
#include "dispatcher/ledger/desk/desk.hpp"

namespace yunke::gateway {

// JavaScript's numbers are exact up to here; no amount of ours comes near.
inline constexpr std::int64_t json_integer_max = 9'007'199'254'740'991;

class BodyMembers {
public:
    // An empty body is as `{}`.
    BodyMembers(std::string_view body, std::initializer_list<std::string_view> known);

    bool has(std::string_view key) const { return object_.contains(key); }
    bool is_null(std::string_view key) const;  // it is there, as null
    std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most = json_integer_max);
    // nullopt: it is not there.
    std::optional<std::int64_t> integer_if(std::string_view key, std::int64_t least,
                                           std::int64_t most = json_integer_max);
    std::string text(std::string_view key);  // needed, and not empty
    std::string text(std::string_view key, std::size_t bytes_max);
    bool flag(std::string_view key);
    // Numbers of agents, at least one and at most `most`; empty: it is not there.
    std::vector<ledger::AgentId> agents(std::string_view key, std::size_t most);
    // A needed list of objects with 1 to `most` elements; empty if it is none.
    std::vector<BodyMembers> objects(std::string_view key, std::size_t most,
                                     std::initializer_list<std::string_view> known);

    // The answer to give instead of going on.
    const std::optional<HttpAnswer>& fault() const { return fault_; }
    void refuse(std::string_view en, std::string_view zh);
    // Takes over the fault of one of objects().
    void take_fault(const BodyMembers& inner);

private:
    BodyMembers(const boost::json::object& object, std::initializer_list<std::string_view> known);
    void check_keys(std::initializer_list<std::string_view> known);
    const boost::json::value* find(std::string_view key, std::string_view what_en, std::string_view what_zh);

    boost::json::object object_;
    std::optional<HttpAnswer> fault_;
};

}  // namespace yunke::gateway
