// `yunkectl skill` and `yunkectl queue`: the topics of shops and what they need.
#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/definition_rows.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"

namespace yunke::ctl {
namespace {

using registry::Registry;
using registry::Skill;

constexpr const char* list_hint = "`yunkectl queue list` and `yunkectl shop list` show what there is.";

std::vector<Cell> skill_row(const Skill& skill) {
    return {std::uint64_t{skill.id}, skill.key, skill.name_zh, skill.name_en};
}

std::vector<std::string> skill_columns() {
    return {"id", "key", "name_zh", "name_en"};
}

void add_skill_add(CLI::App& group, Context& context) {
    auto skill = std::make_shared<Skill>();
    auto* command = group.add_subcommand("add", "Add a skill that queues can need and agents can hold\n新增技能");
    command->add_option("key", skill->key, "Short name in commands: a-z, 0-9, hyphen\n技能代码")->required();
    command->add_option("--name-zh", skill->name_zh, "Chinese name\n中文名称")->required();
    command->add_option("--name-en", skill->name_en, "English name\n英文名称")->required();
    context.on_registry(*command, [&context, skill](Registry& registry) -> Outcome {
        const auto added = registry.add_skill(*skill);
        if (!added) return std::unexpected(added.error());
        context.print({.columns = skill_columns(), .rows = {skill_row(*added)}, .single = true});
        return {};
    });
}

void add_skill_remove(CLI::App& group, Context& context) {
    auto key = std::make_shared<std::string>();
    auto* command =
        group.add_subcommand("remove", "Give up a skill that no queue asks for; agents lose it\n删除无队列需要的技能");
    command->add_option("key", *key, "Its short name\n技能代码")->required();
    context.on_registry(*command, [key](Registry& registry) -> Outcome {
        if (const auto removed = registry.remove_skill(*key); !removed) return std::unexpected(removed.error());
        return {};
    });
}

void add_skill_list(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand("list", "List all skills\n列出所有技能");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto skills = registry.skills();
        if (!skills) return std::unexpected(skills.error());
        Table table{.columns = skill_columns(), .rows = {}};
        for (const auto& skill : *skills)
            table.rows.push_back(skill_row(skill));
        context.print(table);
        return {};
    });
}

std::vector<std::string> columns() {
    return {"id",           "shop",          "topic",       "title_zh", "title_en", "skills", "answer_target_ms",
            "idle_warn_ms", "idle_close_ms", "waiting_max", "open",     "routing"};
}

std::vector<Cell> row(const v1::QueueConfig& queue, const SkillNames& names, const definitions::Words& words) {
    return {std::uint64_t{queue.id()},
            std::uint64_t{queue.shop()},
            queue.topic(),
            queue.title_zh(),
            queue.title_en(),
            names.of(queue.skills()),
            std::uint64_t{queue.answer_target_ms()},
            std::uint64_t{queue.idle_warn_ms()},
            std::uint64_t{queue.idle_close_ms()},
            std::uint64_t{queue.waiting_max()},
            queue.open(),
            words.routing(queue)};
}

Outcome print(Context& context, Registry& registry, const std::vector<v1::QueueConfig>& queues, bool single) {
    if (queues.empty()) {
        context.print({.columns = columns(), .rows = {}});
        return {};
    }
    const auto shop = registry.shop(queues.front().shop());
    if (!shop) return std::unexpected(shop.error());
    const auto names = SkillNames::load(registry);
    if (!names) return std::unexpected(names.error());
    const auto known = known_names(registry, shop->pool);
    if (!known) return std::unexpected(known.error());
    const definitions::Words words(*known);
    Table table{.columns = columns(), .rows = {}, .single = single};
    for (const auto& queue : queues)
        table.rows.push_back(row(queue, *names, words));
    context.print(table);
    return {};
}

// What `add` and `set` have in common; only what is given is changed.
struct QueueOptions {
    std::uint32_t id = 0;
    std::uint32_t shop = 0;
    std::optional<std::string> topic;
    std::optional<std::string> title_zh;
    std::optional<std::string> title_en;
    std::vector<std::string> skills;
    bool no_skills = false;
    std::optional<std::uint32_t> answer_target_ms;
    std::optional<std::uint32_t> idle_warn_ms;
    std::optional<std::uint32_t> idle_close_ms;
    std::optional<std::uint32_t> waiting_max;
    std::optional<bool> open;
};

void add_options(CLI::App& command, QueueOptions& options) {
    add_list(command, "--skill", options.skills,
             "Needed skill with its least level, e.g. delivery:3; repeatable\n所需技能");
    add_duration(command, "--answer-target", options.answer_target_ms,
                 "Wait within which a chat wants its agent\n应答目标");
    add_duration(command, "--idle-warn", options.idle_warn_ms,
                 "Silent shoppers are asked after this; 0 = never\n静默提醒");
    add_duration(command, "--idle-close", options.idle_close_ms, "And closed after this; 0 = never\n静默关闭");
    command.add_option("--waiting-max", options.waiting_max, "Most chats that may wait; 0 = no bound\n最多排队数");
    command.add_option("--open", options.open, "yes or no: takes new chats\n是否接受新会话");
}

