// Makes the pairs of a stage talk and measures: at a fixed rate, where a message's time begins when the schedule wants
// it, so that a stall counts for every message that it held up; or as fast as answers come, with a window per pair.
#pragma once

#include <map>
#include <string>

#include "agent-gateway/swarm/bench/talk.hpp"

namespace yunke::swarm {

struct Measured {
    double offered = 0;  // a second; 0: as fast as answers came
    double seconds = 0;
    double delivered = 0, acknowledged = 0;  // a second, within the measured time
    Histogram delivery_ns, ack_ns;
    std::map<std::string, double> processor_us;  // per delivered message, by role
    bool complete = false;                       // everything said arrived in the end, nothing went wrong
    std::string why;                             // if not
};

Measured drive_at_rate(Stage& stage, double rate, double warm_seconds, double seconds);
Measured drive_windows(Stage& stage, unsigned window, double warm_seconds, double seconds);

}  // namespace yunke::swarm
