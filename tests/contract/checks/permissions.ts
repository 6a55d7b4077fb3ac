import { actionsOf, lambda } from '../actions';
import { functionNames, titleOf } from '../function-sources';
import { patterns } from '../patterns';
import { actionsIn, type Statement, statementsOf } from '../policy';
import { type Effects, SdkCalls } from '../sdk-calls';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

const EXECUTOR = 'executor/supervisor/index.ts';
const entryOf = (functionName: string) => `functions/${functionName}/index.ts`;

let code: SdkCalls | undefined;
const known = new Map<string, Effects>();

/** What an entry file does to the world, found out once. */
function effectsOf(entry: string): Effects {
  code ??= new SdkCalls([...functionNames.map(entryOf), EXECUTOR]);
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

/** What starts a function needs rights of its own. */
function triggerOf(functionName: string): string[] {
  if (functionName in patterns) return lambda.queue;
  return functionName === 'dispatch-obligations' ? lambda.stream : [];
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
    for (const functionName of functionNames) {
      const needed = effectsOf(entryOf(functionName)).calls.flatMap(actionsOf);
      const expected = sorted([...needed, ...triggerOf(functionName), ...lambda.logs]);
      expect([functionName, ...allowed(app, `${titleOf(functionName)}Role`)]).toEqual([functionName, ...expected]);
    }
  },

  'the executor may do what its code does, and nothing else': ({ app }) => {
    expect(allowed(app, 'ExecutorTaskRole')).toEqual(sorted(effectsOf(EXECUTOR).calls.flatMap(actionsOf)));
  },

  'each function may publish the events that it makes, and no others': ({ app }) => {
    for (const functionName of functionNames) {
      const { calls, events } = effectsOf(entryOf(functionName));
      const publishes = calls.some(({ command }) => command === 'PutEventsCommand');
      expect([functionName, ...published(app, `${titleOf(functionName)}Role`).sort()]).toEqual([
        functionName,
        ...(publishes ? events : []),
      ]);
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
