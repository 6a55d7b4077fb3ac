"""Interprets the seccomp filters of both machines and prints their actions: `filter.py SANDBOX_DIR`."""

import struct
import sys

sys.path.insert(0, sys.argv[1])
from confinement import seccomp, syscalls  # noqa: E402


def run_filter(code: bytes, architecture: int, number: int, arguments: 'list[int]') -> int:
    padded = (arguments + [0] * 6)[:6]
    data = struct.pack('=IIQ6Q', number & 0xFFFFFFFF, architecture, 0, *[argument & (1 << 64) - 1 for argument in padded])
    steps = [struct.unpack_from('=HBBI', code, at) for at in range(0, len(code), 8)]
    at = value = 0
    while True:
        operation, jump_true, jump_false, operand = steps[at]
        at += 1
        if operation == seccomp.LOAD:
            value = struct.unpack_from('=I', data, operand)[0]
        elif operation == seccomp.RETURN:
            return operand
        else:
            is_true = {
                seccomp.JUMP_EQUAL: value == operand,
                seccomp.JUMP_GREATER: value > operand,
                seccomp.JUMP_GREATER_EQUAL: value >= operand,
                seccomp.JUMP_ANY_BIT: value & operand != 0,
            }[operation]
            at += jump_true if is_true else jump_false


NAMES = {seccomp.ALLOW: 'allow', seccomp.KILL: 'kill', seccomp.DENY: 'deny', seccomp.ABSENT: 'absent', seccomp.NO_OP: 'no-op', seccomp.NOTIFY: 'notify'}

for machine in ('x86_64', 'aarch64'):
    code = seccomp.build_filter(machine, own_user=True)
    shared = seccomp.build_filter(machine, own_user=False)
    older = seccomp.build_filter(machine, own_user=False, notify_signals=True, deny_truncation=True)
    own = seccomp.AUDIT_ARCH[machine]

    def action(number: int, *arguments: int, architecture: int = own, code: bytes = code) -> str:
        return NAMES[run_filter(code, architecture, number, list(arguments))]

    def number_of(name: str, machine: str = machine) -> 'int | None':
        numbers = {
            **syscalls.DENIED,
            **syscalls.ABSENT,
            **syscalls.CONDITIONAL,
            **syscalls.NO_OP,
            **syscalls.SIGNALS,
            **syscalls.TRUNCATION,
            **syscalls.OPEN_BY_STRUCT,
        }[name]
        return getattr(numbers, machine)

    denied = [action(number_of(name)) for name in syscalls.DENIED if number_of(name) is not None]
    print(machine, 'denied', *sorted(set(denied)))
    print(machine, 'clone3', action(number_of('clone3')))
    print(machine, 'newest+1', action(syscalls.NEWEST + 1))
    print(machine, 'other machine', action(0, architecture=0x40000003))
    print(machine, 'read', action(0 if machine == 'x86_64' else 63))
    print(
        machine,
        'clone of a thread',
        action(number_of('clone'), 0x3D0F00),
        'of a namespace',
        action(number_of('clone'), 0x10000011),
    )
    modes = [number_of(name) for name in syscalls.NO_OP if number_of(name) is not None]
    print(
        machine,
        'modes and times by a separate user',
        *sorted({action(number) for number in modes}),
        'by the same user',
        *sorted({action(number, code=shared) for number in modes}),
    )
    print(machine, 'own limits', action(number_of('prlimit64'), 0), 'of others', action(number_of('prlimit64'), 1234))
    print(machine, 'name', action(number_of('prctl'), 15), 'dumpable', action(number_of('prctl'), 4))
    mappings = {'private': 0x22, 'of a file': 0x01, 'shared': 0x21, 'shared and validated': 0x23, 'large': 0x40022}
    actions = [f'{name} {action(number_of("mmap"), 0, 4096, 3, flags)}' for name, flags in mappings.items()]
    print(machine, 'mapping', ', '.join(actions))
    commands = {'duplicate': 1030, 'lock': 6, 'lease': 1024, 'watch': 1026}
    print(machine, *(f'{name} {action(number_of("fcntl"), 1, command)}' for name, command in commands.items()))
    print(machine, *(f'{name} {action(number_of("fcntl"), 1, command)}' for name, command in {'own': 8, 'by': 10, 'ex': 15}.items()))
    signals = [number_of(name) for name in syscalls.SIGNALS]
    print(machine, 'signals', *sorted({action(one) for one in signals}), *sorted({action(one, code=older) for one in signals}))
    paths = [number_of(name) for name in ('truncate', 'openat2')]
    print(machine, 'by path', *(action(one) for one in paths), *(action(one, code=older) for one in paths))
    opening = {'read': 0, 'write': 1, 'read, truncate': 0x200, 'write, truncate': 0x201, 'both': 0x202, 'neither': 0x203}
    for name, at in (('openat', 2), ('open', 1)):
        if number_of(name) is not None:
            actions = [f'{flags} {action(number_of(name), *[0] * at, value, code=older)}' for flags, value in opening.items()]
            print(machine, name, '; '.join(actions))
    print(machine, 'window size', action(number_of('ioctl'), 1, 0x5413), 'flags', action(number_of('ioctl'), 1, 0x40086602))
print('x86_64 x32', NAMES[run_filter(seccomp.build_filter('x86_64', own_user=True), seccomp.AUDIT_ARCH['x86_64'], 0x40000001, [])])
