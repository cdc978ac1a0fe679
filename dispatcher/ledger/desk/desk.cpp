#include "dispatcher/ledger/desk/desk.hpp"

#include <utility>

#include "dispatcher/ledger/setup_rows.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "dispatcher/ledger/store.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::ledger {

struct Desk::Impl {
    Store store;
    registry::Registry registry;
};

Desk::Desk(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Desk::Desk(Desk&&) noexcept = default;
Desk& Desk::operator=(Desk&&) noexcept = default;
Desk::~Desk() = default;

Result<Desk> Desk::open(const std::string& ledger_url, const std::string& registry_url) {
    auto accounts = registry::Registry::open(registry_url);
    if (!accounts) return std::unexpected(from_sql(accounts.error()));
    auto store = Store::open(ledger_url);
    if (!store) return std::unexpected(store.error());
    return Desk(std::make_unique<Impl>(std::move(*store), std::move(*accounts)));
}

Store& Desk::store() {
    return impl_->store;
}

registry::Registry& Desk::registry() {
    return impl_->registry;
}

Result<DeskSetup> Desk::setup() {
    auto view = read_registry(impl_->registry);
    if (!view) return std::unexpected(view.error());
    auto stored = load_setup(impl_->store, view->names);
    if (!stored) return std::unexpected(stored.error());
    DeskSetup setup{.setup = std::move(stored->setup), .file = std::move(stored->file), .names = {}, .pools = {}};
    setup.names = std::move(view->names);
    setup.pools = std::move(view->pools);
    return setup;
}

}  // namespace yunke::ledger
