// Names of proto/ as people and pages read them. Called by yunkectl and the gateway's ArchiveApi.
#pragma once

#include <string>

namespace yunke::archive {

// "MESSAGE_LEFT" as "message-left"; empty for the value that stands for nothing.
std::string plain_name(std::string name);

}  // namespace yunke::archive
