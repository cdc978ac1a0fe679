#!/usr/bin/env bash
# One fuzz target: its corpus once through (--replay), or a while of fuzzing from it. Called by ctest; prints the one
# command that repeats what was found.
#
# fuzz.sh --program FILE --target NAME --max-len BYTES --work FOLDER --findings FOLDER [--replay]
#
# YUNKE_FUZZ_SECONDS: how long (30). YUNKE_FUZZ_SEED: libFuzzer's seed (0 = another one each time).
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

replay=no
while (($# > 0)); do
    case $1 in
        --program) program=$2 && shift ;;
        --target) target=$2 && shift ;;
        --max-len) max_len=$2 && shift ;;
        --work) work=$2/$target && shift ;;
        --findings) findings=$2/$target && shift ;;
        --replay) replay=yes ;;
        *) echo "fuzz.sh knows no option $1" >&2 && exit 2 ;;
    esac
    shift
done
seeds=$here/corpus/$target
[[ -n $(ls -A "$seeds") ]] || { echo "no seeds in $seeds" && exit 1; }

# A damaged length in a reply makes hiredis ask for a table of up to 16 GB: with calloc, which touches none of it.
export ASAN_OPTIONS=${ASAN_OPTIONS:-allocator_may_return_null=1:detect_stack_use_after_return=1:strict_string_checks=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export ASAN_SYMBOLIZER_PATH=${ASAN_SYMBOLIZER_PATH:-/usr/lib/llvm-19/bin/llvm-symbolizer}

# One input may take 10 s and 2 GB at the most, on a machine that does other things too.
options=(-timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=65536 -max_len="$max_len" -artifact_prefix="$findings/" -print_funcs=0)
[[ -f $here/dictionaries/$target.dict ]] && options+=(-dict="$here/dictionaries/$target.dict")
mkdir -p "$work" "$findings"

status=0
if [[ $replay == yes ]]; then
    "$program" "${options[@]}" -runs=0 "$seeds" || status=$?
else
    seconds=${YUNKE_FUZZ_SECONDS:-30}
    # $work keeps what widened the coverage, so that the next run goes on from there.
    set +e
    nice "$program" "${options[@]}" -max_total_time="$seconds" -seed="${YUNKE_FUZZ_SEED:-0}" -print_final_stats=1 \
        "$work" "$seeds" 2>&1 | sed -u -E '/^#[0-9]+\s+(NEW|REDUCE|RELOAD|pulse)/d; /Recommended dictionary/,/End of recommended/d; /^\[libprotobuf ERROR/d'
    status=${PIPESTATUS[0]}
    set -e
fi
if ((status != 0)); then
    found=$(find "$findings" -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
    echo
    echo "$target: status $status. The input is kept; repeat with:"
    echo "    $program ${found:-$seeds/*}"
    echo "When it is mended, the input becomes a seed:"
    echo "    cp ${found:-FILE} $seeds/"
fi
exit "$status"
