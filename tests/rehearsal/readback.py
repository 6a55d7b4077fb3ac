"""Reads the resources of a stack by the APIs of their services and compares them with the template."""

from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from comparison import Path, differences, mutations
from expectation import StackExpectation
from resources import BY_TYPE, Stub
from unread import UNREAD

STACK = 'AWS::CloudFormation::Stack'


def properties_of(stack: StackExpectation, prefix: str = '') -> dict[str, dict[str, Any]]:
    """The resources of a stack and its nested stacks: path → type and properties."""
    resources = {}
    for logical_id in stack.wanted():
        template = stack.template['Resources'][logical_id]
        path = f'{prefix}{logical_id}'
        resources[path] = {**template, 'Properties': stack.properties(logical_id), 'Id': stack.physical_ids[logical_id]}
        if logical_id in stack.nested:
            resources |= properties_of(stack.nested[logical_id], f'{path}/')
    return resources


def policies_of(stack: StackExpectation, role: str) -> set[str]:
    """Names of the policies that separate resources give to a role."""
    policies = [name for name in stack.wanted() if stack.template['Resources'][name]['Type'] == 'AWS::IAM::Policy']
    properties = [stack.properties(name) for name in policies]
    return {one['PolicyName'] for one in properties if role in one['Roles']}


@dataclass
class Readback:
    """Results of all stacks."""

    problems: list[str] = field(default_factory=list)
    resources: int = 0
    stubs: int = 0
    #: Changes of single properties that the comparison noticed.
    changes: int = 0
    #: Entries of UNREAD that a template has, and those of them that differed.
    met: set[tuple[str, str]] = field(default_factory=set)
    differed: set[tuple[str, str]] = field(default_factory=set)

    def check(self, title: str, stack: StackExpectation) -> None:
        """Checks a stack and its nested stacks: their resources, outputs and the properties of each resource."""
        wanted, existing = set(stack.wanted()), set(stack.physical_ids)
        for logical_id in wanted ^ existing:
            trouble = 'is missing' if logical_id in wanted else 'should be missing, because its condition is false'
            self.problems.append(f'{title}: {logical_id} {trouble}.')
        [found] = stack.services.call('cloudformation', 'describe_stacks', StackName=stack.stack_name)['Stacks']
        outputs = {one['OutputKey']: one['OutputValue'] for one in found.get('Outputs', [])}
        for path, text in differences(stack.outputs(), outputs):
            self.problems.append(f'{title}: output {path[0]} {text}.')
        for logical_id in sorted(wanted & existing):
            self._check_resource(title, stack, logical_id)
        for logical_id, nested in stack.nested.items():
            self.check(f'{title}, {logical_id}', nested)

    def _check_resource(self, title: str, stack: StackExpectation, logical_id: str) -> None:
        name = stack.template['Resources'][logical_id]['Type']
        resource = BY_TYPE.get(name)
        if resource is None:
            raise SystemExit(
                f'{logical_id} of type {name} is not read back. Add the type to tests/rehearsal/resources.'
            )
        if issubclass(resource, Stub):
            self.stubs += 1
            return
        self.resources += 1
        expected = stack.properties(logical_id)
        try:
            actual = resource.read(stack.services, stack.physical_ids[logical_id])
        except ClientError as error:
            self.problems.append(f'{title}: {logical_id} ({name}) cannot be read: {error}')
            return
        if name == 'AWS::IAM::Role':
            others = policies_of(stack, stack.physical_ids[logical_id])
            actual['Policies'] = [policy for policy in actual['Policies'] if policy['PolicyName'] not in others]
        differing = dict(differences(expected, actual))
        for path, text in differing.items():
            entry = self._unread(name, path)
            if entry is None:
                self.problems.append(f'{title}: {logical_id} ({name}) {dotted(path)} {text}.')
            else:
                self.differed.add(entry)
        for path, mutated in mutations(expected):
            if self._unread(name, path) is not None or any(path[: len(other)] == other for other in differing):
                continue
            if dict(differences(mutated, actual)).keys() <= differing.keys():
                self.problems.append(f'{title}: a change of {logical_id} ({name}) {dotted(path)} is not noticed.')
            else:
                self.changes += 1

    def _unread(self, name: str, path: Path) -> tuple[str, str] | None:
        """The entry of UNREAD that a path belongs to."""
        names = [part for part in path if isinstance(part, str)]
        for length in range(1, len(names) + 1):
            entry = (name, '.'.join(names[:length]))
            if entry in UNREAD:
                self.met.add(entry)
                return entry
        return None

    def stale(self) -> list[str]:
        """Entries of UNREAD that are no longer true."""
        unmet = [f'UNREAD has {name} {path}, which no template has.' for name, path in UNREAD.keys() - self.met]
        equal = self.met - self.differed
        return unmet + [f'UNREAD has {name} {path}, which moto returns.' for name, path in equal]


def dotted(path: Path) -> str:
    return '.'.join(str(part) for part in path)
