// Signs what a shop's script tag carries, with the key that the gateways share. Used by `shop key` and `demo shops`.
#pragma once

#include <string>

#include "dispatcher/ctl/context.hpp"
#include "runtime/tokens.hpp"

namespace yunke::ctl {

class ShopKeySigner {
public:
    // Reads the file that [secrets] token_key_file names.
    static std::expected<ShopKeySigner, Refusal> load(Context& context);

    std::string sign(const registry::Shop& shop) const;

private:
    explicit ShopKeySigner(const runtime::TokenKey& key) : tokens_(key) {}

    runtime::Tokens tokens_;
};

}  // namespace yunke::ctl
