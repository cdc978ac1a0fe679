# Installing Debian packages without starting anything. Sourced by deploy/setup, which sets $root.
# shellcheck shell=bash disable=SC2154

policy_file=/usr/sbin/policy-rc.d
policy_saved=/usr/sbin/policy-rc.d.before-yunke
policy_mark='# written by deploy/setup of Yunke, for the time of one installation'

# as_root COMMAND...: directly, or by sudo.
as_root() {
    if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# packages_in GROUP: the names of one section of packages.txt.
packages_in() {
    awk -v want="[$1]" '/^\[/ { here = $1; next } /^[a-z]/ && here == want { print $1 }' "$root/deploy/packages.txt"
}

# not_installed NAME...: those of the names that are not installed.
not_installed() {
    local installed
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | awk '$2 == "installed" { print $1 }' || true)
    comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$installed")
}

# The guard: while it stands, no package starts its service. A guard that was there before comes back afterwards.
forbid_services() {
    if as_root test -e "$policy_file" && ! as_root grep -qF "$policy_mark" "$policy_file"; then
        as_root mv "$policy_file" "$policy_saved"
    fi
    printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" | as_root tee "$policy_file" >/dev/null
    as_root chmod 755 "$policy_file"
}

allow_services() {
    if as_root grep -qsF "$policy_mark" "$policy_file"; then
        as_root rm -f "$policy_file"
    fi
    if as_root test -e "$policy_saved"; then
        as_root mv "$policy_saved" "$policy_file"
    fi
}

# apt_get LOG ARGUMENT...: quietly, into LOG; waits for another apt that is at work.
apt_get() {
    local log=$1
    shift
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}

# twice COMMAND...: a second try after a pause, for networks that stumble.
twice() {
    "$@" && return 0
    say 'that did not work; trying once more in 5 s' '没有成功，5 秒后再试一次'
    sleep 5
    "$@"
}

# A service whose package came with this installation does not start at the next boot either: Yunke starts its own.
keep_services_off() {
    command -v systemctl >/dev/null || return 0
    local service
    for service in "$@"; do
        as_root systemctl disable "$service" >/dev/null 2>&1 || true
    done
}

install_packages() {
    local log
    log=$(mktemp "${TMPDIR:-/tmp}/yunke-setup.XXXXXX.log")
    say "installing $# packages: $*" "正在安装 $# 个软件包：$*"
    trap allow_services EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    forbid_services
    twice apt_get "$log" update || apt_failed "$log" 'apt-get update'
    twice apt_get "$log" install --no-install-recommends "$@" || apt_failed "$log" "apt-get install $*"
    allow_services
    trap - EXIT INT TERM
    rm -f "$log"
}

apt_failed() {
    local log=$1 command=$2
    step_failed "$(in_words 'installing packages' '安装软件包')" \
        "$(grep -E '^(E:|W:|Err:|dpkg: error)' "$log" | tail -n 8 || true)
$(in_words "(all of it: $log)" "（全部输出：$log）")" \
        "$(in_words "see whether this machine reaches its Debian mirror, then run by hand: $command" \
            "请确认本机能访问 Debian 软件源，然后手动运行：$command")"
}
