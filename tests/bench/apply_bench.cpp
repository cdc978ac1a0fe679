// Routing as production runs it: the same people and classes, but through Core::apply, with sessions, offers, accepts,
// fair share, limits, relaxation timers and the record of every decision. One cycle: 64 agents resolve a chat and are
// offered the next one, they accept, and 64 shoppers open new ones; 100,000 wait all the time.
#include <benchmark/benchmark.h>

#include "dispatcher/core/core.hpp"
#include "tests/bench/counted_memory.hpp"
#include "tests/bench/routing_world.hpp"

namespace yunke::bench {
namespace {

using namespace core;

constexpr std::uint32_t shops = 20;
constexpr std::uint32_t at_once = 64;
constexpr std::uint64_t agents_from = 1'000'000'000;  // their sessions' ids; shoppers' begin at 1

QueueConfig queue_of(std::uint32_t number, const Needs& needs) {
    QueueConfig config;
    config.id = QueueId{number + 1};
    config.shop = ShopId{1 + number % shops};
    config.topic = "t" + std::to_string(number / shops);
    config.skills = needs.skills;
    config.answer_target_ms = 60'000;
    config.idle_warn_ms = 180'000;
    config.idle_close_ms = 120'000;
    config.open = true;
    config.routing.groups = needs.groups;
    config.routing.priority_credit_ms = number % 4 * 10'000;
    config.routing.sticky_ms = 3'600'000;
    config.routing.wait_max_ms = 86'400'000;
    Relaxation step;
    step.after_ms = 3'600'000;
    step.kind = Relaxation::Kind::lower;
    step.lower = {needs.skills.front().skill, 0};
    config.routing.relaxations = {step};
    return config;
}

class BusyPool {
public:
    explicit BusyPool(const Shape& shape) : shape_(shape) {
        PoolConfig pool;
        pool.shopper_grace_ms = 1'000;  // closed chats go soon: the pool keeps its size
        configure(pool);
        for (std::uint32_t id = 1; id <= shops; ++id)
            configure(ShopConfig{ShopId{id}, "shop", id, true});
        for (std::uint32_t i = 0; i < shape.classes; ++i)
            configure(queue_of(i, random_needs(shape, chance_)));
        for (std::uint32_t i = 0; i < shape.agents; ++i)
            add_agent(i);
        for (std::uint32_t i = 0; i < shape.waiting + shape.agents; ++i)
            add_shopper();
        // Everybody who fits anything takes what she is offered.
        for (bool any = true; any;)
            any = accept_all(apply({})) > 0;
    }

    // Decisions made.
    std::size_t cycle() {
        ++now_ms_;  // about as fast as real time goes by
        std::vector<Command> resolves;
        std::vector<std::uint64_t> free_shoppers;
        while (resolves.size() < at_once) {
            const std::uint32_t agent = chance_.below(shape_.agents);
            ConversationId& chat = holds_[agent];
            if (chat == no_conversation) continue;
            free_shoppers.push_back(raw(core_.state().conversations.at(chat).session));
            resolves.emplace_back(from(agents_from + agent, Resolve{chat}));
            chat = no_conversation;
        }
        const std::size_t decisions = accept_all(apply(resolves));
        std::vector<Command> opens;
        for (const std::uint64_t shopper : free_shoppers)
            opens.emplace_back(from(shopper, open()));
        accept_all(apply(opens));
        return decisions;
    }

