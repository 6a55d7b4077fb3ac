"""Packages a template as `sam deploy` does, and creates or updates its stack."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from emulator import failures
from expectation import StackExpectation
from requests_by_property import Services

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'local/emulator'))

from translate import Package, translate  # noqa: E402

#: Files of a deployment.
TEMPLATES = ('template.yaml', 'stacks')


@dataclass
class Templates:
    """A template after the SAM transform, with those of its nested stacks by key in the bucket, and the code."""

    bucket: str
    main: dict[str, Any]
    nested: dict[str, dict[str, Any]]
    folder: Path


def templates_of(folder: Path, bucket: str) -> Templates:
    """Transforms template.yaml of a folder and packages it for a bucket."""
    packages = Path(tempfile.mkdtemp(prefix='rehearsal-'))
    package = Package(packages, bucket)
    main = translate(folder / 'template.yaml', package)['template']
    return Templates(bucket, main, package.templates, packages)


def checkout(commit: str) -> Path:
    """The templates of a commit, in a temporary folder, with the bundles of the functions of today.

    Raises SystemExit if the clone does not have the commit.
    """
    folder = Path(tempfile.mkdtemp(prefix='rehearsal-'))
    archive = subprocess.run(['git', 'archive', commit, *TEMPLATES], cwd=ROOT, capture_output=True)
    if archive.returncode != 0:
        raise SystemExit(
            f'The update starts from the templates of commit {commit}, which this clone does not have. '
            'Run: git fetch --unshallow'
        )
    subprocess.run(['tar', '-x', '-C', str(folder)], input=archive.stdout, check=True)
    (folder / 'dist').symlink_to(ROOT / 'dist')
    return folder


def upload(services: Services, templates: Templates) -> None:
    services.call('s3', 'create_bucket', Bucket=templates.bucket)
    documents = {**templates.nested, 'stack.json': templates.main}
    for key, template in documents.items():
        services.call('s3', 'put_object', Bucket=templates.bucket, Key=key, Body=json.dumps(template).encode())
    for file in templates.folder.iterdir():
        services.call('s3', 'put_object', Bucket=templates.bucket, Key=file.name, Body=file.read_bytes())


def deploy(
    services: Services, operation: str, name: str, templates: Templates, parameters: dict[str, str]
) -> StackExpectation:
    """Creates (`create_stack`) or updates (`update_stack`) a stack. Parameters that the template lacks are left out."""
    given = {key: value for key, value in parameters.items() if key in templates.main['Parameters']}
    refusals = StackExpectation(templates.main, given, name, '', {}, services).refusals()
    if refusals:
        raise SystemExit(f'✗ The rules of the template refuse {operation} of {name}: {" ".join(refusals)}')
    failures.clear()
    try:
        services.call(
            'cloudformation',
            operation,
            StackName=name,
            TemplateURL=f'https://s3.amazonaws.com/{templates.bucket}/stack.json',
            Capabilities=['CAPABILITY_NAMED_IAM'],
            Parameters=[{'ParameterKey': key, 'ParameterValue': value} for key, value in given.items()],
        )
    except (ClientError, ResponseParserError) as error:
        reasons = ''.join(f'\n  {failure}' for failure in failures) or f'\n  {error}'
        raise SystemExit(f'✗ {operation} of {name} failed:{reasons}') from error
    return expectation_of(services, name, templates.main, templates.nested, given)


def expectation_of(
    services: Services,
    stack: str,
    template: dict[str, Any],
    nested: dict[str, dict[str, Any]],
    parameters: dict[str, Any],
) -> StackExpectation:
    """The expectation of a stack that exists."""
    resources = services.call('cloudformation', 'describe_stack_resources', StackName=stack)['StackResources']
    [found] = services.call('cloudformation', 'describe_stacks', StackName=stack)['Stacks']
    if found['StackStatus'] not in ('CREATE_COMPLETE', 'UPDATE_COMPLETE'):
        raise SystemExit(f'The stack {stack} is {found["StackStatus"]}.')
    # moto lists a resource whose condition is false without its ids.
    ids = {one['LogicalResourceId']: one['PhysicalResourceId'] for one in resources if 'LogicalResourceId' in one}
    expectation = StackExpectation(template, parameters, found['StackName'], found['StackId'], ids, services)
    stacks = {name: one for name, one in template['Resources'].items() if one['Type'] == 'AWS::CloudFormation::Stack'}

    def add(name: str) -> None:
        """Parameters of a nested stack may be outputs of another."""
        if name in expectation.nested or not expectation.is_wanted(name):
            return
        properties = stacks[name]['Properties']
        for other in stacks:
            if other != name and f'"{other}"' in json.dumps(properties):
                add(other)
        key = properties['TemplateURL'].rpartition('/')[2]
        given = expectation.resolve(properties.get('Parameters', {}))
        expectation.nested[name] = expectation_of(services, ids[name], nested[key], nested, given)

    for name in stacks:
        add(name)
    return expectation
