// Binary messages of the subprotocol yunke.v1.protobuf, and the same bytes as a frame on its way out.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/frame_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view message(reinterpret_cast<const char*>(data), size);
    yunke::fuzz::check_client_message(yunke::gateway::Encoding::protobuf, message);
    yunke::fuzz::check_server_bytes(message);
    return 0;
}
