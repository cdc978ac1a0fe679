#include "tests/bench/month_bench.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <vector>

#include "dispatcher/ledger/desk/month_desk.hpp"
#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/reading/reader.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "dispatcher/ledger/store.hpp"
#include "runtime/registry/registry.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/ledger/random_month.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::ledger::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t epoch = 1'700'000'000'000;
constexpr Month march{2026, 3};
constexpr Ms period_ms = 30 * minute_ms;
constexpr std::size_t facts_at_once = 4'096;

const char* const cards = R"(
[[card]]
key = "standard"
version = 1
from = 2026-01-01
online = "12.00"
handled = "18.00"
conversation = "0.50"
floor = "22.00"
tier_bonus = { amount = "50.00", paid_hours = 20 }
)";

const std::string& words_of(const Error& error) {
    return error.what;
}
const std::string& words_of(const sql::Error& error) {
    return error.message;
}

template <class T>
auto good(T result) {
    if (!result) throw std::runtime_error(words_of(result.error()));
    if constexpr (!std::is_void_v<typename T::value_type>) return std::move(*result);
}

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

struct Files {
    yunke::testing::TempDir folder;
    std::string books = "sqlite3://" + (folder / "books.db").string();
    std::string registry = "sqlite3://" + (folder / "registry.db").string();
};

// Facts on their way into the books.
class Writer {
public:
    Writer(Store& store, const Setup& setup) : posting_(store, setup, shared_, "main") {}

    void add(const v1::Fact& fact) {
        waiting_.push_back({{epoch, ++facts_}, fact.SerializeAsString(), fact});
        if (waiting_.size() == facts_at_once) post();
    }
    void post() {
        PostingOutcome outcome;
        good(posting_.post(waiting_, outcome));
        waiting_.clear();
    }
    std::uint64_t facts() const { return facts_; }

private:
    SharedMerchants shared_;
    Posting posting_;
    std::vector<OrderedFact> waiting_;
    std::uint64_t facts_ = 0;
};

// In each period everybody takes one chat, works on it, ends it and goes. In the order of time, as a pool has it.
std::uint64_t write_month(Store& store, const Setup& setup, const MonthBench& size) {
    Writer writer(store, setup);
    v1::Fact first;
    first.mutable_epoch()->set_last(0);
    writer.add(first);
    std::uint64_t conversation = 0;
    const Ms apart_ms = 29 * 24 * hour_ms / size.periods;
    for (std::uint32_t period = 0; period < size.periods; ++period)
        for (std::uint32_t agent = 1; agent <= size.people; ++agent) {
            const Ms begin_ms = monday_ms - 24 * hour_ms + period * apart_ms + agent;
            const MerchantId merchant{1 + agent % 3};
            ++conversation;
            writer.add(accepted(conversation, merchant, agent, begin_ms));
            writer.add(work(agent, begin_ms, begin_ms, begin_ms + period_ms,
                            {unit(conversation, merchant, v1::WorkInterval::HANDLING, period_ms)}));
            writer.add(ended(conversation, merchant, agent, begin_ms + period_ms));
            writer.add(period_ended(agent, begin_ms, begin_ms + period_ms));
        }
    // Something of the next month, so that this one is known to be complete.
    const Ms april_ms = monday_ms + 31 * 24 * hour_ms;
    writer.add(work(1, april_ms, april_ms, april_ms + period_ms));
    writer.add(period_ended(1, april_ms, april_ms + period_ms));
    writer.post();
    return writer.facts();
}

// Shops and queues as the facts name them.
void prepare(Store& store) {
    const Setup setup = shops_of_three();
    RegistryView view;
    for (const auto& [shop, merchant] : setup.merchants)
        view.shops[shop] = {"main", merchant};
    good(keep(store, view, setup.day_at(monday_ms)));
    good(add_card_file(store, cards, "cards.toml", {}, 1));
}

void open_statements(Files& files, const MonthBench& size) {
    auto reader = good(Reader::open(files.books, files.registry));
    Dice dice(1);
    std::vector<double> months_ms, lines_ms;
    std::size_t lines = 0;
    for (int i = 0; i < size.statements; ++i) {
        const AgentId agent{static_cast<std::uint32_t>(1 + dice.below(size.people))};
        auto begin = Clock::now();
        const MonthLines month = good(reader.month(agent, march));
        months_ms.push_back(1e3 * seconds_since(begin));
        lines += month.lines.size();
        if (month.lines.empty()) throw std::runtime_error("a statement is empty");
        begin = Clock::now();
        good(reader.line(agent, line_id(month.lines.front().line.key)));
        lines_ms.push_back(1e3 * seconds_since(begin));
    }
    std::ranges::sort(months_ms);
    std::ranges::sort(lines_ms);
    const auto of = [](const std::vector<double>& sorted, double part) {
        return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
    };
    std::printf("a statement opened (%.0f lines on average): median %.1f ms, 99 %% within %.1f ms, most %.1f ms\n",
                static_cast<double>(lines) / size.statements, of(months_ms, 0.5), of(months_ms, 0.99),
                months_ms.back());
    std::printf("one of its lines opened: median %.1f ms, 99 %% within %.1f ms, most %.1f ms\n", of(lines_ms, 0.5),
                of(lines_ms, 0.99), lines_ms.back());
}

void close_month(Files& files) {
    auto desk = good(Desk::open(files.books, files.registry));
    MonthDesk months(desk);
    const Booker finance{1, monday_ms + 32 * 24 * hour_ms};
    const auto begin = Clock::now();
    const MonthPreview preview = good(months.preview(march, finance.at_ms));
    const double previewed_s = seconds_since(begin);
    for (const std::string& blocker : preview.blockers)
        throw std::runtime_error(blocker);
    good(months.approve(finance, {march, {}, preview.total_fen}));
    const double approved_s = seconds_since(begin);
    good(months.close(finance, march));
    std::printf("month of %zu people closed in %.1f s: previewed %.1f, approved %.1f, closed %.1f\n",
                preview.agents.size(), seconds_since(begin), previewed_s, approved_s - previewed_s,
                seconds_since(begin) - approved_s);
}

}  // namespace

void bench_month(const MonthBench& size) {
    Files files;
    auto store = good(Store::open(files.books));
    {
        auto registry = registry::Registry::open(files.registry);
        if (!registry || !registry->create_pool("main")) throw std::runtime_error("the registry cannot be made");
    }
    prepare(store);
    const Setup setup = good(load_setup(store, {})).setup;
    const auto begin = Clock::now();
    const std::uint64_t facts = write_month(store, setup, size);
    const double posted_s = seconds_since(begin);
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf(
        "%llu facts of %u people posted in %.0f s (%.0f a second), %.0f MiB of memory at most; the file has "
        "%.2f GiB\n",
        static_cast<unsigned long long>(facts), size.people, posted_s, static_cast<double>(facts) / posted_s,
        static_cast<double>(used.ru_maxrss) / 1024,
        static_cast<double>(std::filesystem::file_size(files.folder / "books.db")) / (1 << 30));
    std::fflush(stdout);
    open_statements(files, size);
    std::fflush(stdout);
    close_month(files);
}

}  // namespace yunke::ledger::testing
