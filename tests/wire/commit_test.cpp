#include "dispatcher/wire/commit.hpp"

#include <gtest/gtest.h>

#include "dispatcher/wire/command.hpp"
#include "dispatcher/wire/entity.hpp"
#include "dispatcher/wire/frame.hpp"
#include "yunke/v1/command.pb.h"
#include "yunke/v1/effect.pb.h"

namespace yunke::wire {
namespace {

using core::ConversationId;
using core::SessionId;

core::State sample_state() {
    core::State state;
    state.pool.log_epoch = 900;
    state.pool.facts = 12;
    state.pool.now_ms = 5'000;
    state.pool.config_revision = 3;
    state.gateways["g1"] = {"g1", 41};
    state.gateways["g2"] = {"g2", 7};
    state.sessions[SessionId{5}].id = SessionId{5};
    state.conversations[ConversationId{8}].id = ConversationId{8};
    return state;
}

core::Effects sample_effects() {
    core::Effects effects;
    const core::Entry entry{3, 4'990, core::EntryKind::message, core::Role::shopper, "Li", "你好", "zh-CN", {}};
    effects.outs["g2"] = {{SessionId{5}, core::AttachId{1}, {}, core::NewEntry{0, false}}};
    effects.outs["g1"] = {{SessionId{6}, core::AttachId{2}, {}, core::Answer{1, core::ErrorCode::ok, "", {}, 3, 4'990}},
                          {SessionId{6}, core::AttachId{2}, {}, core::Resend{2}}};
    effects.outs["lost"] = {{SessionId{7}, core::AttachId{3}, {}, core::Resend{2}}};
    effects.entries = {{ConversationId{8}, entry}};
    effects.facts = {core::EpochFact{1, 2}, core::EpochFact{3, 4}};
    core::Archived archived;
    archived.conversation = ConversationId{2};
    archived.closed_ms = 4'000;
    archived.merchant = 6;
    archived.session = SessionId{77};
    archived.owner = core::AgentId{11};
    archived.end_reason = core::EndReason::shopper_idle;
    archived.stars = 5;
    effects.archived = {archived};
    effects.changed.pool = true;
    effects.changed.sessions = {SessionId{5}, SessionId{6}};  // 6 is no longer in the state
    effects.changed.conversations = {ConversationId{8}};
    effects.lost_gateways = {"lost"};
    return effects;
}

CommitHeader sample_header() {
    return {17, "1700000000000-3", 5'000, 0, 0, {"1700000000000-1"}};
}

TEST(CommitPlan, HoldsEverythingInAFixedOrder) {
    const CommitPlan plan = make_commit(sample_state(), sample_effects(), sample_header());
    ASSERT_EQ(plan.sets.size(), 3U);
    EXPECT_EQ(plan.view(plan.sets[0].field), "m");
    EXPECT_EQ(plan.view(plan.sets[1].field), "s:5");
    EXPECT_EQ(plan.view(plan.sets[2].field), "c:8");
    EXPECT_EQ(plan.view(plan.sets[0].value), encode_entity(sample_state().pool));
    ASSERT_EQ(plan.deletes.size(), 1U);
    EXPECT_EQ(plan.view(plan.deletes[0]), "s:6");
    ASSERT_EQ(plan.entries.size(), 1U);
    EXPECT_EQ(plan.entries[0].n, 3U);
    EXPECT_EQ(plan.view(plan.entries[0].value), encode_entry(sample_effects().entries[0].entry));
    ASSERT_EQ(plan.archived.size(), 1U);
    EXPECT_EQ(plan.archived[0].conversation, ConversationId{2});
    v1::ArchivedConversation archived;
    const std::string_view bytes = plan.view(plan.archived[0].value);
    ASSERT_TRUE(archived.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    EXPECT_EQ(archived.conversation(), 2U);
    EXPECT_EQ(archived.closed_ms(), 4'000);
    EXPECT_EQ(archived.merchant(), 6U);
    EXPECT_EQ(archived.session(), 77U);
    EXPECT_EQ(archived.agent(), 11U);
    EXPECT_EQ(archived.end_reason(), v1::SHOPPER_IDLE);
    EXPECT_EQ(archived.stars(), 5U);
    ASSERT_EQ(plan.gone_gateways.size(), 1U);
    EXPECT_EQ(plan.view(plan.gone_gateways[0]), "lost");
    EXPECT_EQ(plan.config_revision, 3U);
}

TEST(CommitPlan, NumbersOutsAndFactsAsTheStateSays) {
    const CommitPlan plan = make_commit(sample_state(), sample_effects(), sample_header());
    ASSERT_EQ(plan.outs.size(), 2U) << "a gateway without an entity gets nothing";
    EXPECT_EQ(plan.view(plan.outs[0].gateway), "g1");
    EXPECT_EQ(plan.outs[0].number, 41U);
    EXPECT_EQ(plan.outs[1].number, 7U);
    EXPECT_EQ(plan.log_epoch, 900U);
    v1::OutBatch batch;
    ASSERT_TRUE(batch.ParseFromArray(plan.view(plan.outs[0].value).data(),
                                     static_cast<int>(plan.view(plan.outs[0].value).size())));
    EXPECT_EQ(batch.out_size(), 2);
    EXPECT_EQ(batch.now_ms(), 5'000);
    EXPECT_EQ(batch.out(0).session(), 6U);
    EXPECT_EQ(batch.out(0).attach(), 2U);
    v1::ServerFrame frame;
    ASSERT_TRUE(frame.ParseFromString(batch.out(0).frame()));
    EXPECT_EQ(frame.SerializeAsString(), encode_frame(sample_effects().outs["g1"][0].payload));
    ASSERT_TRUE(frame.ParseFromString(batch.out(1).frame()));
    EXPECT_EQ(frame.resend().from(), 2U);
    ASSERT_EQ(plan.facts.size(), 2U);
    EXPECT_EQ(plan.facts[0].number, 11U);
    EXPECT_EQ(plan.facts[1].number, 12U);
}

TEST(CommitPlan, IsTheSameFromAUsedEncoder) {
    CommitEncoder encoder;
    encoder.make(core::State{}, core::Effects{}, CommitHeader{});
    encoder.make(sample_state(), sample_effects(), sample_header());
    const CommitPlan& again = encoder.make(sample_state(), sample_effects(), sample_header());
    const CommitPlan fresh = make_commit(sample_state(), sample_effects(), sample_header());
    EXPECT_EQ(again.bytes, fresh.bytes);
    EXPECT_EQ(commit_hash(Hash{}, again), commit_hash(Hash{}, fresh));
}

TEST(CommitHash, DependsOnThePreviousOneAndOnEveryPart) {
    const auto hash = [](const core::State& state, const core::Effects& effects, const CommitHeader& header) {
        return commit_hash(Hash{}, make_commit(state, effects, header));
    };
    const Hash base = hash(sample_state(), sample_effects(), sample_header());
    EXPECT_EQ(base, hash(sample_state(), sample_effects(), sample_header()));
    EXPECT_NE(base, commit_hash(base, make_commit(sample_state(), sample_effects(), sample_header())));

    const auto changed = [&](auto change) {
        core::State state = sample_state();
        core::Effects effects = sample_effects();
        CommitHeader header = sample_header();
        change(state, effects, header);
        return hash(state, effects, header);
    };
    using S = core::State;
    using E = core::Effects;
    using H = CommitHeader;
    EXPECT_NE(base, changed([](S& s, E&, H&) { s.pool.facts = 13; }));
    EXPECT_NE(base, changed([](S& s, E&, H&) { s.gateways["g1"].out = 42; }));
    EXPECT_NE(base, changed([](S&, E& e, H&) { e.changed.sessions.erase(SessionId{6}); }));
    EXPECT_NE(base, changed([](S&, E& e, H&) { e.entries[0].entry.text += "!"; }));
    EXPECT_NE(base, changed([](S&, E& e, H&) { e.outs["g1"].pop_back(); }));
    EXPECT_NE(base, changed([](S&, E& e, H&) { e.facts[0] = core::EpochFact{1, 3}; }));
    EXPECT_NE(base, changed([](S&, E& e, H&) { e.archived[0].closed_ms = 4'001; }));
    EXPECT_NE(base, changed([](S&, E& e, H&) { e.archived[0].stars = 4; }));
    EXPECT_NE(base, changed([](S&, E& e, H&) { e.lost_gateways.clear(); }));
    EXPECT_NE(base, changed([](S&, E&, H& h) { h.last_command = "1700000000000-4"; }));
    EXPECT_NE(base, changed([](S&, E&, H& h) { h.gap_ms = 6'000; }));
    EXPECT_NE(base, changed([](S&, E&, H& h) { h.skipped.clear(); }));
}

TEST(LogEntry, ComesBack) {
    Hash hash;
    hash.fill(0xa5);
    const auto record = decode_log(encode_log(sample_header(), hash));
    ASSERT_TRUE(record);
    EXPECT_EQ(record->header, sample_header());
    EXPECT_EQ(record->hash, hash);
    EXPECT_EQ(record->core_version, core::core_version);
    EXPECT_FALSE(decode_log(""));
    EXPECT_FALSE(decode_log("\xff"));
}

// The batch that a gateway of the plan is given.
v1::OutBatch batch_of(const CommitPlan& plan, std::string_view gateway) {
    v1::OutBatch batch;
    for (const auto& out : plan.outs)
        if (plan.view(out.gateway) == gateway)
            EXPECT_TRUE(batch.ParseFromArray(plan.view(out.value).data(), static_cast<int>(out.value.size)));
    return batch;
}

v1::ServerFrame frame_in(const v1::Out& out) {
    v1::ServerFrame frame;
    EXPECT_TRUE(frame.ParseFromString(out.frame()));
    return frame;
}

TEST(CommitPlan, GivesReadersTheBytesOfTheTranscript) {
    core::Effects effects = sample_effects();
    effects.entries[0].entry.kind = core::EntryKind::transferred;
    effects.outs["g2"].push_back({SessionId{9}, core::AttachId{4}, {}, core::NewEntry{0, true}});
    const CommitPlan plan = make_commit(sample_state(), effects, sample_header());
    const v1::OutBatch batch = batch_of(plan, "g2");
    ASSERT_EQ(batch.out_size(), 2);
    EXPECT_EQ(batch.now_ms(), 5'000);
    EXPECT_EQ(batch.out(1).session(), 9U);
    const auto told = frame_in(batch.out(0)).entries();
    EXPECT_EQ(told.conversation(), 8U);
    EXPECT_FALSE(told.history());
    ASSERT_EQ(told.entries_size(), 1);
    EXPECT_EQ(told.entries(0).SerializeAsString(), plan.view(plan.entries[0].value));
    auto without = told.entries(0);
    without.clear_text();
    EXPECT_EQ(frame_in(batch.out(1)).entries().entries(0).SerializeAsString(), without.SerializeAsString());
}

TEST(CommitPlan, GivesShoppersOfAWhisperOnlyItsNumberAndTime) {
    core::Effects effects = sample_effects();
    effects.entries[0].entry.kind = core::EntryKind::whispered;
    effects.outs["g2"] = {{SessionId{9}, core::AttachId{4}, {}, core::NewEntry{0, true}}};
    const CommitPlan plan = make_commit(sample_state(), effects, sample_header());
    const auto told = frame_in(batch_of(plan, "g2").out(0)).entries().entries(0);
    v1::Entry blank;
    blank.set_n(3);
    blank.set_at_ms(4'990);
    EXPECT_EQ(told.SerializeAsString(), blank.SerializeAsString());
}

// Lengths around those at which a length takes one byte more.
TEST(CommitPlan, WritesAnswersAndEntriesOfAnyLengthAsTheGeneratedCodeDoes) {
    for (const std::size_t size : {0U, 1U, 90U, 100U, 110U, 120U, 127U, 128U, 16'300U, 16'383U, 16'384U, 65'000U}) {
        core::Effects effects = sample_effects();
        effects.entries[0].entry.text.assign(size, 'x');
        effects.outs["g1"] = {
            {SessionId{6},
             core::AttachId{2},
             {},
             core::Answer{7, core::ErrorCode::invalid, std::string(size, 'd'), ConversationId{8}, 3, -1}}};
        const CommitPlan plan = make_commit(sample_state(), effects, sample_header());
        for (const char* gateway : {"g1", "g2"}) {
            v1::OutBatch again;
            for (const v1::Out& out : batch_of(plan, gateway).out()) {
                v1::Out& one = *again.add_out();
                one.set_session(out.session());
                one.set_attach(out.attach());
                one.set_frame(frame_in(out).SerializeAsString());
            }
            again.set_now_ms(5'000);
            EXPECT_EQ(again.SerializeAsString(), batch_of(plan, gateway).SerializeAsString()) << size;
        }
        EXPECT_EQ(frame_in(batch_of(plan, "g1").out(0)).answer().detail().size(), size);
        EXPECT_EQ(frame_in(batch_of(plan, "g1").out(0)).answer().at_ms(), -1);
    }
}

}  // namespace
}  // namespace yunke::wire
