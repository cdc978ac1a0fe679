#include <fmt/format.h>

#include <algorithm>

#include "runtime/definitions/keys.hpp"
#include "runtime/numbers.hpp"
#include "runtime/registry/limits.hpp"
#include "runtime/suggestion.hpp"

namespace yunke::definitions {
namespace {

const std::vector<std::string>& contents() {
    static const std::vector<std::string> names = {"pictures", "voice", "video"};
    return names;
}

// "delivery:2"; level 0 = no longer asked for.
void read_lower(Reader& step, const Text& text, const Names& names, v1::Relaxation& relaxation) {
    const auto colon = text.text.find(':');
    const auto key = text.text.substr(0, colon);
    const auto level = colon == std::string::npos
                           ? std::nullopt
                           : runtime::parse_number<std::uint32_t>(std::string_view(text.text).substr(colon + 1));
    const auto skill = names.skills.find(key);
    if (!level) {
        step.refuse("lower", text.line,
                    fmt::format("is \"{}\"; write skill and level, such as \"delivery:2\".", text.text));
    } else if (!skill) {
        step.refuse("lower", text.line, names.skills.unknown(key));
    } else {
        relaxation.mutable_lower()->set_skill(*skill);
        relaxation.mutable_lower()->set_level(*level);
    }
}

void read_step(Reader& step, const std::string& field, const Names& names, v1::Relaxation& relaxation) {
    int count = 0;
    if (const auto after = step.duration("after", field + ".after_ms")) relaxation.set_after_ms(*after);
    if (const auto lower = step.text("lower", field + ".lower")) {
        ++count;
        read_lower(step, *lower, names, relaxation);
    }
    if (const auto any = step.flag("any_group", field + ".any_group")) {
        ++count;
        relaxation.set_any_group(*any);
    }
    if (const auto group = step.text("widen_to", field + ".widen_to")) {
        ++count;
        const auto id = names.groups.find(group->text);
        if (id) relaxation.set_widen_to(*id);
        if (!id) step.refuse("widen_to", group->line, names.groups.unknown(group->text));
    }
    if (count > 1) {
        step.refuse("after", step.line(), "stands with several of lower, any_group and widen_to; one step each.");
    }
    step.finish();
}

void read_relaxations(Reader& reader, const Names& names, v1::QueueRouting& routing) {
    auto steps = reader.tables("relax", "routing.relaxations");
    if (!steps) return;
    routing.clear_relaxations();
    for (auto& step : *steps) {
        const auto field = fmt::format("routing.relaxations[{}]", routing.relaxations_size());
        read_step(step, field, names, *routing.add_relaxations());
    }
}

void read_overflow(Reader& reader, const Names& names, v1::QueueConfig& queue) {
    auto overflow = reader.table("overflow", "routing.overflow");
    reader.note("routing.overflow_queue", reader.line(), "overflow.queue");
    reader.note("routing.overflow_after_ms", reader.line(), "overflow.after");
    if (!overflow) return;
    auto& routing = *queue.mutable_routing();
    routing.clear_overflow_queue();
    routing.clear_overflow_after_ms();
    if (const auto topic = overflow->text("queue", "routing.overflow_queue")) {
        const auto id = names.queue(queue.shop(), topic->text);
        if (id) routing.set_overflow_queue(*id);
        if (!id) {
            overflow->refuse("queue", topic->line,
                             fmt::format("names the topic \"{}\", for which the shop has no queue.", topic->text));
        }
    }
    if (const auto after = overflow->duration("after", "routing.overflow_after_ms")) {
        routing.set_overflow_after_ms(*after);
    }
    overflow->finish();
}

void read_waiting(Reader& reader, const Names& names, v1::QueueConfig& queue) {
    auto& routing = *queue.mutable_routing();
    read_relaxations(reader, names, routing);
    read_overflow(reader, names, queue);
    if (const auto beyond = reader.text("beyond", "routing.beyond")) {
        const auto found = std::ranges::find(beyond_names(), beyond->text);
        if (found == beyond_names().end()) {
            reader.refuse("beyond", beyond->line,
                          fmt::format("is \"{}\"; allowed is message, overflow or close.", beyond->text));
        } else {
            routing.set_beyond(static_cast<v1::Beyond>(found - beyond_names().begin()));
        }
    }
    if (const auto ms = reader.duration("wait_max", "routing.wait_max_ms")) routing.set_wait_max_ms(*ms);
}

void read_who(Reader& reader, const Names& names, v1::QueueRouting& routing) {
    if (const auto language = reader.text("language", "routing.language")) routing.set_language(language->text);
    if (const auto needs = read_contents(reader, "needs", "routing.needs")) routing.set_needs(*needs);
    if (const auto certified = reader.flag("certified", "routing.certified")) routing.set_certified(*certified);
    if (const auto texts = reader.texts("groups", "routing.groups")) {
        if (const auto groups = ids_of(reader, "groups", *texts, names.groups)) {
            routing.mutable_groups()->Assign(groups->begin(), groups->end());
        }
    }
    if (const auto only = reader.flag("groups_only", "routing.groups_only")) routing.set_groups_only(*only);
}

}  // namespace

void read_queue(Reader& reader, const Names& names, v1::QueueConfig& queue) {
    if (const auto title = reader.text("title_zh", "title_zh")) queue.set_title_zh(title->text);
    if (const auto title = reader.text("title_en", "title_en")) queue.set_title_en(title->text);
    read_skills(reader, names, *queue.mutable_skills());
    if (const auto ms = reader.duration("answer_target", "answer_target_ms")) queue.set_answer_target_ms(*ms);
    if (const auto ms = reader.duration("idle_warn", "idle_warn_ms")) queue.set_idle_warn_ms(*ms);
    if (const auto ms = reader.duration("idle_close", "idle_close_ms")) queue.set_idle_close_ms(*ms);
    if (const auto most = reader.number("waiting_max", "waiting_max")) queue.set_waiting_max(*most);
    if (const auto open = reader.flag("open", "open")) queue.set_open(*open);
    auto& routing = *queue.mutable_routing();
    read_who(reader, names, routing);
    if (const auto ms = reader.duration("priority_credit", "routing.priority_credit_ms")) {
        routing.set_priority_credit_ms(*ms);
    }
    read_waiting(reader, names, queue);
    if (const auto ms = reader.duration("sticky", "routing.sticky_ms")) routing.set_sticky_ms(*ms);
    if (const auto ms = reader.duration("reopen", "routing.reopen_ms")) routing.set_reopen_ms(*ms);
    if (const auto ms = reader.duration("reply", "routing.reply_ms")) routing.set_reply_ms(*ms);
    if (const auto ms = reader.duration("wrap_up_standard", "routing.wrap_up_standard_ms"))
        routing.set_wrap_up_standard_ms(*ms);
    if (const auto ms = reader.duration("handling", "routing.handling_ms")) routing.set_handling_ms(*ms);
    if (auto hours = reader.table("hours", "routing.hours")) {
        read_hours(*hours, "routing.hours", *routing.mutable_hours());
        if (hours->members().empty()) routing.clear_hours();
    }
    if (routing.ByteSizeLong() == 0) queue.clear_routing();
}

void read_skills(Reader& reader, const Names& names, google::protobuf::RepeatedPtrField<v1::SkillLevel>& skills) {
    auto table = reader.table("skills", "skills");
    if (!table) return;
    skills.Clear();
    constexpr auto most = registry::limits::level_max;
    for (const auto& member : table->members()) {
        const auto id = names.skills.find(member.key);
        const auto* level = std::get_if<std::int64_t>(&member.node.value);
        if (!id) {
            reader.refuse("skills", member.line, names.skills.unknown(member.key));
        } else if (level == nullptr || *level < 1 || *level > most) {
            table->refuse(member.key, member.line,
                          level == nullptr
                              ? fmt::format("is {}; allowed is a level from 1 to {}.", type_name(member.node), most)
                              : fmt::format("is {}; allowed is a level from 1 to {}.", *level, most));
        } else {
            auto& skill = *skills.Add();
            skill.set_skill(*id);
            skill.set_level(static_cast<std::uint32_t>(*level));
        }
    }
}

std::optional<std::uint32_t> read_contents(Reader& reader, std::string_view key, const std::string& field) {
    const auto texts = reader.texts(key, field);
    if (!texts) return std::nullopt;
    std::uint32_t bits = 0;
    for (const auto& text : *texts) {
        const auto found = std::ranges::find(contents(), text.text);
        if (found == contents().end()) {
            reader.refuse(key, text.line,
                          fmt::format("names \"{}\"; allowed are pictures, voice and video.", text.text));
            return std::nullopt;
        }
        bits |= 1U << static_cast<unsigned>(found - contents().begin());
    }
    return bits;
}

std::vector<std::string> content_names(std::uint32_t bits) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < contents().size(); ++i) {
        if ((bits >> i & 1U) != 0) names.push_back(contents()[i]);
    }
    return names;
}

const std::vector<std::string>& beyond_names() {
    static const std::vector<std::string> names = {"message", "overflow", "close"};
    return names;
}

}  // namespace yunke::definitions
