// `yunkectl ledger`: how far the pay ledger is, whether its books are whole, what the facts would come to if they were
// priced anew, and the card file by which they are priced. Only `cards` writes.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ctl/files.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/ledger_store.hpp"
#include "dispatcher/ledger/rebuild.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "dispatcher/ledger/verify.hpp"

namespace yunke::ctl {
namespace {

// ---- status --------------------------------------------------------------------------------------------------------

Outcome status(Context& context) {
    auto store = open_ledger_store(context);
    if (!store) return std::unexpected(store.error());
    const auto cursors = store->cursors();
    if (!cursors) return refuse_ledger(cursors.error());
    const auto heads = store->heads();
    if (!heads) return refuse_ledger(heads.error());
    const auto head = [&](const ledger::ChainKey& key) {
        const auto found = heads->find(key);
        return found == heads->end() ? ledger::ChainHead{} : found->second;
    };
    Table table{.columns = {"pool", "log_epoch", "fact", "transactions", "cny_transfers", "cny_head", "time_transfers",
                            "time_head", "reversed"},
                .rows = {}};
    for (const auto& [pool, cursor] : *cursors) {
        const auto reversed = store->reversed(pool);
        if (!reversed) return refuse_ledger(reversed.error());
        const auto cny = head(ledger::chain_of(pool, ledger::Ledger::cny));
        const auto time = head(ledger::chain_of(pool, ledger::Ledger::time));
        table.rows.push_back({pool, cursor.fact.epoch, cursor.fact.number, cursor.tx, cny.sequence, cny.hash.hex(),
                              time.sequence, time.hash.hex(), std::uint64_t{reversed->size()}});
    }
    context.print(table);
    return {};
}

// ---- verify --------------------------------------------------------------------------------------------------------

Outcome verify(Context& context) {
    auto store = open_ledger_store(context);
    if (!store) return std::unexpected(store.error());
    const auto report = ledger::verify(*store);
    if (!report) return refuse_ledger(report.error());
    context.print({.columns = {"facts", "transfers", "lines", "packages", "whole", "faults"},
                   .rows = {{report->facts, report->transfers, report->lines, report->packages, report->faults.empty(),
                             report->faults}},
                   .single = true});
    if (!report->faults.empty())
        return refuse("The books are not whole: " + std::to_string(report->faults.size()) + " checks failed.");
    return {};
}

// ---- rebuild -------------------------------------------------------------------------------------------------------

Outcome rebuild(Context& context, registry::Registry& registry) {
    auto store = open_ledger_store(context);
    if (!store) return std::unexpected(store.error());
    const auto view = ledger::read_registry(registry);
    if (!view) return refuse_ledger(view.error());
    const auto setup = ledger::load_setup(*store, view->names);
    if (!setup) return refuse_ledger(setup.error());
    const auto report = ledger::rebuild(*store, setup->setup);
    if (!report) return refuse_ledger(report.error());
    context.print({.columns = {"facts", "transfers", "differences", "told"},
                   .rows = {{report->facts, report->transfers, report->differences, report->told}},
                   .single = true});
    if (report->differences > 0)
        return refuse("What the facts come to now is not what was posted: " + std::to_string(report->differences) +
                      " differences.");
    return {};
}

// ---- cards ---------------------------------------------------------------------------------------------------------

Outcome cards(Context& context, registry::Registry& registry, const std::string& file) {
    const auto toml = read_text_file(file);
    if (!toml) return std::unexpected(toml.error());
    auto store = open_ledger_store(context);
    if (!store) return std::unexpected(store.error());
    const auto view = ledger::read_registry(registry);
    if (!view) return refuse_ledger(view.error());
    const auto version = ledger::add_card_file(*store, *toml, file, view->names, context.now_ms());
    if (!version) return refuse_ledger(version.error());
    context.print({.columns = {"file", "version"}, .rows = {{file, *version}}, .single = true});
    return {};
}

}  // namespace

void add_ledger_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("ledger", "Hours and pay: the books\n工时与薪酬账本");
    group->require_subcommand(1);
    context.on(*group->add_subcommand("status", "How far each pool's facts are posted\n各调度池的入账进度"),
               [&context] { return status(context); });
    context.on(*group->add_subcommand("verify",
                                      "Check every hash, number and sum; tells the first row that fails\n核对全部账目"),
               [&context] { return verify(context); });
    context.on_registry(
        *group->add_subcommand("rebuild",
                               "Price all facts anew and tell every difference; changes nothing\n重新计价并列出差异"),
        [&context](registry::Registry& registry) { return rebuild(context, registry); });
    auto file = std::make_shared<std::string>();
    auto* add = group->add_subcommand("cards", "Take a card file: rates, packages, tax, holidays\n载入费率文件");
    add->add_option("file", *file, "The file; see docs/ledger.md\n费率文件")->required()->check(CLI::ExistingFile);
    context.on_registry(*add,
                        [&context, file](registry::Registry& registry) { return cards(context, registry, *file); });
}

}  // namespace yunke::ctl
