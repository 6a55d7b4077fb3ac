#!/bin/sh
# Closes what stays writable for every user under a read-only root file system (/dev/zero, too, gives shared memory that no
# limit counts), and the list of what is in the working folder, forbids core dumps, which would hold what the supervisor
# knows, then becomes the supervisor.
set -e
ulimit -c 0
for folder in /dev/shm /dev/mqueue; do
  if [ -d "$folder" ]; then chmod 0700 "$folder"; fi
done
# the task's memory is a bound all the same: no job fails for it
chmod go-w /dev/zero || echo '/dev/zero stays open.' >&2
chmod 0711 "$WORK_DIR"
exec "$@"
