import { actionsOf, lambda } from '../actions';
import { patterns } from '../patterns';
import { actionsIn, type Statement, statementsOf } from '../policy';
import { rooms, titleOf } from '../rooms';
import { type Effects, SdkCalls } from '../sdk-calls';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

const EXECUTOR = 'executor/supervisor/index.ts';
const entryOf = (room: string) => `functions/${room}/index.ts`;

let code: SdkCalls | undefined;
const known = new Map<string, Effects>();

/** What an entry file does to the world, found out once. */
function effectsOf(entry: string): Effects {
  code ??= new SdkCalls([...rooms.map(entryOf), EXECUTOR]);
  const effects = known.get(entry) ?? code.from(entry);
  known.set(entry, effects);
  return effects;
}

const sorted = (actions: Iterable<string>) => [...new Set(actions)].sort();
/** What a role may do, but for the key: that is told by the checks of encryption. */
const allowed = (app: Template, role: string) =>
  sorted(
    statementsOf(app, role)
      .flatMap(actionsIn)
      .filter((action) => !action.startsWith('kms:')),
  );

/** What starts a room needs rights of its own. */
function triggerOf(room: string): string[] {
  if (room in patterns) return lambda.queue;
  return room === 'publish-decisions' ? lambda.stream : [];
}

/** Detail-types of PutEvents statements. */
const published = (app: Template, role: string): string[] =>
  statementsOf(app, role)
    .filter((statement) => actionsIn(statement).includes('events:PutEvents'))
    .flatMap(({ Condition }: Statement) => {
      expect(Condition?.StringEquals?.['events:source']).toBe('code-interpreter');
      return [Condition?.StringEquals?.['events:detail-type']].flat() as string[];
    });

export const permissions: Checks = {
  'each function may do what its code does, and nothing else': ({ app }) => {
    for (const room of rooms) {
      const needed = effectsOf(entryOf(room)).calls.flatMap(actionsOf);
      const expected = sorted([...needed, ...triggerOf(room), ...lambda.logs]);
      expect([room, ...allowed(app, `${titleOf(room)}Role`)]).toEqual([room, ...expected]);
    }
  },

  'the executor may do what its code does, and nothing else': ({ app }) => {
    expect(allowed(app, 'ExecutorTaskRole')).toEqual(sorted(effectsOf(EXECUTOR).calls.flatMap(actionsOf)));
  },

  'each function may publish the events that it makes, and no others': ({ app }) => {
    for (const room of rooms) {
      const { calls, events } = effectsOf(entryOf(room));
      const publishes = calls.some(({ command }) => command === 'PutEventsCommand');
      expect([room, ...published(app, `${titleOf(room)}Role`).sort()]).toEqual([room, ...(publishes ? events : [])]);
    }
  },

  'the executor may publish ExecutionFinished only': ({ app }) => {
    expect(published(app, 'ExecutorTaskRole')).toEqual(['ExecutionFinished']);
    expect(effectsOf(EXECUTOR).events).toEqual(['ExecutionFinished']);
  },

  'the network has an endpoint for every service that a task calls, is pulled from and logs to': ({ network }) => {
    const names: Record<string, string> = { 'client-eventbridge': 'events' };
    const called = effectsOf(EXECUTOR).calls.map(({ client }) => names[client] ?? client.replace('client-', ''));
    const endpoints = network.of('AWS::EC2::VPCEndpoint');
    const services = endpoints.map(([, { Properties }]) => resolved(Properties.ServiceName));
    for (const service of [...called, 'ecr.api', 'ecr.dkr', 'logs']) {
      expect(services).toContain(`com.amazonaws.us-east-1.${service}`);
    }
  },
};
