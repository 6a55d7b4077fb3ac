#!/bin/sh
# Closes what stays writable for every user under a read-only root file system, then becomes the supervisor.
set -e
for folder in /dev/shm /dev/mqueue; do
  if [ -d "$folder" ]; then chmod 0700 "$folder"; fi
done
exec "$@"
