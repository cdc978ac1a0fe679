# Whose files these are. Sourced by deploy/run and tests/run, which set $root.
# shellcheck shell=bash disable=SC2153,SC2154

# Under sudo only apt needs root: everything after it runs as the person who typed the command, so that build/ and
# var/ stay theirs. Replaces this process; does nothing when not under sudo or when the checkout is not that person's.
become_owner() {
    ((EUID == 0)) && [[ -n ${SUDO_UID:-} && ${SUDO_UID:-0} -ne 0 ]] || return 0
    [[ $(stat -c %u "$root") == "$SUDO_UID" ]] || return 0
    local uid=$SUDO_UID gid=$SUDO_GID home user
    user=$(id -nu "$uid")
    home=$(getent passwd "$uid" | cut -d: -f6)
    exec setpriv --reuid "$uid" --regid "$gid" --init-groups -- \
        env -u SUDO_UID -u SUDO_GID -u SUDO_USER -u SUDO_COMMAND \
        HOME="$home" USER="$user" LOGNAME="$user" "$@"
}

# An earlier run as root may have left files that this person cannot replace.
require_writable() {
    local folder=$1
    if [[ ! -e $folder || -w $folder ]]; then return 0; fi
    refuse "$folder belongs to $(stat -c %U "$folder"), so you cannot build there. Give it back to yourself: \
sudo chown -R $(id -un) '$folder'" \
        "$folder 属于 $(stat -c %U "$folder")，你无法在其中构建。请先取回：sudo chown -R $(id -un) '$folder'"
}
