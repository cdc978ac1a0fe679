// What one gateway thread is called towards the pool: `<name>-<thread>.<incarnation>`. The incarnation is random, so
// that a gateway that was given up as lost and comes back is another one: what the dispatcher still says or does about
// the old name cannot touch it. Called by Peer (attach), Beat and OutReader. One per thread; not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yunke::gateway {

class GatewayIdentity {
public:
    GatewayIdentity(std::string_view name, unsigned thread);

    const std::string& name() const { return name_; }
    std::uint64_t incarnation() const { return count_; }  // 1, 2, 3 …; tells a reader that its stream has changed

    void attached_something() { used_ = true; }

    // Takes a new incarnation if anything was attached under the present one.
    void renew();

private:
    std::string prefix_;
    std::string name_;
    std::uint64_t count_ = 0;
    bool used_ = true;
};

}  // namespace yunke::gateway
