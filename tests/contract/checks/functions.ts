import { operations, routeOf } from '../../../events/http/routes';
import {
  DESCRIBE_FUNCTION_SECONDS,
  GENERATE_FUNCTION_SECONDS,
  GENERATE_VISIBILITY_SECONDS,
} from '../../../lib/time-limits';
import { functionNames, functionOf, settingsOf, titleOf } from '../function-sources';
import { target } from '../template';
import type { Checks } from './check';

export const functions: Checks = {
  'each folder of functions/ has a function': ({ app }) => {
    const ids = app.of('AWS::Lambda::Function').map(([id]) => id);
    expect(ids.sort()).toEqual(functionNames.map((functionName) => `${titleOf(functionName)}Function`).sort());
  },

  'each function runs its own bundle': ({ app }) => {
    for (const functionName of functionNames) {
      const { Code, Handler, Runtime, Architectures } = functionOf(app, functionName);
      expect(Code.S3Key).toBe(`dist/${functionName}`);
      expect([Handler, Runtime, Architectures]).toEqual(['index.handler', 'nodejs24.x', ['arm64']]);
    }
  },

  'each function gets the settings that it reads, and no others except the common ones': ({ app }) => {
    const variables = new Map(
      functionNames.map((functionName) => [
        functionName,
        Object.keys(functionOf(app, functionName).Environment.Variables),
      ]),
    );
    const all = [...variables.values()];
    const common = (all[0] ?? []).filter((name) => all.every((names) => names.includes(name)));
    for (const [functionName, names] of variables) {
      const read = settingsOf(functionName);
      expect([functionName, read.filter((name) => !names.includes(name))]).toEqual([functionName, []]);
      const own = names.filter((name) => !common.includes(name));
      expect([functionName, own.filter((name) => !read.includes(name))]).toEqual([functionName, []]);
    }
    const read = new Set(functionNames.flatMap(settingsOf));
    expect(common.filter((name) => !read.has(name))).toEqual(['POWERTOOLS_SERVICE_NAME']);
  },

  'no function reserves concurrency': ({ app }) => {
    // A new account may run ten invocations at once, and reserving one of them would be refused.
    for (const functionName of functionNames)
      expect([functionName, functionOf(app, functionName).ReservedConcurrentExecutions]).toEqual([
        functionName,
        undefined,
      ]);
  },

  'read-jobs has longer than a request waits, and less than API Gateway does': ({ app }) => {
    const { Timeout, Environment } = functionOf(app, 'read-jobs');
    expect(Environment.Variables.WAIT_SECONDS).toEqual({ Ref: 'WaitSeconds' });
    expect(Timeout).toBeGreaterThan((app.parameters.WaitSeconds?.MaxValue ?? Number.NaN) + 2);
    expect(Timeout).toBeLessThan(30);
  },

  'each function has its own role': ({ app }) => {
    for (const functionName of functionNames) {
      const role = target(functionOf(app, functionName).Role);
      expect(role).toBe(`${titleOf(functionName)}Role`);
      expect(app.get(role, 'AWS::IAM::Role').ManagedPolicyArns).toBeUndefined();
    }
  },

  'each function writes JSON lines to the shared log group': ({ app }) => {
    for (const functionName of functionNames) {
      const { LogGroup, LogFormat } = functionOf(app, functionName).LoggingConfig;
      expect([functionName, target(LogGroup), LogFormat]).toEqual([functionName, 'FunctionLogGroup', 'JSON']);
    }
  },

  'every log group has a retention period': ({ app, network, delivery }) => {
    for (const template of [app, network, delivery]) {
      for (const [id, { Properties }] of template.of('AWS::Logs::LogGroup')) {
        expect([id, Properties.RetentionInDays]).toEqual([id, { Ref: 'LogRetentionDays' }]);
      }
    }
  },

  'functions of the API respond before its timeout': ({ app }) => {
    for (const functionName of new Set(operations.map((operation) => routeOf(operation).function))) {
      expect(functionOf(app, functionName).Timeout).toBeLessThan(30);
    }
  },

  'a sweep ends before the next one starts': ({ app }) => {
    expect(functionOf(app, 'sweep-jobs').Timeout).toBeLessThan(60);
  },

  'describe-tables has the timeout of lib/time-limits.ts': ({ app }) => {
    expect(functionOf(app, 'describe-tables').Timeout).toBe(DESCRIBE_FUNCTION_SECONDS);
  },

  'generate-code and its queues have the timeouts of lib/time-limits.ts': ({ app }) => {
    expect(functionOf(app, 'generate-code').Timeout).toBe(GENERATE_FUNCTION_SECONDS);
    for (const id of ['GenerateCodeQueue', 'GenerateRepairQueue'])
      expect(app.get(id, 'AWS::SQS::Queue').VisibilityTimeout).toBe(GENERATE_VISIBILITY_SECONDS);
  },
};
