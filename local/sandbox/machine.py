"""Prints as JSON which layers confine a program on this machine, and what is missing: machine.py SANDBOX_DIR."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from confinement import landlock, layers  # noqa: E402

#: Any user will do: only whether there could be one counts.
SOME_USER = 20_001

chosen = layers.select_layers(SOME_USER if os.geteuid() == 0 else None, allow_missing=True)
missing = chosen.missing
if missing is None and not landlock.abi():
    # a container's root file system is read-only, this machine's is not
    missing = 'A program could write to folders that are open to everybody, such as /tmp: no Landlock (Linux 5.13).'
print(json.dumps({'layers': chosen.names(), 'missing': missing}))
