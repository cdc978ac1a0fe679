#include "agent-gateway/http/appeal_json.hpp"

#include <boost/json/value.hpp>

#include "dispatcher/ledger/reading/earnings.hpp"

namespace yunke::gateway {

namespace json = boost::json;

json::object own_appeal_json(const ledger::Appeal& appeal) {
    const bool decided = appeal.state != ledger::AppealState::open;
    const bool upheld = appeal.state == ledger::AppealState::upheld;
    json::object object;
    object["id"] = appeal.number;
    object["line"] = line_id(appeal.line);
    object["month"] = text_of(appeal.month);
    object["words"] = appeal.words;
    object["at_ms"] = appeal.at_ms;
    object["line_fen"] = appeal.line_fen;
    object["state"] = json::string(appeal_state_name(appeal.state));
    object["amount_fen"] = upheld ? json::value(appeal.amount_fen) : json::value(nullptr);
    object["reason"] = decided ? json::value(json::string(appeal.reason)) : json::value(nullptr);
    object["decided_ms"] = decided ? json::value(appeal.decided_ms) : json::value(nullptr);
    return object;
}

json::object appeal_json(const ledger::Appeal& appeal) {
    const bool decided = appeal.state != ledger::AppealState::open;
    json::object object = own_appeal_json(appeal);
    object["agent"] = ledger::raw(appeal.agent);
    object["decided_by"] = decided ? json::value(appeal.account) : json::value(nullptr);
    object["entry"] = decided && appeal.entry != 0 ? json::value(appeal.entry) : json::value(nullptr);
    return object;
}

}  // namespace yunke::gateway
