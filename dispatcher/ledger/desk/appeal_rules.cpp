#include "dispatcher/ledger/desk/appeal_rules.hpp"

#include <set>
#include <utility>

namespace yunke::ledger {
namespace {

bool is_office(const PostedTransfer& posted) {
    return posted.chain == office_chain();
}

// How a reversal names it.
std::int64_t reference(const PostedTransfer& posted) {
    const auto sequence = static_cast<std::int64_t>(posted.sequence);
    return is_office(posted) ? sequence : -sequence;
}

// What a row of its own chain or of the office's says that it takes back, as reference() has it.
std::int64_t taken_back_by(const PostedTransfer& posted) {
    return is_office(posted) ? posted.transfer.reverses : -posted.transfer.reverses;
}

// Into her account, neither taking anything back nor taken back, latest first.
std::vector<PostedTransfer> in_effect(AgentId agent, const std::vector<PostedTransfer>& posted) {
    std::set<std::int64_t> gone;
    for (const PostedTransfer& one : posted)
        if (one.transfer.reverses != 0) gone.insert(taken_back_by(one));
    std::vector<PostedTransfer> found;
    for (auto one = posted.rbegin(); one != posted.rend(); ++one) {
        const bool into = one->transfer.credit == account(AccountKind::accrued, agent);
        if (into && one->transfer.reverses == 0 && !gone.contains(reference(*one))) found.push_back(*one);
    }
    return found;
}

Transfer reversal(const PostedTransfer& posted, const Step& step) {
    Transfer back = posted.transfer;
    std::swap(back.debit, back.credit);
    back.at_ms = step.at_ms;
    back.month = step.month;
    back.reverses = reference(posted);
    return back;
}

}  // namespace

Fen line_comes_to(AgentId agent, const std::vector<PostedTransfer>& posted) {
    const Account accrued = account(AccountKind::accrued, agent);
    Fen sum = 0;
    for (const PostedTransfer& one : posted) {
        if (one.transfer.credit == accrued) sum += one.transfer.amount;
        if (one.transfer.debit == accrued) sum -= one.transfer.amount;
    }
    return sum;
}

void rebook(const LineKey& line, const std::vector<PostedTransfer>& posted, Fen amount_fen, bool approved, Step& step) {
    const Fen before = line_comes_to(line.agent, posted);
    Fen left = before;
    for (const PostedTransfer& one : in_effect(line.agent, posted)) {
        if (left != before && left <= amount_fen) break;
        step.transfers.push_back(reversal(one, step));
        left -= one.transfer.amount;
    }
    const Account accrued = account(AccountKind::accrued, line.agent);
    const auto from = line.term == LineTerm::floor ? AccountKind::floor_top_up : AccountKind::agent_pay;
    const std::string text = text_of(line);
    step.move(Ledger::cny, account(from, line.agent), accrued, amount_fen - left, text, raw(line.card));
    if (approved && amount_fen < before)
        step.move(Ledger::cny, Account{AccountKind::platform, 0}, accrued, before - amount_fen, text, 0);
}

}  // namespace yunke::ledger
