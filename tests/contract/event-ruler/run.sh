#!/usr/bin/env bash
# Matches the rules' patterns against the samples by AWS's own event-ruler, which is Java: the same table as
# pattern-samples.test.ts. Needs a JDK and Maven; `--install` installs them by apt-get.
# Exit status 3: they are not there, and nothing was checked.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$root/.local/event-ruler

installed() { command -v java >/dev/null && command -v mvn >/dev/null; }

if ! installed && [ "${1:-}" = --install ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends default-jdk-headless maven; } >/dev/null || true
fi
if ! installed; then
  echo "NOT CHECKED by event-ruler: install a JDK and Maven (default-jdk-headless, maven), or run this as root with --install." >&2
  exit 3
fi

mkdir -p "$work"
if ! mvn -q -B -Dstyle.color=never -f "$here/pom.xml" dependency:build-classpath -Dmdep.outputFile="$work/classpath"; then
  echo "NOT CHECKED by event-ruler: Maven could not fetch it." >&2
  exit 3
fi
cd "$root"
node --import tsx "$here/table.ts" >"$work/table.jsonl"
java -Dstdout.encoding=UTF-8 -cp "$(cat "$work/classpath")" "$here/PatternCheck.java" "$work/table.jsonl"
