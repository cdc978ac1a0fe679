# Speaking to the person at the terminal, in Chinese or English. Sourced by every command in deploy/ and tests/run.
# shellcheck shell=bash

# True when the person's locale is Chinese.
speaks_chinese() {
    [[ ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} == zh* ]]
}

# in_words ENGLISH CHINESE: the one that suits the person.
in_words() {
    if speaks_chinese; then printf '%s' "$2"; else printf '%s' "$1"; fi
}

# say ENGLISH CHINESE
say() {
    printf 'yunke: %s\n' "$(in_words "$1" "$2")"
}

# refuse ENGLISH CHINESE: says why this cannot be done, and what to do, and ends the command.
refuse() {
    printf 'yunke: %s\n' "$(in_words "$1" "$2")" >&2
    exit 1
}

# step_failed STEP WHY WHAT_TO_DO: each already in the person's language; WHY may have several lines.
step_failed() {
    {
        printf '\nyunke: %s: %s\n' "$(in_words 'this step failed' '这一步失败了')" "$1"
        printf '  %s\n' "$(in_words 'why:' '原因：')"
        printf '    %s\n' "${2//$'\n'/$'\n'    }"
        printf '  %s\n    %s\n' "$(in_words 'what to do:' '怎么办：')" "$3"
    } >&2
    exit 1
}
