"""moto's server on loopback, with the resources that its CloudFormation lacks.

moto evaluates templates and calls `create_from_cloudformation_json` of a class for each type. Types of `resources` get
a class here that calls the services of the same server.
"""

import copy
import inspect
import ipaddress
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.parsers import ResponseParserError
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.core.common_models import CloudFormationModel
from moto.server import ThreadedMotoServer
from requests_by_property import Services
from resources import BY_TYPE, Resource, Stub
from resources.base import NotNeededError
from resources.stacks import NestedStack

PROPERTIES = 'Properties'


#: Why resources could not be created or updated. moto's server answers such a request with 500 and no reason.
failures: list[str] = []


@contextmanager
def _reported(type_name: str, name: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not isinstance(error, ResponseParserError):
            failures.append(f'{name} ({type_name}): {error}')
        raise


class _ServerErrors(logging.Handler):
    """Takes the last line of the server's stack traces as a failure."""

    def emit(self, record: logging.LogRecord) -> None:
        last = record.getMessage().strip().rpartition('\n')[2]
        # Services that are stubs here.
        if not last.startswith('NotImplementedError'):
            failures.append(last)


def _model(resource: type[Resource], services: Services) -> type[CloudFormationModel]:
    """The class by which moto's CloudFormation knows a resource."""

    class Model(CloudFormationModel):
        # moto takes the name of the service from the module.
        __module__ = 'moto.cloudformation'

        def __init__(self, instance: Resource) -> None:
            self.instance = instance

        @property
        def physical_resource_id(self) -> str:
            return self.instance.id

        def get_cfn_attribute(self, name: str) -> str:
            if name not in self.instance.attributes:
                failures.append(f'{self.instance.name} ({resource.type}): it has no attribute {name}')
                raise UnformattedGetAttTemplateException
            return self.instance.attributes[name]

        def is_created(self) -> bool:
            return True

        def delete(self, _account_id: str, _region_name: str) -> None:
            self.instance.delete()

        @staticmethod
        def cloudformation_type() -> str:
            return resource.type

        @staticmethod
        def cloudformation_name_type() -> str:
            return resource.name_property

        @classmethod
        def has_cfn_attr(cls, _attr: str) -> bool:
            return True

        @classmethod
        def create_from_cloudformation_json(
            cls, resource_name: str, cloudformation_json: Any, *_: Any, **__: Any
        ) -> Any:
            instance = resource(services, resource_name, copy.deepcopy(cloudformation_json.get(PROPERTIES, {})))
            with _reported(resource.type, resource_name):
                instance.create()
            return cls(instance)

        @classmethod
        def update_from_cloudformation_json(
            cls,
            original_resource: Any,
            new_resource_name: str,
            cloudformation_json: Any,
            account_id: str,
            region_name: str,
        ) -> Any:
            properties = copy.deepcopy(cloudformation_json.get(PROPERTIES, {}))
            if properties != original_resource.instance.properties or resource is NestedStack:
                with _reported(resource.type, original_resource.instance.name):
                    original_resource.instance.update(properties)
            return original_resource

    return Model


def _still_lacks(own: type[CloudFormationModel], lacks: str) -> bool:
    """Whether moto's own class of a type lacks what a resource is there for."""
    create, update = own.create_from_cloudformation_json, own.update_from_cloudformation_json
    if lacks == 'the type':
        return False
    if lacks == 'updates':
        return hasattr(update, '__isabstractmethod__')
    method, name = (update, lacks.removeprefix('updates of ')) if lacks.startswith('updates of ') else (create, lacks)
    return not re.search(rf'["\']{name}["\']|\*\*properties', inspect.getsource(method))


def _check_gaps(own: dict[str, type[CloudFormationModel]]) -> None:
    """Raises NotNeededError for a resource that moto creates as well."""
    for name, resource in BY_TYPE.items():
        if name not in own:
            if not resource.lacks:
                raise NotNeededError(f'moto no longer has {name}. Create it in tests/rehearsal/resources.')
        elif issubclass(resource, Stub) or resource.lacks and not _still_lacks(own[name], resource.lacks):
            raise NotNeededError(f"moto’s CloudFormation no longer lacks {resource.lacks} ({name}). Set lacks = ''.")


_OWN_MODELS = dict(parsing.get_model_map())
_original_clean_json = parsing.clean_json


def _clean_json(value: Any, resources: Any) -> Any:
    """moto's evaluation of functions, with those that it lacks."""
    if isinstance(value, list):
        cleaned = [_clean_json(inner, resources) for inner in value]
        # moto keeps Ref AWS::NoValue in lists.
        return [inner for inner in cleaned if inner is not None]
    if isinstance(value, dict) and len(value) == 1:
        [(name, argument)] = value.items()
        if name == 'Fn::Cidr':
            block, count, bits = [_clean_json(inner, resources) for inner in argument]
            return subnets(block, int(count), int(bits))
        if name == 'Fn::FindInMap':
            # moto keeps mappings and parameters under the same names.
            mapping, first, second = [_clean_json(inner, resources) for inner in argument]
            return resources._template['Mappings'][mapping][first][second]
        if name == 'Fn::GetAtt' and (isinstance(argument, str) or len(argument) > 2):
            whole = argument if isinstance(argument, str) else '.'.join(argument)
            return _clean_json({name: whole.split('.', 1)}, resources)
        if name == 'Fn::Select':
            index, choices = (_clean_json(inner, resources) for inner in argument)
            # moto leaves a list of parameters that is empty as a text.
            return (choices.split(',') if isinstance(choices, str) else choices)[int(index)]
        if name == 'Fn::Sub':
            return _substituted(argument, resources)
    return _original_clean_json(value, resources)


def _substituted(argument: Any, resources: Any) -> str:
    """moto's Fn::Sub splits an attribute with a dot, such as an output of a nested stack."""
    template, own = argument if isinstance(argument, list) else (argument, {})

    def value_of(match: 're.Match[str]') -> str:
        name = match[1]
        if name.startswith('!'):
            return '${' + name[1:] + '}'
        if name in own:
            return str(_clean_json(own[name], resources))
        if '.' in name:
            return str(_clean_json({'Fn::GetAtt': name.split('.', 1)}, resources))
        return str(_clean_json({'Ref': name}, resources))

    return re.sub(r'\$\{([^}]+)\}', value_of, template)


def subnets(block: str, count: int, bits: int) -> list[str]:
    """Fn::Cidr: the first `count` blocks with `bits` bits of addresses each."""
    networks = ipaddress.ip_network(block).subnets(new_prefix=32 - bits)
    return [str(network) for network, _ in zip(networks, range(count), strict=False)]


def references(value: Any) -> Iterator[str]:
    """Logical ids that a part of a template refers to."""
    if isinstance(value, list):
        for inner in value:
            yield from references(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == 'Ref':
                yield inner
            elif key == 'Fn::GetAtt':
                yield inner.partition('.')[0] if isinstance(inner, str) else inner[0]
            elif key == 'DependsOn':
                yield from [inner] if isinstance(inner, str) else inner
            else:
                if key == 'Fn::Sub':
                    template = inner[0] if isinstance(inner, list) else inner
                    yield from re.findall(r'\$\{([A-Za-z0-9]+)', template)
                yield from references(inner)


def _ordered(resources: dict[str, Any]) -> list[str]:
    """Logical ids with dependencies first."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in ordered or name not in resources:
            return
        for reference in references(resources[name]):
            if reference != name:
                visit(reference)
        ordered.append(name)

    for name in resources:
        visit(name)
    return ordered


_original_diff = parsing.ResourceMap.build_resource_diff


def _diff(self: Any, other_template: Any, parameters: Any = None) -> dict[str, list[str]]:
    """moto adds resources before those that they refer to are replaced, and updates only what refers to a changed
    parameter itself, in the order of the template.
    """
    actions = _original_diff(self, other_template, parameters)
    return {**actions, 'Add': [], 'Modify': _ordered(other_template['Resources'])}


_original_update = parsing.parse_and_update_resource


def _update(logical_id: str, resource_json: Any, resources: Any, account_id: str, region_name: str) -> Any:
    """moto ignores conditions in an update: one may have come true, or be no longer true."""
    condition = resource_json.get('Condition')
    wanted = not condition or resources.lazy_condition_map[condition]
    existing = resources._parsed_resources.get(logical_id)
    if existing is None:
        return resources[logical_id] if wanted else None
    if not wanted:
        resources._delete_resource(existing, resource_json)
        return None
    return _original_update(logical_id, resource_json, resources, account_id=account_id, region_name=region_name)


@contextmanager
def running_emulator() -> Iterator[Services]:
    """An empty account on a free port of 127.0.0.1."""
    log = logging.getLogger('werkzeug')
    log.setLevel(logging.ERROR)
    log.addHandler(_ServerErrors())
    log.propagate = False
    server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        services = Services(f'http://{host}:{port}')
        _check_gaps(_OWN_MODELS)
        ours = {name: _model(resource, services) for name, resource in BY_TYPE.items() if resource.lacks}
        models = {**_OWN_MODELS, **ours}
        replaced = {
            'get_model_map': lambda: models,
            'get_model_list': lambda: list(models.values()),
            'get_name_type_map': lambda: {name: model.cloudformation_name_type() for name, model in models.items()},
            'clean_json': _clean_json,
            'parse_and_update_resource': _update,
        }
        for name, function in replaced.items():
            setattr(parsing, name, function)
        setattr(parsing.ResourceMap, 'build_resource_diff', _diff)  # noqa: B010
        yield services
    finally:
        server.stop()
