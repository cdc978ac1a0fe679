#include "dispatcher/ctl/ledger_store.hpp"

namespace yunke::ctl {

std::unexpected<Refusal> refuse_ledger(const ledger::Error& error) {
    Refusal refusal(error.what);
    if (error.code == ledger::Errc::away)
        refusal.message += " Check that the database named by [ledger] url or [sql] url is there and can be reached.";
    return std::unexpected(std::move(refusal));
}

std::expected<ledger::Store, Refusal> open_ledger_store(Context& context) {
    const auto settings = context.settings();
    if (!settings) return std::unexpected(settings.error());
    if ((*settings)->ledger_url().empty())
        return refuse("No database is configured: name a configuration with --config FILE whose [sql] url is set.");
    auto store = ledger::Store::open((*settings)->ledger_url());
    if (!store) return refuse_ledger(store.error());
    return std::move(*store);
}

}  // namespace yunke::ctl
