"""Resources of CloudFormation by the APIs of their services: how each type is created, updated, deleted and read back.

A type is here because moto's CloudFormation lacks it or loses some of its properties (`lacks`). moto's CloudFormation
still evaluates the template: parameters, conditions, references, nested stacks, the order of creation.
"""

from . import api, compute, delivery, identity, messaging, monitoring, network, sign_in, stacks, storage, stubs
from .base import Resource, Stub

__all__ = ['BY_TYPE', 'Resource', 'Stub']

_MODULES = (api, compute, delivery, identity, messaging, monitoring, network, sign_in, stacks, storage, stubs)
BY_TYPE: 'dict[str, type[Resource]]' = {
    resource.type: resource
    for module in _MODULES
    for resource in vars(module).values()
    if isinstance(resource, type) and issubclass(resource, Resource) and resource.type
}
