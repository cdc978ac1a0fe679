// Who may see which hours and pay: the one place that turns a login into the agent or merchant whose rows are read, for
// EarningsApi, MerchantApi and AppealsApi: no address of theirs takes the number of a person or merchant, so nobody can
// ask for another's. FinanceApi lets the finance side in by it, which sees everybody's; ProgramApi the programme
// officers, each with the region of her account; ConsentApi the agent whose consent it is; ArchiveApi whoever may read
// ended conversations.
#pragma once

#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "agent-gateway/http/api_context.hpp"
#include "agent-gateway/http/http_message.hpp"
#include "agent-gateway/http/ledger_workers.hpp"
#include "agent-gateway/http/parameters.hpp"
#include "runtime/asio.hpp"
#include "runtime/registry/types.hpp"

namespace yunke::gateway {

class Roles {
public:
    constexpr Roles(registry::Role one) : Roles({one}) {}
    constexpr Roles(std::initializer_list<registry::Role> roles) {
        for (const registry::Role role : roles)
            bits_ |= 1U << static_cast<unsigned>(role);
    }
    constexpr bool have(registry::Role role) const { return (bits_ >> static_cast<unsigned>(role) & 1U) != 0; }

private:
    unsigned bits_ = 0;
};

class PayAccess {
public:
    explicit PayAccess(ApiContext& context) : context_(context) {}

    // False: an agent of another pool, of whom this gateway does not tell.
    static registry::Result<bool> is_ours(ledger::Reader& reader, const registry::Account& account,
                                          const std::string& pool);

    // The account behind the cookie, if it has one of the roles.
    net::awaitable<OrAnswer<registry::Account>> account(const HttpRequest& request, Roles allowed);

    // Runs `work(ledger::Reader&)`, which gives a registry::Result<T>, on the ledger's threads. Agents of another pool
    // are not this gateway's to tell of.
    template <class Work>
    using Read = OrAnswer<typename std::invoke_result_t<Work, ledger::Reader&>::value_type>;
    template <class Work>
    net::awaitable<Read<Work>> read(registry::Account account, Work work) {
        using Value = typename Read<Work>::value_type;
        auto guarded = [account = std::move(account), pool = context_.pool, work = std::move(work)](
                           ledger::Reader& reader) mutable -> registry::Result<std::optional<Value>> {
            const auto ours = is_ours(reader, account, pool);
            if (!ours) return std::unexpected(ours.error());
            if (!*ours) return std::optional<Value>();
            auto value = work(reader);
            if (!value) return std::unexpected(std::move(value.error()));
            return std::optional<Value>(std::move(*value));
        };
        auto outcome = co_await context_.ledger.run(std::move(guarded));
        if (!outcome) co_return std::unexpected(failure(outcome.error()));
        if (!*outcome) co_return std::unexpected(forbidden());
        co_return std::move(**outcome);
    }

private:
    HttpAnswer failure(const registry::Error& error) const;

    ApiContext& context_;
};

// A CSV file to keep.
HttpAnswer csv_file(const std::string& name, std::string body);

}  // namespace yunke::gateway
