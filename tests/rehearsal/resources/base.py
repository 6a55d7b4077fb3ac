"""The interface of a resource type."""

from contextlib import redirect_stdout
from io import StringIO
from typing import Any, ClassVar

from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from requests_by_property import Services

Properties = dict[str, Any]


class Resource:
    """A resource of a stack. `id` is its physical id, `attributes` has the values of Fn::GetAtt."""

    type: ClassVar[str] = ''
    #: What moto's CloudFormation lacks: `the type`, `updates`, a property that it loses (`Architectures`), or one that
    #: its updates lose (`updates of Policies`). Empty if nothing: then moto creates the resource, and it is only read
    #: here.
    lacks: ClassVar[str] = 'the type'
    #: The property with the physical name; generated if the template does not have it.
    name_property: ClassVar[str] = ''
    #: Another property that no two resources may share: AWS creates a replacement before it deletes the former one.
    unique_property: ClassVar[str] = ''

    def __init__(self, services: Services, name: str, properties: Properties) -> None:
        self.services, self.name, self.properties = services, name, properties
        self.id = name
        self.attributes: dict[str, str] = {}

    def create(self) -> None:
        raise NotImplementedError

    def update(self, properties: Properties) -> None:
        """Default: deleted and created under the same name."""
        self.delete()
        self.properties = properties
        self.create()

    def delete(self) -> None:
        raise NotImplementedError

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        """The properties by the API of the service, from the physical id alone."""
        raise NotImplementedError

    def without(self, *names: str) -> Properties:
        return without(self.properties, *names)


class Stub(Resource):
    """A type whose service moto lacks: it gets a physical id and attributes, and nothing is read back.

    The service is asked all the same: the request's members are checked, and an answer shows that moto has the service.
    """

    #: Why there is nothing better.
    reason: ClassVar[str] = ''
    #: Service and operation that would create it, if there is one.
    operation: ClassVar[tuple[str, str]] = ('', '')
    #: Properties that the operation does not take.
    of_other_operations: ClassVar[tuple[str, ...]] = ()
    #: Parameters of the operation that are no properties.
    parameters: ClassVar[Properties] = {}

    def is_needed(self) -> bool:
        """Raises UnknownPropertyError and ParamValidationError."""
        if not self.operation[0]:
            return True
        properties = self.without(*self.of_other_operations)
        name = {self.name_property: self.name} if self.name_property else {}
        try:
            # moto prints that it does not know a service.
            with redirect_stdout(StringIO()):
                self.services.call(*self.operation, {**properties, **name}, **self.parameters)
        except (ClientError, ResponseParserError):
            return True
        return False

    def create(self) -> None:
        if not self.is_needed():
            service, operation = self.operation
            raise NotNeededError(
                f'moto has {operation} of {service} now. Replace the stub of {self.type} by a resource.'
            )
        self.identify()

    def identify(self) -> None:
        """Sets the physical id and the attributes, if they are not the name and none."""

    def update(self, properties: Properties) -> None:
        self.properties = properties

    def delete(self) -> None:
        pass


class NotNeededError(Exception):
    """moto no longer lacks what is listed here."""


def without(properties: Properties, *names: str) -> Properties:
    return {name: value for name, value in properties.items() if name not in names}


def capitalized(value: Any) -> Any:
    """A response of an API with camelCase members, as CloudFormation names them. Keys of maps are changed too."""
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: capitalized(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [capitalized(inner) for inner in value]
    return value


def listed(call: Any, key: str) -> list[Any]:
    """All pages of a listing: `call` takes the parameters of a page."""
    found: list[Any] = []
    token: str | None = None
    while True:
        page = call(**({'NextToken': token} if token else {}))
        found += page[key]
        token = page.get('NextToken')
        if not token:
            return found


def tags_of(tags: list[dict[str, str]]) -> list[dict[str, str]]:
    """The tags of the template, without those of CloudFormation."""
    return sorted((tag for tag in tags if not tag['Key'].startswith('aws:')), key=lambda tag: tag['Key'])
