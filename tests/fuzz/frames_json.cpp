// Text messages of the subprotocol yunke.v1.json.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/frame_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view message(reinterpret_cast<const char*>(data), size);
    yunke::fuzz::check_client_message(yunke::gateway::Encoding::json, message);
    return 0;
}
