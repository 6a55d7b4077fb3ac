"""Runs a seccomp program as the kernel would, for either machine: `filter.py MACHINE NUMBER ARGUMENT…` prints the verdict."""

import struct
import sys

sys.path.insert(0, sys.argv[1])
from confinement import seccomp, syscalls  # noqa: E402


def verdict(code: bytes, architecture: int, number: int, arguments: 'list[int]') -> int:
    padded = (arguments + [0] * 6)[:6]
    data = struct.pack('=IIQ6Q', number & 0xFFFFFFFF, architecture, 0, *[one & (1 << 64) - 1 for one in padded])
    steps = [struct.unpack_from('=HBBI', code, at) for at in range(0, len(code), 8)]
    at = value = 0
    while True:
        operation, then, otherwise, operand = steps[at]
        at += 1
        if operation == seccomp.LOAD:
            value = struct.unpack_from('=I', data, operand)[0]
        elif operation == seccomp.RETURN:
            return operand
        else:
            holds = {
                seccomp.JUMP_EQUAL: value == operand,
                seccomp.JUMP_GREATER: value > operand,
                seccomp.JUMP_GREATER_EQUAL: value >= operand,
                seccomp.JUMP_ANY_BIT: value & operand != 0,
            }[operation]
            at += then if holds else otherwise


NAMES = {seccomp.ALLOW: 'allow', seccomp.KILL: 'kill', seccomp.DENY: 'deny', seccomp.ABSENT: 'absent', seccomp.NO_OP: 'no-op', seccomp.NOTIFY: 'notify'}

for machine in ('x86_64', 'aarch64'):
    code = seccomp.program(machine, own_user=True)
    shared = seccomp.program(machine, own_user=False)
    older = seccomp.program(machine, own_user=False, notify_signals=True, deny_truncation=True)
    own = seccomp.AUDIT_ARCH[machine]

    def said(number: int, *arguments: int, architecture: int = own, code: bytes = code) -> str:
        return NAMES[verdict(code, architecture, number, list(arguments))]

    def numbered(name: str, machine: str = machine) -> 'int | None':
        found = {
            **syscalls.DENIED,
            **syscalls.ABSENT,
            **syscalls.CONDITIONAL,
            **syscalls.NO_OP,
            **syscalls.SIGNALS,
            **syscalls.TRUNCATION,
            **syscalls.OPEN_BY_STRUCT,
        }[name]
        return getattr(found, machine)

    denied = [said(numbered(name)) for name in syscalls.DENIED if numbered(name) is not None]
    print(machine, 'denied', *sorted(set(denied)))
    print(machine, 'clone3', said(numbered('clone3')))
    print(machine, 'newest+1', said(syscalls.NEWEST + 1))
    print(machine, 'other machine', said(0, architecture=0x40000003))
    print(machine, 'read', said(0 if machine == 'x86_64' else 63))
    print(
        machine,
        'clone of a thread',
        said(numbered('clone'), 0x3D0F00),
        'of a namespace',
        said(numbered('clone'), 0x10000011),
    )
    modes = [numbered(name) for name in syscalls.NO_OP if numbered(name) is not None]
    print(
        machine,
        'modes and times by a user of its own',
        *sorted({said(number) for number in modes}),
        'by the same user',
        *sorted({said(number, code=shared) for number in modes}),
    )
    print(machine, 'own limits', said(numbered('prlimit64'), 0), 'of others', said(numbered('prlimit64'), 1234))
    print(machine, 'name', said(numbered('prctl'), 15), 'dumpable', said(numbered('prctl'), 4))
    mappings = {'private': 0x22, 'of a file': 0x01, 'shared': 0x21, 'shared and validated': 0x23, 'large': 0x40022}
    said_of = [f'{name} {said(numbered("mmap"), 0, 4096, 3, flags)}' for name, flags in mappings.items()]
    print(machine, 'mapping', ', '.join(said_of))
    commands = {'duplicate': 1030, 'lock': 6, 'lease': 1024, 'watch': 1026}
    print(machine, *(f'{name} {said(numbered("fcntl"), 1, command)}' for name, command in commands.items()))
    print(machine, *(f'{name} {said(numbered("fcntl"), 1, command)}' for name, command in {'own': 8, 'by': 10, 'ex': 15}.items()))
    signals = [numbered(name) for name in syscalls.SIGNALS]
    print(machine, 'signals', *sorted({said(one) for one in signals}), *sorted({said(one, code=older) for one in signals}))
    paths = [numbered(name) for name in ('truncate', 'openat2')]
    print(machine, 'by path', *(said(one) for one in paths), *(said(one, code=older) for one in paths))
    opening = {'read': 0, 'write': 1, 'read, truncate': 0x200, 'write, truncate': 0x201, 'both': 0x202, 'neither': 0x203}
    for name, at in (('openat', 2), ('open', 1)):
        if numbered(name) is not None:
            said_of = [f'{flags} {said(numbered(name), *[0] * at, value, code=older)}' for flags, value in opening.items()]
            print(machine, name, '; '.join(said_of))
    print(machine, 'window size', said(numbered('ioctl'), 1, 0x5413), 'flags', said(numbered('ioctl'), 1, 0x40086602))
print('x86_64 x32', NAMES[verdict(seccomp.program('x86_64', own_user=True), seccomp.AUDIT_ARCH['x86_64'], 0x40000001, [])])
