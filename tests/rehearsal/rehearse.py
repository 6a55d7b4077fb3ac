"""Deploys the templates to moto's CloudFormation and reads each resource back: `npm run rehearse`.

Two stacks are created in one account, one with defaults and one with every option, and a third is updated from the
templates of an earlier commit. moto is an emulator by others than the one of the local system, with other gaps.
"""

import sys
import time
import warnings

from emulator import running_emulator
from options import ALL_OPTIONS, ANONYMOUS, DEFAULTS, OTHER_ZONES
from readback import Readback, properties_of
from replacements import replacements
from resources import BY_TYPE, Stub
from stack import ROOT, checkout, deploy, templates_of, upload
from unread import UNREAD

#: The update starts from the templates of this commit.
BASE = 'bc9839dd00992b1dc5689b28582ce940ae2f665b'


def print_limits() -> None:
    print('Stubs, because moto lacks the service. Only their requests are checked:')
    for name, resource in sorted(BY_TYPE.items()):
        if issubclass(resource, Stub):
            print(f'  {name}: {resource.reason}')
    print('Created by the API of their service, because moto’s CloudFormation lacks this:')
    for name, resource in sorted(BY_TYPE.items()):
        if resource.lacks and not issubclass(resource, Stub):
            print(f'  {name}: {resource.lacks}')
    print('Not read back:')
    for (name, path), reason in sorted(UNREAD.items()):
        print(f'  {name} {path}: {reason}')


def main() -> int:
    warnings.simplefilter('ignore')
    began = time.monotonic()
    print_limits()
    readback = Readback()
    with running_emulator() as services:
        current = templates_of(ROOT, 'packages')
        base = templates_of(checkout(BASE), 'packages-of-base')
        for templates in (current, base):
            upload(services, templates)
        for name, options in (('code-interpreter', DEFAULTS), ('Second-Stack', OTHER_ZONES)):
            readback.check(f'{name}, created', deploy(services, 'create_stack', name, current, options))
            print(f'{name} is created after {time.monotonic() - began:.1f} s.')
        former = properties_of(deploy(services, 'create_stack', 'updated', base, ALL_OPTIONS))
        updated = deploy(services, 'update_stack', 'updated', current, ANONYMOUS)
        readback.check(f'updated from {BASE[:7]}', updated)
        problems = [*readback.problems, *replacements(former, updated), *readback.stale()]
    for problem in problems:
        print(f'✗ {problem}')
    print(
        f'{readback.resources} resources are read back and {readback.stubs} are stubs. The comparison notices '
        f'{readback.changes} changes of single properties. {time.monotonic() - began:.1f} s'
    )
    print(f'Tests: {readback.changes} passed, {len(problems)} failed')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
