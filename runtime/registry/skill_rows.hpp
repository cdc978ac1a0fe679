// The child rows that queues and agents have in common: skills with levels. Private to runtime/registry.
#pragma once

#include <string>

#include "runtime/registry/database.hpp"
#include "runtime/registry/types.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {

// Replaces the rows of `owner` (a queue's or agent's id) in `<kind>_skill`. invalid: names a skill that is not there.
template <class Levels>
Result<void> write_skills(soci::session& sql, const std::string& kind, std::uint32_t owner, const Levels& skills) {
    const long long id = owner;
    sql << "DELETE FROM " << kind << "_skill WHERE " << kind << "_id = :owner", soci::use(id, "owner");
    int place = 0;
    for (const v1::SkillLevel& skill : skills) {
        const long long skill_id = skill.skill();
        const int level = static_cast<int>(skill.level());
        int known = 0;
        sql << "SELECT 1 FROM skill WHERE id = :id", soci::use(skill_id, "id"), soci::into(known);
        if (known == 0) return invalid("skills", "names skill " + std::to_string(skill_id) + ", which does not exist.");
        sql << "INSERT INTO " << kind << "_skill (" << kind
            << "_id, place, skill_id, level) VALUES (:owner, :place, :skill, :level)",
            soci::use(id, "owner"), soci::use(place, "place"), soci::use(skill_id, "skill"), soci::use(level, "level");
        ++place;
    }
    return {};
}

}  // namespace yunke::registry
