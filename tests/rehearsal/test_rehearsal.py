"""Tests of the rehearsal itself, with small templates: each kind of fault is found."""

import tempfile
import unittest
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar

from comparison import differences, mutations
from emulator import running_emulator
from expectation import StackExpectation
from readback import Readback, properties_of
from replacements import replacements
from requests_by_property import Services
from resources import Stub
from resources.base import NotNeededError
from stack import Templates, deploy, upload

QUEUE = {'Type': 'AWS::SQS::Queue', 'Properties': {'VisibilityTimeout': 30}}
TABLE = {
    'Type': 'AWS::DynamoDB::Table',
    'UpdateReplacePolicy': 'Retain',
    'Properties': {
        'BillingMode': 'PAY_PER_REQUEST',
        'AttributeDefinitions': [{'AttributeName': 'pk', 'AttributeType': 'S'}],
        'KeySchema': [{'AttributeName': 'pk', 'KeyType': 'HASH'}],
        'TimeToLiveSpecification': {'AttributeName': 'expiresAt', 'Enabled': True},
    },
}
LOG_GROUP = {'Type': 'AWS::Logs::LogGroup', 'Properties': {'LogGroupName': 'one-name', 'RetentionInDays': 7}}


class RehearsalTest(unittest.TestCase):
    services: ClassVar[Services]
    _emulator: ClassVar[ExitStack]
    _number = 0

    @classmethod
    def setUpClass(cls) -> None:
        cls._emulator = ExitStack()
        cls.services = cls._emulator.enter_context(running_emulator())

    @classmethod
    def tearDownClass(cls) -> None:
        cls._emulator.close()

    def deploy(
        self,
        operation: str,
        name: str,
        resources: dict[str, Any],
        rules: dict[str, Any] | None = None,
        **parameters: str,
    ) -> StackExpectation:
        RehearsalTest._number += 1
        declared = {key: {'Type': 'String'} for key in parameters}
        main = {'Parameters': declared, 'Rules': rules or {}, 'Resources': resources}
        if parameters:
            main['Conditions'] = {'IsWanted': {'Fn::Equals': [{'Ref': 'Wanted'}, 'yes']}}
        templates = Templates(f'bucket-{self._number}', main, {}, Path(tempfile.mkdtemp()))
        upload(self.services, templates)
        return deploy(self.services, operation, name, templates, parameters)

    def test_a_name_of_two_stacks_fails(self) -> None:
        self.deploy('create_stack', 'first', {'Group': LOG_GROUP})
        with self.assertRaisesRegex(SystemExit, 'already exists'):
            self.deploy('create_stack', 'second', {'Group': LOG_GROUP})

    def test_parameters_that_a_rule_refuses_fail(self) -> None:
        rule = {
            'RuleCondition': {'Fn::Equals': [{'Ref': 'Tag'}, '']},
            'Assertions': [
                {'Assert': {'Fn::Contains': [['yes'], {'Ref': 'Wanted'}]}, 'AssertDescription': 'Pass a tag.'}
            ],
        }
        resources = {'Queue': QUEUE}
        with self.assertRaisesRegex(SystemExit, 'Pass a tag'):
            self.deploy('create_stack', 'refused', resources, rules={'NeedsATag': rule}, Tag='', Wanted='no')
        self.deploy('create_stack', 'accepted', resources, rules={'NeedsATag': rule}, Tag='a', Wanted='no')

    def test_a_property_that_the_service_does_not_have_is_found(self) -> None:
        stack = self.deploy('create_stack', 'differing', {'Queue': QUEUE})
        stack.template['Resources']['Queue'] = {**QUEUE, 'Properties': {'VisibilityTimeout': 31}}
        readback = Readback()
        readback.check('title', stack)
        [problem] = readback.problems
        self.assertIn('VisibilityTimeout should be 31', problem)

    def test_a_missing_resource_is_found(self) -> None:
        stack = self.deploy('create_stack', 'missing', {'Queue': QUEUE})
        stack.template['Resources']['Other'] = QUEUE
        readback = Readback()
        readback.check('title', stack)
        self.assertEqual(readback.problems, ['title: Other is missing.'])

    def test_a_resource_that_is_no_longer_there_is_found(self) -> None:
        stack = self.deploy('create_stack', 'deleted', {'Table': TABLE})
        self.services.call('dynamodb', 'delete_table', TableName=stack.physical_ids['Table'])
        readback = Readback()
        readback.check('title', stack)
        [problem] = readback.problems
        self.assertIn('Table (AWS::DynamoDB::Table) cannot be read', problem)

    def test_a_property_that_the_api_does_not_know_fails(self) -> None:
        group = {'Type': 'AWS::Logs::LogGroup', 'Properties': {'Retention': 7}}
        with self.assertRaisesRegex(SystemExit, 'CreateLogGroup has no member for Retention'):
            self.deploy('create_stack', 'unknown', {'Group': group})

    def test_an_update_reaches_the_service(self) -> None:
        conditional = {**QUEUE, 'Condition': 'IsWanted'}
        before = {'Queue': QUEUE, 'Conditional': conditional, 'Removed': QUEUE}
        after = {
            'Queue': {**QUEUE, 'Properties': {'VisibilityTimeout': 60}},
            'Conditional': conditional,
            'Table': TABLE,
        }
        self.deploy('create_stack', 'updated', before, Wanted='no')
        stack = self.deploy('update_stack', 'updated', after, Wanted='yes')
        readback = Readback()
        readback.check('title', stack)
        self.assertEqual(readback.problems, [])
        self.assertEqual(readback.resources, 3)

    def test_an_update_that_replaces_data_is_found(self) -> None:
        former = properties_of(self.deploy('create_stack', 'replaced', {'Table': TABLE}))
        stack = self.deploy('create_stack', 'replaced-after', {'Table': TABLE})
        former['Table']['Properties']['KeySchema'] = [{'AttributeName': 'id', 'KeyType': 'HASH'}]
        problems = replacements(former, stack)
        self.assertEqual(problems, ['The update would replace Table, which holds data: KeySchema.'])

    def test_an_update_that_aws_refuses_because_of_a_name_is_found(self) -> None:
        bus = {'Type': 'AWS::Events::EventBus', 'Properties': {'Name': 'bus'}}
        stack = self.deploy(
            'create_stack', 'named', {'Bus': bus, 'Queue': {**QUEUE, 'Properties': {'QueueName': 'queue'}}}
        )
        former = properties_of(stack)
        former['Queue']['Properties'] = {'QueueName': 'queue', 'FifoQueue': True}
        [problem] = replacements(former, stack)
        self.assertEqual(
            problem, 'AWS refuses to replace Queue because of FifoQueue: the new one has the same QueueName.'
        )

    def test_a_stub_that_moto_does_not_need_fails(self) -> None:
        class QueueStub(Stub):
            operation = ('sqs', 'create_queue')
            name_property = 'QueueName'

        with self.assertRaisesRegex(NotNeededError, 'moto has create_queue of sqs now'):
            QueueStub(self.services, 'stub', {}).create()

    def test_an_exemption_that_no_template_needs_is_found(self) -> None:
        stale = Readback().stale()
        self.assertIn('UNREAD has AWS::Events::EventBus LogConfig, which no template has.', stale)


class ComparisonTest(unittest.TestCase):
    def test_scalars_are_equal_as_cloudformation_writes_them(self) -> None:
        self.assertEqual(list(differences({'a': True, 'b': 5, 'c': '1'}, {'a': 'true', 'b': '5', 'c': 1})), [])

    def test_a_service_may_add_defaults_but_no_statement(self) -> None:
        self.assertEqual(list(differences({'a': 1}, {'a': 1, 'b': 2})), [])
        policy = {'PolicyDocument': {'Statement': [{'Effect': 'Allow'}]}}
        wider = {'PolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': '*'}]}}
        self.assertEqual(
            [path for path, _ in differences(policy, wider)], [('PolicyDocument', 'Statement', 0, 'Action')]
        )

    def test_each_part_is_changed_once(self) -> None:
        value = {'a': [1, {'b': 'x'}], 'c': True}
        paths = [path for path, _ in mutations(value)]
        self.assertEqual(paths, [('a',), ('a', 0), ('a', 1, 'b'), ('c',)])
        for path, mutated in mutations(value):
            self.assertTrue(list(differences(mutated, value)), path)


if __name__ == '__main__':
    unittest.main()
