// The core under a script of commands (script.hpp): after every command all invariants, the numbering of what goes out,
// and, once the state has been loaded anew from its bytes, the same effects and the same commit from both.
#include <cstddef>
#include <cstdint>
#include <map>

#include "dispatcher/wire/commit.hpp"
#include "dispatcher/wire/state.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/fuzz/script.hpp"
#include "yunke/v1/client.pb.h"
#include "yunke/v1/effect.pb.h"

namespace yunke::fuzz {
namespace {

using core::Core;
using core::Effects;
using core::State;

// Batches that one `more` may ask for: a pool of this size is matched at once.
constexpr int batches_of_one_step_max = 8;

class Pool {
public:
    void take(const Step& step) {
        if (step.kind == Step::Kind::reload) return reload();
        run(step);
        for (int i = 0; more_; ++i) {
            require(i < batches_of_one_step_max, "matching comes to an end");
            run({Step::Kind::apply, {step.header.now_ms, 0, 0}, {}});
        }
    }

    // Timers fire until nothing is left to wait for but what nobody will ever do.
    void rest() {
        for (int i = 0; i < 64 && core_.next_due_ms(); ++i)
            take({Step::Kind::apply, {*core_.next_due_ms(), 0, 0}, {}});
        reload();
    }

    const State& state() const { return core_.state(); }
    std::optional<core::Ms> due_ms() const { return core_.next_due_ms(); }

private:
    static Effects fold(Core& core, const Step& step) {
        if (step.kind == Step::Kind::skip) return core.skip(step.header, step.commands.front());
        return core.apply(step.header, step.commands);
    }

    void run(const Step& step) {
        const core::Ms before_ms = core_.state().pool.now_ms;
        const Effects effects = fold(core_, step);
        more_ = effects.more;
        const auto broken = core_.broken_invariants();
        require(broken.empty(), broken.empty() ? "" : broken.front());
        require(core_.state().pool.now_ms >= before_ms, "time does not go back");
        see(effects);
        if (!loaded_) return;
        require(fold(*loaded_, step) == effects, "a pool that was loaded does what one that grew does");
        require(loaded_->state() == core_.state(), "and becomes the same");
    }

    void see(const Effects& effects) {
        facts_ += effects.facts.size();
        require(core_.state().pool.facts == facts_, "facts are numbered without gaps");
        for (const core::TranscriptEntry& e : effects.entries)
            require(e.entry.n == ++entries_[e.conversation], "entries are numbered without gaps");
        for (const std::string& lost : effects.lost_gateways)
            outs_.erase(lost);
        for (const auto& [name, outs] : effects.outs) {
            const auto it = core_.state().gateways.find(name);
            require(it != core_.state().gateways.end(), "only a known gateway is told anything");
            require(it->second.out == ++outs_[name], "out entries are numbered without gaps");
        }
        const wire::CommitPlan& plan = encoder_.make(core_.state(), effects, {});
        hash_ = wire::commit_hash(hash_, plan);
        for (const wire::CommitPlan::OutEntry& out : plan.outs)
            expect_readable(plan.view(out.value));
    }

    // As a gateway and its clients read it.
    static void expect_readable(std::string_view bytes) {
        v1::OutBatch batch;
        require(batch.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), "an out entry can be read");
        v1::ServerFrame frame;
        for (const v1::Out& out : batch.out()) {
            if (!out.has_frame()) continue;
            require(frame.ParseFromString(out.frame()) && frame.body_case() != 0, "a frame can be read");
        }
    }

    void reload() {
        auto state = wire::decode_state(wire::encode_state(core_.state()));
        require(state && *state == core_.state(), "a state comes back from Redis as it was");
        loaded_.emplace(std::move(*state));
        const auto broken = loaded_->broken_invariants();
        require(broken.empty(), broken.empty() ? "" : broken.front());
    }

    Core core_{State{}};
    std::optional<Core> loaded_;
    bool more_ = false;
    std::uint64_t facts_ = 0;
    std::map<core::ConversationId, std::uint32_t> entries_;
    std::map<std::string, std::uint64_t> outs_;
    wire::CommitEncoder encoder_;
    wire::Hash hash_{};
};

}  // namespace
}  // namespace yunke::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    yunke::fuzz::Script script({data, size});
    yunke::fuzz::Pool pool;
    for (const yunke::fuzz::Step& step : script.founding())
        pool.take(step);
    while (const auto step = script.next(pool.state(), pool.due_ms()))
        pool.take(*step);
    pool.rest();
    return 0;
}
