#include "agent-gateway/swarm/people/crowd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

// A shop need not have a queue for every topic that its dialogues name; most have one for everything else.
std::string topic_for(const CrowdShop& shop, const std::string& topic) {
    for (const char* candidate : {topic.c_str(), "other"})
        if (std::ranges::find(shop.topics, candidate) != shop.topics.end()) return candidate;
    return {};
}

// So few chats at once that somebody who signs in beside them soon has work, too.
constexpr std::uint32_t chats_wanted_usually = 2;
constexpr double wait_too_long_seconds = 25;

}  // namespace

Crowd::Crowd(net::io_context& io, CrowdOptions options, const Dialogues& dialogues)
    : io_(io),
      options_(std::move(options)),
      dialogues_(dialogues),
      chance_(options_.seed),
      agenda_(io, options_.pace),
      plans_(agenda_) {
    gather_errands();
    for (const CrowdAccount& account : options_.agents) {
        ClientOptions client;
        client.gateways = options_.gateways;
        client.tickets = account_tickets(io, options_.gateways, account.login, account.password);
        client.timings = options_.timings;
        client.seed = chance_.id();
        client.on_ticket_failed = [this](const std::string&) { ++counts_.no_ticket; };
        AgentSurroundings surroundings{agenda_, dialogues_, counts_, options_.agent_habits,
                                       [this] { return chats_wanted(); }};
        agents_.push_back(
            std::make_unique<SimulatedAgent>(io, std::move(client), std::move(surroundings), chance_.id()));
    }
}

Crowd::~Crowd() = default;

void Crowd::gather_errands() {
    for (const Dialogue& dialogue : dialogues_.all()) {
        for (std::size_t shop = 0; shop < options_.shops.size(); ++shop) {
            if (options_.shops[shop].slug != dialogue.shop) continue;
            std::string topic = topic_for(options_.shops[shop], dialogue.topic);
            if (!topic.empty()) errands_.push_back({&dialogue, shop, std::move(topic)});
        }
    }
}

void Crowd::start() {
    // Spread over some seconds, as people come to work.
    double at = 0;
    for (const auto& agent : agents_) {
        plans_.after(at, [&agent = *agent] { agent.start(); });
        at += 0.15;
    }
    plans_.after(at + 1, [this] { plan_arrival(); });
}

void Crowd::stop() {
    plans_.forget_all();
    for (const auto& agent : agents_)
        agent->stop();
    for (const auto& shopper : shoppers_)
        shopper->stop();
}

void Crowd::plan_arrival() {
    // The pace makes everybody faster, so more have to come for the same crowd.
    const double mean_seconds = 60.0 / std::max(options_.shoppers_per_minute, 0.01);
    plans_.after(chance_.exponential(mean_seconds), [this] {
        arrive();
        plan_arrival();
    });
}

void Crowd::arrive() {
    if (errands_.empty() || shoppers_.size() >= limits::shoppers_at_once_max || waiting() >= limits::waiting_max)
        return;
    if (bag_.empty()) {
        for (std::size_t i = 0; i < errands_.size(); ++i)
            bag_.push_back(i);
        for (std::size_t i = bag_.size(); i > 1; --i)
            std::swap(bag_[i - 1], bag_[chance_.below(i)]);
    }
    const Errands& errand = errands_[bag_.back()];
    bag_.pop_back();
    const CrowdShop& shop = options_.shops[errand.shop];
    ClientOptions client;
    client.gateways = options_.gateways;
    client.origin = shop.origin;
    client.tickets = shopper_tickets(io_, options_.gateways, shop.key, shop.origin, errand.dialogue->shopper);
    client.timings = options_.timings;
    client.seed = chance_.id();
    client.on_ticket_failed = [this](const std::string&) { ++counts_.no_ticket; };
    const auto place = shoppers_.emplace(shoppers_.end());
    const auto gone = [this, place] { net::post(io_, [this, place] { shoppers_.erase(place); }); };
    *place = std::make_unique<SimulatedShopper>(
        io_, std::move(client), ShopperSurroundings{agenda_, dialogues_, counts_, options_.shopper_habits},
        Errand{errand.dialogue, errand.topic}, chance_.id(), gone);
    (*place)->start();
}

std::uint32_t Crowd::chats_wanted() const {
    return longest_wait() * options_.pace > wait_too_long_seconds || waiting() > limits::waiting_max / 2
               ? std::numeric_limits<std::uint32_t>::max()
               : chats_wanted_usually;
}

std::size_t Crowd::waiting() const {
    return static_cast<std::size_t>(std::ranges::count_if(shoppers_, [](const auto& each) { return each->waiting(); }));
}

double Crowd::longest_wait() const {
    double longest = 0;
    for (const auto& shopper : shoppers_)
        longest = std::max(longest, shopper->waiting_seconds());
    return longest;
}

std::size_t Crowd::agents_online() const {
    return static_cast<std::size_t>(std::ranges::count_if(agents_, [](const auto& each) { return each->online(); }));
}

std::string Crowd::status() const {
    const auto talking = std::ranges::count_if(shoppers_, [](const auto& each) { return each->talking(); });
    std::string refusals;
    for (const auto& [code, count] : counts_.refusals)
        refusals += fmt::format(" {}={}", v1::ErrorCode_Name(code), count);
    return fmt::format(
        "chats {} open, {} ended ({} rated, {} messages left, {} gave up) | waiting {} (longest {:.0f} s) | agents {} "
        "of "
        "{} | messages {} | lines lost {}, tickets refused {} | refusals {}{}",
        talking, counts_.ended, counts_.rated, counts_.messages_left, counts_.abandoned, waiting(), longest_wait(),
        agents_online(), agents_.size(), counts_.sent, counts_.downs, counts_.no_ticket, counts_.refusals_total(),
        refusals);
}

}  // namespace yunke::swarm
