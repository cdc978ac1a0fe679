// Queues: the topics of a shop, with what they need and how soon they want to be answered.
#include <map>

#include "runtime/registry/database.hpp"
#include "runtime/registry/outbox.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/routing_rows.hpp"
#include "runtime/registry/skill_rows.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

// A queue's numbers as the database takes and gives them.
struct QueueRow {
    QueueRow() = default;
    explicit QueueRow(const v1::QueueConfig& queue)
        : id(queue.id()),
          shop(queue.shop()),
          topic(queue.topic()),
          title_zh(queue.title_zh()),
          title_en(queue.title_en()),
          answer_target_ms(queue.answer_target_ms()),
          idle_warn_ms(queue.idle_warn_ms()),
          idle_close_ms(queue.idle_close_ms()),
          waiting_max(queue.waiting_max()),
          open(queue.open() ? 1 : 0),
          routing(queue.has_routing() ? to_text(queue.routing()) : "") {}

    Result<v1::QueueConfig> queue() const {
        v1::QueueConfig config;
        config.set_id(static_cast<std::uint32_t>(id));
        config.set_shop(static_cast<std::uint32_t>(shop));
        config.set_topic(topic);
        config.set_title_zh(title_zh);
        config.set_title_en(title_en);
        config.set_answer_target_ms(static_cast<std::uint32_t>(answer_target_ms));
        config.set_idle_warn_ms(static_cast<std::uint32_t>(idle_warn_ms));
        config.set_idle_close_ms(static_cast<std::uint32_t>(idle_close_ms));
        config.set_waiting_max(static_cast<std::uint32_t>(waiting_max));
        config.set_open(open != 0);
        if (routing.empty()) return config;
        if (auto good = from_text(routing, *config.mutable_routing()); !good) return std::unexpected(good.error());
        return config;
    }

    long long id = 0;
    long long shop = 0;
    std::string topic;
    std::string title_zh;
    std::string title_en;
    long long answer_target_ms = 0;
    long long idle_warn_ms = 0;
    long long idle_close_ms = 0;
    long long waiting_max = 0;
    int open = 0;
    std::string routing;
};

// The queues `q` of shops `s` for which `condition` holds; it names the value of `key` as :key.
template <class Key>
Result<std::vector<v1::QueueConfig>> select_queues(soci::session& sql, const std::string& condition, const Key& key) {
    std::vector<v1::QueueConfig> queues;
    std::map<long long, std::size_t> place_of;
    QueueRow row;
    soci::statement rows =
        (sql.prepare << "SELECT q.id, q.shop_id, q.topic, q.title_zh, q.title_en, q.answer_target_ms, q.idle_warn_ms, "
                        "q.idle_close_ms, q.waiting_max, q.is_open, q.routing FROM queue q JOIN shop s ON s.id = "
                        "q.shop_id WHERE "
                     << condition << " ORDER BY q.shop_id, q.id",
         soci::use(key, "key"), soci::into(row.id), soci::into(row.shop), soci::into(row.topic),
         soci::into(row.title_zh), soci::into(row.title_en), soci::into(row.answer_target_ms),
         soci::into(row.idle_warn_ms), soci::into(row.idle_close_ms), soci::into(row.waiting_max), soci::into(row.open),
         soci::into(row.routing));
    Result<void> good;
    for_each_row(rows, [&] {
        auto queue = row.queue();
        if (!queue) good = std::unexpected(queue.error());
        if (!queue) return;
        place_of[row.id] = queues.size();
        queues.push_back(std::move(*queue));
    });
    if (!good) return std::unexpected(good.error());
    long long id = 0;
    long long skill = 0;
    int level = 0;
    soci::statement skills = (sql.prepare << "SELECT l.queue_id, l.skill_id, l.level FROM queue_skill l JOIN queue q "
                                             "ON q.id = l.queue_id JOIN shop s ON s.id = q.shop_id WHERE "
                                          << condition << " ORDER BY l.queue_id, l.place",
                              soci::use(key, "key"), soci::into(id), soci::into(skill), soci::into(level));
    for_each_row(skills, [&] {
        auto* held = queues[place_of.at(id)].add_skills();
        held->set_skill(static_cast<std::uint32_t>(skill));
        held->set_level(static_cast<std::uint32_t>(level));
    });
    return queues;
}

