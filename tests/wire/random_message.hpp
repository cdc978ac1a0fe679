// Fills any protobuf message with random values in every field, so that a round trip that forgets a field is noticed
// without anybody writing the fields down twice.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <random>

namespace yunke::testing {

// Every field is set to a value other than its default; of a oneof, member `choice` (modulo their number). Enumerations
// get a known number, at most `enum_max`.
void fill_random(google::protobuf::Message& message, std::mt19937_64& random, int choice, int enum_max);

}  // namespace yunke::testing
