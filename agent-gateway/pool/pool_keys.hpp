// Names of the pool's keys in Redis that a gateway touches. Every key bears the pool's hash tag.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yunke::gateway {

class PoolKeys {
public:
    explicit PoolKeys(std::string_view pool) : tag_("{" + std::string(pool) + "}:") {}

    std::string cmd() const { return tag_ + "cmd"; }
    std::string gateways() const { return tag_ + "gateways"; }
    std::string out(std::string_view gateway) const { return tag_ + "out:" + std::string(gateway); }
    std::string conversation(std::uint64_t id) const { return tag_ + "conv:" + std::to_string(id); }

private:
    std::string tag_;
};

}  // namespace yunke::gateway
