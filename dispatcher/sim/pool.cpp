#include "dispatcher/sim/pool.hpp"

#include "dispatcher/sim/rival_pool.hpp"

namespace yunke::sim {
namespace {

class OwnPool final : public Pool {
public:
    core::Effects apply(const core::BatchHeader& header, std::span<const core::Command> commands) override {
        return core_.apply(header, commands);
    }
    const core::State& state() const override { return core_.state(); }
    std::optional<core::Ms> next_due_ms() const override { return core_.next_due_ms(); }
    std::vector<std::string> broken_invariants() const override { return core_.broken_invariants(); }

private:
    core::Core core_{core::State{}};
};

}  // namespace

std::unique_ptr<Pool> make_pool(const Scenario& scenario) {
    if (scenario.rival.empty()) return std::make_unique<OwnPool>();
    return std::make_unique<RivalPool>(make_rival(scenario.rival));
}

}  // namespace yunke::sim
