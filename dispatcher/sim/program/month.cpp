#include "dispatcher/sim/program/month.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "dispatcher/wire/frame.hpp"

namespace yunke::sim {
namespace {

using ledger::Error;

const std::string pool_name = "sim";
constexpr std::size_t facts_at_once = 4'096;
constexpr std::uint64_t epoch = 1;

// What the registry would tell of the scenario. Names stay unknown: its card file speaks in numbers.
ledger::RegistryView view_of(const Scenario& scenario) {
    ledger::RegistryView view;
    view.pools = {pool_name};
    view.shops[ledger::ShopId{1}] = {pool_name, ledger::MerchantId{1}};
    for (const core::ShopConfig& shop : scenario.shops)
        view.shops[ledger::ShopId{core::raw(shop.id)}] = {pool_name, ledger::MerchantId{shop.merchant}};
    std::uint32_t queue = 0;
    for (const QueuePlan& plan : scenario.queues) {
        auto& asked = view.skills[ledger::QueueId{++queue}];
        for (const core::SkillLevel& level : plan.config.skills)
            asked.push_back(ledger::SkillId{core::raw(level.skill)});
        std::ranges::sort(asked);
    }
    return view;
}

std::expected<std::string, Error> text_of_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return std::unexpected(Error{ledger::Errc::refused, "Cannot read " + file.string() + "."});
    return text;
}

ledger::Result<ledger::Setup> prepare(ledger::Store& store, const Scenario& scenario, const MonthOptions& options) {
    const auto cursors = store.cursors();
    if (!cursors) return std::unexpected(cursors.error());
    const auto cards = ledger::latest_card_file(store);
    if (!cards) return std::unexpected(cards.error());
    if (!cursors->empty() || *cards)
        return std::unexpected(Error{ledger::Errc::refused, options.books + " holds books already; name new ones."});
    const auto toml = text_of_file(options.cards);
    if (!toml) return std::unexpected(toml.error());
    const ledger::RegistryView view = view_of(scenario);
    const Ms begin_ms = scenario.run.origin_ms;
    const ledger::Day today = ledger::day_of(begin_ms, ledger::default_utc_offset_minutes);
    if (auto kept = ledger::keep(store, view, today); !kept) return std::unexpected(kept.error());
    if (auto added = ledger::add_card_file(store, *toml, options.cards.string(), view.names, begin_ms); !added)
        return std::unexpected(added.error());
    auto setup = ledger::load_setup(store, view.names);
    if (!setup) return std::unexpected(setup.error());
    return std::move(setup->setup);
}

// Facts on their way into the books. After an error it takes no more: the run cannot be stopped from within.
class Bookkeeper {
public:
    Bookkeeper(ledger::Store& store, const ledger::Setup& setup) : posting_(store, setup, shared_, pool_name) {}

    void take(const std::vector<core::Fact>& facts) {
        for (const core::Fact& fact : facts) {
            ledger::OrderedFact& next = waiting_.emplace_back();
            next.id = {epoch, ++facts_};
            next.body = wire::encode_fact(fact);
            if (!next.fact.ParseFromString(next.body)) error_ = Error{ledger::Errc::malformed, "A fact has no form."};
        }
        if (waiting_.size() >= facts_at_once) post();
    }

    void post() {
        const auto begin = std::chrono::steady_clock::now();
        ledger::PostingOutcome outcome;
        if (!error_)
            if (auto posted = posting_.post(waiting_, outcome); !posted) error_ = posted.error();
        waiting_.clear();
        transfers_ += outcome.transfers;
        posting_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }

    const std::optional<Error>& error() const { return error_; }
    std::uint64_t facts() const { return facts_; }
    std::uint64_t transfers() const { return transfers_; }
    double posting_s() const { return posting_s_; }

private:
    ledger::SharedMerchants shared_;
    ledger::Posting posting_;
    std::vector<ledger::OrderedFact> waiting_;
    std::uint64_t facts_ = 0, transfers_ = 0;
    double posting_s_ = 0;
    std::optional<Error> error_;
};

Spread spread_of(std::vector<double> values) {
    std::ranges::sort(values);
    const auto at = [&](double part) {  // the value that so many are at or below
        const auto rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
        return values[std::max<std::size_t>(rank, 1) - 1];
    };
    double sum = 0;
    for (const double value : values)
        sum += value;
    return {sum / static_cast<double>(values.size()), at(0.1), at(0.5), at(0.9), values.back()};
}

struct Sum {
    ledger::Ms paid_ms = 0;
    ledger::Fen fen = 0;
};

ledger::Result<std::vector<MonthFigures>> figures_of(ledger::Store& store, std::int32_t utc_offset_minutes) {
    const auto periods = store.periods();
    if (!periods) return std::unexpected(periods.error());
    const auto lines = store.lines();
    if (!lines) return std::unexpected(lines.error());
    std::map<ledger::Month, std::map<ledger::AgentId, Sum>> months;
    for (const ledger::Period& period : *periods)
        months[ledger::month_of(period.key.period_ms, utc_offset_minutes)][period.key.agent].paid_ms += period.paid_ms;
    for (const ledger::Line& line : *lines)
        months[ledger::month_of(line.key.period_ms, utc_offset_minutes)][line.key.agent].fen += line.posted;
    std::vector<MonthFigures> figures;
    for (const auto& [month, people] : months) {
        std::vector<double> hours, yuan;
        for (const auto& [agent, sum] : people) {
            if (sum.paid_ms == 0) continue;
            hours.push_back(static_cast<double>(sum.paid_ms) / static_cast<double>(ledger::ms_per_hour));
            yuan.push_back(static_cast<double>(sum.fen) / 100);
        }
        if (!hours.empty())
            figures.push_back({month, hours.size(), spread_of(std::move(hours)), spread_of(std::move(yuan))});
    }
    return figures;
}

}  // namespace

std::expected<MonthResult, std::string> simulate_month(const Scenario& scenario, const MonthOptions& options) {
    if (!scenario.rival.empty()) return std::unexpected("only the pool's own policy tells facts; leave `policy` out");
    auto store = ledger::Store::open(options.books);
    if (!store) return std::unexpected(store.error().what);
    const auto setup = prepare(*store, scenario, options);
    if (!setup) return std::unexpected(setup.error().what);
    Bookkeeper bookkeeper(*store, *setup);
    MonthResult result;
    Measures measures(scenario);
    const Observer observer;
    Simulation simulation(scenario, measures, observer, 0);
    simulation.set_facts([&](const std::vector<core::Fact>& facts) {
        result.conversations += static_cast<std::uint64_t>(std::ranges::count_if(
            facts, [](const core::Fact& fact) { return std::holds_alternative<core::ConversationEnded>(fact); }));
        bookkeeper.take(facts);
    });
    simulation.run();
    bookkeeper.post();
    if (bookkeeper.error()) return std::unexpected(bookkeeper.error()->what);
    auto figures = figures_of(*store, setup->utc_offset_minutes);
    if (!figures) return std::unexpected(figures.error().what);
    result.months = std::move(*figures);
    result.facts = bookkeeper.facts();
    result.transfers = bookkeeper.transfers();
    result.posting_s = bookkeeper.posting_s();
    result.cost = simulation.cost();
    return result;
}

}  // namespace yunke::sim
