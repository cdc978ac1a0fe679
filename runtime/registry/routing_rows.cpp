#include "runtime/registry/routing_rows.hpp"

#include <google/protobuf/util/json_util.h>

#include <sstream>

#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

std::unexpected<Error> newer() {
    return conflict("",
                    "The database holds routing settings that this program does not know; start the program that wrote "
                    "them, or a newer one.");
}

}  // namespace

std::string to_text(const google::protobuf::Message& message) {
    std::string text;
    const auto printed = google::protobuf::util::MessageToJsonString(message, &text);
    if (!printed.ok()) throw std::logic_error("a checked message has no JSON: " + printed.ToString());
    return text;
}

Result<void> from_text(const std::string& text, google::protobuf::Message& message) {
    if (google::protobuf::util::JsonStringToMessage(text, &message).ok()) return {};
    return newer();
}

std::string criteria_text(const v1::PoolConfig& config) {
    std::string text;
    for (const auto criterion : config.order())
        text.append(text.empty() ? "" : ",").append(v1::Criterion_Name(static_cast<v1::Criterion>(criterion)));
    return text;
}

Result<void> read_criteria(const std::string& text, v1::PoolConfig& config) {
    std::istringstream names(text);
    for (std::string name; std::getline(names, name, ',');) {
        v1::Criterion criterion{};
        if (!v1::Criterion_Parse(name, &criterion)) return newer();
        config.add_order(criterion);
    }
    return {};
}

Result<void> check_group_stands(soci::session& sql, const std::string& field, std::uint32_t group) {
    const long long id = group;
    int known = 0;
    sql << "SELECT 1 FROM agent_group WHERE id = :id", soci::use(id, "id"), soci::into(known);
    if (known == 1) return {};
    return invalid(field, "names group " + std::to_string(group) + ", which does not exist.");
}

Result<void> check_shops_stand(soci::session& sql, const std::string& pool, const std::string& field,
                               const google::protobuf::RepeatedField<std::uint32_t>& shops) {
    for (int i = 0; i < shops.size(); ++i) {
        const long long id = shops[i];
        int known = 0;
        sql << "SELECT 1 FROM shop WHERE id = :id AND pool = :pool", soci::use(id, "id"), soci::use(pool, "pool"),
            soci::into(known);
        if (known == 1) continue;
        return invalid(field + "[" + std::to_string(i) + "]",
                       "names shop " + std::to_string(shops[i]) + ", which is not in the pool " + pool + ".");
    }
    return {};
}

}  // namespace yunke::registry
