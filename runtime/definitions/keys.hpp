// The keys of one [[queue]] and one [[agent]] table. Each changes what its table mentions and leaves the rest of the
// message as it is. Private to runtime/definitions.
#pragma once

#include <string>
#include <vector>

#include "runtime/definitions/names.hpp"

namespace yunke::definitions {

// Shop, topic and id are read before, because other queues may name this one.
void read_queue(Reader& reader, const Names& names, v1::QueueConfig& queue);
// Likewise name and id.
void read_agent(Reader& reader, const Names& names, v1::AgentConfig& agent);
void read_pool(Reader& reader, v1::PoolConfig& pool);

void read_skills(Reader& reader, const Names& names, google::protobuf::RepeatedPtrField<v1::SkillLevel>& skills);
// `needs` and `cannot`: names of contents to bits.
std::optional<std::uint32_t> read_contents(Reader& reader, std::string_view key, const std::string& field);
std::vector<std::string> content_names(std::uint32_t bits);

// hours = { utc_offset, open, holidays }; quiet = { utc_offset, spans }. An empty table stands for none.
void read_hours(Reader& reader, const std::string& field, v1::WeekHours& hours);
void read_quiet(Reader& reader, const std::string& field, v1::WeekHours& hours);
// "+08:00"; "Mon-Fri 09:00-18:00"; "2026-10-01".
std::string offset_text(std::int32_t minutes);
std::vector<std::string> span_texts(const v1::WeekHours& hours);
std::vector<std::string> day_texts(const v1::WeekHours& hours);

// By number of Beyond, WrapUpMode and Criterion.
const std::vector<std::string>& beyond_names();
const std::vector<std::string>& wrap_up_names();
const std::vector<std::string>& criterion_names();

}  // namespace yunke::definitions