Outcome apply(const QueueOptions& options, Registry& registry, v1::QueueConfig& queue) {
    if (options.topic) queue.set_topic(*options.topic);
    if (options.title_zh) queue.set_title_zh(*options.title_zh);
    if (options.title_en) queue.set_title_en(*options.title_en);
    if (options.answer_target_ms) queue.set_answer_target_ms(*options.answer_target_ms);
    if (options.idle_warn_ms) queue.set_idle_warn_ms(*options.idle_warn_ms);
    if (options.idle_close_ms) queue.set_idle_close_ms(*options.idle_close_ms);
    if (options.waiting_max) queue.set_waiting_max(*options.waiting_max);
    if (options.open) queue.set_open(*options.open);
    if (options.skills.empty() && !options.no_skills) return {};
    auto skills = parse_skills(registry, options.skills);
    if (!skills) return std::unexpected(skills.error());
    queue.clear_skills();
    for (auto& skill : *skills)
        *queue.add_skills() = std::move(skill);
    return {};
}

void add_queue_add(CLI::App& group, Context& context) {
    auto options = std::make_shared<QueueOptions>();
    auto* command = group.add_subcommand("add", "Add a queue: a topic of a shop\n新增队列（店铺的一个主题）");
    command->add_option("--shop", options->shop, "Id of the shop\n店铺编号")->required();
    command->add_option("--topic", options->topic, "Name in the shop's page: a-z, 0-9, hyphen\n主题代码")->required();
    command->add_option("--title-zh", options->title_zh, "Chinese title\n中文标题")->required();
    command->add_option("--title-en", options->title_en, "English title\n英文标题")->required();
    add_options(*command, *options);
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        v1::QueueConfig queue;
        queue.set_shop(options->shop);
        queue.set_answer_target_ms(60'000);
        queue.set_idle_warn_ms(180'000);
        queue.set_idle_close_ms(120'000);
        queue.set_open(true);
        if (auto good = apply(*options, registry, queue); !good) return good;
        const auto added = registry.add_queue(queue);
        if (!added) return refuse(added.error(), list_hint);
        return print(context, registry, {*added}, true);
    });
}

void add_queue_list(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand("list", "List the pool's queues\n列出队列");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        const auto queues = registry.queues(*pool);
        if (!queues) return std::unexpected(queues.error());
        return print(context, registry, *queues, false);
    });
}

void add_queue_show(CLI::App& group, Context& context) {
    auto id = std::make_shared<std::uint32_t>(0);
    auto* command = group.add_subcommand("show", "Print one queue with what it asks for\n显示一个队列的全部设置");
    command->add_option("id", *id, "Id of the queue\n队列编号")->required();
    context.on_registry(*command, [&context, id](Registry& registry) -> Outcome {
        const auto queue = registry.queue(*id);
        if (!queue) return refuse(queue.error(), list_hint);
        return print(context, registry, {*queue}, true);
    });
}

void add_queue_set(CLI::App& group, Context& context) {
    auto options = std::make_shared<QueueOptions>();
    auto* command = group.add_subcommand("set", "Change what is given, keep the rest\n修改队列");
    command->add_option("id", options->id, "Id of the queue\n队列编号")->required();
    command->add_option("--topic", options->topic, "Name in the shop's page: a-z, 0-9, hyphen\n主题代码");
    command->add_option("--title-zh", options->title_zh, "Chinese title\n中文标题");
    command->add_option("--title-en", options->title_en, "English title\n英文标题");
    add_options(*command, *options);
    command->add_flag("--no-skills", options->no_skills, "Need no skill\n不需要技能");
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        auto queue = registry.queue(options->id);
        if (!queue) return refuse(queue.error(), list_hint);
        if (auto good = apply(*options, registry, *queue); !good) return good;
        const auto updated = registry.update_queue(*queue);
        if (!updated) return refuse(updated.error(), list_hint);
        return print(context, registry, {*updated}, true);
    });
}

}  // namespace

void add_skill_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("skill", "Skills that queues need and agents hold\n技能");
    group->require_subcommand(1);
    add_skill_add(*group, context);
    add_skill_remove(*group, context);
    add_skill_list(*group, context);
}

void add_queue_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("queue", "Queues: the topics of shops\n队列");
    group->require_subcommand(1);
    add_queue_add(*group, context);
    add_queue_list(*group, context);
    add_queue_show(*group, context);
    add_queue_set(*group, context);
}

}  // namespace yunke::ctl
