# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What build-aux/run and build-aux/test share.  Sourced; expects $top, the source directory.

: "${top:?}"

say () { printf '==> %s\n' "$*" >&2; }
die () { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
have () { command -v "$1" > /dev/null 2>&1; }

# The comment at the head of the script is its manual.
show_help () { sed -n '/^# usage/,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"; }

as_root () {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        die "this needs root, and there is no sudo: $*"
    fi
}

# packages_for COLUMN PURPOSE...: names from the table, alternatives with their "|".
packages_for () {
    local column=$1
    shift
    awk -v column="$column" -v wanted=" $* " '
        /^[^#]/ && NF >= 3 && index(wanted, " " $1 " ") && $column != "-" && !seen[$column]++ {
            print $column
        }' "$top/build-aux/packages"
}

# Of "a|b" the one installed, else the first the repositories have, else the first.
choose_apt () {
    local name
    for name in ${1//|/ }; do
        ! dpkg-query -W -f '${db:Status-Status}\n' "$name" 2> /dev/null | grep -qx installed ||
            { echo "$name"; return; }
    done
    for name in ${1//|/ }; do
        ! apt-cache show --no-all-versions "$name" > /dev/null 2>&1 || { echo "$name"; return; }
    done
    echo "${1%%|*}"
}

choose_dnf () {
    local name
    for name in ${1//|/ }; do
        ! rpm -q --whatprovides "$name" > /dev/null 2>&1 || { echo "$name"; return; }
    done
    for name in ${1//|/ }; do
        ! dnf -q info "$name" > /dev/null 2>&1 || { echo "$name"; return; }
    done
    echo "${1%%|*}"
}

install_with_apt () {
    local wanted single installed missing=() name
    mapfile -t wanted < <(packages_for 2 "$@")
    single=$(printf '%s\n' "${wanted[@]}" | tr '|' '\n')
    # It fails when it does not know one of them, which is just what is asked.
    # shellcheck disable=SC2086 # a list of names
    installed=$({ dpkg-query -W -f '${Package} ${db:Status-Status}\n' $single 2> /dev/null || true; } |
                    awk '$2 == "installed" { print $1 }')
    for name in "${wanted[@]}"; do
        printf '%s\n' "${name//|/$'\n'}" | grep -qxFf <(printf '%s\n' "$installed") ||
            missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    say "Refreshing apt's package lists"
    as_root apt-get -qq update || say "The lists could not be refreshed; trying with the old ones"
    mapfile -t missing < <(for name in "${missing[@]}"; do choose_apt "$name"; done)
    say "Installing with apt: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get -qq -y --no-install-recommends install "${missing[@]}" > /dev/null ||
        die "apt could not install what is missing (see above)"
}

install_with_dnf () {
    local wanted missing=() name
    mapfile -t wanted < <(packages_for 3 "$@")
    for name in "${wanted[@]}"; do
        name=$(choose_dnf "$name")
        rpm -q --whatprovides "$name" > /dev/null 2>&1 || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing with dnf: ${missing[*]}"
    as_root dnf -y -q --setopt=install_weak_deps=False install "${missing[@]}" ||
        die "dnf could not install what is missing (see above)"
}

# install_missing PURPOSE...: quick when nothing is missing, and needs no network then.
install_missing () {
    if have apt-get && have dpkg-query; then
        install_with_apt "$@"
    elif have dnf && have rpm; then
        install_with_dnf "$@"
    else
        say "Neither apt nor dnf here: build-aux/packages lists what has to be there"
    fi
}

run_purposes () {
    echo "run run-$(uname -m)"
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in zh*) echo run-zh ;; esac
}

# configure DIRECTORY OPTION...: sets a build directory up once; leaves one that fits alone.
configure () {
    local directory=$1
    shift
    if [ ! -f "$directory/build.ninja" ]; then
        say "Configuring ${directory#"$top"/}"
        rm -rf "$directory/meson-private"
        meson setup "$directory" "$top" "$@" > "$directory.log" 2>&1 ||
            { cat "$directory.log" >&2; die "meson setup failed"; }
        mv "$directory.log" "$directory/meson-logs/setup.txt"
    fi
}

# option_is DIRECTORY NAME VALUE: whether a build directory was configured so.
option_is () {
    meson introspect --buildoptions "$1" 2> /dev/null |
        python3 -c 'import json, sys
name, value = sys.argv[1:]
sys.exit(not any(o["name"] == name and str(o["value"]) == value for o in json.load(sys.stdin)))' \
            "$2" "$3"
}
