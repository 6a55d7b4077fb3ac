"""Says which layer this machine lacks to hold a program, or nothing: machine.py SANDBOX_DIR."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from confinement import landlock, layers  # noqa: E402

#: Any user will do: only whether there could be one counts.
SOME_USER = 20_001

try:
    layers.choose(SOME_USER if os.geteuid() == 0 else None, unsafe=False)
except layers.Unconfined as missing:
    print(missing)
else:
    # a container's root file system is read-only, this machine's is not
    if not landlock.abi():
        print('A program could write to folders that are open to everybody, such as /tmp: no Landlock (Linux 5.13).')
