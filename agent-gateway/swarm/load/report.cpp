#include <fmt/format.h>

#include <boost/json.hpp>

#include "agent-gateway/swarm/load/load.hpp"

namespace yunke::swarm {
namespace {

namespace json = boost::json;

double ms(std::uint64_t ns) {
    return static_cast<double>(ns) / 1e6;
}

std::string line(const char* name, const Histogram& times) {
    return fmt::format("  {:<18} p50 {:.2f} ms, p90 {:.2f}, p99 {:.2f}, p99.9 {:.2f}, max {:.2f} ({} values)\n", name,
                       ms(times.percentile(0.5)), ms(times.percentile(0.9)), ms(times.percentile(0.99)),
                       ms(times.percentile(0.999)), ms(times.greatest()), times.count());
}

json::object object_of(const Histogram& times) {
    return {{"count", times.count()},
            {"mean_ms", times.mean() / 1e6},
            {"p50_ms", ms(times.percentile(0.5))},
            {"p90_ms", ms(times.percentile(0.9))},
            {"p99_ms", ms(times.percentile(0.99))},
            {"p999_ms", ms(times.percentile(0.999))},
            {"max_ms", ms(times.greatest())}};
}

double per_second(std::uint64_t count, double seconds) {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

}  // namespace

std::string LoadReport::text() const {
    std::string out =
        fmt::format("{} pairs, {:.1f} s: {} messages wanted, {} sent, {} acknowledged ({:.0f} a second)\n", pairs,
                    seconds, wanted, sent, acknowledged, per_second(acknowledged, seconds));
    out += line("send to ack", ack_ns);
    out += line("send to delivery", delivery_ns);
    out += fmt::format(
        "  delivered {}, refused {}, without an answer {}, never sent {}; busy {}, resends {}, lines lost {}\n",
        delivered, refused, unknown, unsent, busy, resends, downs);
    return out;
}

std::string LoadReport::json() const {
    return json::serialize(json::object{{"pairs", pairs},
                                        {"seconds", seconds},
                                        {"wanted", wanted},
                                        {"sent", sent},
                                        {"acknowledged", acknowledged},
                                        {"acknowledged_per_second", per_second(acknowledged, seconds)},
                                        {"delivered", delivered},
                                        {"refused", refused},
                                        {"unknown", unknown},
                                        {"unsent", unsent},
                                        {"busy", busy},
                                        {"resends", resends},
                                        {"lines_lost", downs},
                                        {"send_to_ack", object_of(ack_ns)},
                                        {"send_to_delivery", object_of(delivery_ns)}});
}

std::string IdleReport::text() const {
    std::string out = fmt::format("{} of {} connections up after {:.1f} s, {} at the end; lines lost {}\n",
                                  online_at_start, wanted, connect_seconds, online_at_end, downs);
    return out + line("connect to attached", attach_ns);
}

std::string IdleReport::json() const {
    return json::serialize(json::object{{"wanted", wanted},
                                        {"online_at_start", online_at_start},
                                        {"online_at_end", online_at_end},
                                        {"lines_lost", downs},
                                        {"connect_seconds", connect_seconds},
                                        {"connect_to_attached", object_of(attach_ns)}});
}

}  // namespace yunke::swarm
