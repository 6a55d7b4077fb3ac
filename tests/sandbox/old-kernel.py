"""Runs a command as on a kernel without seccomp and without Landlock: old-kernel.py SANDBOX_DIR COMMAND…"""

import os
import sys

sys.path.insert(0, sys.argv[1])
from confinement import kernel, seccomp  # noqa: E402

SECCOMP = {'x86_64': 317, 'aarch64': 277}[kernel.MACHINE]
LANDLOCK_CREATE_RULESET = 444

absent = [step for number in (SECCOMP, LANDLOCK_CREATE_RULESET) for step in seccomp._when_equal(number, seccomp.ABSENT)]
code = b''.join([seccomp._instruction(seccomp.LOAD, seccomp.NUMBER), *absent, seccomp._verdict(seccomp.ALLOW)])
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
seccomp.install(code)
os.execvp(sys.argv[2], sys.argv[2:])
