// Nobody waits for ever: agents who keep working, more chats than they can take, and whoever came first is offered
// first, give or take what a queue is credited with.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "dispatcher/core/core.hpp"

namespace yunke::sim {
namespace {

using namespace core;

constexpr Ms second = 1'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
constexpr ShopId shop{1};
constexpr QueueId plain{1}, urgent{2};

// One shop with two queues that ask for the same; only the second one has credit.
class Shift {
public:
    explicit Shift(std::uint64_t seed, std::uint32_t agents, std::uint32_t capacity, Ms credit_ms) : random_(seed) {
        PoolConfig pool;
        pool.agent_session_ms = 30 * day;
        configure(pool);
        configure(ShopConfig{shop, "shop", 1, true});
        for (const QueueId id : {plain, urgent}) {
            QueueConfig queue;
            queue.id = id;
            queue.shop = shop;
            queue.topic = id == plain ? "plain" : "urgent";
            queue.answer_target_ms = minute;
            queue.open = true;
            if (id == urgent) queue.routing.priority_credit_ms = credit_ms;
            configure(queue);
        }
        for (std::uint32_t id = 1; id <= agents; ++id) {
            AgentConfig agent;
            agent.id = AgentId{id};
            agent.languages = {"zh"};
            agent.capacity = capacity;
            agent.enabled = true;
            configure(agent);
            agents_.push_back(attach(Role::agent, id));
            say(agents_.back(), SetPresence{Presence::available});
        }
    }

    ConversationId arrive(QueueId queue) {
        const SessionId shopper = attach(Role::shopper, raw(shop));
        say(shopper, Open{queue == plain ? "plain" : "urgent", "Lin", "zh", "hello"});
        const ConversationId id = core_.state().sessions.at(shopper).conversation;
        unoffered_.insert(id);
        note_offers();
        return id;
    }

    // Time passes; agents take what they are offered, now and then decline, and end what they had for long enough.
    void work(Ms ms, Ms handling_ms, unsigned declines_in_100) {
        now_ms_ += ms;
        apply({});
        std::vector<std::pair<ConversationId, Conversation>> chats(core_.state().conversations.begin(),
                                                                   core_.state().conversations.end());
        std::ranges::sort(chats, {}, [](const auto& chat) { return chat.first; });
        for (const auto& [id, c] : chats) {
            if (c.state == ConversationState::active && c.accepted_ms + handling_ms <= now_ms_)
                say(session_of(c.owner), Resolve{id});
            for (const OfferState& offer : c.offers) {
                const bool declines = random_() % 100 < declines_in_100;
                say(session_of(offer.agent), declines ? ClientBody(Decline{id, DeclineReason::not_now}) : Accept{id});
            }
        }
    }

    const std::set<ConversationId>& unoffered() const { return unoffered_; }
    const std::vector<ConversationId>& offered() const { return offered_; }
    Ms arrival(ConversationId id) const { return arrivals_.at(id); }
    Ms now() const { return now_ms_; }
    // The most that somebody who came later was before somebody of the same queue, or of any queue.
    std::size_t overtakings() const { return overtakings_; }
    Ms longest_lead() const { return longest_lead_; }

private:
    void configure(decltype(ConfigChange::change) change) { apply(ConfigChange{++revision_, std::move(change)}); }
    void apply(std::optional<Command> command) {
        const BatchHeader header{now_ms_, 0, 0};
        core_.apply(header, command ? std::span<const Command>(&*command, 1) : std::span<const Command>());
        note_offers();
    }
    SessionId attach(Role role, std::uint32_t subject) {
        Attach attach;
        attach.session = SessionId{++next_id_};
        attach.attach = AttachId{next_id_};
        attach.gateway = "g1-0.aa";
        attach.by_ticket = true;
        attach.role = role;
        attach.subject = subject;
        apply(attach);
        return attach.session;
    }
    void say(SessionId session, ClientBody body) {
        const Session& found = core_.state().sessions.at(session);
        FromClient frame;
        frame.session = session;
        frame.attach = found.attach;
        frame.number = found.last_number + 1;
        frame.answered = found.last_number;
        frame.body_hash = frame.number;
        frame.body = std::move(body);
        apply(frame);
    }
    SessionId session_of(AgentId id) const { return agents_.at(raw(id) - 1); }

