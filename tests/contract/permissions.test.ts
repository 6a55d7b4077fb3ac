import { actionsOf, lambda } from './actions';
import { patterns } from './patterns';
import { actionsIn, type Statement, statementsOf } from './policy';
import { rooms, titleOf } from './rooms';
import { SdkCalls } from './sdk-calls';
import { resolved, Template } from './template';

const template = new Template();
const entryOf = (room: string) => `functions/${room}/index.ts`;
const EXECUTOR = 'executor/supervisor/index.ts';
const code = new SdkCalls([...rooms.map(entryOf), EXECUTOR]);

const sorted = (actions: Iterable<string>) => [...new Set(actions)].sort();
const allowed = (role: string) => sorted(statementsOf(template, role).flatMap(actionsIn));

/** What starts a room needs rights of its own. */
function triggerOf(room: string): string[] {
  if (room in patterns) return lambda.queue;
  return room === 'publish-decisions' ? lambda.stream : [];
}

/** Detail-types of PutEvents statements. */
const published = (role: string): string[] =>
  statementsOf(template, role)
    .filter((statement) => actionsIn(statement).includes('events:PutEvents'))
    .flatMap(({ Condition }: Statement) => {
      expect(Condition?.StringEquals?.['events:source']).toBe('code-interpreter');
      return [Condition?.StringEquals?.['events:detail-type']].flat() as string[];
    });

describe('roles', () => {
  it.each(rooms)('%s may do what its code does, and nothing else', (room) => {
    const needed = code.from(entryOf(room)).calls.flatMap(actionsOf);
    expect(allowed(`${titleOf(room)}Role`)).toEqual(sorted([...needed, ...triggerOf(room), ...lambda.logs]));
  });

  it('the executor may do what its code does, and nothing else', () => {
    expect(allowed('ExecutorTaskRole')).toEqual(sorted(code.from(EXECUTOR).calls.flatMap(actionsOf)));
  });

  it.each(rooms)('%s may publish the events that it makes, and no others', (room) => {
    const { calls, events } = code.from(entryOf(room));
    const publishes = calls.some(({ command }) => command === 'PutEventsCommand');
    expect(published(`${titleOf(room)}Role`).sort()).toEqual(publishes ? events : []);
  });

  it('the executor may publish ExecutionFinished only', () => {
    expect(published('ExecutorTaskRole')).toEqual(['ExecutionFinished']);
    expect(code.from(EXECUTOR).events).toEqual(['ExecutionFinished']);
  });
});

describe('network', () => {
  it('has an endpoint for every service that a task calls, is pulled from and logs to', () => {
    const names: Record<string, string> = { 'client-eventbridge': 'events' };
    const called = code.from(EXECUTOR).calls.map(({ client }) => names[client] ?? client.replace('client-', ''));
    const endpoints = new Template('stacks/network.yaml').of('AWS::EC2::VPCEndpoint');
    const services = endpoints.map(([, { Properties }]) => resolved(Properties.ServiceName));
    for (const service of [...called, 'ecr.api', 'ecr.dkr', 'logs']) {
      expect(services).toContain(`com.amazonaws.us-east-1.${service}`);
    }
  });
});
