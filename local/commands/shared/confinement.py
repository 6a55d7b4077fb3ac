"""Prints as JSON the layers that confine programs on this machine, and what is missing: confinement.py SANDBOX_DIR."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from confinement import landlock, layers  # noqa: E402

#: Any user id: the check is only whether programs can run as another user.
UID = 20_001

chosen = layers.select_layers(UID if os.geteuid() == 0 else None, allow_missing=True)
missing = chosen.missing
if missing is None and not landlock.abi():
    # The root file system of the container is read-only, this machine's is not.
    missing = "Programs could write to world-writable folders such as /tmp: no Landlock (Linux 5.13)."
print(json.dumps({"layers": chosen.names(), "missing": missing}))