Result<v1::QueueConfig> select_queue(soci::session& sql, std::uint32_t id) {
    auto found = select_queues(sql, "q.id = :key", static_cast<long long>(id));
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return not_found("queue", std::to_string(id));
    return std::move(found->front());
}

Result<std::string> pool_of_shop(soci::session& sql, std::uint32_t shop) {
    const long long id = shop;
    std::string pool;
    sql << "SELECT pool FROM shop WHERE id = :id", soci::use(id, "id"), soci::into(pool);
    if (pool.empty()) return not_found("shop", std::to_string(shop));
    return pool;
}

Result<void> check_topic_free(soci::session& sql, const v1::QueueConfig& queue) {
    const long long id = queue.id();
    const long long shop = queue.shop();
    int taken = 0;
    sql << "SELECT 1 FROM queue WHERE shop_id = :shop AND topic = :topic AND id <> :id", soci::use(shop, "shop"),
        soci::use(queue.topic(), "topic"), soci::use(id, "id"), soci::into(taken);
    if (taken == 0) return {};
    return conflict("topic",
                    "Shop " + std::to_string(shop) + " already has a queue for the topic " + queue.topic() + ".");
}

// Skills stand already, and the queue asks for each that a step lowers: check_queue() says so.
Result<void> check_names(soci::session& sql, const v1::QueueConfig& queue) {
    const auto& routing = queue.routing();
    for (int i = 0; i < routing.groups_size(); ++i) {
        auto good = check_group_stands(sql, "routing.groups[" + std::to_string(i) + "]", routing.groups(i));
        if (!good) return good;
    }
    for (int i = 0; i < routing.relaxations_size(); ++i) {
        const auto& step = routing.relaxations(i);
        if (!step.has_widen_to()) continue;
        const auto field = "routing.relaxations[" + std::to_string(i) + "].widen_to";
        if (auto good = check_group_stands(sql, field, step.widen_to()); !good) return good;
    }
    return {};
}

// The queue itself and all others of its shop; whom it overflows into stands among them.
Result<void> check_way(soci::session& sql, const v1::QueueConfig& queue) {
    if (queue.routing().overflow_queue() == 0) return {};
    const auto others = select_queues(sql, "q.shop_id = :key", static_cast<long long>(queue.shop()));
    if (!others) return std::unexpected(others.error());
    std::vector<v1::QueueConfig> all = {queue};
    for (const auto& other : *others) {
        if (other.id() != queue.id()) all.push_back(other);
    }
    if (const auto good = check_overflows(all); !good) return std::unexpected(good.error().error);
    return {};
}

void insert(soci::session& sql, const QueueRow& row) {
    sql << "INSERT INTO queue (id, shop_id, topic, title_zh, title_en, answer_target_ms, idle_warn_ms, idle_close_ms, "
           "waiting_max, is_open, routing) VALUES (:id, :shop, :topic, :zh, :en, :target, :warn, :close, :waiting, "
           ":open, "
           ":routing)",
        soci::use(row.id, "id"), soci::use(row.shop, "shop"), soci::use(row.topic, "topic"),
        soci::use(row.title_zh, "zh"), soci::use(row.title_en, "en"), soci::use(row.answer_target_ms, "target"),
        soci::use(row.idle_warn_ms, "warn"), soci::use(row.idle_close_ms, "close"),
        soci::use(row.waiting_max, "waiting"), soci::use(row.open, "open"), soci::use(row.routing, "routing");
}

