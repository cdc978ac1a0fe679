#include "tests/ledger/bench.hpp"

#include <algorithm>

namespace yunke::ledger::testing {
namespace {

template <class Map, class Row, class Key>
void put_all(Map& map, const std::vector<Row>& rows, Key key) {
    for (const Row& row : rows)
        map.insert_or_assign(key(row), row);
}

template <class Map, class Key>
auto row_or(const Map& map, const Key& key, typename Map::mapped_type otherwise) {
    const auto at = map.find(key);
    return at == map.end() ? otherwise : at->second;
}

}  // namespace

Unit unit(std::uint64_t conversation, MerchantId merchant, Kind kind, Ms share_ms) {
    Unit made;
    made.set_conversation(conversation);
    made.set_shop(merchant == platform ? 90 : shop_of(merchant));
    made.set_queue(merchant == platform ? 900 : queue_of(merchant));
    made.set_kind(kind);
    made.set_share_ms(share_ms);
    return made;
}

v1::Fact work(std::uint32_t agent, Ms period_ms, Ms from_ms, Ms to_ms, const std::vector<Unit>& units,
              v1::Presence presence) {
    v1::Fact fact;
    v1::WorkInterval& made = *fact.mutable_work();
    made.set_agent(agent);
    made.set_period_ms(period_ms);
    made.set_from_ms(from_ms);
    made.set_to_ms(to_ms);
    made.set_presence(presence);
    for (const Unit& one : units)
        *made.add_units() = one;
    return fact;
}

v1::Fact period_ended(std::uint32_t agent, Ms period_ms, Ms at_ms) {
    v1::Fact fact;
    fact.mutable_period_ended()->set_agent(agent);
    fact.mutable_period_ended()->set_period_ms(period_ms);
    fact.mutable_period_ended()->set_at_ms(at_ms);
    return fact;
}

v1::Fact accepted(std::uint64_t conversation, MerchantId merchant, std::uint32_t agent, Ms at_ms) {
    v1::Fact fact;
    v1::ConversationAccepted& made = *fact.mutable_accepted();
    made.set_conversation(conversation);
    made.set_shop(shop_of(merchant));
    made.set_queue(queue_of(merchant));
    made.set_agent(agent);
    made.set_at_ms(at_ms);
    return fact;
}

v1::Fact handed_on(std::uint64_t conversation, MerchantId merchant, std::uint32_t agent, std::uint32_t to_agent,
                   Ms at_ms) {
    v1::Fact fact;
    v1::ConversationHandedOn& made = *fact.mutable_handed_on();
    made.set_conversation(conversation);
    made.set_shop(shop_of(merchant));
    made.set_queue(queue_of(merchant));
    made.set_agent(agent);
    made.set_to_agent(to_agent);
    made.set_at_ms(at_ms);
    return fact;
}

v1::Fact ended(std::uint64_t conversation, MerchantId merchant, std::uint32_t agent, Ms at_ms, v1::EndReason reason) {
    v1::Fact fact;
    v1::ConversationEnded& made = *fact.mutable_ended();
    made.set_conversation(conversation);
    made.set_shop(shop_of(merchant));
    made.set_queue(queue_of(merchant));
    made.set_agent(agent);
    made.set_reason(reason);
    made.set_at_ms(at_ms);
    return fact;
}

RateCard card(std::uint32_t version, MerchantId merchant, const std::vector<std::pair<Term, std::int64_t>>& amounts) {
    RateCard made;
    made.version = CardVersion{version};
    made.key = "card " + std::to_string(version);
    made.merchant = merchant;
    made.from = day_of(2020, 1, 1);
    for (const auto& [term, amount] : amounts)
        made.set(term, amount);
    return made;
}

Setup shops_of_three() {
    Setup setup;
    for (const MerchantId merchant : {merchant_a, merchant_b, merchant_c})
        setup.merchants.emplace(ShopId{shop_of(merchant)}, merchant);
    return setup;
}

void Rows::write(const Changes& changes) {
    put_all(lines, changes.lines, [](const Line& row) { return row.key; });
    put_all(periods, changes.periods, [](const Period& row) { return row.key; });
    put_all(agents, changes.agents, [](const AgentRow& row) { return row.agent; });
    put_all(chats, changes.chats, [](const Chat& row) { return row.conversation; });
    put_all(usage, changes.usage, [](const Usage& row) { return row.key; });
    put_all(merchants, changes.merchants, [](const MerchantRow& row) { return row.merchant; });
    put_all(packages, changes.packages, [](const Package& row) { return row.id; });
    put_all(overage, changes.overage, [](const Overage& row) { return row.key; });
}

Merchant Rows::merchant(MerchantId id) const {
    Merchant merchant{.row = row_or(merchants, id, {.merchant = id})};
    for (const auto& [package_id, package] : packages)
        if (package.merchant == id) merchant.packages.push_back(package);
    for (const auto& [key, row] : overage)
        if (key.merchant == id) merchant.overage.push_back(row);
    return merchant;
}

void Rows::put(const Merchant& merchant) {
    write({.merchants = {merchant.row}, .packages = merchant.packages, .overage = merchant.overage});
}

Rows Rows::without_blanks() const {
    Rows rows = *this;
    const auto is_blank = [](const auto& item) { return blank(item.second); };
    std::erase_if(rows.lines, is_blank);
    std::erase_if(rows.periods, is_blank);
    std::erase_if(rows.agents, is_blank);
    std::erase_if(rows.chats, is_blank);
    std::erase_if(rows.usage, is_blank);
    std::erase_if(rows.merchants, is_blank);
    std::erase_if(rows.packages, is_blank);
    std::erase_if(rows.overage, is_blank);
    return rows;
}

Bench::Bench(Setup configured) : setup(std::move(configured)), books(setup, *this) {}

Posted Bench::apply(const v1::Fact& fact) {
    Result<Posted> posted = books.apply(fact);
    EXPECT_TRUE(posted.has_value()) << fact.ShortDebugString() << ": " << posted.error().what;
    if (!posted) return {};
    done_.push_back({write_undo(posted->undo), transfers.size(), posted->transfers.size()});
    chain(posted->transfers);
    alerts.insert(alerts.end(), posted->alerts.begin(), posted->alerts.end());
    write();
    if (++facts; forget_every > 0 && facts % forget_every == 0) books.forget();
    check();
    return std::move(*posted);
}

Errc Bench::refused(const v1::Fact& fact) {
    const Rows before = rows;
    const Result<Posted> posted = books.apply(fact);
    write();
    EXPECT_EQ(rows, before);
    if (posted) {
        ADD_FAILURE() << "accepted: " << fact.ShortDebugString();
        return Errc::damaged;
    }
    return posted.error().code;
}

void Bench::apply_all(const std::vector<v1::Fact>& many) {
    for (const v1::Fact& fact : many)
        apply(fact);
}

void Bench::take_back(std::size_t count) {
    for (; count > 0; --count) {
        const Done latest = done_.back();
        done_.pop_back();
        const Result<Undo> undo = read_undo(latest.undo);
        ASSERT_TRUE(undo.has_value());
        EXPECT_EQ(write_undo(*undo), latest.undo);
        const Result<std::vector<Transfer>> answers =
            books.take_back(*undo, std::span(transfers).subspan(latest.first_transfer, latest.transfers));
        ASSERT_TRUE(answers.has_value()) << answers.error().what;
        chain(*answers);
        write();
        check();
    }
}

Errc Bench::taking_back_refused() {
    const Rows before = rows;
    const auto answers = books.take_back(*read_undo(done_.back().undo), {});
    write();
    EXPECT_EQ(rows, before);
    EXPECT_FALSE(answers.has_value());
    return answers ? Errc::damaged : answers.error().code;
}

PackageId Bench::top_up(MerchantId id, Ms ms, Fen price_fen, Ms expires_ms, Ms at_ms, std::uint32_t vat_bp) {
    PackageId sold{};
    office(id, at_ms, [&](Merchant& merchant, Step& step) {
        sold = sell(merchant, {.ms = ms, .price_fen = price_fen, .vat_bp = vat_bp, .expires_ms = expires_ms}, step);
    });
    return sold;
}

std::int64_t Bench::balance(AccountKind kind, std::uint64_t owner) const {
    const Ledger ledger = kind >= AccountKind::issued ? Ledger::time : Ledger::cny;
    return row_or(balances, std::pair{ledger, Account{kind, owner}}, 0);
}

Ms Bench::quantity(std::uint32_t agent, LineTerm term) const {
    Ms sum = 0;
    for (const auto& [key, line] : rows.lines)
        if (key.agent == AgentId{agent} && key.term == term) sum += line.quantity;
    return sum;
}

Fen Bench::posted(std::uint32_t agent, LineTerm term) const {
    Fen sum = 0;
    for (const auto& [key, line] : rows.lines)
        if (key.agent == AgentId{agent} && key.term == term) sum += line.posted;
    return sum;
}

Ms Bench::used(MerchantId merchant, UseKind kind) const {
    Ms sum = 0;
    for (const auto& [key, row] : rows.usage)
        if (setup.merchant_of(key.shop) == merchant) sum += row.ms.at(static_cast<std::size_t>(kind));
    return sum;
}

Result<AgentRow> Bench::agent(AgentId id) {
    if (away) return std::unexpected(Error{Errc::away, "away"});
    return row_or(rows.agents, id, {.agent = id});
}

Result<PeriodBook> Bench::period(const PeriodKey& key) {
    if (away) return std::unexpected(Error{Errc::away, "away"});
    PeriodBook book{.period = row_or(rows.periods, key, {.key = key})};
    for (const auto& [line_key, line] : rows.lines)
        if (PeriodKey{line_key.agent, line_key.period_ms, line_key.shift} == key) book.lines.push_back(line);
    return book;
}

Result<Chat> Bench::chat(ConversationId id) {
    if (away) return std::unexpected(Error{Errc::away, "away"});
    return row_or(rows.chats, id, {.conversation = id});
}

Result<Merchant> Bench::merchant(MerchantId id) {
    if (away) return std::unexpected(Error{Errc::away, "away"});
    return rows.merchant(id);
}

Result<Usage> Bench::usage(const UsageKey& key) {
    if (away) return std::unexpected(Error{Errc::away, "away"});
    return row_or(rows.usage, key, {.key = key});
}

void Bench::chain(const std::vector<Transfer>& moved) {
    for (const Transfer& transfer : moved) {
        EXPECT_GT(transfer.amount, 0);
        EXPECT_NE(transfer.debit, transfer.credit);
        transfers.push_back({static_cast<std::int64_t>(transfers.size()) + 1, transfer});
        for (const auto& [account, change] :
             {std::pair{transfer.debit, -transfer.amount}, std::pair{transfer.credit, transfer.amount}}) {
            // An account is of one ledger.
            EXPECT_EQ(transfer.ledger == Ledger::time, account.kind >= AccountKind::issued);
            const auto at = balances.try_emplace({transfer.ledger, account}, 0).first;
            at->second += change;
            if (at->second == 0) balances.erase(at);
        }
    }
}

void Bench::write() {
    const Changes changes = books.take_changes();
    rows.write(changes);
    for (const MerchantRow& row : changes.merchants)
        moved_.insert(row.merchant);
    told.insert(told.end(), changes.balances.begin(), changes.balances.end());
    books.settle();
}

void Bench::check() {
    for (const MerchantId id : moved_) {
        const Merchant merchant = rows.merchant(id);
        Fen prepaid = merchant.row.spare_fen;
        for (const Package& p : merchant.packages) {
            EXPECT_EQ(p.issued_ms, p.available_ms + p.held_ms + p.consumed_ms + p.expired_ms + p.refunded_ms);
            EXPECT_GE(std::min({p.available_ms, p.held_ms, p.consumed_ms, p.expired_ms, p.refunded_ms}), 0);
            EXPECT_EQ(balance(AccountKind::issued, raw(p.id)), -p.issued_ms);
            EXPECT_EQ(balance(AccountKind::available, raw(p.id)), p.available_ms);
            EXPECT_EQ(balance(AccountKind::held, raw(p.id)), p.held_ms);
            EXPECT_EQ(balance(AccountKind::consumed, raw(p.id)), p.consumed_ms);
            EXPECT_EQ(balance(AccountKind::expired, raw(p.id)), p.expired_ms);
            EXPECT_EQ(balance(AccountKind::refunded, raw(p.id)), p.refunded_ms);
            EXPECT_LE(p.recognised_fen + p.refunded_fen, p.price_fen);
            prepaid += p.price_fen - p.recognised_fen - p.refunded_fen;
        }
        EXPECT_EQ(balance(AccountKind::prepaid, raw(id)), prepaid);
        EXPECT_GE(prepaid, 0);
    }
    moved_.clear();
}

}  // namespace yunke::ledger::testing
