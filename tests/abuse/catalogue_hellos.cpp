// The catalogue's first frames: who says Hello, from where, with which ticket and what else.
#include <fmt/format.h>

#include <limits>

#include "tests/abuse/catalogue.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::testing {
namespace {

constexpr const char* unauthorised = "problem UNAUTHORISED; close 4003";
constexpr const char* malformed = "problem MALFORMED; close 4004";
constexpr const char* expected_hello = "problem HELLO_EXPECTED; close 4004";

void add_tickets(std::vector<HelloCase>& all, Cluster& cluster) {
    const auto good = [&] { return cluster.shopper_ticket(); };
    const auto of_pool = [&](const std::string& pool) {
        return hello_frame(cluster.ticket(v1::SHOPPER, cluster.shop(), pool));
    };
    std::string changed = good();
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    v1::ResumeToken resume;
    resume.set_pool("main");
    resume.set_session(77);
    resume.set_role(v1::SHOPPER);
    resume.set_subject(cluster.shop());
    resume.set_expires_ms(std::numeric_limits<std::int64_t>::max());
    v1::ResumeToken abroad = resume;
    abroad.set_pool("other");
    const auto resume_frame = [](const std::string& token) {
        return RawSocket::text(R"({"hello":{"resumeToken":")" + token + R"(","instance":"7"}})");
    };
    const std::vector<HelloCase> rows = {
        {{"properly", "", {hello_frame(good())}, "attached"}},
        {{"a shopper without an origin", "", {hello_frame(good())}, unauthorised}, ""},
        {{"a shopper on another shop's page", "", {hello_frame(good())}, unauthorised}, "https://rival.example"},
        {{"a shopper on the gateway's own page", "", {hello_frame(good())}, "attached"}, "http://127.0.0.1"},
        {{"an expired ticket",
          "",
          {hello_frame(cluster.ticket(v1::SHOPPER, cluster.shop(), "main", -1))},
          unauthorised}},
        {{"a changed ticket", "", {hello_frame(changed)}, unauthorised}},
        {{"a ticket of another version", "", {hello_frame("Ag" + good().substr(2))}, unauthorised}},
        {{"no ticket at all", "", {hello_frame("nonsense")}, unauthorised}},
        {{"a ticket of 60,000 bytes", "", {hello_frame(std::string(60'000, 'A'))}, unauthorised}},
        {{"another pool's ticket", "", {of_pool("other")}, unauthorised}},
        {{"a ticket of the pool }{", "", {of_pool("}{")}, unauthorised}},
        {{"a ticket of the pool main}{x", "", {of_pool("main}{x")}, unauthorised}},
        {{"a ticket of no pool", "", {of_pool("")}, unauthorised}},
        {{"a ticket without a role", "", {hello_frame(cluster.ticket(v1::ROLE_UNSPECIFIED, 1))}, unauthorised}},
        {{"a shop key as a ticket", "", {hello_frame(cluster.shop_key())}, unauthorised}},
        {{"a resume token as a ticket", "", {hello_frame(cluster.tokens().sign(resume))}, unauthorised}},
        {{"a ticket as a resume token", "", {resume_frame(good())}, unauthorised}},
        {{"another pool's resume token", "", {resume_frame(cluster.tokens().sign(abroad))}, unauthorised}},
        {{"a resume token of no session",
          "",
          {resume_frame(cluster.tokens().sign(resume))},
          "fresh UNKNOWN; close 4007"}},
    };
    all.insert(all.end(), rows.begin(), rows.end());
}

void add_contents(std::vector<HelloCase>& all, Cluster& cluster) {
    const auto good = [&] { return cluster.shopper_ticket(); };
    const auto positions = [](int count) {
        std::string list;
        for (int i = 1; i <= count; ++i)
            list += fmt::format(R"({}{{"conversation":"{}","entry":1}})", i == 1 ? "" : ",", i);
        return R"(,"positions":[)" + list + "]";
    };
    const std::string both = RawSocket::text(R"({"hello":{"ticket":"a","resumeToken":"b","instance":"7"}})");
    const std::string far = R"(,"logEpoch":"18446744073709551615","lastAnswer":4294967295,)"
                            R"("positions":[{"conversation":"1","entry":4294967295},{"conversation":"99","entry":7}])";
    const std::vector<HelloCase> rows = {
        {{"ticket and resume token", "", {both}, malformed}},
        {{"neither ticket nor resume token", "", {RawSocket::text(R"({"hello":{"instance":"7"}})")}, malformed}},
        {{"no instance", "", {RawSocket::text(R"({"hello":{"ticket":")" + good() + R"("}})")}, malformed}},
        {{"a Hello with a number",
          "",
          {RawSocket::text(R"({"number":1,"hello":{"ticket":")" + good() + R"(","instance":"7"}})")},
          malformed}},
        {{"200 positions", "", {hello_frame(good(), positions(200))}, "attached"}},
        {{"201 positions", "", {hello_frame(good(), positions(201))}, malformed}},
        {{"a position in no conversation", "", {hello_frame(good(), R"(,"positions":[{"entry":1}])")}, malformed}},
        {{"future positions and a foreign epoch", "", {hello_frame(good(), far)}, "attached"}},
        {{"a client's name too long",
          "",
          {hello_frame(good(), R"(,"client":")" + std::string(65, 'c') + "\"")},
          malformed}},
        {{"a client's name that turns the line", "", {hello_frame(good(), R"(,"client":"\u202E")")}, malformed}},
        {{"a heartbeat first", "", {RawSocket::text(heartbeat(1))}, expected_hello}},
        {{"a command first", "", {RawSocket::text(R"({"number":1,"close":{"conversation":"1"}})")}, expected_hello}},
        {{"Hello twice at once", "", {hello_frame(good()) + hello_frame(good())}, expected_hello}},
        {{"binary first", "", {RawSocket::frame(0x82, "\x22")}, "problem MALFORMED; close 1003"}},
    };
    all.insert(all.end(), rows.begin(), rows.end());
}

void add_staff(std::vector<HelloCase>& all, Cluster& cluster) {
    const std::string agent = cluster.ticket(v1::AGENT, cluster.agent_id(0) + 500);
    const std::vector<HelloCase> rows = {
        {{"an agent on a shop's page", "", {hello_frame(ticket_of(cluster, v1::AGENT))}, unauthorised}},
        {{"an agent who is none", "", {hello_frame(agent)}, "fresh UNKNOWN; close 4007"}, ""},
        {{"another pool's agent, signed in here",
          "",
          {hello_frame(cluster.ticket(v1::AGENT, cluster.agent_id(14)))},
          "fresh UNKNOWN; close 4007"},
         ""},
        {{"a merchant, who has no session",
          "",
          {hello_frame(cluster.ticket(v1::MERCHANT, 1))},
          "fresh UNKNOWN; close 4007"},
         ""},
        {{"a supervisor on a shop's page", "", {hello_frame(ticket_of(cluster, v1::SUPERVISOR))}, unauthorised}},
        {{"a supervisor, properly", "", {hello_frame(ticket_of(cluster, v1::SUPERVISOR))}, "attached"}, ""},
    };
    all.insert(all.end(), rows.begin(), rows.end());
}

}  // namespace

std::vector<HelloCase> hello_cases(Cluster& cluster) {
    std::vector<HelloCase> all;
    add_tickets(all, cluster);
    add_contents(all, cluster);
    add_staff(all, cluster);
    return all;
}

}  // namespace yunke::testing
