#!/usr/bin/env bash
# Every C++ source is laid out as .clang-format says. To mend: tests/tidy/layout.sh --fix
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

mode=(--dry-run -Werror)
[[ ${1:-} == --fix ]] && mode=(-i)
mapfile -t sources < <(git ls-files -co --exclude-standard '*.cpp' '*.hpp')
((${#sources[@]} >= 200)) || { echo "only ${#sources[@]} sources found" && exit 1; }
clang-format-19 "${mode[@]}" "${sources[@]}"
echo "${#sources[@]} sources"
