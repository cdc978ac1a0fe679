#include "agent-gateway/swarm/client/tickets.hpp"

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "agent-gateway/swarm/client/http.hpp"
#include "runtime/clock.hpp"
#include "runtime/numbers.hpp"
#include "runtime/random.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::swarm {
namespace {

namespace json = boost::json;
constexpr std::int64_t ticket_ms = 30'000;

TicketLater later(const HttpAnswer& answer, const std::string& target) {
    const auto seconds = runtime::parse_i64(answer.header("retry-after"));
    return {seconds ? *seconds * 1'000 : 0, target + " answered " + std::to_string(answer.status)};
}

TicketReply ticket_in(const HttpAnswer& answer, const std::string& target) {
    boost::system::error_code failed;
    const json::value value = json::parse(answer.body, failed);
    const auto* object = failed ? nullptr : value.if_object();
    const auto* ticket = object != nullptr ? object->if_contains("ticket") : nullptr;
    if (ticket == nullptr || !ticket->is_string()) return TicketLater{0, target + " answered without a ticket"};
    return std::string(ticket->as_string());
}

// One account's way in, over all its log-ins.
class AccountLogin {
public:
    AccountLogin(net::io_context& io, Gateways gateways, std::string login, std::string password)
        : io_(io), gateways_(std::move(gateways)), login_(std::move(login)), password_(std::move(password)) {}

    net::awaitable<TicketReply> ticket() {
        for (int round = 0; round < 2; ++round) {
            if (cookie_.empty()) {
                if (auto refused = co_await log_in()) co_return *refused;
            }
            HttpRequest request;
            request.method = "POST";
            request.target = "/api/ticket";
            request.headers["Cookie"] = cookie_;
            const auto answer = co_await http_call(io_, gateways_.at(turn_), request);
            if (!answer) co_return lost(answer.error());
            if (answer->status == 200) co_return ticket_in(*answer, request.target);
            if (answer->status != 401) co_return later(*answer, request.target);
            cookie_.clear();
        }
        co_return TicketLater{0, "the log-in was not accepted"};
    }

private:
    net::awaitable<std::optional<TicketLater>> log_in() {
        HttpRequest request;
        request.method = "POST";
        request.target = "/api/login";
        request.body = json::serialize(json::object{{"login", login_}, {"password", password_}});
        const auto answer = co_await http_call(io_, gateways_.at(turn_), request);
        if (!answer) co_return lost(answer.error());
        if (answer->status != 200) co_return later(*answer, request.target);
        const std::string cookie = answer->header("set-cookie");
        cookie_ = cookie.substr(0, cookie.find(';'));
        co_return std::nullopt;
    }

    TicketLater lost(const std::string& why) {
        ++turn_;
        return {0, why};
    }

    net::io_context& io_;
    Gateways gateways_;
    std::string login_;
    std::string password_;
    std::string cookie_;
    std::uint64_t turn_ = 0;
};

struct ShopPage {
    net::io_context& io;
    Gateways gateways;
    HttpRequest request;
    std::uint64_t turn = 0;
};

net::awaitable<TicketReply> ask_for_account(std::shared_ptr<AccountLogin> login) {
    co_return co_await login->ticket();
}

net::awaitable<TicketReply> ask_for_shopper(std::shared_ptr<ShopPage> page) {
    const auto answer = co_await http_call(page->io, page->gateways.at(page->turn), page->request);
    if (!answer) {
        ++page->turn;
        co_return TicketLater{0, answer.error()};
    }
    if (answer->status != 200) co_return later(*answer, page->request.target);
    co_return ticket_in(*answer, page->request.target);
}

net::awaitable<TicketReply> sign_now(std::shared_ptr<const runtime::Tokens> tokens, v1::Ticket ticket) {
    ticket.set_session(runtime::random_id());
    ticket.set_expires_ms(runtime::SystemClock().wall_ms() + ticket_ms);
    co_return tokens->sign(ticket);
}

}  // namespace

TicketSource account_tickets(net::io_context& io, Gateways gateways, std::string login, std::string password) {
    auto account = std::make_shared<AccountLogin>(io, std::move(gateways), std::move(login), std::move(password));
    return [account] { return ask_for_account(account); };
}

TicketSource shopper_tickets(net::io_context& io, Gateways gateways, std::string shop_key, std::string origin,
                             const std::string& name) {
    auto page = std::make_shared<ShopPage>(io, std::move(gateways));
    page->request.method = "POST";
    page->request.target = "/api/shopper/ticket";
    page->request.headers["Origin"] = std::move(origin);
    json::object body{{"shop_key", shop_key}};
    if (!name.empty()) body["name"] = name;
    page->request.body = json::serialize(body);
    return [page] { return ask_for_shopper(page); };
}

TicketSource signed_tickets(const runtime::Tokens& tokens, std::string pool, v1::Role role, std::uint32_t subject,
                            std::string name) {
    auto shared = std::make_shared<const runtime::Tokens>(tokens);
    v1::Ticket ticket;
    ticket.set_pool(std::move(pool));
    ticket.set_role(role);
    ticket.set_subject(subject);
    ticket.set_name(std::move(name));
    return [shared, ticket] { return sign_now(shared, ticket); };
}

}  // namespace yunke::swarm
