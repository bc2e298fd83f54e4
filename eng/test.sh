#!/usr/bin/env bash
# Builds and runs every test, and ends with "N passed, N failed" (and ", N skipped" when some were).
# Usage: eng/test.sh [--no-build] [arguments for dotnet test, such as --filter …]
# With CI=true a test that cannot run here fails instead of being skipped.
set -uo pipefail
cd "$(dirname "$0")/.."

configuration=${CONFIGURATION:-Release}
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

eng/install-servers.sh

if [ "${1:-}" = "--no-build" ]; then
  shift
else
  dotnet build SessionManager.sln -c "$configuration" -v quiet --nologo || { echo "0 passed, 1 failed"; exit 1; }
fi

status=0
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  echo "== $name"
  dotnet test "$project" -c "$configuration" --no-build --nologo \
    --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
    --blame-hang-timeout 5m "$@" || status=1
  # A run that ended before it wrote its results must not pass for one without tests.
  [ -f "$results/$name.trx" ] || { echo "No results of $name."; status=1; }
done

# dotnet test prints a line a project: the sum comes from the counters of the result files.
counter() { cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ n += $1 } END { print n + 0 }'; }
total=$(counter total); passed=$(counter passed); executed=$(counter executed)
failed=$((executed - passed)); skipped=$((total - executed))
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$total" -eq 0 ]; then status=1; failed=1; fi
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
exit "$status"
