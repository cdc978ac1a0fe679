#include "agent-gateway/http/archive_api.hpp"

#include "agent-gateway/http/archive_json.hpp"
#include "agent-gateway/http/archive_workers.hpp"
#include "agent-gateway/http/body_members.hpp"
#include "agent-gateway/http/query.hpp"
#include "dispatcher/ledger/archive/limits.hpp"
#include "runtime/clock.hpp"
#include "runtime/numbers.hpp"

namespace yunke::gateway {

namespace {

using registry::Account;
using registry::Role;

constexpr Roles readers{Role::merchant, Role::supervisor, Role::administrator};
constexpr std::string_view below = "/api/archive/";
constexpr std::uint32_t page_default = 50;
constexpr std::uint32_t page_max = 100;

registry::Error unreadable(const ledger::Error& error) {
    return {registry::Errc::unavailable, {}, error.what};
}

archive::Scope scope_of(const Account& account, const std::string& pool) {
    if (account.role == Role::merchant) return archive::Scope::of_merchant(account.merchant);
    return archive::Scope::staff(pool);
}

// The names of what this account may see.
registry::Result<ArchiveNames> names_for(registry::Registry& registry, const archive::Scope& scope) {
    auto shops = shop_names(registry, {.merchant = scope.merchant, .pool = scope.pool});
    if (!shops) return std::unexpected(shops.error());
    ArchiveNames names{.shops = std::move(*shops), .agents = {}};
    if (!scope.is_staff) return names;
    const auto agents = registry.agents(scope.pool);
    if (!agents) return std::unexpected(agents.error());
    for (const registry::Agent& agent : *agents)
        names.agents[agent.config.id()] = agent.config.name();
    return names;
}

registry::Result<ArchiveClock> clock_for(ledger::Reader& reader, const archive::Scope& scope, std::int64_t now_ms) {
    const auto setup = reader.setup();
    if (!setup) return std::unexpected(setup.error());
    const std::int32_t offset =
        scope.is_staff ? (*setup)->utc_offset_minutes : (*setup)->offset_of(ledger::MerchantId{scope.merchant}, now_ms);
    return ArchiveClock{.now_ms = now_ms, .utc_offset_minutes = offset};
}

// What is asked for, with days instead of instants, since whose clock they are by is not known yet.
struct Wish {
    archive::Query query;
    std::optional<ledger::Day> from, to;
};

OrAnswer<std::string> words_parameter(const HttpRequest& request) {
    if (!has_query(request.query, "words")) return std::string();
    const auto words = query_value(request.query, "words");
    if (!words || words->size() > archive::limits::query_bytes_max) {
        return std::unexpected(bad_request("words must be given once, with at most 400 bytes.",
                                           "words 只能出现一次，且不超过 400 字节。"));
    }
    if (!words->empty() && archive::Words(*words).empty()) {
        return std::unexpected(bad_request("There is no letter and no digit in the words to look for.",
                                           "要查找的关键词里没有文字或数字。"));
    }
    return *words;
}

OrAnswer<std::int64_t> before_parameter(const HttpRequest& request) {
    if (!has_query(request.query, "before")) return std::int64_t{0};
    const auto number = runtime::parse_u64(query_value(request.query, "before").value_or(""));
    if (number && *number >= 1 && *number <= INT64_MAX) return static_cast<std::int64_t>(*number);
    return std::unexpected(
        bad_request("before must be the next of the page before.", "before 必须是上一页给出的 next。"));
}

OrAnswer<Wish> wish_of(const HttpRequest& request) {
    Wish wish;
    auto words = words_parameter(request);
    if (!words) return std::unexpected(std::move(words.error()));
    wish.query.words = std::move(*words);
    auto shop = number_parameter(request, "shop", NumberRange(1), 0);
    if (!shop) return std::unexpected(std::move(shop.error()));
    wish.query.shop = *shop;
    auto agent = number_parameter(request, "agent", NumberRange(1), 0);
    if (!agent) return std::unexpected(std::move(agent.error()));
    wish.query.agent = *agent;
    auto from = day_parameter(request, "from");
    if (!from) return std::unexpected(std::move(from.error()));
    wish.from = *from;
    auto to = day_parameter(request, "to");
    if (!to) return std::unexpected(std::move(to.error()));
    wish.to = *to;
    if (wish.from && wish.to && *wish.from > *wish.to)
        return std::unexpected(bad_request("from must not be later than to.", "from 不能晚于 to。"));
    auto limit = number_parameter(request, "limit", NumberRange(1, page_max), page_default);
    if (!limit) return std::unexpected(std::move(limit.error()));
    wish.query.count = *limit;
    auto before = before_parameter(request);
    if (!before) return std::unexpected(std::move(before.error()));
    wish.query.before = *before;
    return wish;
}

archive::Query query_of(const Wish& wish, std::int32_t utc_offset_minutes) {
    archive::Query query = wish.query;
    if (wish.from) query.from_ms = ledger::begin_ms(*wish.from, utc_offset_minutes);
    if (wish.to) {
        const ledger::Day behind{static_cast<std::int32_t>(*wish.to) + 1};
        query.until_ms = ledger::begin_ms(behind, utc_offset_minutes);
    }
    return query;
}

registry::Result<HttpAnswer> found(ArchiveRoom& room, const archive::Scope& scope, const Wish& wish,
                                   std::int64_t now_ms) {
    const auto clock = clock_for(room.reader, scope, now_ms);
    if (!clock) return std::unexpected(clock.error());
    const auto names = names_for(room.reader.registry(), scope);
    if (!names) return std::unexpected(names.error());
    const auto page = archive::search(room.store, scope, query_of(wish, clock->utc_offset_minutes));
    if (!page) return std::unexpected(unreadable(page.error()));
    return json_answer(200, page_json(*page, *names, *clock));
}

registry::Result<HttpAnswer> one(ArchiveRoom& room, const archive::Scope& scope, std::int64_t number,
                                 std::int64_t now_ms) {
    const auto shown = archive::show(room.store, scope, number);
    if (!shown) return std::unexpected(unreadable(shown.error()));
    if (!*shown) return not_found();
    const auto clock = clock_for(room.reader, scope, now_ms);
    if (!clock) return std::unexpected(clock.error());
    const auto names = names_for(room.reader.registry(), scope);
    if (!names) return std::unexpected(names.error());
    return json_answer(200, conversation_json(**shown, *names, *clock));
}

registry::Result<HttpAnswer> kept(ArchiveRoom& room, std::uint32_t merchant) {
    const auto keeps = room.store.keeps();
    if (!keeps) return std::unexpected(unreadable(keeps.error()));
    Kept kept{.own_days = {}, .default_days = keeps->front().days};
    for (const archive::Store::Keep& each : *keeps)
        if (each.merchant == merchant) kept.own_days = each.days;
    return json_answer(200, kept_json(kept));
}

}  // namespace

template <class Work>
net::awaitable<HttpAnswer> ArchiveApi::answer(Work work) {
    auto answer = co_await context_.archive.run(std::move(work));
    if (answer) co_return std::move(*answer);
    context_.log.warn("archive_not_read", {{"why", answer.error().message}});
    co_return unavailable();
}

net::awaitable<HttpAnswer> ArchiveApi::search(const HttpRequest& request) {
    auto account = co_await access_.account(request, readers);
    if (!account) co_return std::move(account.error());
    auto wish = wish_of(request);
    if (!wish) co_return std::move(wish.error());
    auto work = [scope = scope_of(*account, context_.pool), wish = std::move(*wish),
                 now_ms = context_.clock.wall_ms()](ArchiveRoom& room) { return found(room, scope, wish, now_ms); };
    co_return co_await answer(std::move(work));
}

net::awaitable<HttpAnswer> ArchiveApi::show(const HttpRequest& request) {
    auto account = co_await access_.account(request, readers);
    if (!account) co_return std::move(account.error());
    const auto number = runtime::parse_u64(std::string_view(request.path).substr(below.size()));
    if (!number || *number > INT64_MAX) co_return not_found();
    auto work = [scope = scope_of(*account, context_.pool), number = static_cast<std::int64_t>(*number),
                 now_ms = context_.clock.wall_ms()](ArchiveRoom& room) { return one(room, scope, number, now_ms); };
    auto shown = co_await answer(std::move(work));
    context_.log.info("archive_read", {{"account", account->id}, {"number", *number}, {"status", shown.status}});
    co_return shown;
}

net::awaitable<HttpAnswer> ArchiveApi::keep(const HttpRequest& request) {
    auto account = co_await access_.account(request, Role::merchant);
    if (!account) co_return std::move(account.error());
    auto work = [merchant = account->merchant](ArchiveRoom& room) { return kept(room, merchant); };
    co_return co_await answer(std::move(work));
}

net::awaitable<HttpAnswer> ArchiveApi::set_keep(const HttpRequest& request) {
    auto account = co_await access_.account(request, Role::merchant);
    if (!account) co_return std::move(account.error());
    BodyMembers body(request.body, {"days"});
    const bool reset = body.is_null("days");
    const std::int64_t days =
        reset ? 0 : body.integer("days", archive::limits::keep_days_min, archive::limits::keep_days_max);
    if (body.fault()) co_return *body.fault();
    auto work = [merchant = account->merchant, reset,
                 days = static_cast<int>(days)](ArchiveRoom& room) -> registry::Result<HttpAnswer> {
        const auto set = reset ? room.store.unset_keep(merchant) : room.store.set_keep(merchant, days);
        if (!set) return std::unexpected(unreadable(set.error()));
        return kept(room, merchant);
    };
    auto answered = co_await answer(std::move(work));
    context_.log.info("archive_keep", {{"account", account->id},
                                       {"merchant", account->merchant},
                                       {"days", days},
                                       {"reset", reset},
                                       {"status", answered.status}});
    co_return answered;
}

}  // namespace yunke::gateway