void update(soci::session& sql, const QueueRow& row) {
    sql << "UPDATE queue SET topic = :topic, title_zh = :zh, title_en = :en, answer_target_ms = :target, "
           "idle_warn_ms = :warn, idle_close_ms = :close, waiting_max = :waiting, is_open = :open, routing = :routing "
           "WHERE id = :id",
        soci::use(row.topic, "topic"), soci::use(row.title_zh, "zh"), soci::use(row.title_en, "en"),
        soci::use(row.answer_target_ms, "target"), soci::use(row.idle_warn_ms, "warn"),
        soci::use(row.idle_close_ms, "close"), soci::use(row.waiting_max, "waiting"), soci::use(row.open, "open"),
        soci::use(row.routing, "routing"), soci::use(row.id, "id");
}

void publish(soci::session& sql, const std::string& pool, const v1::QueueConfig& queue, std::uint64_t revision) {
    v1::ConfigChange change;
    change.set_revision(revision);
    *change.mutable_queue() = queue;
    write_outbox(sql, pool, change);
}

}  // namespace

Result<v1::QueueConfig> Registry::add_queue(const v1::QueueConfig& queue) {
    auto added = queue;
    added.clear_id();  // whatever it was, it is not that of the queue that chats overflow into
    if (auto good = check_queue(added); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<v1::QueueConfig> {
        const auto pool = pool_of_shop(sql, queue.shop());
        if (!pool) return std::unexpected(pool.error());
        const auto revision = take_revision(sql, *pool);
        if (!revision) return std::unexpected(revision.error());
        const auto id = next_id(sql, "queue");
        if (!id) return std::unexpected(id.error());
        added.set_id(*id);
        if (auto good = check_topic_free(sql, added); !good) return std::unexpected(good.error());
        if (auto good = first_of({check_names(sql, added), check_way(sql, added)}); !good) {
            return std::unexpected(good.error());
        }
        insert(sql, QueueRow(added));
        if (auto good = write_skills(sql, "queue", *id, added.skills()); !good) return std::unexpected(good.error());
        publish(sql, *pool, added, *revision);
        return added;
    });
}

Result<v1::QueueConfig> Registry::update_queue(const v1::QueueConfig& queue) {
    if (auto good = check_queue(queue); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<v1::QueueConfig> {
        const auto stored = select_queue(sql, queue.id());
        if (!stored) return stored;
        if (stored->shop() != queue.shop()) return invalid("shop", "cannot change; add a queue to the other shop.");
        const auto pool = pool_of_shop(sql, queue.shop());
        if (!pool) return std::unexpected(pool.error());
        const auto revision = take_revision(sql, *pool);
        if (!revision) return std::unexpected(revision.error());
        if (auto good = check_topic_free(sql, queue); !good) return std::unexpected(good.error());
        if (auto good = first_of({check_names(sql, queue), check_way(sql, queue)}); !good) {
            return std::unexpected(good.error());
        }
        update(sql, QueueRow(queue));
        if (auto good = write_skills(sql, "queue", queue.id(), queue.skills()); !good) {
            return std::unexpected(good.error());
        }
        publish(sql, *pool, queue, *revision);
        return queue;
    });
}

Result<v1::QueueConfig> Registry::queue(std::uint32_t id) {
    return db_->run(Around::snapshot, [&](soci::session& sql) { return select_queue(sql, id); });
}

Result<std::vector<v1::QueueConfig>> Registry::queues(std::string_view pool) {
    const std::string name(pool);
    return db_->run(Around::snapshot, [&](soci::session& sql) -> Result<std::vector<v1::QueueConfig>> {
        return select_queues(sql, "s.pool = :key", name);
    });
}

Result<std::vector<v1::QueueConfig>> Registry::queues_of_shop(std::uint32_t shop) {
    return db_->run(Around::snapshot, [&](soci::session& sql) -> Result<std::vector<v1::QueueConfig>> {
        return select_queues(sql, "q.shop_id = :key", static_cast<long long>(shop));
    });
}

}  // namespace yunke::registry
