"""IAM."""

from requests_by_property import Services

from .base import Properties, Resource


class Role(Resource):
    type = 'AWS::IAM::Role'
    lacks = 'updates of Policies'
    name_property = 'RoleName'

    def __init__(self, services: Services, name: str, properties: Properties) -> None:
        super().__init__(services, name[:64], properties)

    def create(self) -> None:
        role = {**self.without('Policies', 'ManagedPolicyArns'), 'RoleName': self.name}
        response = self.services.call('iam', 'create_role', role)
        self.attributes = {'Arn': response['Role']['Arn'], 'RoleId': response['Role']['RoleId']}
        self._put_policies()

    def _put_policies(self) -> None:
        for policy in self.properties.get('Policies', []):
            self.services.call('iam', 'put_role_policy', policy, RoleName=self.name)
        for arn in self.properties.get('ManagedPolicyArns', []):
            self.services.call('iam', 'attach_role_policy', RoleName=self.name, PolicyArn=arn)

    def update(self, properties: Properties) -> None:
        former, self.properties = self.properties, properties
        trust = {'PolicyDocument': properties['AssumeRolePolicyDocument']}
        self.services.call('iam', 'update_assume_role_policy', trust, RoleName=self.name)
        self.services.call('iam', 'update_role', RoleName=self.name, Description=properties.get('Description', ''))
        names = {policy['PolicyName'] for policy in properties.get('Policies', [])}
        for policy in former.get('Policies', []):
            if policy['PolicyName'] not in names:
                self.services.call('iam', 'delete_role_policy', RoleName=self.name, PolicyName=policy['PolicyName'])
        if properties.get('Tags'):
            self.services.call('iam', 'tag_role', {'Tags': properties['Tags']}, RoleName=self.name)
        self._put_policies()

    def delete(self) -> None:
        for name in self.services.call('iam', 'list_role_policies', RoleName=self.name)['PolicyNames']:
            self.services.call('iam', 'delete_role_policy', RoleName=self.name, PolicyName=name)
        self.services.call('iam', 'delete_role', RoleName=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        role = services.call('iam', 'get_role', RoleName=physical_id)['Role']
        return {**role, 'Policies': inline_policies(services, physical_id)}


class Policy(Resource):
    """Inline policies of roles. The id has the roles, so that the policy can be read back from each of them.

    Refuses a policy that would overwrite one of the same name, which moto and IAM accept.
    """

    type = 'AWS::IAM::Policy'
    lacks = 'PolicyId'

    def create(self) -> None:
        name = self.properties['PolicyName']
        for role in self.properties['Roles']:
            policies = self.services.call('iam', 'list_role_policies', RoleName=role)['PolicyNames']
            if name in policies:
                raise ValueError(f'{role} has the policy {name} already; one would overwrite the other.')
            self.services.call('iam', 'put_role_policy', self.without('Roles'), RoleName=role)
        self.id = ' '.join([name, *self.properties['Roles']])

    def delete(self) -> None:
        for role in self.properties['Roles']:
            self.services.call('iam', 'delete_role_policy', RoleName=role, PolicyName=self.properties['PolicyName'])

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        name, *roles = physical_id.split(' ')
        documents = []
        for role in roles:
            response = services.call('iam', 'get_role_policy', RoleName=role, PolicyName=name)
            documents.append(response['PolicyDocument'])
        if any(document != documents[0] for document in documents):
            raise ValueError(f'The roles of the policy {name} have different documents: {documents}')
        return {'PolicyName': name, 'Roles': roles, 'PolicyDocument': documents[0]}


def inline_policies(services: Services, role: str) -> list[Properties]:
    """In the order in which they were put."""
    names = services.call('iam', 'list_role_policies', RoleName=role)['PolicyNames']
    return [services.call('iam', 'get_role_policy', RoleName=role, PolicyName=name) for name in names]
