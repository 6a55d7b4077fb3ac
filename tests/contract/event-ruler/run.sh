#!/usr/bin/env bash
# Runs the table of pattern-samples.test.ts with AWS's own matcher, event-ruler, a Java library. Needs a JDK and Maven;
# `--install` installs them with apt-get. Exit code 3: they are missing, nothing was checked.
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
  echo "NOT CHECKED by event-ruler: Maven could not download it." >&2
  exit 3
fi
cd "$root"
node --import tsx "$here/table.ts" >"$work/table.jsonl"
java -Dstdout.encoding=UTF-8 -cp "$(cat "$work/classpath")" "$here/PatternCheck.java" "$work/table.jsonl"
