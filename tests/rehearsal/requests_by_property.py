"""Sends properties of CloudFormation resources to the API of their service.

Properties and members of an API differ in the case of their first letter and in the types of scalars, which
CloudFormation converts. Anything else that differs is an error: the API would not accept the property.
"""

import json
from typing import Any

import boto3
from botocore.config import Config
from botocore.model import Shape

ACCOUNT = '123456789012'
REGION = 'us-east-1'
CREDENTIALS = {'aws_access_key_id': 'rehearsal', 'aws_secret_access_key': 'rehearsal'}


class UnknownPropertyError(Exception):
    """The API has no member for a property."""


class Services:
    """Clients of the emulator at `endpoint`."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._session = boto3.Session(region_name=REGION, **CREDENTIALS)
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        if service not in self._clients:
            # No validation by boto3 of hosts and checksums that only AWS has; a failed call is an error at once.
            config = Config(retries={'max_attempts': 0}, read_timeout=60, s3={'addressing_style': 'path'})
            self._clients[service] = self._session.client(service, endpoint_url=self._endpoint, config=config)
        return self._clients[service]

    def call(self, service: str, operation: str, properties: dict[str, Any] | None = None, **parameters: Any) -> Any:
        """Calls an operation (`put_rule`) with properties, converted to its members, and with parameters as they are.

        Raises UnknownPropertyError, or botocore's ClientError and ParamValidationError.
        """
        client = self.client(service)
        name = client.meta.method_to_api_mapping[operation]
        shape = client.meta.service_model.operation_model(name).input_shape
        converted = fit(shape, properties, name) if properties else {}
        return getattr(client, operation)(**converted, **parameters)


def fit(shape: Shape, value: Any, path: str) -> Any:
    """Converts a property to the shape of an API's member."""
    if shape.type_name == 'structure':
        members = {name.lower(): name for name in shape.members}
        fitted = {}
        for key, inner in value.items():
            name = members.get(key.lower())
            if name is None:
                raise UnknownPropertyError(f'{path} has no member for {key}.')
            fitted[name] = fit(shape.members[name], inner, f'{path}.{key}')
        return fitted
    if shape.type_name == 'list':
        return [fit(shape.member, inner, path) for inner in value]
    if shape.type_name == 'map':
        return {key: fit(shape.value, inner, f'{path}.{key}') for key, inner in value.items()}
    if shape.type_name == 'string':
        return json.dumps(value) if isinstance(value, dict | list) else text(value)
    if shape.type_name in ('integer', 'long'):
        return int(value)
    if shape.type_name in ('double', 'float'):
        return float(value)
    if shape.type_name == 'boolean':
        return text(value) == 'true'
    return value


def text(value: Any) -> str:
    """A scalar as CloudFormation writes it."""
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
