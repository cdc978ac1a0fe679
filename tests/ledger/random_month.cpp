#include "tests/ledger/random_month.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "tests/ledger/bench.hpp"

namespace yunke::ledger::testing {
namespace {

constexpr std::int64_t ticks_per_ms = 232'792'560;
constexpr Ms cut_ms = 300'000;
constexpr Ms standard_ms = 60'000;  // of wrap-up
constexpr Ms day_ms = 24 * hour_ms;

enum class State : std::uint8_t { waiting, handling, hold, wrap_up, done };

struct Talk {
    std::uint64_t id = 0;
    MerchantId merchant{};
    State state = State::waiting;
    std::uint32_t owner = 0;
    std::uint32_t helper = 0;
    Ms closed_ms = 0;
};

struct MeterUnit {
    std::uint64_t talk = 0;
    MerchantId merchant{};
    Kind kind{};
    std::int64_t owed_ticks = 0;
};

struct Person {
    std::uint32_t id = 0;
    std::size_t capacity = 1;
    v1::Presence presence = v1::OFFLINE;
    bool held = false;
    bool lost = false;

    // What the meter holds.
    Ms since_ms = 0;
    v1::Presence was = v1::OFFLINE;
    bool was_held = false, was_lost = false;
    Ms period_ms = 0;
    std::uint32_t shift = 0;
    std::vector<MeterUnit> units{};
};

class Month31 {
public:
    Month31(std::uint64_t seed, const MonthSize& size) : dice_(seed), size_(size) {
        for (std::uint32_t i = 1; i <= size.agents; ++i)
            people_.push_back(
                {.id = i,
                 .capacity = static_cast<std::size_t>(i % 2 == 0 ? dice_.between(5, 20) : dice_.between(1, 4))});
    }