    std::size_t waiting() const {
        std::size_t count = 0;
        for (const auto& [id, c] : core_.state().conversations)
            count += c.state == ConversationState::waiting ? 1 : 0;
        return count;
    }

private:
    Effects apply(const std::vector<Command>& commands) {
        BatchHeader header;
        header.now_ms = now_ms_;
        return core_.apply(header, commands);
    }
    void configure(decltype(ConfigChange::change) change) { apply({ConfigChange{++revision_, std::move(change)}}); }
    FromClient from(std::uint64_t session, ClientBody body) {
        FromClient command;
        command.session = SessionId{session};
        command.attach = AttachId{session};
        command.number = ++numbers_[session];
        command.answered = command.number - 1;
        command.body_hash = command.number;
        command.body = std::move(body);
        return command;
    }
    static Attach attach(std::uint64_t session, Role role, std::uint32_t subject) {
        Attach command;
        command.session = SessionId{session};
        command.attach = AttachId{session};
        command.gateway = "g";
        command.by_ticket = true;
        command.role = role;
        command.subject = subject;
        command.instance = 1;
        return command;
    }
    void add_agent(std::uint32_t number) {
        AgentConfig config = random_agent(number + 1, shape_, chance_);
        config.capacity = 1;
        config.offer_timeout_ms = 60'000;
        if (chance_.percent(20)) config.routing.new_per_hour_max = 240;
        if (chance_.percent(20)) config.routing.day_max_ms = 28'800'000;
        configure(config);
        apply({attach(agents_from + number, Role::agent, number + 1)});
        apply({from(agents_from + number, SetPresence{Presence::available})});
        holds_.push_back(no_conversation);
    }
    Open open() {
        const std::uint32_t number = chance_.below(shape_.classes / shops);
        return {"t" + std::to_string(number), "Lin", chance_.percent(80) ? "zh-CN" : "en", "is it made of oak?"};
    }
    void add_shopper() {
        const std::uint64_t session = ++shoppers_;
        apply({attach(session, Role::shopper, 1 + chance_.below(shops))});
        accept_all(apply({from(session, open())}));
    }
    // Everybody takes what she is offered, until nobody is offered anything. How many offers there were.
    std::size_t accept_all(const Effects& first) {
        std::size_t offers = 0;
        std::vector<Command> accepts = answers_to(first);
        while (!accepts.empty()) {
            offers += accepts.size();
            accepts = answers_to(apply(accepts));
        }
        return offers;
    }
    std::vector<Command> answers_to(const Effects& effects) {
        std::vector<Command> accepts;
        for (const auto& [gateway, outs] : effects.outs)
            for (const Out& out : outs) {
                if (const auto* offer = std::get_if<OfferView>(&out.payload)) {
                    holds_[raw(out.session) - agents_from] = offer->conversation;
                    accepts.emplace_back(from(raw(out.session), Accept{offer->conversation}));
                }
                // Past its deadline a chat is offered to two; a colleague was first.
                const auto* gone = std::get_if<OfferGone>(&out.payload);
                if (gone != nullptr && gone->why != OfferEnd::accepted)
                    holds_[raw(out.session) - agents_from] = no_conversation;
            }
        return accepts;
    }

    Shape shape_;
    Chance chance_{2026};
    Core core_{State{}};
    Ms now_ms_ = 1'700'000'000'000;
    std::uint64_t revision_ = 0, shoppers_ = 0;
    std::vector<ConversationId> holds_;
    std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
};

// Everything that one decision brings with it: 3 commands of clients, an offer, its record, frames for both sides.
void BM_ThroughApply(benchmark::State& state) {
    Shape shape;
    shape.agents = static_cast<std::uint32_t>(state.range(0));
    shape.waiting = 2 * shape.agents;
    BusyPool pool(shape);
    std::size_t decisions = 0;
    const std::uint64_t before = counted_allocations();
    for (auto _ : state)
        decisions += pool.cycle();
    const auto made = static_cast<double>(decisions);
    state.counters["decisions_per_s"] = benchmark::Counter(made, benchmark::Counter::kIsRate);
    state.counters["per_cycle"] = made / static_cast<double>(state.iterations());
    state.counters["allocations"] = static_cast<double>(counted_allocations() - before) / made;
    state.counters["waiting"] = static_cast<double>(pool.waiting());
}

BENCHMARK(BM_ThroughApply)->Arg(5'000)->Arg(50'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace yunke::bench
