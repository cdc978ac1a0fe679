#include "dispatcher/ledger/fact_order.hpp"

#include <utility>

namespace yunke::ledger {

std::string text_of(FactId id) {
    return std::to_string(id.epoch) + "-" + std::to_string(id.number);
}

std::unexpected<Error> another_body(FactId id) {
    return std::unexpected(Error{Errc::damaged, "Fact " + text_of(id) +
                                                    " came with another body than before. Nothing more of this pool "
                                                    "is posted until somebody has found out why."});
}

Result<FactOrder::Taken> FactOrder::take(FactId id, std::string body) {
    if (id <= posted_ || id.number == 0) return Taken::earlier;
    if (const auto held = held_.find(id); held != held_.end()) {
        if (held->second.body != body) return another_body(id);
        return Taken::again;
    }
    OrderedFact fact{id, std::move(body), {}};
    if (!fact.fact.ParseFromString(fact.body) || fact.fact.what_case() == v1::Fact::WHAT_NOT_SET)
        return std::unexpected(Error{Errc::malformed, "Fact " + text_of(id) + " cannot be read."});
    if (fact.fact.has_epoch()) {
        const v1::EpochFact& epoch = fact.fact.epoch();
        if (epoch.last() + 1 != id.number || epoch.old() >= id.epoch)
            return std::unexpected(
                Error{Errc::malformed, "Fact " + text_of(id) + " begins an epoch, but not behind what it names."});
        epochs_.emplace(id, epoch);
    }
    held_.emplace(id, std::move(fact));
    return Taken::held;
}

std::optional<FactId> FactOrder::next_id() const {
    // A later epoch first: what it did not keep, and was not posted yet, need not be posted to be taken back.
    for (const auto& [id, epoch] : epochs_) {
        if (id.epoch > posted_.epoch && epoch.old() <= posted_.epoch && epoch.last() <= posted_.number) return id;
    }
    const FactId following{posted_.epoch, posted_.number + 1};
    if (held_.contains(following)) return following;
    return std::nullopt;
}

std::optional<OrderedFact> FactOrder::next() {
    const auto id = next_id();
    if (!id) return std::nullopt;
    auto fact = std::move(held_.at(*id));
    posted_ = *id;
    held_.erase(held_.begin(), held_.upper_bound(*id));
    epochs_.erase(epochs_.begin(), epochs_.upper_bound(*id));
    return fact;
}

std::optional<FactId> FactOrder::missing() const {
    if (held_.empty() || next_id()) return std::nullopt;
    return FactId{posted_.epoch, posted_.number + 1};
}

}  // namespace yunke::ledger
