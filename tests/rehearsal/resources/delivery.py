"""ECR, CodeBuild, CodePipeline."""

from requests_by_property import Services

from .base import Properties, Resource, capitalized


EXCLUSIONS = 'ImageTagMutabilityExclusionFilters'
#: Members in CloudFormation and in the API.
EXCLUSION = {'ImageTagMutabilityExclusionFilterType': 'FilterType', 'ImageTagMutabilityExclusionFilterValue': 'Filter'}


class Repository(Resource):
    type = 'AWS::ECR::Repository'
    lacks = 'LifecyclePolicy'
    name_property = 'RepositoryName'

    def __init__(self, services: Services, name: str, properties: Properties) -> None:
        super().__init__(services, name.lower(), properties)

    def create(self) -> None:
        # EmptyOnDelete is a matter of CloudFormation alone.
        repository = {**self.without('LifecyclePolicy', 'EmptyOnDelete'), 'RepositoryName': self.name}
        exclusions = repository.get(EXCLUSIONS)
        if exclusions:
            repository[EXCLUSIONS] = [{EXCLUSION[name]: value for name, value in one.items()} for one in exclusions]
        found = self.services.call('ecr', 'create_repository', repository)['repository']
        self.attributes = {'Arn': found['repositoryArn'], 'RepositoryUri': found['repositoryUri']}
        policy = self.properties.get('LifecyclePolicy')
        if policy:
            self.services.call('ecr', 'put_lifecycle_policy', policy, repositoryName=self.name)

    def delete(self) -> None:
        self.services.call('ecr', 'delete_repository', repositoryName=self.name, force=True)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        names: Properties = {'repositoryNames': [physical_id]}
        [found] = capitalized(services.call('ecr', 'describe_repositories', **names)['repositories'])
        policy = services.call('ecr', 'get_lifecycle_policy', repositoryName=physical_id)
        exclusions = [{name: one[member] for name, member in EXCLUSION.items()} for one in found.get(EXCLUSIONS, [])]
        return {**found, EXCLUSIONS: exclusions, 'LifecyclePolicy': capitalized(policy)}


class Project(Resource):
    type = 'AWS::CodeBuild::Project'
    name_property = 'Name'

    def create(self) -> None:
        project = {**self.properties, 'Name': self.name}
        for part in ('Artifacts', 'Source'):
            # moto wants a location of these, too, which a pipeline provides.
            if project[part]['Type'] == 'CODEPIPELINE':
                project[part] = {'Location': 'pipeline', **project[part]}
        found = self.services.call('codebuild', 'create_project', project)['project']
        self.attributes = {'Arn': found['arn']}

    def delete(self) -> None:
        self.services.call('codebuild', 'delete_project', name=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [found] = services.call('codebuild', 'batch_get_projects', names=[physical_id])['projects']
        project = capitalized(found)
        project['Source']['BuildSpec'] = found['source'].get('buildspec')
        return project


class Pipeline(Resource):
    type = 'AWS::CodePipeline::Pipeline'
    name_property = 'Name'

    def create(self) -> None:
        self.services.call('codepipeline', 'create_pipeline', {'pipeline': {**self.properties, 'Name': self.name}})

    def update(self, properties: Properties) -> None:
        self.properties = properties
        self.services.call('codepipeline', 'update_pipeline', {'pipeline': {**properties, 'Name': self.name}})

    def delete(self) -> None:
        self.services.call('codepipeline', 'delete_pipeline', name=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        return capitalized(services.call('codepipeline', 'get_pipeline', name=physical_id)['pipeline'])