    std::vector<v1::Fact> run() {
        const Ms end_ms = monday_ms + size_.days * day_ms;
        while (now_ms_ < end_ms && facts_.size() < size_.facts_max) {
            run_to(now_ms_ + step_ms());
            act(people_[dice_.below(people_.size())]);
            for (Person& person : people_)
                read(person, now_ms_);
        }
        return std::move(facts_);
    }

private:
    Ms step_ms() {
        const bool quiet = std::ranges::all_of(people_, [](const Person& p) { return p.presence == v1::OFFLINE; });
        if (quiet) return dice_.between(1, 6 * hour_ms);
        switch (dice_.below(4)) {
            case 0:
                return dice_.between(1, 50);
            case 1:
                return dice_.between(1, 5'000);
            default:
                return dice_.between(1, 150'000);
        }
    }

    // Odd people have booked shifts, 09:00 to 12:00 on even days.
    static std::pair<Ms, Ms> shift_of(const Person& person, Ms day) {
        if (person.id % 2 == 0 || day % 2 == 1) return {0, 0};
        return {monday_ms + day * day_ms + 9 * hour_ms, monday_ms + day * day_ms + 12 * hour_ms};
    }
    static Ms day_of_month(Ms at_ms) { return (at_ms - monday_ms) / day_ms; }
    static std::uint32_t shift_id(const Person& person, Ms day) {
        return person.id * 100 + static_cast<std::uint32_t>(day) + 1;
    }

    struct Period {
        Ms begin_ms = 0;
        std::uint32_t shift = 0;
        bool runs = false;
        bool operator==(const Period&) const = default;
    };
    Period period_at(const Person& p, Ms at_ms) const {
        const Ms day = day_of_month(at_ms);
        const auto [from_ms, to_ms] = shift_of(p, day);
        const bool booked = from_ms <= at_ms && at_ms < to_ms;
        if (p.presence == v1::OFFLINE) {
            if (booked && p.shift == shift_id(p, day)) return {p.period_ms, p.shift, false};
            return {};
        }
        if (booked) return {from_ms, shift_id(p, day), true};
        if (p.period_ms > 0 && p.shift == 0) return {p.period_ms, 0, true};
        return {at_ms, 0, true};
    }

    std::vector<MeterUnit> units_at(const Person& p, Ms at_ms) const {
        std::vector<MeterUnit> units;
        for (const auto& [id, talk] : talks_) {
            if (talk.owner != p.id && talk.helper != p.id) continue;
            const bool over = at_ms >= talk.closed_ms + standard_ms;
            const Kind kind = talk.owner != p.id              ? v1::WorkInterval::HELP
                              : talk.state == State::hold     ? v1::WorkInterval::HOLD
                              : talk.state == State::handling ? v1::WorkInterval::HANDLING
                              : over                          ? v1::WorkInterval::WRAP_UP_OVER
                                                              : v1::WorkInterval::WRAP_UP;
            const auto before = std::ranges::find(p.units, id, &MeterUnit::talk);
            units.push_back({id, talk.merchant, kind, before == p.units.end() ? 0 : before->owed_ticks});
        }
        return units;
    }

    Ms due_ms(const Person& p) const {
        const Ms day = day_of_month(std::max(p.since_ms, p.period_ms));
        Ms due = std::numeric_limits<Ms>::max();
        for (const Ms that_day : {day, day + 1})
            for (const Ms edge_ms : {shift_of(p, that_day).first, shift_of(p, that_day).second})
                if (edge_ms > std::max(p.since_ms, read_ms_) && p.period_ms > 0) due = std::min(due, edge_ms);
        if (p.since_ms == 0) return due;
        due = std::min({due, p.since_ms + cut_ms, monday_ms + (day_of_month(p.since_ms) + 1) * day_ms});
        for (const MeterUnit& unit : p.units)
            if (unit.kind == v1::WorkInterval::WRAP_UP)
                due = std::min(due, talks_.at(unit.talk).closed_ms + standard_ms);
        return due;
    }

    // Reads what is due before `to_ms`.
    void run_to(Ms to_ms) {
        while (true) {
            Person* next = &*std::ranges::min_element(people_, {}, [&](const Person& p) { return due_ms(p); });
            const Ms due = due_ms(*next);
            if (due >= to_ms) break;
            read_ms_ = due;
            read(*next, due, true);
        }
        now_ms_ = read_ms_ = to_ms;
    }

    void read(Person& p, Ms at_ms, bool due = false) {
        const Period period = period_at(p, at_ms);
        std::vector<MeterUnit> units = units_at(p, at_ms);
        const auto same_units = std::ranges::equal(units, p.units, [](const MeterUnit& a, const MeterUnit& b) {
            return a.talk == b.talk && a.kind == b.kind;
        });
        const bool stands = (p.since_ms > 0) == period.runs && p.period_ms == period.begin_ms &&
                            p.shift == period.shift && p.was == p.presence && p.was_held == p.held &&
                            p.was_lost == p.lost && same_units;
        if (stands && !due && (p.since_ms == 0 || at_ms < due_ms(p))) return;
        if (p.since_ms > 0 && at_ms > p.since_ms) tell(p, at_ms);
        const bool ends = p.period_ms > 0 && (p.period_ms != period.begin_ms || p.shift != period.shift);
        if (ends && at_ms > p.period_ms) {
            facts_.push_back(period_ended(p.id, p.period_ms, at_ms));
            facts_.back().mutable_period_ended()->set_shift(p.shift);
        }
        units = units_at(p, at_ms);  // with what the interval left owed
        p.since_ms = period.runs ? at_ms : 0;
        p.was = p.presence;
        p.was_held = p.held;
        p.was_lost = p.lost;
        p.period_ms = period.begin_ms;
        p.shift = period.shift;
        p.units = std::move(units);
    }

    void tell(Person& p, Ms at_ms) {
        v1::Fact fact = work(p.id, p.period_ms, p.since_ms, at_ms, {}, p.was);
        v1::WorkInterval& interval = *fact.mutable_work();
        interval.set_shift(p.shift);
        interval.set_held(p.was_held);
        interval.set_line_lost(p.was_lost);
        const auto count = static_cast<Ms>(p.units.size());
        const Ms length_ms = at_ms - p.since_ms;
        for (MeterUnit& one : p.units) {
            one.owed_ticks += length_ms % count * (ticks_per_ms / count);
            *interval.add_units() = unit(one.talk, one.merchant, one.kind, length_ms / count);
        }
        for (Ms left = count == 0 ? 0 : length_ms % count; left > 0; --left) {
            const auto most = std::ranges::max_element(p.units, {}, &MeterUnit::owed_ticks);  // the first of them
            most->owed_ticks -= ticks_per_ms;
            Unit& told = *interval.mutable_units(static_cast<int>(most - p.units.begin()));
            told.set_share_ms(told.share_ms() + 1);
        }
        facts_.push_back(std::move(fact));
    }

    // ---- what people do ----

    std::vector<Talk*> talks_of(const Person& p, std::initializer_list<State> states) {
        std::vector<Talk*> found;
        for (auto& [id, talk] : talks_)
            if (talk.owner == p.id && std::ranges::find(states, talk.state) != states.end()) found.push_back(&talk);
        return found;
    }

    // Towards the night people finish what they have and go, but for one in ten.
    bool winds_down(Person& p) {
        const Ms hour = (now_ms_ - monday_ms) % day_ms / hour_ms;
        if ((hour >= 7 && hour < 22) || dice_.one_in(10)) return false;
        if (!talks_of(p, {State::handling, State::hold}).empty()) {
            close_one(p);
        } else if (!talks_of(p, {State::wrap_up}).empty()) {
            finish_wrap_up(p);
        } else if (units_at(p, now_ms_).empty()) {
            p.presence = v1::OFFLINE;
            p.held = p.lost = false;
        }
        return true;
    }

    void act(Person& p) {
        if (winds_down(p)) return;
        if (p.presence == v1::OFFLINE) {
            p.presence = dice_.one_in(4) ? v1::ON_DEMAND : v1::AVAILABLE;
            p.held = p.lost = false;
            return;
        }
        switch (dice_.below(11)) {
            case 0:
            case 1:
            case 2:
            case 3:
                return take(p);
            case 4:
            case 5:
                return close_one(p);
            case 6:
                return change_hold(p);
            case 7:
                return finish_wrap_up(p);
            case 8:
                return help_or_hand_on(p);
            default:
                return change_presence(p);
        }
    }

    void take(Person& p) {
        if (p.presence != v1::AVAILABLE && p.presence != v1::ON_DEMAND) return;
        if (units_at(p, now_ms_).size() >= p.capacity) return;
        Talk* talk = nullptr;
        for (auto& [id, one] : talks_)
            if (one.state == State::waiting) talk = &one;
        if (talk == nullptr && !done_.empty() && dice_.one_in(6)) talk = reopen();
        if (talk == nullptr) {
            const std::uint64_t id = ++last_talk_;
            talk = &talks_
                        .try_emplace(
                            id, Talk{.id = id, .merchant = MerchantId{static_cast<std::uint32_t>(dice_.below(3) + 1)}})
                        .first->second;
        }
        talk->owner = p.id;
        talk->state = State::handling;
        facts_.push_back(accepted(talk->id, talk->merchant, p.id, now_ms_));
    }

    Talk* reopen() {
        const auto at = std::next(done_.begin(), static_cast<std::ptrdiff_t>(dice_.below(done_.size())));
        const Talk talk = at->second;
        done_.erase(at);
        facts_.emplace_back().mutable_reopened()->set_conversation(talk.id);
        facts_.back().mutable_reopened()->set_at_ms(now_ms_);
        return &talks_.try_emplace(talk.id, talk).first->second;
    }

    void close_one(Person& p) {
        const std::vector<Talk*> open = talks_of(p, {State::handling, State::hold});
        if (open.empty()) return;
        Talk& talk = *open[dice_.below(open.size())];
        const auto reason = static_cast<v1::EndReason>(dice_.between(v1::RESOLVED, v1::SHOPPER_IDLE));
        facts_.push_back(ended(talk.id, talk.merchant, p.id, now_ms_, dice_.one_in(3) ? reason : v1::RESOLVED));
        talk.state = State::wrap_up;
        talk.closed_ms = now_ms_;
        talk.helper = 0;
        if (dice_.one_in(3)) be_done(talk.id);
    }

    void be_done(std::uint64_t id) {
        Talk talk = talks_.at(id);
        talks_.erase(id);
        talk.owner = 0;
        talk.state = State::waiting;
        done_.emplace(id, talk);
    }

    void change_hold(Person& p) {
        const std::vector<Talk*> open = talks_of(p, {State::handling, State::hold});
        if (open.empty()) return;
        Talk& talk = *open[dice_.below(open.size())];
        talk.state = talk.state == State::hold ? State::handling : State::hold;
    }

    void finish_wrap_up(Person& p) {
        const std::vector<Talk*> open = talks_of(p, {State::wrap_up});
        if (!open.empty()) be_done(open.front()->id);
    }

    void help_or_hand_on(Person& p) {
        if (dice_.one_in(2)) {
            for (auto& [id, talk] : talks_) {
                if (talk.helper == p.id) {
                    talk.helper = 0;
                    return;
                }
            }
            if (units_at(p, now_ms_).size() >= p.capacity) return;
            for (auto& [id, talk] : talks_) {
                if (talk.state != State::handling || talk.owner == p.id || talk.helper != 0) continue;
                talk.helper = p.id;
                return;
            }
            return;
        }
        const std::vector<Talk*> open = talks_of(p, {State::handling});
        if (open.empty()) return;
        Talk& talk = *open[dice_.below(open.size())];
        Person& other = people_[dice_.below(people_.size())];
        const bool at_once = other.id != p.id && talk.helper != other.id && other.presence == v1::AVAILABLE &&
                             units_at(other, now_ms_).size() < other.capacity && dice_.one_in(2);
        talk.owner = at_once ? other.id : 0;
        talk.state = at_once ? State::handling : State::waiting;
        talk.helper = 0;
        facts_.push_back(handed_on(talk.id, talk.merchant, p.id, talk.owner, now_ms_));
    }

    void change_presence(Person& p) {
        switch (dice_.below(7)) {
            case 0:
                p.held = !p.held;
                return;
            case 1:
                p.lost = !p.lost;
                return;
            case 2:
                p.presence = v1::FINISHING;
                return;
            case 3:
            case 4:
                p.presence = dice_.one_in(2) ? v1::TRAINING : v1::RESTING;
                return;
            case 5:
                if (units_at(p, now_ms_).empty()) {
                    p.presence = v1::OFFLINE;
                    p.held = p.lost = false;
                }
                return;
            default:
                p.presence = v1::AVAILABLE;
        }
    }

    Dice dice_;
    MonthSize size_;
    std::vector<Person> people_;
    std::map<std::uint64_t, Talk> talks_;  // waiting or in somebody's hands
    std::map<std::uint64_t, Talk> done_;
    std::uint64_t last_talk_ = 0;
    Ms now_ms_ = monday_ms + 7 * hour_ms;
    Ms read_ms_ = now_ms_;
    std::vector<v1::Fact> facts_;
};

}  // namespace

std::vector<v1::Fact> random_month(std::uint64_t seed, const MonthSize& size) {
    return Month31(seed, size).run();
}

}  // namespace yunke::ledger::testing
