#!/usr/bin/env bash
# Installs the servers, and the browser, that tests start for themselves, where this is allowed to: as root, with apt-get. Otherwise, and
# when that fails, it says what is missing and leaves it to the tests to skip themselves, or to fail with CI=true.
set -uo pipefail

# Whether a program is on the PATH, or at one of the further places given.
has() {
  command -v "$1" >/dev/null 2>&1 && return
  local place
  for place in "${@:2}"; do
    [ -x "$place" ] && return
  done
  return 1
}

has_postgres() { has initdb /usr/lib/postgresql/*/bin/initdb /opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb; }
has_redis() { has redis-server /opt/homebrew/bin/redis-server; }
has_chromium() { has chromium || has chromium-browser || has google-chrome "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; }

# A line a server: its package, and the function that finds it.
servers="
postgresql has_postgres
redis-server has_redis
chromium has_chromium
"

missing() {
  while read -r package found; do
    [ -z "$package" ] || "$found" || echo "$package"
  done <<<"$servers"
}

packages=$(missing)
[ -n "$packages" ] || exit 0

if [ "$(id -u)" -eq 0 ] && has apt-get; then
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # A word a package.
  install() { apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 </dev/null; }
  install || { apt-get update -qq >/dev/null 2>&1 </dev/null && install; }
fi

packages=$(missing)
[ -z "$packages" ] || echo "Missing on this machine, and not installed: $(echo $packages). Tests that need them do not run."
exit 0
