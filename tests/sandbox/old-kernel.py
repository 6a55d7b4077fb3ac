"""Runs a command as on a kernel without Landlock and seccomp: old-kernel.py SANDBOX_DIR [--with-seccomp] COMMAND…"""

import os
import sys

sys.path.insert(0, sys.argv[1])
from confinement import kernel, seccomp  # noqa: E402

SECCOMP = {'x86_64': 317, 'aarch64': 277}[kernel.MACHINE]
LANDLOCK_CREATE_RULESET = 444

with_seccomp = sys.argv[2] == '--with-seccomp'
command = sys.argv[3 if with_seccomp else 2 :]
hidden = [LANDLOCK_CREATE_RULESET, *([] if with_seccomp else [SECCOMP])]
absent = [step for number in hidden for step in seccomp._when_equal(number, seccomp.ABSENT)]
code = b''.join([seccomp._instruction(seccomp.LOAD, seccomp.NUMBER), *absent, seccomp._return(seccomp.ALLOW)])
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
seccomp.install(code)
os.execvp(command[0], command)