    // Who is offered for the first time, and past whom.
    void note_offers() {
        std::vector<ConversationId> fresh;
        for (const ConversationId id : unoffered_) {
            const Conversation& c = core_.state().conversations.at(id);
            arrivals_.try_emplace(id, c.arrival_ms);
            if (!c.offers.empty()) fresh.push_back(id);
        }
        for (const ConversationId id : fresh)
            unoffered_.erase(id);
        for (const ConversationId id : fresh) {
            offered_.push_back(id);
            for (const ConversationId waiting : unoffered_) {
                if (arrivals_.at(waiting) >= arrivals_.at(id)) continue;
                const auto queue = [&](ConversationId chat) { return core_.state().conversations.at(chat).queue; };
                if (queue(waiting) == queue(id)) ++overtakings_;
                longest_lead_ = std::max(longest_lead_, arrivals_.at(id) - arrivals_.at(waiting));
            }
        }
    }

    std::mt19937_64 random_;
    Core core_{State{}};
    Ms now_ms_ = 1'700'000'000'000;
    std::uint64_t revision_ = 0, next_id_ = 0;
    std::vector<SessionId> agents_;
    std::set<ConversationId> unoffered_;
    std::vector<ConversationId> offered_;
    std::map<ConversationId, Ms> arrivals_;
    std::size_t overtakings_ = 0;
    Ms longest_lead_ = 0;
};

TEST(Starvation, AtEqualTargetsNobodyIsOvertakenHoweverManyCome) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        Shift shift(seed, 4, 2, 0);
        // Eight at a time for half a minute each, and one arrives every three seconds: more than can be taken.
        for (int i = 0; i < 1'000; ++i) {
            shift.arrive(random() % 2 == 0 ? plain : urgent);
            shift.work(static_cast<Ms>(random() % 6'000), 30 * second, 10);
        }
        EXPECT_GT(shift.unoffered().size(), 50u) << "there was no crowd to be lost in";
        const Ms end = shift.now() + 3 * hour;
        while (!shift.unoffered().empty() && shift.now() < end)
            shift.work(3 * second, 30 * second, 10);
        EXPECT_TRUE(shift.unoffered().empty());
        EXPECT_EQ(shift.offered().size(), 1'000u);
        EXPECT_EQ(shift.overtakings(), 0u);
        EXPECT_EQ(shift.longest_lead(), 0);
    }
}

TEST(Starvation, CreditLetsNobodyOvertakeWhoCameMoreThanADayBefore) {
    Shift shift(1, 1, 1, day);
    const ConversationId patient = shift.arrive(plain);
    const ConversationId first = shift.offered().at(0);
    ASSERT_EQ(first, patient) << "she is the one who is served meanwhile";
    const ConversationId waits = shift.arrive(plain);
    const Ms since = shift.now();
    // One urgent chat a minute, and each takes longer: without a bound to the credit this would go on for ever.
    while (shift.unoffered().contains(waits) && shift.now() < since + 3 * day) {
        shift.arrive(urgent);
        for (int i = 0; i < 4; ++i)
            shift.work(15 * second, 70 * second, 0);
    }
    EXPECT_FALSE(shift.unoffered().contains(waits));
    EXPECT_GT(shift.now(), since + day) << "the credit counts for as long as it is";
    EXPECT_GT(shift.longest_lead(), 23 * hour);
    EXPECT_LE(shift.longest_lead(), day);
    EXPECT_EQ(shift.overtakings(), 0u);
}

}  // namespace
}  // namespace yunke::sim
