// Skills that queues ask for, and groups that agents belong to: rows that are a key and two names.
#include "runtime/registry/database.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

// Where the rows of one kind stand.
struct Kind {
    std::string name;  // in sentences
    std::string table, key_column;
};
const Kind skill_kind{"skill", "skill", "skill_key"};
const Kind group_kind{"group", "agent_group", "group_key"};

template <class Row>
Result<Row> insert(soci::session& sql, const Kind& kind, const Row& row) {
    int taken = 0;
    sql << "SELECT 1 FROM " << kind.table << " WHERE " << kind.key_column << " = :key", soci::use(row.key, "key"),
        soci::into(taken);
    if (taken == 1) return conflict("key", "There is already a " + kind.name + " " + row.key + ".");
    const auto next = next_id(sql, kind.table);
    if (!next) return std::unexpected(next.error());
    const long long id = *next;
    sql << "INSERT INTO " << kind.table << " (id, " << kind.key_column
        << ", name_zh, name_en) VALUES (:id, :key, :zh, :en)",
        soci::use(id, "id"), soci::use(row.key, "key"), soci::use(row.name_zh, "zh"), soci::use(row.name_en, "en");
    auto added = row;
    added.id = *next;
    return added;
}

template <class Row>
Result<Row> update(soci::session& sql, const Kind& kind, const Row& row) {
    const long long id = row.id;
    int taken = 0;
    sql << "SELECT 1 FROM " << kind.table << " WHERE " << kind.key_column << " = :key AND id <> :id",
        soci::use(row.key, "key"), soci::use(id, "id"), soci::into(taken);
    if (taken == 1) return conflict("key", "There is already another " + kind.name + " " + row.key + ".");
    int changed = 0;
    sql << "UPDATE " << kind.table << " SET " << kind.key_column
        << " = :key, name_zh = :zh, name_en = :en WHERE id = :id RETURNING 1",
        soci::use(row.key, "key"), soci::use(row.name_zh, "zh"), soci::use(row.name_en, "en"), soci::use(id, "id"),
        soci::into(changed);
    if (changed == 0) return not_found(kind.name, std::to_string(row.id));
    return row;
}

template <class Row>
std::vector<Row> select_all(soci::session& sql, const Kind& kind) {
    std::vector<Row> rows;
    Row row;
    long long id = 0;
    soci::statement found =
        (sql.prepare << "SELECT id, " << kind.key_column << ", name_zh, name_en FROM " << kind.table << " ORDER BY id",
         soci::into(id), soci::into(row.key), soci::into(row.name_zh), soci::into(row.name_en));
    for_each_row(found, [&] {
        row.id = static_cast<std::uint32_t>(id);
        rows.push_back(row);
    });
    return rows;
}

}  // namespace

Result<Skill> Registry::add_skill(const Skill& skill) {
    if (auto good = check_skill(skill); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) { return insert(sql, skill_kind, skill); });
}

Result<Skill> Registry::update_skill(const Skill& skill) {
    if (auto good = check_skill(skill); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) { return update(sql, skill_kind, skill); });
}

Result<std::vector<Skill>> Registry::skills() {
    return db_->run(Around::nothing, [](soci::session& sql) -> Result<std::vector<Skill>> {
        return select_all<Skill>(sql, skill_kind);
    });
}

Result<Group> Registry::add_group(const Group& group) {
    if (auto good = check_group(group); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) { return insert(sql, group_kind, group); });
}

Result<Group> Registry::update_group(const Group& group) {
    if (auto good = check_group(group); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) { return update(sql, group_kind, group); });
}

Result<std::vector<Group>> Registry::groups() {
    return db_->run(Around::nothing, [](soci::session& sql) -> Result<std::vector<Group>> {
        return select_all<Group>(sql, group_kind);
    });
}

}  // namespace yunke::registry
