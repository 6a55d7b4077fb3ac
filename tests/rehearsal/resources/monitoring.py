"""CloudWatch, CloudWatch Logs, Budgets."""

from requests_by_property import ACCOUNT, Services

from .base import Properties, Resource, capitalized


class Alarm(Resource):
    type = 'AWS::CloudWatch::Alarm'
    name_property = 'AlarmName'

    def create(self) -> None:
        self.services.call('cloudwatch', 'put_metric_alarm', {**self.properties, 'AlarmName': self.name})

    def delete(self) -> None:
        self.services.call('cloudwatch', 'delete_alarms', AlarmNames=[self.name])

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        [found] = services.call('cloudwatch', 'describe_alarms', AlarmNames=[physical_id])['MetricAlarms']
        return found


class Dashboard(Resource):
    type = 'AWS::CloudWatch::Dashboard'
    lacks = ''
    name_property = 'DashboardName'

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        return services.call('cloudwatch', 'get_dashboard', DashboardName=physical_id)


class LogGroup(Resource):
    type = 'AWS::Logs::LogGroup'
    lacks = 'updates'
    name_property = 'LogGroupName'

    def create(self) -> None:
        self.services.call('logs', 'create_log_group', {**self.without('RetentionInDays'), 'LogGroupName': self.name})
        self.attributes = {'Arn': f'arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{self.name}:*'}
        if 'RetentionInDays' in self.properties:
            retention = {'RetentionInDays': self.properties['RetentionInDays'], 'LogGroupName': self.name}
            self.services.call('logs', 'put_retention_policy', retention)

    def delete(self) -> None:
        self.services.call('logs', 'delete_log_group', logGroupName=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        found = services.call('logs', 'describe_log_groups', logGroupNamePrefix=physical_id)['logGroups']
        return capitalized(next(group for group in found if group['logGroupName'] == physical_id))


class DeliveryDestination(Resource):
    type = 'AWS::Logs::DeliveryDestination'

    def create(self) -> None:
        destination = {
            'deliveryDestinationConfiguration': {'destinationResourceArn': self.properties['DestinationResourceArn']}
        }
        response = self.services.call(
            'logs', 'put_delivery_destination', {**self.without('DestinationResourceArn'), **destination}
        )
        self.id = self.properties['Name']
        self.attributes = {'Arn': response['deliveryDestination']['arn']}

    def delete(self) -> None:
        self.services.call('logs', 'delete_delivery_destination', name=self.id)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        found = services.call('logs', 'get_delivery_destination', name=physical_id)['deliveryDestination']
        arn = found['deliveryDestinationConfiguration']['destinationResourceArn']
        return {**capitalized(found), 'DestinationResourceArn': arn}


class Budget(Resource):
    type = 'AWS::Budgets::Budget'

    def create(self) -> None:
        budget = {'BudgetName': self.name, **self.properties['Budget']}
        self.services.call('budgets', 'create_budget', {**self.properties, 'Budget': budget}, AccountId=ACCOUNT)

    def delete(self) -> None:
        self.services.call('budgets', 'delete_budget', AccountId=ACCOUNT, BudgetName=self.name)

    @staticmethod
    def read(services: Services, physical_id: str) -> Properties:
        of_budget: Properties = {'AccountId': ACCOUNT, 'BudgetName': physical_id}
        notifications = services.call('budgets', 'describe_notifications_for_budget', **of_budget)['Notifications']
        return {
            'Budget': services.call('budgets', 'describe_budget', **of_budget)['Budget'],
            'NotificationsWithSubscribers': [{'Notification': one} for one in notifications],
        }
