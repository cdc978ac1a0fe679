#include "dispatcher/ledger/payout.hpp"

#include <algorithm>
#include <set>

namespace yunke::ledger {
namespace {

std::unexpected<Error> refused(std::string what) {
    return std::unexpected(Error{Errc::refused, std::move(what)});
}

std::string agent_text(AgentId agent) {
    return "agent " + std::to_string(raw(agent));
}

// What a file could not carry to the bank unchanged, or a spreadsheet would take for a formula.
bool is_plain(std::string_view text, std::size_t most) {
    const auto strange = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (text.empty() || text.size() > most || std::ranges::any_of(text, strange)) return false;
    return !std::string_view("=+-@ ").contains(text.front());
}

Result<void> check_order(const PayoutOrder& order, const PayoutRules& rules) {
    if (order.gross_fen <= 0) return refused("nothing is to be paid to " + agent_text(order.agent));
    if (order.gross_fen > order.payable_fen) {
        return refused(yuan_text(order.gross_fen) + " yuan for " + agent_text(order.agent) + " are more than the " +
                       yuan_text(order.payable_fen) + " that are payable; pay that or less");
    }
    if (order.gross_fen > payment_fen_max) {
        return refused(yuan_text(order.gross_fen) + " yuan for " + agent_text(order.agent) + " cannot be meant");
    }
    const auto payee = rules.payees->find(order.agent);
    if (payee == rules.payees->end()) {
        return refused(agent_text(order.agent) + " has no account to be paid to; enter one, or leave the row out");
    }
    return check_payee(order.agent, payee->second);
}

Result<PayoutRow> row_of(const PayoutOrder& order, Month month, const PayoutRules& rules) {
    const auto* table = table_of(rules.tables, month);
    if (table == nullptr) return refused("no tax table holds in " + text_of(month) + "; add one to the card file");
    const TaxRelief* relief = nullptr;
    if (!order.relief.empty()) {
        relief = relief_of(rules.reliefs, order.relief, month);
        if (std::ranges::find(rules.reliefs, order.relief, &TaxRelief::key) == rules.reliefs.end())
            return refused(agent_text(order.agent) + " is granted the relief " + order.relief +
                           ", which the card file does not have; add it");
    }
    const auto paid = withhold(*table, relief, order.entries, {.month = month, .amount_fen = order.gross_fen});
    return PayoutRow{.agent = order.agent,
                     .gross_fen = order.gross_fen,
                     .withheld_fen = paid.withhold_fen,
                     .net_fen = order.gross_fen - paid.withhold_fen,
                     .tax = entry_of(paid)};
}

Account clearing(const Payout& payout) {
    return {AccountKind::clearing, payout.batch};
}

Result<PayoutRow*> unanswered(Payout& payout, std::uint32_t number) {
    if (number == 0 || number > payout.rows.size()) {
        return refused("batch " + batch_text(payout) + " has no row " + std::to_string(number));
    }
    auto& row = payout.rows[number - 1];
    if (row.state == PayoutState::sent) return &row;
    return refused("row " + std::to_string(number) + " of batch " + batch_text(payout) + " is " +
                   (row.state == PayoutState::confirmed ? "confirmed" : "failed") + " already");
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"") == std::string::npos) return text;
    std::string made = "\"";
    for (const char c : text) {
        made += c;
        if (c == '"') made += c;
    }
    return made + '"';
}

// Bank transfers one by one: most banks' "batch payment" sheet.
std::string write_batch_payment(const Payout& payout, const std::map<AgentId, Payee>& payees) {
    const auto sent = std::ranges::count_if(payout.rows, [](const PayoutRow& row) { return row.net_fen > 0; });
    std::string text = "批次号,总笔数,总金额\r\n" + batch_text(payout) + ',' + std::to_string(sent) + ',' +
                       yuan_text(payout.total_fen) + "\r\n序号,收款账号,收款户名,金额,附言\r\n";
    for (const auto& row : payout.rows) {
        if (row.net_fen == 0) continue;
        const auto& payee = payees.at(row.agent);
        text += std::to_string(row.number) + ',' + quoted(payee.account) + ',' + quoted(payee.name) + ',' +
                yuan_text(row.net_fen) + ",劳务报酬 " + text_of(payout.month) + "\r\n";
    }
    return text;
}

}  // namespace

Result<void> check_payee(AgentId agent, const Payee& payee) {
    if (is_plain(payee.name, 120) && is_plain(payee.account, 64)) return {};
    return refused("the payee's name or account of " + agent_text(agent) +
                   " is empty, too long or no plain text; correct it");
}

