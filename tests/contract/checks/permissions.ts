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
const cache = new Map<string, Effects>();

/** SDK calls and events of an entry file, cached. */
function effectsOf(entry: string): Effects {
  code ??= new SdkCalls([...functionNames.map(entryOf), EXECUTOR]);
  const effects = cache.get(entry) ?? code.from(entry);
  cache.set(entry, effects);
  return effects;
}

const sorted = (actions: Iterable<string>) => [...new Set(actions)].sort();
/** The actions of a role without kms, which encryption.ts checks. */
const allowed = (app: Template, role: string) =>
  sorted(
    statementsOf(app, role)
      .flatMap(actionsIn)
      .filter((action) => !action.startsWith('kms:')),
  );

/** Actions that the trigger of a function needs. */
function triggerOf(functionName: string): string[] {
  if (functionName in patterns) return lambda.queue;
  return functionName === 'dispatch-obligations' ? lambda.stream : [];
}

/** Detail types that a role may publish. */
const published = (app: Template, role: string): string[] =>
  statementsOf(app, role)
    .filter((statement) => actionsIn(statement).includes('events:PutEvents'))
    .flatMap(({ Condition }: Statement) => {
      expect(Condition?.StringEquals?.['events:source']).toBe('code-interpreter');
      return [Condition?.StringEquals?.['events:detail-type']].flat() as string[];
    });

export const permissions: Checks = {
  'each function has exactly the permissions that its code uses': ({ app }) => {
    for (const functionName of functionNames) {
      const needed = effectsOf(entryOf(functionName)).calls.flatMap(actionsOf);
      const expected = sorted([...needed, ...triggerOf(functionName), ...lambda.logs]);
      expect([functionName, ...allowed(app, `${titleOf(functionName)}Role`)]).toEqual([functionName, ...expected]);
    }
  },

  'the executor has exactly the permissions that its code uses': ({ app }) => {
    expect(allowed(app, 'ExecutorTaskRole')).toEqual(sorted(effectsOf(EXECUTOR).calls.flatMap(actionsOf)));
  },

  'each function may publish exactly the events that its code creates': ({ app }) => {
    for (const functionName of functionNames) {
      const { calls, events } = effectsOf(entryOf(functionName));
      const publishes = calls.some(({ command }) => command === 'PutEventsCommand');
      expect([functionName, ...published(app, `${titleOf(functionName)}Role`).sort()]).toEqual([
        functionName,
        ...(publishes ? events : []),
      ]);
    }
  },

  'the executor may publish only TaskReady and ExecutionFinished': ({ app }) => {
    expect(published(app, 'ExecutorTaskRole').sort()).toEqual(['ExecutionFinished', 'TaskReady']);
    expect(effectsOf(EXECUTOR).events).toEqual(['ExecutionFinished', 'TaskReady']);
  },

  'the network has an endpoint for every service that a task uses': ({ network }) => {
    const names: Record<string, string> = { 'client-eventbridge': 'events' };
    const called = effectsOf(EXECUTOR).calls.map(({ client }) => names[client] ?? client.replace('client-', ''));
    const endpoints = network.of('AWS::EC2::VPCEndpoint');
    const services = endpoints.map(([, { Properties }]) => resolved(Properties.ServiceName));
    for (const service of [...called, 'ecr.api', 'ecr.dkr', 'logs']) {
      expect(services).toContain(`com.amazonaws.us-east-1.${service}`);
    }
  },
};
