// Every query for an agent's eyes stands in this class, and each of them names her: rows by her number, transfers by
// lines whose key bears it or by accounts that are hers. Nothing of anybody else can be asked for through it.
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/ledger/reading/earnings.hpp"

namespace yunke::ledger {

class AgentRows {
public:
    AgentRows(soci::session& session, AgentId agent) : session_(session), agent_(agent) {}

    AgentRow row() const;
    std::vector<Period> periods(Ms from_ms, Ms to_ms) const;  // that began from `from_ms` on and before `to_ms`
    std::vector<Line> lines(Ms from_ms, Ms to_ms) const;      // of these
    std::vector<Line> waiting_lines() const;
    std::optional<Line> line(const LineKey& key) const;  // nullopt also for a blank one
    std::optional<Period> period(const LineKey& key) const;

    // What facts moved into her account in the month, by line. What the office corrected of a line is among its moves.
    std::map<std::string, Fen> accrued(const std::vector<Line>& lines, Month month) const;
    // The transfers of a line with their facts, in order; at most `limit`.
    std::vector<PostedFact> facts(const LineKey& key, int limit) const;
    std::int64_t count_facts(const LineKey& key) const;

    // Between her accounts and others, in the office's chain, in order.
    std::vector<OfficeMove> office_moves() const;

private:
    std::string hers() const;
    std::string into_account() const;  // an expression: what a transfer moves into Accrued, negative if out of it

    soci::session& session_;
    AgentId agent_;
};

}  // namespace yunke::ledger