std::string batch_text(const Payout& payout) {
    const auto month = text_of(payout.month);
    auto number = std::to_string(payout.batch);
    if (number.size() < 6) number.insert(0, 6 - number.size(), '0');
    return month.substr(0, 4) + month.substr(5) + '-' + number;
}

std::string payout_line(const Payout& payout, std::uint32_t row) {
    return "payout/" + std::to_string(payout.batch) + '/' + std::to_string(row);
}

Result<Payout> make_payout(std::uint64_t batch, Month month, std::span<const PayoutOrder> orders,
                           const PayoutRules& rules, Step& step) {
    if (batch <= rules.last_batch) {
        return refused("batch number " + std::to_string(batch) + " was used already; the next is " +
                       std::to_string(rules.last_batch + 1));
    }
    if (orders.empty()) return refused("the batch has no rows; nothing is payable");
    if (orders.size() > payout_rows_max) {
        return refused(std::to_string(orders.size()) + " rows are more than the " + std::to_string(payout_rows_max) +
                       " of a batch; make several");
    }
    Payout payout{.batch = batch, .month = month};
    std::set<AgentId> agents;
    for (const auto& order : orders) {
        if (!agents.insert(order.agent).second) return refused(agent_text(order.agent) + " is in the batch twice");
        if (auto good = check_order(order, rules); !good) return std::unexpected(good.error());
        auto row = row_of(order, month, rules);
        if (!row) return std::unexpected(row.error());
        row->number = static_cast<std::uint32_t>(payout.rows.size()) + 1;
        if (row->net_fen == 0) row->state = PayoutState::confirmed;
        payout.total_fen += row->net_fen;
        payout.rows.push_back(*row);
    }
    for (const auto& row : payout.rows) {
        const auto payable = account(AccountKind::payable, row.agent);
        const auto line = payout_line(payout, row.number);
        step.move(Ledger::cny, payable, account(AccountKind::iit, row.agent), row.withheld_fen, line, 0);
        step.move(Ledger::cny, payable, clearing(payout), row.net_fen, line, 0);
    }
    return payout;
}

Result<void> confirm(Payout& payout, std::uint32_t number, Step& step) {
    auto row = unanswered(payout, number);
    if (!row) return std::unexpected(row.error());
    (*row)->state = PayoutState::confirmed;
    step.move(Ledger::cny, clearing(payout), Account{AccountKind::bank, 0}, (*row)->net_fen,
              payout_line(payout, number), 0);
    return {};
}

Result<TaxEntry> fail(Payout& payout, std::uint32_t number, std::span<const ChainedTransfer> posted, Step& step) {
    auto found = unanswered(payout, number);
    if (!found) return std::unexpected(found.error());
    auto& row = **found;
    const auto line = payout_line(payout, number);
    Fen back_fen = 0;
    std::vector<Transfer> back;
    for (const auto& one : posted) {
        auto reversal = one.transfer;
        if (reversal.line != line || reversal.debit != account(AccountKind::payable, row.agent)) continue;
        std::swap(reversal.debit, reversal.credit);
        reversal.at_ms = step.at_ms;
        reversal.month = step.month;
        reversal.reverses = one.sequence;
        back_fen += reversal.amount;
        back.push_back(std::move(reversal));
    }
    if (back_fen != row.gross_fen) {
        return std::unexpected(Error{Errc::damaged, "the transfers of " + line + " come to " + yuan_text(back_fen) +
                                                        " yuan, not to " + yuan_text(row.gross_fen)});
    }
    row.state = PayoutState::failed;
    step.transfers.insert(step.transfers.end(), back.begin(), back.end());
    return reversed(row.tax);
}

const std::vector<PayoutTemplate>& payout_templates() {
    static const std::vector<PayoutTemplate> all = {
        {.name = "batch-payment", .rows_max = payout_rows_max, .write = write_batch_payment},
    };
    return all;
}

Result<std::string> payout_file(const Payout& payout, const std::map<AgentId, Payee>& payees,
                                std::string_view template_name) {
    const auto& all = payout_templates();
    const auto found = std::ranges::find(all, template_name, &PayoutTemplate::name);
    if (found == all.end()) {
        return refused("there is no template " + std::string(template_name) + "; known is " + all.front().name);
    }
    if (payout.rows.size() > found->rows_max) {
        return refused(std::to_string(payout.rows.size()) + " rows are more than the " +
                       std::to_string(found->rows_max) + " of the template " + found->name);
    }
    for (const auto& row : payout.rows) {
        if (!payees.contains(row.agent))
            return refused(agent_text(row.agent) + " has no account to be paid to any more");
    }
    return found->write(payout, payees);
}

}  // namespace yunke::ledger
