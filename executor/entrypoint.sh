#!/bin/sh
# Disables core dumps, which could have secrets of the supervisor, restricts what is still world-writable under a read-only
# root file system (/dev/zero gives shared memory that no limit counts), and starts the supervisor.
set -e
ulimit -c 0
for folder in /dev/shm /dev/mqueue; do
  if [ -d "$folder" ]; then chmod 0700 "$folder"; fi
done
# not fatal, because the task's memory is limited anyway
chmod go-w /dev/zero || echo '/dev/zero could not be made read-only.' >&2
# programs must not list the folder
chmod 0711 "$WORK_DIR"
exec "$@"
