#!/usr/bin/env bash
# Every shell script of the project parses, and shellcheck has nothing to say about it.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

mapfile -t scripts < <(
    find .ci deploy tests web -name node_modules -prune -o -type f -print |
        while read -r file; do
            if [[ $file == *.sh ]] || head -c 64 "$file" | grep -qaE '^#!.*\b(ba)?sh\b'; then echo "$file"; fi
        done
)
((${#scripts[@]} >= 10)) || { echo "only ${#scripts[@]} shell scripts found: ${scripts[*]}" && exit 1; }

failed=0
for script in "${scripts[@]}"; do
    bash -n "$script" || failed=1
done
if command -v shellcheck >/dev/null; then
    # SC1091: files sourced from a folder that is only known at run time. SC2155: no command there can fail.
    shellcheck -x -e SC1091,SC2155 "${scripts[@]}" || failed=1
else
    echo "shellcheck is not installed: only the syntax was checked"
fi
echo "${#scripts[@]} scripts"
exit "$failed"
