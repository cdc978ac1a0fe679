# Building programs and web pages. Sourced by deploy/run and tests/run, which set $root.
# shellcheck shell=bash disable=SC2154

programs=(yunke-gateway yunke-dispatcher yunke-ledger yunke-swarm yunkectl)

# ccache keeps what was compiled; 5 GB hold the release build and both sanitizers' several times over. The sloppiness
# is what compiling with precompiled headers asks for (ccache's manual, "Precompiled headers").
remember_compilations() {
    export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G}
    export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros,include_file_mtime,include_file_ctime}
    # tests/run compiles with it, deploy/run without: what passed without a warning is the same either way.
    export CCACHE_IGNOREOPTIONS=-Werror
    # Another checkout of the same sources finds what this one compiled.
    export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
    if [[ -z ${CCACHE_DIR:-} && ! -w ${HOME:-/nonexistent} ]]; then
        export CCACHE_DIR=$root/build/ccache
    fi
}

# One compilation of this project takes up to 1.5 GB: more at once than fit into memory would be slower, not faster.
jobs_that_fit() {
    local cores megabytes fit
    cores=$(nproc)
    megabytes=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
    fit=$((megabytes / 1500))
    ((fit < 1)) && fit=1
    echo $((fit < cores ? fit : cores))
}

# One build at a time in one checkout; the second waits. Descriptor 8 holds the lock until build_ends.
build_begins() {
    mkdir -p "$root/build"
    require_writable "$root/build"
    exec 8<"$root/CMakeLists.txt"
    if ! flock -n 8; then
        say 'another build of this checkout is at work; waiting for it' '本目录正在进行另一次构建，等待其完成'
        flock 8
    fi
}

build_ends() {
    exec 8<&-
}

# A build folder that came along with a moved or copied checkout still points to the old place.
forget_moved_build() {
    local folder=$1 home
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$folder/CMakeCache.txt" 2>/dev/null || true)
    if [[ -n $home && $home != "$root" ]]; then
        say "this checkout stood at $home before; building it anew" "本目录原来位于 $home，重新构建"
        rm -rf "$folder"
    fi
}

# configure PRESET [OPTION...]
configure() {
    local preset=$1 log
    shift
    log=$root/build/configure-$preset.log
    forget_moved_build "$root/build/$preset"
    require_writable "$root/build/$preset"
    if ! (cd "$root" && cmake --preset "$preset" "$@") >"$log" 2>&1; then
        step_failed "$(in_words "configuring the build ($preset)" "配置构建（$preset）")" \
            "$(grep -A 8 -E 'CMake Error|FATAL' "$log" | head -n 20 || tail -n 20 "$log")" \
            "$(in_words "all of it stands in $log; after a change of libraries, remove $root/build/$preset and start again" \
                "全部输出在 $log；若更换过库，请删除 $root/build/$preset 后重试")"
    fi
}

# compile PRESET [TARGET...]
compile() {
    local preset=$1
    shift
    if ! nice ninja -C "$root/build/$preset" -j "$(jobs_that_fit)" "$@"; then
        step_failed "$(in_words "compiling ($preset)" "编译（$preset）")" \
            "$(in_words 'the compiler says it above, after FAILED' '见上方 FAILED 之后的编译器输出')$(disk_hint)" \
            "$(in_words "after a change in the sources: correct it; 'Killed' means that memory ran out: close programs and start \
again, what is built stays" '若改过源码请修正；出现 Killed 表示内存不足，请关闭其他程序后重试，已完成的部分会保留')"
    fi
}

build_programs() {
    say 'building the programs (the first time takes up to 15 minutes)' '正在构建程序（首次最多需要 15 分钟）'
    configure release
    compile release "${programs[@]}"
}

build_web() {
    say 'building the web pages' '正在构建网页'
    local log=$root/build/web.log
    if ! "$root/web/build.sh" >"$log" 2>&1 </dev/null; then
        step_failed "$(in_words 'building the web pages' '构建网页')" "$(tail -n 15 "$log")$(disk_hint)" \
            "$(in_words "all of it stands in $log; if a download failed, see whether this machine reaches the npm registry" \
                "全部输出在 $log；若是下载失败，请确认本机能访问 npm 软件源")"
    fi
}

# A full disk shows itself in many ways; say it when it may be the reason.
disk_hint() {
    local free
    free=$(df -Pm "$root" | awk 'NR == 2 { print $4 }')
    if ((free < 200)); then
        printf '\n%s' "$(in_words "the disk is full: $free MB are free" "磁盘已满：仅剩 $free MB")"
    fi
}

# require_built FOLDER: with --no-build nothing is made, so everything must be there.
require_built() {
    local folder=$1 program missing=()
    for program in python3 redis-server; do
        command -v "$program" >/dev/null || missing+=("$program (deploy/setup)")
    done
    for program in "${programs[@]}"; do
        [[ -x $folder/$program ]] || missing+=("$folder/$program")
    done
    [[ -f $root/build/web/index.html ]] || missing+=("build/web")
    ((${#missing[@]} == 0)) && return 0
    refuse "not built yet: ${missing[*]}. Start without --no-build, or first: deploy/run --build-only" \
        "尚未构建：${missing[*]}。请去掉 --no-build，或先运行 deploy/run --build-only"
}
