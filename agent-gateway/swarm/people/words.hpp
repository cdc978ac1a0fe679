// What simulated people say where no dialogue tells: an agent whose shopper is a real person, comments on ratings,
// notes for colleagues. By language; everything that is not Chinese gets English.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yunke::swarm::words {

bool is_chinese(std::string_view language);

// Replies in their order, begun anew after the last.
std::string reply(std::string_view language, std::size_t turn);
std::string message_reply(std::string_view language);  // to a message that was left
std::string transfer_note(std::string_view language);
std::string comment(std::string_view language, std::size_t choice, unsigned stars);
std::string contact(std::size_t choice);

}  // namespace yunke::swarm::words
