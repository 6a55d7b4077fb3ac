"""What CloudFormation would replace in an update, by the schemas of the resource types that cfn-lint ships."""

from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from expectation import StackExpectation
from readback import properties_of
from requests_by_property import REGION
from resources import BY_TYPE


def replacements(former: dict[str, dict[str, Any]], updated: StackExpectation) -> list[str]:
    """Problems of an update: data that would be lost, and resources that AWS refuses to replace."""
    problems = []
    for path, after in properties_of(updated).items():
        before = former.get(path)
        if before is None:
            continue
        changed = [name for name in immutable(after['Type']) if value(before, name) != value(after, name)]
        if before['Type'] != after['Type']:
            changed = ['Type']
        if not changed:
            continue
        print(f'  replaced: {path} ({after["Type"]}), because of {", ".join(changed)}')
        if after.get('UpdateReplacePolicy') or before.get('UpdateReplacePolicy'):
            problems.append(f'The update would replace {path}, which holds data: {", ".join(changed)}.')
        resource = BY_TYPE.get(after['Type'])
        for name in (resource.name_property, resource.unique_property) if resource else ():
            if name and name in after['Properties'] and before['Properties'].get(name) == after['Properties'][name]:
                causes = ', '.join(changed)
                problems.append(f'AWS refuses to replace {path} because of {causes}: the new one has the same {name}.')
    for path, before in former.items():
        if str(before.get('DeletionPolicy')).startswith('Retain') and path not in properties_of(updated):
            problems.append(f'The update would leave {path} behind, which holds data.')
    return problems


def immutable(type_name: str) -> list[str]:
    """Paths of the properties whose change replaces a resource, for example `KeySchema`."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type_name).schema
    paths = schema.get('createOnlyProperties', []) + schema.get('conditionalCreateOnlyProperties', [])
    return [path.removeprefix('/properties/').replace('/', '.') for path in paths]


def value(resource: dict[str, Any], path: str) -> Any:
    found: Any = resource['Properties']
    for part in path.split('.'):
        found = found.get(part) if isinstance(found, dict) else None
    return found
