#!/bin/sh
# The first process of the machine: runs the scenarios named on the kernel's command line (scenarios=a,b) by a supervisor
# with the capabilities of a task, and prints their results.
export PATH=/usr/local/bin:/usr/bin:/usr/sbin HOME=/root TMPDIR=/tmp WORK_DIR=/job
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t securityfs security /sys/kernel/security
mount -t devtmpfs dev /dev
mkdir -p /dev/shm
mount -t tmpfs shm /dev/shm
mount -t tmpfs -o mode=1777 tmp /tmp
# A task has separate storage, too.
mount -t tmpfs -o mode=0755,size=800m job /job
busybox ifconfig lo 127.0.0.1 up

echo "machine $(uname -mr), pages of $(getconf PAGE_SIZE) bytes, $(nproc) processors"
echo "security modules $(cat /sys/kernel/security/lsm)"

# The image has compiled modules. These are compiled by the first import, which takes minutes.
python3 -c "
import sys
sys.path[:0] = ['/app/sandbox']
sys.path.append('$(echo /opt/python/lib/python3*/site-packages)')
from forkserver import preload
preload.set_environment('/tmp')
preload.import_libraries()
import interpreter, runtime
preload.import_package(interpreter)
preload.import_package(runtime)
"
# The root file system of a task is read-only, with its /tmp: without Landlock a program may write to any other.
umount /tmp
mount -o remount,ro / || echo 'The root file system could not be made read-only.'

scenarios=$(sed -n 's/.*scenarios=\([^ ]*\).*/\1/p' /proc/cmdline)
for name in $(echo "$scenarios" | tr ',' ' '); do
  echo "scenario $name"
  TMPDIR=/job setpriv --bounding-set=-all,+chown,+kill,+setgid,+setuid --inh-caps=-all \
    sh /app/entrypoint.sh node --optimize-for-size /app/supervise.cjs "/app/$name/scenario.json" ||
    echo "The supervisor ended with $?."
done
busybox poweroff -f
