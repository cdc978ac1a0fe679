// Which gateways are lost: those whose beat counter stood still for too long by the leader's own uptime, while Redis
// answered throughout. A gateway of the state that has no counter is watched like one that stands still. Without I/O;
// fed by watchers.cpp once a second.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatcher/app/limits.hpp"

namespace yunke::dispatcher {

class GatewayWatch {
public:
    using Beats = std::vector<std::pair<std::string, std::string>>;  // name, counter

    explicit GatewayWatch(core::Ms lost_ms) : lost_ms_(lost_ms) {}

    // One look; the gateways to be declared lost now. The same is not named again before it has been silent for as long
    // once more, since its command may have been lost.
    std::vector<std::string> look(core::Ms boot_ms, const Beats& beats, const std::vector<std::string>& in_state) {
        const bool away = !looked_ || boot_ms - last_ms_ > limits::watch_gap_ms_max;
        looked_ = true;
        last_ms_ = boot_ms;
        for (auto& [name, seen] : seen_) {
            seen.present = false;
            if (away) seen.since_ms = boot_ms;
        }
        for (const auto& [name, counter] : beats)
            note(name, counter, boot_ms);
        for (const std::string& name : in_state)
            if (const auto it = seen_.find(name); it == seen_.end() || !it->second.present) note(name, "", boot_ms);
        std::erase_if(seen_, [](const auto& one) { return !one.second.present; });
        return take_lost(boot_ms);
    }

    // Redis did not answer: no silence before the next look counts.
    void missed() { looked_ = false; }

    std::size_t watched() const { return seen_.size(); }

private:
    struct Seen {
        std::string counter;
        core::Ms since_ms = 0;
        bool present = true;
    };

    void note(const std::string& name, const std::string& counter, core::Ms boot_ms) {
        const auto it = seen_.find(name);
        if (it == seen_.end()) {
            if (seen_.size() < limits::gateways_max) seen_.emplace(name, Seen{counter, boot_ms, true});
            return;
        }
        it->second.present = true;
        if (it->second.counter == counter) return;
        it->second.counter = counter;
        it->second.since_ms = boot_ms;
    }

    std::vector<std::string> take_lost(core::Ms boot_ms) {
        std::vector<std::string> lost;
        for (auto& [name, seen] : seen_)
            if (boot_ms - seen.since_ms >= lost_ms_) {
                lost.push_back(name);
                seen.since_ms = boot_ms;
            }
        return lost;
    }

    core::Ms lost_ms_;
    std::map<std::string, Seen> seen_;
    core::Ms last_ms_ = 0;
    bool looked_ = false;
};

}  // namespace yunke::dispatcher
