#include "agent-gateway/http/json_body.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "agent-gateway/frames/json_check.hpp"

namespace yunke::gateway {

std::optional<boost::json::object> json_object(const HttpRequest& request) {
    if (json_fault(request.body)) return std::nullopt;
    boost::system::error_code error;
    auto value = boost::json::parse(request.body, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

std::optional<std::string> text_member(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string(value->as_string().data(), value->as_string().size());
}

bool says_json(const HttpRequest& request) {
    const std::string_view type = request.content_type;
    return type == "application/json" || type.starts_with("application/json;") || type.starts_with("application/json ");
}

HttpAnswer registry_error(const registry::Error& error) {
    const auto with_detail = [&](unsigned status, std::string_view zh) {
        const boost::json::value json = {{"error", registry::errc_name(error.code)},
                                         {"field", error.field},
                                         {"message_en", error.message},
                                         {"message_zh", zh}};
        return json_answer(status, boost::json::serialize(json));
    };
    switch (error.code) {
        case registry::Errc::not_found:
            return not_found();
        case registry::Errc::conflict:
            return with_detail(409, "与现有数据冲突。");
        case registry::Errc::invalid:
            return with_detail(422, "有字段不符合要求。");
        case registry::Errc::unavailable:
        case registry::Errc::database:
            return unavailable();
    }
    return unavailable();
}

}  // namespace yunke::gateway
