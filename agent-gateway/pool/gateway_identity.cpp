#include "agent-gateway/pool/gateway_identity.hpp"

#include "runtime/random.hpp"

namespace yunke::gateway {

GatewayIdentity::GatewayIdentity(std::string_view name, unsigned thread)
    : prefix_(std::string(name) + "-" + std::to_string(thread) + ".") {
    renew();
}

void GatewayIdentity::renew() {
    if (!used_) return;
    name_ = prefix_ + runtime::random_hex(16);
    ++count_;
    used_ = false;
}

}  // namespace yunke::gateway
