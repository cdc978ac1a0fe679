// Pairs who talk: what the message benchmark asks of a system under test, whichever it is. A Stage holds the pairs of
// one running system; drive.hpp makes them talk and measures. Each message bears its time and its pair's number, so
// that whoever receives it can tell how long it took and whose it was.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent-gateway/swarm/bench/loop.hpp"
#include "agent-gateway/swarm/bench/machine.hpp"
#include "agent-gateway/swarm/load/histogram.hpp"

namespace yunke::swarm {

// Counts of a whole stage. Times are those of messages due between from_ns and to_ns.
struct Tally {
    std::uint64_t said = 0, delivered = 0, acknowledged = 0, faults = 0;
    std::int64_t from_ns = INT64_MAX, to_ns = INT64_MAX;
    Histogram delivery_ns, ack_ns;
    std::string first_fault;
    unsigned window = 0;  // > 0: each pair keeps so many messages under way by itself

    void fault(std::string what) {
        if (faults++ == 0) first_fault = std::move(what);
    }
    void time(Histogram& times, std::int64_t at_ns, std::int64_t now_ns) const {
        if (at_ns < from_ns || at_ns >= to_ns) return;
        times.record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, now_ns - at_ns)));
    }
};

// The text of a message: "@", 19 digits of time, a blank, 6 digits of pair, a blank, filling.
class MessageText {
public:
    explicit MessageText(std::size_t bytes, std::uint32_t pair) : text_(std::max(bytes, least), 'x') {
        text_[0] = '@';
        text_[20] = text_[27] = ' ';
        write(21, 6, pair);
    }
    std::string_view at(std::int64_t at_ns) {
        write(1, 19, static_cast<std::uint64_t>(at_ns));
        return text_;
    }

    struct Read {
        std::int64_t at_ns = 0;
        std::uint32_t pair = 0;
    };
    static std::optional<Read> read(std::string_view text) {
        Read found;
        if (text.size() < least || text[0] != '@') return std::nullopt;
        std::from_chars(text.data() + 1, text.data() + 20, found.at_ns);
        std::from_chars(text.data() + 21, text.data() + 27, found.pair);
        return found;
    }

    static constexpr std::size_t least = 32;

private:
    void write(std::size_t place, std::size_t digits, std::uint64_t value) {
        for (std::size_t i = digits; i-- > 0; value /= 10)
            text_[place + i] = static_cast<char>('0' + value % 10);
    }
    std::string text_;
};

// Whoever speaks in a pair. A message is under way until it was delivered and, where the system acknowledges,
// acknowledged.
class Talker {
public:
    Talker(Tally& tally, bool acknowledged) : tally_(tally), acknowledged_(acknowledged) {}
    virtual ~Talker() = default;

    // Says something due at this time; it waits its turn if too many are under way.
    void say(std::int64_t at_ns) {
        if (under_way() < under_way_max && waiting_.empty())
            utter(at_ns);
        else
            waiting_.push_back(at_ns);
    }
    void fill_window(unsigned window, std::int64_t now_ns) {
        while (under_way() < window)
            utter(now_ns);
    }
    std::uint64_t under_way() const { return said_ - (acknowledged_ ? std::min(delivered_, answered_) : delivered_); }
    std::size_t waiting() const { return waiting_.size(); }
    void forget_waiting() { waiting_.clear(); }

    void delivered(std::int64_t at_ns, std::int64_t now_ns) {
        ++delivered_;
        ++tally_.delivered;
        tally_.time(tally_.delivery_ns, at_ns, now_ns);
        go_on(now_ns);
    }
    void answered(std::int64_t at_ns, std::int64_t now_ns) {
        ++answered_;
        ++tally_.acknowledged;
        tally_.time(tally_.ack_ns, at_ns, now_ns);
        go_on(now_ns);
    }

    // Our protocol allows a client so many unanswered commands; the peers are held to the same.
    static constexpr unsigned under_way_max = 32;

protected:
    virtual void write(std::int64_t at_ns) = 0;

private:
    void utter(std::int64_t at_ns) {
        ++said_;
        ++tally_.said;
        write(at_ns);
    }
    void go_on(std::int64_t now_ns) {
        if (tally_.window > 0) return fill_window(tally_.window, now_ns);
        while (!waiting_.empty() && under_way() < under_way_max) {
            utter(waiting_.front());
            waiting_.pop_front();
        }
    }

    Tally& tally_;
    bool acknowledged_;
    std::uint64_t said_ = 0, delivered_ = 0, answered_ = 0;
    std::deque<std::int64_t> waiting_;
};

// A running system with its pairs connected and ready.
class Stage {
public:
    virtual ~Stage() = default;
    Loop loop;
    Tally tally;
    std::vector<Talker*> talkers;
    Roles roles;               // its processes
    bool acknowledges = true;  // to the sender, after the commit
};

}  // namespace yunke::swarm
